import type { RandomStream } from '../random-stream';

type Language = 'en' | 'zh';
type Voice = { good: readonly string[]; fair: readonly string[]; bad: readonly string[] };

/** What a review can be about. The text of an aspect follows the sign that the truth gives it. */
export const ASPECTS = ['quality', 'delivery', 'price', 'fit'] as const;
export type Aspect = (typeof ASPECTS)[number];

const OPENING: Record<Language, Voice> = {
  en: { good: ['Love it.', 'Exactly what I hoped for.', 'Very happy with this.', 'Would buy again.', 'Better than expected!'], fair: ['It is okay.', 'Does its job.', 'Neither good nor bad.', 'Average.'], bad: ['Disappointed.', 'Not worth it.', 'I sent it back.', 'Would not buy again.', 'Avoid.'] },
  zh: { good: ['非常喜欢。', '和期待的一样好。', '很满意。', '会再买。', '超出预期！'], fair: ['还可以。', '一般般。', '凑合能用。', '中规中矩。'], bad: ['很失望。', '不值这个价。', '已经退货了。', '不会再买。', '不推荐。'] },
};

const ABOUT: Record<Aspect, Record<Language, Voice>> = {
  quality: {
    en: { good: ['The quality is excellent.', 'Solid and well made.', 'The material feels great.'], fair: ['The quality is acceptable.'], bad: ['It broke after a week.', 'Cheap material, poor finish.', 'The quality is terrible.'] },
    zh: { good: ['质量非常好。', '做工扎实。', '材质手感很棒。'], fair: ['质量还行。'], bad: ['用了一周就坏了。', '材料廉价，做工粗糙。', '质量太差。'] },
  },
  delivery: {
    en: { good: ['Arrived a day early.', 'Fast delivery, well packed.'], fair: ['Delivery took a few days.'], bad: ['Delivery took forever.', 'The parcel arrived damaged.'] },
    zh: { good: ['发货很快，包装完好。', '提前一天送到。'], fair: ['物流几天到。'], bad: ['物流太慢了。', '包裹送到时已经破损。'] },
  },
  price: {
    en: { good: ['Great value for the money.', 'A bargain at this price.'], fair: ['The price is fair.'], bad: ['Far too expensive for what it is.', 'Overpriced.'] },
    zh: { good: ['性价比很高。', '这个价格很划算。'], fair: ['价格合理。'], bad: ['太贵了。', '价格虚高。'] },
  },
  fit: {
    en: { good: ['Fits perfectly.', 'Just as described.'], fair: ['Slightly different from the picture.'], bad: ['Runs far too small.', 'Looks nothing like the picture.'] },
    zh: { good: ['尺寸正合适。', '与描述一致。'], fair: ['和图片略有不同。'], bad: ['尺码偏小太多。', '和图片完全不一样。'] },
  },
};

const TITLES: Record<Language, Voice> = {
  en: { good: ['Great', 'Recommended', 'Five stars'], fair: ['Okay', 'Decent'], bad: ['Poor', 'Never again', 'Disappointing'] },
  zh: { good: ['很好', '推荐', '五星好评'], fair: ['还行', '一般'], bad: ['差评', '失望', '不推荐'] },
};

const toneOf = (rating: number): keyof Voice => (rating >= 4 ? 'good' : rating === 3 ? 'fair' : 'bad');
const one = (list: readonly string[], r: RandomStream): string => list[r.below(list.length)]!;

/** A review in the words of its rating: the opening follows the stars, one or two aspects follow their own sign. */
export function writeReview(rating: number, feelings: Record<Aspect, number>, language: Language, r: RandomStream): { title: string; text: string; aspects: Aspect[] } {
  const tone = toneOf(rating);
  const first = r.below(ASPECTS.length);
  const aspects = r.chance(0.5) ? [ASPECTS[first]!] : [ASPECTS[first]!, ASPECTS[(first + 1 + r.below(ASPECTS.length - 1)) % ASPECTS.length]!];
  const parts = [one(OPENING[language][tone], r), ...aspects.map((a) => one(ABOUT[a][language][feelings[a] > 0.3 ? 'good' : feelings[a] < -0.3 ? 'bad' : 'fair'], r))];
  return { title: one(TITLES[language][tone], r), text: parts.join(language === 'zh' ? '' : ' '), aspects };
}
