import { seededRandom } from '@bellwether/metrics';
import type { Panel } from '../panel';
import { forecastTotals, negativeBinomialQuantiles, trainTotals } from './boosted-totals';

const OPTIONS = { trees: 40, learningRate: 0.1, leaves: 8, rows: 6000, seed: 1 };
const STEPS = 7;

/** Slow movers by the day: each unit of demand comes alone. */
function slowPanel(series: number, length: number, seed: number): Panel {
  const random = seededRandom(seed);
  const draw = (mean: number): number => {
    let [k, p] = [0, Math.exp(-mean)];
    for (let u = random.unit(), sum = p; u > sum && k < 60; sum += p) p *= mean / ++k;
    return k;
  };
  return { frequency: 'day', horizon: STEPS, length, start: Date.UTC(2025, 0, 1), series: Array.from({ length: series }, (_, i) => ({ id: `p${i}`, censored: null, unitPrice: 1, statics: {}, known: {}, y: Float64Array.from({ length }, () => draw(0.1 + (i % 10) / 10)) })) };
}

describe('totals', () => {
  test('a negative binomial of no extra spread has the quantiles of Poisson; more spread moves its ends out', () => {
    expect([...negativeBinomialQuantiles(2, 1e-6)]).toEqual([0, 1, 1, 1, 2, 2, 3, 3, 4]);
    expect(negativeBinomialQuantiles(20, 0.5)[8]! - negativeBinomialQuantiles(20, 0.5)[0]!).toBeGreaterThan(2 * (negativeBinomialQuantiles(20, 1e-6)[8]! - negativeBinomialQuantiles(20, 1e-6)[0]!));
    expect([...negativeBinomialQuantiles(0, 1)]).toEqual(Array.from({ length: 9 }, () => 0));
    expect(() => negativeBinomialQuantiles(-1, 1)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  test('four of five totals that come lie between the outer levels, and means are those of the demand', async () => {
    const full = slowPanel(150, 130, 5);
    const known: Panel = { ...full, length: 123, series: full.series.map((s) => ({ ...s, y: s.y.slice(0, 123) })) };
    const totals = forecastTotals((await trainTotals(known, STEPS, OPTIONS))!, known);
    let [inside, said, came] = [0, 0, 0];
    totals.forEach((t, i) => {
      const y = full.series[i]!.y.subarray(123).reduce((a, b) => a + b, 0);
      inside += y >= t.quantiles[0]! && y <= t.quantiles[8]! ? 1 : 0;
      said += t.mean;
      came += y;
      expect([...t.quantiles]).toEqual([...t.quantiles].sort((a, b) => a - b));
    });
    // whole units make an interval hold a little more than it says
    expect(inside / totals.length).toBeGreaterThan(0.74);
    expect(inside / totals.length).toBeLessThan(0.96);
    expect(said / came).toBeGreaterThan(0.88);
    expect(said / came).toBeLessThan(1.12);
  });

  test('too few examples are no model', async () => {
    expect(await trainTotals(slowPanel(3, 30, 1), STEPS, OPTIONS)).toBeNull();
  });
});
