import { estimateForecast, pairedForecasts } from './forecast-bootstrap';
import { FORECAST_KEYS, FORECAST_LEVELS, naiveScale, type ForecastSeries } from './forecast-measure';
import { FORECAST_METRICS } from './forecast-specs';
import { seededRandom } from './seeded-random';

const flat = (value: number, h: number): number[] => Array.from({ length: h }, () => value);
const levels = (value: (level: number) => number, h: number): number[][] => FORECAST_LEVELS.map((level) => flat(value(level), h));

/** Uniform demand on [0, 10]: its quantiles are known, so a perfect forecast is too. */
function uniformSeries(n: number, h: number, seed: number, shift = 0): ForecastSeries[] {
  const random = seededRandom(seed);
  return Array.from({ length: n }, (_, i) => ({
    id: `s${i}`, scale: naiveScale(Array.from({ length: 60 }, () => random.unit() * 10), 1), actual: Array.from({ length: h }, () => random.unit() * 10),
    mean: flat(5 + shift, h), quantiles: levels((level) => 10 * level + shift, h),
  }));
}

describe('forecast metrics', () => {
  const one: ForecastSeries = { id: 'a', scale: naiveScale([1, 2, 1, 2, 1, 2], 1), actual: [2, 4], mean: [3, 3], quantiles: [[0, 0], [0, 0], [0, 0], [1, 1], [2, 2], [3, 3], [4, 4], [5, 5], [6, 3]], };

  test('follow their definitions on a series worked out by hand', () => {
    const m = estimateForecast([one], { replicates: 0 });
    // |3-2| + |3-4| over 6; (6-6)/6; median errors 0 and 2 over a naive error of 1; rmse of the mean 1 over 1
    expect([m.wape!.value, m.bias!.value, m.wape_median!.value, m.mase!.value, m.rmsse!.value]).toEqual([2 / 6, 0, 2 / 6, 1, 1]);
    // 2 lies in [0, 6], 4 does not lie in [0, 3]
    expect([m.coverage_80!.value, m.width_80!.value]).toEqual([0.5, 9 / 6]);
    const pinball = (y: number, q: number, l: number): number => 2 * Math.max(l * (y - q), (l - 1) * (y - q));
    const total = FORECAST_LEVELS.reduce((sum, l, k) => sum + pinball(2, one.quantiles[k]![0]!, l) + pinball(4, one.quantiles[k]![1]!, l), 0);
    expect(m.wql!.value).toBeCloseTo(total / 9 / 6, 12);
  });

  test('a series that never changed has no scale and is left out of MASE alone', () => {
    expect(naiveScale([3, 3, 3, 3], 1).absolute).toBeNaN();
    const m = estimateForecast([one, { ...one, id: 'b', scale: naiveScale([0, 0, 0, 0], 1) }], { replicates: 0 });
    expect([m.mase!.value, m.wape!.value]).toEqual([1, 2 / 6]);
  });

  test('a day that was not measured counts nowhere', () => {
    const m = estimateForecast([{ ...one, actual: [2, Number.NaN] }], { replicates: 0 });
    expect([m.wape!.value, m.wape!.n, m.coverage_80!.value]).toEqual([0.5, 1, 1]);
  });

  test('the true quantiles cover 80 % and no shift of them has a lower quantile loss', () => {
    const loss = (shift: number) => estimateForecast(uniformSeries(200, 20, 7, shift), { replicates: 0 });
    expect(loss(0).coverage_80!.value).toBeCloseTo(0.8, 1);
    for (const shift of [-2, -1, 1, 2]) expect(loss(shift).wql!.value!).toBeGreaterThan(loss(0).wql!.value!);
  });

  test('an interval over series covers the truth about as often as it says', () => {
    const truth = 0.5;
    let covered = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const m = estimateForecast(uniformSeries(60, 6, seed), { replicates: 200, seed });
      if (m.wape!.lo! <= truth && m.wape!.hi! >= truth) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(50);
  });

  test('a paired comparison finds a real difference, calls none noise, and refuses other days', () => {
    const good = uniformSeries(60, 12, 3);
    const shifted = uniformSeries(60, 12, 3, 2);
    const verdict = (a: ForecastSeries[], b: ForecastSeries[], metric: string) => pairedForecasts(a, b, { metrics: [metric], replicates: 300 })[0]!.verdict;
    expect([verdict(good, shifted, 'wql'), verdict(shifted, good, 'wql'), verdict(good, good, 'wql'), verdict(good, shifted, 'bias')]).toEqual(['better', 'worse', 'noise', 'better']);
    expect(verdict(good, uniformSeries(60, 12, 4), 'wql')).toBe('not-comparable');
    expect(() => pairedForecasts(good, good, { metrics: ['auc'] })).toThrow(expect.objectContaining({ code: 'METRIC_NAME_INVALID' }));
  });

  test('every metric is described in both languages, and a forecast of another length is refused by name', () => {
    expect(FORECAST_METRICS.map((s) => s.key).sort()).toEqual([...FORECAST_KEYS].sort());
    expect(FORECAST_METRICS.every((s) => s.title.zh !== '' && s.help.zh !== '')).toBe(true);
    expect(() => estimateForecast([{ ...one, mean: [1] }])).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringContaining('"a"') }));
  });
});
