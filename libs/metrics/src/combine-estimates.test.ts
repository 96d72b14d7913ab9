import { combineEstimates } from './combine-estimates';
import { seededRandom } from './seeded-random';

test('two estimates that agree are weighed by their variances, and are surer together', () => {
  const { combined, relativeError } = combineEstimates([[{ mean: 100, variance: 100 }, { mean: 106, variance: 50 }]]);
  expect(relativeError).toBe(0);
  expect(combined[0]!.weight).toBeCloseTo(1 / 3, 9);
  expect(combined[0]!.mean).toBeCloseTo(104, 9);
  expect(combined[0]!.variance).toBeCloseTo(100 / 3, 6);
});

test('sources that contradict each other are both less sure than they say: the error they share is found again', () => {
  const random = seededRandom(7);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
  const truth = Array.from({ length: 400 }, () => 200 + 800 * random.unit());
  const pairs = truth.map((t) => [0, 1].map(() => ({ mean: t * (1 + 0.2 * normal()) + 5 * normal(), variance: 25 })) as [{ mean: number; variance: number }, { mean: number; variance: number }]);
  const { combined, relativeError } = combineEstimates(pairs);
  expect(relativeError).toBeGreaterThan(0.17);
  expect(relativeError).toBeLessThan(0.23);
  const inside = combined.filter((c, i) => Math.abs(c.mean - truth[i]!) < 1.2816 * Math.sqrt(c.variance)).length;
  expect(inside / truth.length).toBeGreaterThan(0.73);
  expect(inside / truth.length).toBeLessThan(0.87);
});

test('nothing to combine is nothing', () => {
  expect(combineEstimates([])).toEqual({ combined: [], relativeError: 0 });
});

test('errors that both have in common make the surer one count more, and what is agreed no surer than they allow', () => {
  const pair = [{ mean: 100, variance: 400 }, { mean: 110, variance: 100 }] as const;
  const [alone] = combineEstimates([pair]).combined;
  const [together] = combineEstimates([pair], 0.5).combined;
  // with a correlation of a half and twice the deviation the first adds nothing
  expect(together!.weight).toBeCloseTo(0, 6);
  expect(together!.mean).toBeCloseTo(110, 6);
  expect(together!.variance).toBeGreaterThan(alone!.variance);
});
