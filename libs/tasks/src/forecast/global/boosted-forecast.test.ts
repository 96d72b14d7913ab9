import { seededRandom } from '@bellwether/metrics';
import type { Panel } from '../panel';
import { panelAt } from '../panel';
import { forecastBoosted, trainBoosted, uncrossed } from './boosted-forecast';
import { panelRows } from './panel-features';

/** Weekly sales that double when a promotion runs, at a level of each product's own. */
function promotionPanel(series: number, length: number, horizon: number, seed: number): Panel {
  const random = seededRandom(seed);
  return {
    frequency: 'week', horizon, length, start: Date.UTC(2024, 0, 1),
    series: Array.from({ length: series }, (_, i) => {
      const promo = Float64Array.from({ length: length + horizon }, () => (random.unit() < 0.25 ? 1 : 0));
      const level = 5 + 60 * random.unit();
      return { id: `p${i}`, censored: null, unitPrice: 3, statics: { category: `c${i % 3}` }, known: { promo }, y: Float64Array.from({ length }, (_, t) => Math.round(level * (1 + promo[t]!) * (0.8 + 0.4 * random.unit()))) };
    }),
  };
}

const OPTIONS = { trees: 60, learningRate: 0.15, leaves: 8, rows: 6000, seed: 1 };

describe('boosted forecast', () => {
  test('learns what a promotion does and says it ahead, in quantiles that do not cross', async () => {
    const full = promotionPanel(40, 60, 6, 1);
    const panel = panelAt(full, 6);
    const forecasts = forecastBoosted(await trainBoosted(panel, OPTIONS), panel);
    let [ratio, n] = [0, 0];
    forecasts.forEach((f, s) => {
      const promo = panel.series[s]!.known['promo']!;
      const at = (on: number): number[] => Array.from({ length: 6 }, (_, h) => h).filter((h) => promo[54 + h] === on);
      const mean = (steps: number[]): number => steps.reduce((sum, h) => sum + f.mean[h]!, 0) / steps.length;
      if (at(1).length > 0 && at(0).length > 0) { ratio += mean(at(1)) / mean(at(0)); n++; }
      for (let h = 0; h < 6; h++) expect(f.quantiles.every((q, k) => k === 0 || q[h]! >= f.quantiles[k - 1]![h]!)).toBe(true);
    });
    expect(ratio / n).toBeGreaterThan(1.6);
    expect(ratio / n).toBeLessThan(2.4);
  }, 180_000);

  test('a history a little longer than the horizon leaves rows to learn from; one that leaves none is refused by name', async () => {
    const short = promotionPanel(10, 34, 28, 3);
    const forecasts = forecastBoosted(await trainBoosted(short, { ...OPTIONS, trees: 5 }), short);
    expect(forecasts.every((f) => f.mean.length === 28 && f.mean.every((v) => Number.isFinite(v)))).toBe(true);
    await expect(trainBoosted(promotionPanel(10, 8, 4, 3), OPTIONS)).rejects.toMatchObject({ code: 'DATA_TOO_SHORT', message: expect.stringContaining('8 weeks') });
  });

  test('a row of features knows nothing of what comes after its origin', () => {
    const panel = promotionPanel(4, 40, 4, 2);
    const questions = [0, 1, 2, 3].flatMap((series) => [1, 4].map((ahead) => ({ series, origin: 30, ahead })));
    const cells = (p: Panel) => panelRows(p, questions, { category: ['c0', 'c1', 'c2'] }, ['promo']).table.columns.map((c) => [c.name, ...(c.kind === 'numeric' ? c.values : c.codes)]);
    const tampered: Panel = { ...panel, series: panel.series.map((s) => ({ ...s, y: s.y.map((v, t) => (t >= 30 ? 1e6 : v)) })) };
    expect(cells(tampered)).toEqual(cells(panel));
  });

  test('levels that cross are put in order', () => {
    expect(uncrossed([Float64Array.of(3, 1), Float64Array.of(2, 2)]).map((q) => [...q])).toEqual([[2, 1], [3, 2]]);
  });
});
