import { seededRandom, varianceOf } from '@bellwether/metrics';
import type { Panel } from '../panel';
import { fitSumSpreads } from './sum-spreads';

/** Products of a group share one mood that changes every four weeks; each has Poisson noise of its own. */
function moodyPanel(groups: number, mood: number): Panel {
  const random = seededRandom(11);
  const moods = Array.from({ length: groups }, () => Array.from({ length: 20 }, () => 1 + mood * (2 * random.unit() - 1)));
  const series = Array.from({ length: groups * 8 }, (_, i) => ({
    id: `p${i}`, censored: null, unitPrice: 1, known: {}, statics: { shelf: `g${i % groups}` } as Record<string, string>,
    y: Float64Array.from({ length: 80 }, (_, t) => { const m = 12 * moods[i % groups]![Math.floor(t / 4)]!; return Math.max(0, Math.round(m + Math.sqrt(m) * (random.unit() + random.unit() + random.unit() - 1.5) * 2)); }),
  }));
  return { frequency: 'week', horizon: 4, length: 80, start: Date.UTC(2024, 0, 1), series };
}

test('products that move together make sums as unsure as they are, not as variances added up would say', () => {
  const of = (mood: number): number => {
    const spread = fitSumSpreads(moodyPanel(10, mood)).find((s) => s.column === 'shelf')!;
    return Math.sqrt(varianceOf(spread, 384)) / 384;
  };
  // alone, 384 units as a sum of eight independent products have an error of a twentieth
  expect(of(0)).toBeLessThan(0.12);
  expect(of(0.5)).toBeGreaterThan(0.25);
});

test('a history that is too short teaches nothing of sums', () => {
  const panel = moodyPanel(3, 0.2);
  expect(fitSumSpreads({ ...panel, length: 9, series: panel.series.map((s) => ({ ...s, y: s.y.slice(0, 9) })) })).toEqual([]);
});
