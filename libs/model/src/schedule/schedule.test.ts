import { rateAt } from './schedule';
import type { ScheduleSpec } from './schedule';

const frame = { totalSteps: 100, stepsPerEpoch: 10 };
const curve = (spec: ScheduleSpec): number[] => Array.from({ length: 100 }, (_, s) => rateAt(spec, s, frame));

test('each schedule has the shape that it is named for', () => {
  expect(new Set(curve({ kind: 'constant', rate: 0.1 }))).toEqual(new Set([0.1]));
  expect([0, 29, 30, 60].map((s) => curve({ kind: 'step', rate: 1, every: 3, factor: 0.1 })[s]!.toPrecision(2))).toEqual(['1.0', '1.0', '0.10', '0.010']);
  expect(curve({ kind: 'exponential', rate: 1, factor: 0.5 })[20]).toBeCloseTo(0.25);
  const cosine = curve({ kind: 'cosine', rate: 1, floor: 0.1 });
  expect([cosine[0], cosine[50]]).toEqual([1, 0.55]);
  const cycle = curve({ kind: 'one-cycle', rate: 1 });
  expect(cycle.indexOf(Math.max(...cycle))).toBe(30);
  expect(cycle[99]).toBeLessThan(0.01);
  const flat = curve({ kind: 'flat-cos', rate: 1 });
  expect([flat[0], flat[49]]).toEqual([1, 1]);
  expect(flat[75]).toBeCloseTo(0.5);
});

test('coslog4 has four cycles, each twice as long as the one before', () => {
  // zeros where log2(1 + 15t) is whole: t = 0, 1/15, 3/15, 7/15
  for (const t of [0, 1 / 15, 3 / 15, 7 / 15]) expect(rateAt({ kind: 'coslog4', rate: 1 }, t * 1500, { totalSteps: 1500, stepsPerEpoch: 1 })).toBeCloseTo(0, 6);
});

test('warm-up rises from near 0 to the rate, and the schedule follows', () => {
  const warm = curve({ kind: 'cosine', rate: 1, warmup: 0.1 });
  expect(warm.slice(0, 10).map((v) => v.toFixed(1))).toEqual(['0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9', '1.0']);
  expect(warm[10]).toBeCloseTo(1);
});
