import type { SearchParameter } from '@bellwether/contracts';
import { LEAST_TRIALS, parameterImportance } from './importance';
import { randomPoint } from './propose';
import { randomOf } from './random';
import { CONDITIONAL_SPACE, conditionalLoss } from './search-testing';
import { openSpace } from './space';

const axes: SearchParameter[] = [
  { kind: 'float', path: 'a', low: 0, high: 1, log: false },
  { kind: 'float', path: 'b', low: 0, high: 1, log: false },
  { kind: 'float', path: 'noise', low: 0, high: 1, log: false },
  { kind: 'choice', path: 'c', values: ['p', 'q'] },
];
const trialsOf = (parameters: SearchParameter[], loss: (p: { a: number; b: number; c: string }) => number, n = 300) => {
  const space = openSpace(parameters);
  return { space, trials: Array.from({ length: n }, (_, i) => { const point = randomPoint(space, randomOf(i)); return { point, loss: loss(point as never) }; }) };
};
const shares = (found: ReturnType<typeof parameterImportance>) => Object.fromEntries(found.map((f) => [f.path, f.share]));

test('shares are those of the variance, worked out by hand', () => {
  // variances: 2a 4/12, b 1/12, c 0.5 x {0,1} 1/16; together 23/48
  const { space, trials } = trialsOf(axes, (p) => 2 * p.a + p.b + (p.c === 'q' ? 0.5 : 0));
  const found = shares(parameterImportance(space, trials));
  expect(found.a).toBeCloseTo(16 / 23, 1);
  expect(found.b).toBeCloseTo(4 / 23, 1);
  expect(found.c).toBeCloseTo(3 / 23, 1);
  expect(found.noise).toBeLessThan(0.03);
});

test('what only works together is nobody’s alone', () => {
  const { space, trials } = trialsOf(axes.slice(0, 2), (p) => (p.a - 0.5) * (p.b - 0.5));
  for (const share of Object.values(shares(parameterImportance(space, trials)))) expect(share).toBeLessThan(0.25);
});

test('a conditional space puts its structure first, and gives the same answer every time', () => {
  const { space, trials } = trialsOf(CONDITIONAL_SPACE, conditionalLoss as never, 150);
  const found = parameterImportance(space, trials);
  expect(found).toEqual(parameterImportance(space, trials));
  expect(found.slice(0, 3).map((f) => f.path)).toContain('rate');
  for (const f of found) expect(f.lo <= f.share + 1e-9 && f.share <= Math.max(f.hi, f.share)).toBe(true);
});

test('too few trials, or trials that are all the same, say nothing', () => {
  const { space, trials } = trialsOf(axes, (p) => p.a, LEAST_TRIALS - 1);
  expect(parameterImportance(space, trials)).toEqual([]);
  expect(parameterImportance(space, trialsOf(axes, () => 1, 50).trials)).toEqual([]);
});
