import { seededRandom } from '@bellwether/metrics';
import type { Panel } from '../panel';
import { forecastTotals, trainTotals } from './boosted-totals';

const OPTIONS = { trees: 25, learningRate: 0.15, leaves: 8, rows: 3000, seed: 1 };
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
  test('four of five totals that come lie inside their intervals of whole units, and means are those of the demand', async () => {
    const full = slowPanel(150, 130, 5);
    const known: Panel = { ...full, length: 123, series: full.series.map((s) => ({ ...s, y: s.y.slice(0, 123) })) };
    const totals = forecastTotals((await trainTotals(known, STEPS, OPTIONS))!, known);
    let [inside, said, came] = [0, 0, 0];
    totals.forEach((t, i) => {
      const y = full.series[i]!.y.subarray(123).reduce((a, b) => a + b, 0);
      inside += y >= t.interval.low && y <= t.interval.high ? 1 : 0;
      said += t.mean;
      came += y;
      expect([...t.quantiles]).toEqual([...t.quantiles].sort((a, b) => a - b));
    });
    // 150 totals: a share of .8 is known to .033
    expect(inside / totals.length).toBeGreaterThan(0.7);
    expect(inside / totals.length).toBeLessThan(0.9);
    expect(totals.every((t) => Number.isInteger(t.interval.low) && Number.isInteger(t.interval.high))).toBe(true);
    expect(said / came).toBeGreaterThan(0.88);
    expect(said / came).toBeLessThan(1.12);
  });

  test('slow movers of a log of many products are not made faster by the sale that opened their series', async () => {
    const random = seededRandom(8);
    const log = Array.from({ length: 400 }, () => Float64Array.from({ length: 120 }, () => (random.unit() < 0.008 ? 1 : 0)));
    const opened = log.map((y) => { const first = y.subarray(0, 113).findIndex((v) => v > 0); return { y, first }; }).filter((o) => o.first >= 0);
    const panel: Panel = { frequency: 'day', horizon: STEPS, length: 113, start: Date.UTC(2025, 0, 1), series: opened.map(({ y, first }, i) => ({ id: `p${i}`, censored: null, unitPrice: 1, statics: {}, known: {}, y: y.slice(0, 113).map((v, t) => (t < first ? Number.NaN : v)) })) };
    const totals = forecastTotals((await trainTotals(panel, STEPS, OPTIONS))!, panel);
    const said = totals.reduce((a, t) => a + t.mean, 0) / totals.length;
    expect(said).toBeGreaterThan(0.8 * STEPS * 0.008);
    expect(said).toBeLessThan(1.4 * STEPS * 0.008);
    // nothing is wanted of most of them in a week, nine times in ten
    expect(totals.filter((t) => t.quantiles[8] === 0).length).toBeGreaterThan(0.8 * totals.length);
  });

  test('sales by weight have no whole units', async () => {
    const kilos = slowPanel(40, 60, 3);
    for (const s of kilos.series) s.y = s.y.map((v) => v * 0.35);
    const totals = forecastTotals((await trainTotals(kilos, STEPS, OPTIONS))!, kilos);
    expect(totals.every((t) => t.spread === null)).toBe(true);
    expect(totals.some((t) => !Number.isInteger(t.interval.high))).toBe(true);
  });

  test('too few examples are no model', async () => {
    expect(await trainTotals(slowPanel(3, 30, 1), STEPS, OPTIONS)).toBeNull();
  });
});
