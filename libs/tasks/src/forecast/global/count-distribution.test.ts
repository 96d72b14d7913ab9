import { countAt, countQuantiles, fitSpread, negativeBinomialQuantiles, shareBelow, shortestRun } from './count-distribution';

test('a negative binomial of no extra spread has the quantiles of Poisson; more spread moves its ends out', () => {
  expect([...negativeBinomialQuantiles(2, 1e-6)]).toEqual([0, 1, 1, 1, 2, 2, 3, 3, 4]);
  expect(negativeBinomialQuantiles(20, 0.5)[8]! - negativeBinomialQuantiles(20, 0.5)[0]!).toBeGreaterThan(2 * (negativeBinomialQuantiles(20, 1e-6)[8]! - negativeBinomialQuantiles(20, 1e-6)[0]!));
  expect([...negativeBinomialQuantiles(0, 1)]).toEqual(Array.from({ length: 9 }, () => 0));
  expect(() => negativeBinomialQuantiles(-1, 1)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  // where counts become many the two ways meet
  const [few, many] = [countQuantiles(199, { factor: 2, square: 0.02 }), countQuantiles(201, { factor: 2, square: 0.02 })];
  few.forEach((v, k) => expect(many[k]! / v).toBeCloseTo(1, 1));
});

test('one spread is found that all products share', () => {
  // 2, 6 and 20 units expected; what came are the levels of counts with variance 1.7 m
  const means = [2, 6, 20].flatMap((m) => Array.from({ length: 9 }, () => m));
  const came = [2, 6, 20].flatMap((m) => [...countQuantiles(m, { factor: 1.7, square: 0.003 })]);
  expect(fitSpread(means, came).factor).toBeGreaterThan(1.2);
  expect(fitSpread(means, came).factor).toBeLessThan(2.8);
  expect(fitSpread(means, came).square).toBeLessThan(0.1);
});

test('the shortest run of whole units holds what is asked, and starts at zero for a slow mover', () => {
  const slow = [0, 0, 0, 1, 1, 1, 2, 2, 3];
  expect(shortestRun(slow, 0.8)).toEqual({ low: 0, high: 2 });
  const q = [41, 44, 46, 48, 50, 52, 54, 56, 59];
  const { low, high } = shortestRun(q, 0.8);
  expect(shareBelow(q, high) - shareBelow(q, low - 1)).toBeGreaterThanOrEqual(0.8);
  expect(shareBelow(q, high - 1) - shareBelow(q, low - 1)).toBeLessThan(0.8);
  expect(high - low).toBeLessThanOrEqual(18);
});

test('the fewest units that are enough with any chance: zero where mostly nothing is wanted, one where more must be sure, and the levels of the quantiles', () => {
  const slow = countAt(0.05, { factor: 1.2, square: 0.1 })!;
  expect([slow(0.5), slow(0.9), slow(0.98), slow(0.999)]).toEqual([0, 0, 1, 2]);
  const fast = countAt(12, { factor: 1.5, square: 0.05 })!;
  expect([0.1, 0.5, 0.9].map(fast)).toEqual([0, 4, 8].map((k) => countQuantiles(12, { factor: 1.5, square: 0.05 })[k]));
  expect(countAt(5000, { factor: 1.5, square: 0.05 })).toBeNull();
});
