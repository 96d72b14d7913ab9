import { seededRandom } from '@bellwether/metrics';
import { reconcile, type Aggregate } from './reconcile';
import { forecastTotal } from './top-level';

describe('reconciliation', () => {
  test('equals the closed form on two series and their total', () => {
    const bottom = [Float64Array.of(10), Float64Array.of(20)];
    const total: Aggregate = { members: Int32Array.of(0, 1), mean: Float64Array.of(36), variance: 2 };
    reconcile(bottom, Float64Array.of(1, 3), [total]);
    // the gap of 6 is shared by variances: 1 and 3 below, 2 above
    expect(bottom[0]![0]).toBeCloseTo(10 + 6 * (1 / 6), 6);
    expect(bottom[1]![0]).toBeCloseTo(20 + 6 * (3 / 6), 6);
  });

  test('an error that all products share lets a total move many products that are each sure of themselves', () => {
    const many = (): Float64Array[] => Array.from({ length: 400 }, () => Float64Array.of(10));
    const variance = new Float64Array(400).fill(4);
    const total: Aggregate = { members: Int32Array.from({ length: 400 }, (_, i) => i), mean: Float64Array.of(4400), variance: 100 ** 2 };
    const [alone, together] = [many(), many()];
    reconcile(alone, variance, [total]);
    reconcile(together, variance, [total], 0.1 ** 2);
    const sum = (b: Float64Array[]): number => b.reduce((s, v) => s + v[0]!, 0);
    // in closed form: the gap of 400 is shared by the variances of the two sums, 400 x 4 and 400 x 4 + (0.1 x 4000)^2
    expect(sum(alone)).toBeCloseTo(4000 + 400 * (1600 / (1600 + 10_000)), 3);
    expect(sum(together)).toBeCloseTo(4000 + 400 * (161_600 / (161_600 + 10_000)), 3);
  });

  test('a total that is nearly certain is met, an uncertain one moves nothing, and nothing falls below zero', () => {
    const random = seededRandom(3);
    const make = (): Float64Array[] => Array.from({ length: 300 }, (_, i) => Float64Array.of(i % 3 === 0 ? 0 : i * random.unit(), 5));
    const variance = Float64Array.from({ length: 300 }, (_, i) => 1 + (i % 50) ** 2);
    const all = Int32Array.from({ length: 300 }, (_, i) => i);
    const half = all.filter((i) => i < 150);
    const sure = make();
    const before = sure.reduce((s, b) => s + b[1]!, 0);
    reconcile(sure, variance, [{ members: all, mean: Float64Array.of(1000, 1800), variance: 1e-6 }, { members: half, mean: Float64Array.of(400, 900), variance: 1e-6 }]);
    expect(before).toBe(1500);
    expect(sure.reduce((s, b) => s + b[1]!, 0)).toBeCloseTo(1800, 1);
    expect(sure.slice(0, 150).reduce((s, b) => s + b[1]!, 0)).toBeCloseTo(900, 1);
    expect(Math.min(...sure.map((b) => b[0]!))).toBeGreaterThanOrEqual(0);
    const unsure = make();
    reconcile(unsure, variance, [{ members: all, mean: Float64Array.of(1e6, 1e6), variance: 1e15 }]);
    expect(unsure.reduce((s, b) => s + b[1]!, 0)).toBeCloseTo(1500, -1);
  });

  test('a total follows the member that said the last horizon best', () => {
    const random = seededRandom(11);
    const rising = Float64Array.from({ length: 80 }, (_, t) => 1000 + 12 * t + 8 * (random.unit() - 0.5));
    const { mean, weights, relativeError } = forecastTotal(rising, 12, 1);
    expect(Math.abs(mean.reduce((a, b) => a + b, 0) / 12 / (1000 + 12 * 85.5) - 1)).toBeLessThan(0.02);
    expect(weights['median-drift']! + weights['ets']!).toBeGreaterThan(weights['moving-average']!);
    expect(relativeError).toBeLessThan(0.05);
  });
});
