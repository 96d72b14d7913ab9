import { FORECAST_LEVELS, seededRandom } from '@bellwether/metrics';
import { filled, observed, type Series } from '../series';
import { demandShape } from './demand-class';
import { exponentialSmoothing } from './exponential-smoothing';
import { croston, tsb } from './intermittent';
import { LOCAL_METHODS, localForecast } from './local-forecast';
import { medianDrift } from './median-drift';
import { minimise } from './minimise';
import { movingAverage, seasonalNaive } from './naive';
import { theta } from './theta';

const series = (y: number[], censored: number[] | null = null): Series => ({ id: 's', y: Float64Array.from(y), censored: censored === null ? null : Uint8Array.from(censored) });
const repeat = (pattern: number[], times: number): Float64Array => Float64Array.from({ length: pattern.length * times }, (_, t) => pattern[t % pattern.length]!);
const rounded = (values: Float64Array): number[] => Array.from(values, (v) => Math.round(v * 1000) / 1000);

describe('local forecasters', () => {
  test('a series is routed by how often and how evenly it sells', () => {
    expect(demandShape([5, 5, 6, 5, 5, 6]).kind).toBe('smooth');
    expect(demandShape([1, 40, 2, 30, 1, 2]).kind).toBe('erratic');
    expect(demandShape([0, 0, 3, 0, 0, 3, 0, 0, 3])).toMatchObject({ adi: 3, cv2: 0, kind: 'intermittent' });
    expect(demandShape([0, 0, 1, 0, 0, 50, 0, 0, 2]).kind).toBe('lumpy');
    expect(demandShape([0, 0, 0]).kind).toBe('intermittent');
  });

  test('the naive ones say what their names say', () => {
    expect([...seasonalNaive(Float64Array.from([9, 9, 1, 2, 3]), 5, 3).mean]).toEqual([1, 2, 3, 1, 2]);
    expect([...seasonalNaive(Float64Array.from([4]), 2, 3).mean]).toEqual([4, 4]);
    expect([...movingAverage(Float64Array.from([1, 2, 3, 4, 5]), 2, 2).mean]).toEqual([4.5, 4.5]);
    expect([...movingAverage(Float64Array.from([1, 2, 3, 4]), 1, 2).residuals]).toEqual([1.5, 1.5]);
  });

  test('exponential smoothing finds a season and a level, and never runs away', () => {
    const seasonal = exponentialSmoothing(repeat([10, 20, 30, 20], 10), 4, 4).mean;
    for (const [h, value] of [10, 20, 30, 20].entries()) expect(Math.abs(seasonal[h]! - value)).toBeLessThan(0.5);
    const rising = exponentialSmoothing(Float64Array.from({ length: 40 }, (_, t) => 3 * t), 400, 1).mean;
    expect(Math.max(...rising)).toBeLessThanOrEqual(5 * 117);
    expect(rising[5]!).toBeGreaterThan(120);
  });

  test('a break in the level does not become a trend', () => {
    const random = seededRandom(5);
    const y = Float64Array.from({ length: 60 }, (_, t) => (t < 45 ? 800 : 500) + 10 * (random.unit() - 0.5) + 4 * (t < 45 ? 0 : t - 45));
    const ahead = [exponentialSmoothing(y, 10, 1).mean[9]!, medianDrift(y, 10).mean[9]!];
    for (const v of ahead) expect(v).toBeGreaterThan(540);
  });

  test('theta drifts by half the slope of the line, and keeps a multiplicative season', () => {
    const line = theta(Float64Array.from({ length: 50 }, (_, t) => 100 + 2 * t), 10, 1).mean;
    expect(line[9]! - line[0]!).toBeCloseTo(9, 1);
    const season = theta(repeat([10, 20, 40], 12), 3, 3).mean;
    expect(season[2]! / season[0]!).toBeCloseTo(4, 1);
  });

  test("Croston's rate is size over gap, SBA below it, and TSB falls when sales die", () => {
    const steady = repeat([0, 0, 6], 12);
    expect(croston(steady, 1, false).mean[0]).toBeCloseTo(2, 5);
    expect(croston(steady, 1, true).mean[0]!).toBeLessThan(2);
    const dying = Float64Array.from([...steady, ...new Float64Array(24)]);
    expect(tsb(dying, 1).mean[0]!).toBeLessThan(0.5 * croston(dying, 1, false).mean[0]!);
    expect([...tsb(new Float64Array(9), 3).mean]).toEqual([0, 0, 0]);
  });

  test('unknown and censored steps are filled by the level around them, never by zero', () => {
    const s = series([Number.NaN, Number.NaN, 10, 10, Number.NaN, 0, 12, 10], [0, 0, 0, 0, 0, 1, 1, 0]);
    expect(rounded(observed(s))).toEqual([10, 10, 10]);
    expect(rounded(filled(s))).toEqual([10, 10, 10, 10, 12, 10]);
  });

  test.each(LOCAL_METHODS)('%s: a forecast of every awkward history is finite, ordered and not below zero', (method) => {
    const awkward = [[], [7], [0, 0, 0, 0], [Number.NaN, Number.NaN, 3], [-2, 5, -1, 4, 6], Array.from({ length: 30 }, (_, t) => (t < 3 || t > 27 ? 4 : Number.NaN)), Array.from({ length: 120 }, (_, t) => (t % 7) * 1e6)];
    for (const y of awkward) {
      const f = localForecast(method, series(y), 5, 7);
      expect(f.quantiles).toHaveLength(FORECAST_LEVELS.length);
      for (let h = 0; h < 5; h++) {
        const column = f.quantiles.map((q) => q[h]!);
        expect([...column, f.mean[h]!].every((v) => Number.isFinite(v) && v >= 0)).toBe(true);
        expect([...column].sort((a, b) => a - b)).toEqual(column);
      }
    }
  });

  test('the simplex finds the bottom of a valley inside its box', () => {
    const { x } = minimise((v) => (v[0]! - 0.3) ** 2 + 10 * (v[1]! - v[0]! ** 2) ** 2, [0.9, 0.9], [0, 0], [1, 1], 300);
    expect(x[0]).toBeCloseTo(0.3, 2);
    expect(minimise((v) => -v[0]!, [0.5], [0], [1]).x[0]).toBeCloseTo(1, 3);
  });
});
