import { fitIntervalSpread, varianceOf } from './interval-spread';
import { seededRandom } from './seeded-random';

const random = seededRandom(4);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
/** What came has a fifth of its level as error, and what a count has. */
const pairs = (n: number) => Array.from({ length: n }, () => {
  const mean = 5 + 400 * random.unit() ** 3;
  return { mean, came: mean * (1 + 0.2 * normal()) + Math.sqrt(mean) * normal() };
});

test('intervals learnt from some sums hold four of five others, small ones and large ones', () => {
  const spread = fitIntervalSpread(pairs(400))!;
  const inside = (of: { mean: number; came: number }[]): number => of.filter((p) => Math.abs(p.came - p.mean) < 1.2816 * Math.sqrt(varianceOf(spread, p.mean))).length / of.length;
  const others = pairs(4000);
  for (const part of [others, others.filter((p) => p.mean < 30), others.filter((p) => p.mean > 150)]) {
    expect(inside(part)).toBeGreaterThan(0.74);
    expect(inside(part)).toBeLessThan(0.87);
  }
});

test('few pairs do not make intervals narrow, and from hardly any nothing is learnt', () => {
  let [held, n] = [0, 0];
  for (let k = 0; k < 200; k++) {
    const spread = fitIntervalSpread(pairs(9))!;
    for (const p of pairs(10)) [held, n] = [held + (Math.abs(p.came - p.mean) < 1.2816 * Math.sqrt(varianceOf(spread, p.mean)) ? 1 : 0), n + 1];
  }
  expect(held / n).toBeGreaterThan(0.73);
  expect(fitIntervalSpread(pairs(4))).toBeNull();
});
