import { en } from './en';
import { zh } from './zh';
import { formatMessage } from './format';

const holes = (s: string) => [...s.matchAll(/\{(\w+)/g)].map((m) => m[1]).sort();
const nouns = Object.keys(en) as (keyof typeof en)[];

test('English and Chinese have the same nouns', () => {
  expect(Object.keys(zh).sort()).toEqual([...nouns].sort());
});

test.each(nouns)('%s: every English key has a Chinese message with the same holes, and no other', (noun) => {
  const english: Record<string, string> = en[noun];
  const chinese: Record<string, string> = zh[noun];
  expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
  for (const [key, message] of Object.entries(english)) {
    expect([key, [...new Set(holes(chinese[key]!))]]).toEqual([key, [...new Set(holes(message))]]);
    expect(chinese[key]!.trim()).not.toBe('');
  }
});

test('a message takes values, separates thousands and picks the plural of its language', () => {
  expect(formatMessage('{count|# row|# rows}', { count: 1 }, 'en-GB')).toBe('1 row');
  expect(formatMessage('{count|# row|# rows}', { count: 12330 }, 'en-GB')).toBe('12,330 rows');
  expect(formatMessage('{count} 行', { count: 12330 }, 'zh-CN')).toBe('12,330 行');
  expect(formatMessage('of {name}', {}, 'en-GB')).toBe('of {name}');
});
