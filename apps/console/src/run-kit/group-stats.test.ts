import { groupBy, groupMean } from './group-stats';

// golden: scipy.stats.t.interval(0.95, n - 1, loc=mean, scale=sem)
it('the interval of a mean is Student’s', () => {
  const g = groupMean([0.91, 0.93, 0.92, 0.935, null, undefined, Number.NaN]);
  expect(g.n).toBe(4);
  expect(g.mean).toBeCloseTo(0.92375, 10);
  expect(g.lo).toBeCloseTo(0.906143, 4);
  expect(g.hi).toBeCloseTo(0.941357, 4);
});

it('one run has no interval, none has no mean', () => {
  expect(groupMean([0.9])).toEqual({ n: 1, mean: 0.9, lo: null, hi: null, sd: null });
  expect(groupMean([null]).mean).toBeNull();
});

it('groups come in the order of their values', () => {
  expect(groupBy([{ u: 100 }, { u: 9 }, { u: 50 }, { u: 9 }], (r) => String(r.u)).map((g) => [g.value, g.items.length])).toEqual([['9', 2], ['50', 1], ['100', 1]]);
  expect(groupBy(['sgd', 'adam'], (v) => v).map((g) => g.value)).toEqual(['adam', 'sgd']);
});
