import { scoreReview } from './review-score';

const english = (text: string) => scoreReview({ title: null, text, language: 'en' });
const chinese = (text: string) => scoreReview({ title: null, text, language: null });

describe('review scores', () => {
  it.each([
    ['I love this dress, it is perfect and so comfortable!', 1],
    ['Great quality, fast delivery, very happy', 1],
    ['Terrible. The zipper broke after one day and the fabric looks cheap', -1],
    ['Very disappointed, I had to return it', -1],
    ['Works well and easy to use, highly recommend', 1],
    ['Arrived late and damaged, asked for a refund, rude support', -1],
  ])('%s', (text, sign) => expect(Math.sign(english(text).sentiment!)).toBe(sign));

  it.each([
    ['质量很好，穿着很舒服，非常满意，还会再来', 1],
    ['物流快，包装完好，值得推荐', 1],
    ['太失望了，质量差，掉色严重，要退货', -1],
    ['客服态度差，发货慢，再也不买了', -1],
    ['和图片一样，性价比高', 1],
    ['不太满意，尺码偏小', -1],
  ])('%s', (text, sign) => expect(Math.sign(chinese(text).sentiment!)).toBe(sign));

  it('tells apart what is said of one thing and of another', () => {
    const mixed = english('The colour is beautiful and so pretty. But delivery was late and the box damaged.');
    expect(mixed.looks!).toBeGreaterThan(0.2);
    expect(mixed.delivery!).toBeLessThan(-0.2);
    expect(mixed.price).toBeNull();
    const zh = chinese('衣服很好看，但是物流太慢，客服态度好');
    expect([Math.sign(zh.looks!), Math.sign(zh.delivery!), Math.sign(zh.service!)]).toEqual([1, -1, 1]);
  });

  it('says nothing where nothing is said', () => {
    expect(english('').sentiment).toBeNull();
    expect(english('xyzzy 42').sentiment).toBeNull();
    expect(chinese('今天收到。').sentiment).toBeNull();
  });
});
