import { itemContent } from '../network/content';
import { repeatsOf } from '../repeats';
import { shuffled } from '../shuffle';
import { largest } from '../standardise';
import { trendOf } from '../trend';
import { ease } from './ease';
import { addScores, contributions } from './item-matrix';
import { covisitation, itemKnn, markov } from './neighbours';
import { impartial, popularity, recentPopularity } from './simple-members';

const DAY = 86_400_000;
const sequencesOf = (lists: number[][], items: number, gap = DAY) => ({
  items, start: Int32Array.from([0, ...lists.map((_, c) => lists.slice(0, c + 1).reduce((n, l) => n + l.length, 0))]), item: Int32Array.from(lists.flat()), time: Float64Array.from(lists.flatMap((l) => l.map((_, e) => e * gap))),
});
const rowOf = (m: { start: Int32Array; other: Int32Array; weight: Float32Array }, j: number) => new Map(Array.from(m.other.subarray(m.start[j]!, m.start[j + 1]!), (o, k) => [o, m.weight[m.start[j]! + k]!]));

const LISTS = [[0, 1, 2], [0, 1], [0, 2], [3, 4], [3, 4, 0]];
const s = sequencesOf(LISTS, 6);

test('ItemKNN is the shrunk cosine of the customers, by hand', () => {
  const row = rowOf(itemKnn(s, { shrink: 2 }), 0);
  expect(row.get(1)).toBeCloseTo(2 / (Math.sqrt(4 * 2) + 2), 6);
  expect(row.get(3)).toBeCloseTo(1 / (Math.sqrt(4 * 2) + 2), 6);
  expect(row.has(5)).toBe(false);
});

test('Markov counts what follows at once; co-visitation counts what is near, after more than before, and not beyond its window', () => {
  const after = rowOf(markov(s, { shrink: 1 }), 0);
  expect(after.get(1)).toBeCloseTo(2 / (3 + 1), 6);
  expect(after.get(2)).toBeCloseTo(1 / 4, 6);
  const near = covisitation(s, { reach: 2, withinDays: 10, backward: 0.5, damping: 0 });
  expect(rowOf(near, 0).get(2)).toBeCloseTo((1 / (1 + Math.log2(2)) + 1) / 4, 6);
  expect(rowOf(near, 4).get(3)).toBeCloseTo((0.5 + 0.5) / 2, 6);
  expect(rowOf(covisitation(s, { reach: 2, withinDays: 1, backward: 0.5, damping: 0 }), 0).get(2)).toBeCloseTo(1 / 4, 6);
});

test('popularity of all time and of the last days: the window ends with the log; an item that only content knows stands in the middle', () => {
  // item 0 is old, item 1 falls on the edge of the window, item 2 within it; item 3 was never taken
  const days = { items: 4, start: Int32Array.of(0, 3, 5), item: Int32Array.of(0, 0, 0, 1, 2), time: Float64Array.of(0, DAY, 2 * DAY, 13 * DAY, 20 * DAY) };
  expect([...popularity(days).score].map((v) => Math.round(Math.expm1(v)))).toEqual([3, 1, 1, 0]);
  expect([...recentPopularity(days, 7).score].map((v) => Math.round(Math.expm1(v)))).toEqual([0, 0, 1, 0]);
  expect([...recentPopularity(days, 7.5).score].map((v) => Math.round(Math.expm1(v)))).toEqual([0, 1, 1, 0]);
  const counts = Float64Array.of(3, 1, 1, 0);
  const { score } = popularity(days);
  expect(impartial({ kind: 'vector', score }, counts, (i) => i === 3).score[3]).toBeCloseTo((score[0]! + score[1]! + score[2]!) / 3, 6);
  expect([...impartial({ kind: 'vector', score }, counts, () => false).score]).toEqual([...score]);
});

test('EASE solves its own least-squares problem: no other weights do better on a column', async () => {
  const weights = await ease(s, { lambda: 0.5 });
  const dense = Array.from({ length: 6 }, (_, j) => Array.from({ length: 6 }, (_, i) => rowOf(weights, j).get(i) ?? 0));
  const x: number[][] = LISTS.map((l) => Array.from({ length: 6 }, (_, i) => Number(l.includes(i))));
  const loss = (b: number[][], i: number) => x.reduce((sum, row) => sum + (row[i]! - row.reduce((p, v, j) => p + v * b[j]![i]!, 0)) ** 2, 0) + 0.5 * b.reduce((sum, row) => sum + row[i]! ** 2, 0);
  for (const i of [0, 1, 2, 3]) for (const j of [0, 1, 2, 3, 4]) {
    if (i === j) continue;
    for (const step of [0.02, -0.02]) expect(loss(dense.map((row, k) => (k === j ? row.map((v, c) => (c === i ? v + step : v)) : row)), i)).toBeGreaterThan(loss(dense, i));
  }
});

test('scores are decayed by age and told apart by event; decay 0 looks at the newest alone', () => {
  const m = markov(sequencesOf([[0, 1], [2, 1], [2, 3]], 4), { shrink: 0 });
  const history = { items: Int32Array.of(0, 2), times: new Float64Array(2), now: 0 };
  const scores = new Float32Array(4);
  addScores(m, history, 0.5, scores);
  expect([...scores]).toEqual([0, 0.5 * 1 + 0.5, 0, 0.5]);
  expect([...contributions(m, history, 0.5, [1])[0]!]).toEqual([0.5, 0.5]);
  expect([...contributions(m, history, 0, [1])[0]!]).toEqual([0, 0.5]);
});

test('the largest come in order, equal ones by place, −∞ never', () => {
  expect([...largest([1, 5, Number.NEGATIVE_INFINITY, 5, 3], 3)]).toEqual([1, 3, 4]);
  expect([...largest([Number.NEGATIVE_INFINITY], 3)]).toEqual([]);
  const values = Array.from({ length: 500 }, (_, i) => (i * 7919) % 501);
  expect([...largest(values, 20)].map((i) => values[i])).toEqual([...values].sort((a, b) => b - a).slice(0, 20));
});

test('repeats and trends: what is taken again after its usual time, and what rises against the shop', () => {
  const again = repeatsOf(sequencesOf(Array.from({ length: 40 }, () => [0, 1, 0, 2]), 3));
  expect(again.share[0]).toBeGreaterThan(again.share[1]!);
  expect(again.days[0]).toBeCloseTo(2, 0);
  const rising = { items: 2, start: Int32Array.of(0, 60), item: Int32Array.from({ length: 60 }, (_, e) => (e >= 50 ? 1 : e % 2)), time: Float64Array.from({ length: 60 }, (_, e) => e * DAY) };
  const trend = trendOf(rising, 7);
  expect(trend[1]).toBeGreaterThan(1);
  expect(trend[0]).toBeLessThan(0);
});

test('shuffling keeps each customer\'s items and moves their order', () => {
  const long = sequencesOf([Array.from({ length: 50 }, (_, i) => i), [3, 3]], 50);
  const mixed = shuffled(long, 1);
  expect([...mixed.item.subarray(0, 50)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect([...mixed.item.subarray(0, 50)]).not.toEqual([...long.item.subarray(0, 50)]);
  expect(mixed.time).toBe(long.time);
});

test('content: a slot for each level, price band and word; words of a script without spaces in pairs; nothing known, no content', () => {
  const attributes = { categories: [{ name: 'room', levels: ['a', 'b'], of: Int32Array.of(0, 1, -1) }], price: Float64Array.of(1, 100, Number.NaN), text: ['红色茶壶', 'Red pot, red', null] };
  const content = itemContent(attributes, 0.2)!;
  expect(content.perItem).toBe(1 + 1 + 8);
  const of = (i: number) => [...content.features.subarray((i + 1) * 10, (i + 2) * 10)];
  expect([of(0)[0], of(1)[0], of(2)[0]]).toEqual([1, 2, 0]);
  expect(of(0).slice(2).filter((f) => f > 0)).toHaveLength(3);
  expect(of(1).slice(2).filter((f) => f > 0)).toHaveLength(2);
  expect(of(2).every((f) => f === 0)).toBe(true);
  expect(Math.max(...content.features)).toBeLessThanOrEqual(content.vocabulary);
  expect(itemContent({ categories: [], price: Float64Array.of(Number.NaN), text: [null] }, 0.2)).toBeNull();
});
