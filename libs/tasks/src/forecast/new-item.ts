import { FORECAST_LEVELS, quantileOfSorted } from '@bellwether/metrics';
import type { Panel, PanelSeries } from './panel';
import { firstKnown, type SeriesForecast } from './series';

const MOST_ANALOGUES = 30;
const MIN_ANALOGUES = 3;

/** What products like a new one did in their first steps. */
export type Analogy = { forecast: SeriesForecast; analogues: string[] };

/**
 * A product without a history is forecast by what products like it sold from their own first step on: named ones, else those that share most of its fixed facts.
 * Products that were there when the log began are left out: their first step was not their launch.
 * @returns null when nothing was ever launched in the log
 */
export function forecastNewItem(panel: Panel, like: readonly string[], statics: Record<string, string>): Analogy | null {
  const launched = panel.series.map((s) => ({ s, from: firstKnown(s.y) })).filter(({ s, from }) => (from > 0 || like.includes(s.id)) && s.y.length - from >= Math.min(panel.horizon, 4));
  const named = launched.filter(({ s }) => like.includes(s.id));
  const shared = (s: PanelSeries): number => Object.entries(statics).filter(([name, value]) => s.statics[name] === value).length;
  const most = launched.reduce((n, { s }) => Math.max(n, shared(s)), 0);
  const alike = named.length > 0 ? named : launched.filter(({ s }) => shared(s) === most);
  const chosen = (alike.length >= MIN_ANALOGUES || named.length > 0 ? alike : launched).slice(0, MOST_ANALOGUES);
  if (chosen.length === 0) return null;
  const mean = new Float64Array(panel.horizon);
  const quantiles = FORECAST_LEVELS.map(() => new Float64Array(panel.horizon));
  let last: Float64Array = Float64Array.of(0);
  for (let h = 0; h < panel.horizon; h++) {
    const seen = Float64Array.from(chosen.map(({ s, from }) => s.y[from + h] ?? Number.NaN).filter((v) => !Number.isNaN(v))).sort();
    // past what any of them lived through, the last step they lived through stands
    if (seen.length > 0) last = seen;
    mean[h] = last.reduce((a, b) => a + b, 0) / last.length;
    FORECAST_LEVELS.forEach((level, k) => (quantiles[k]![h] = quantileOfSorted(last, level)));
  }
  return { forecast: { mean, quantiles }, analogues: chosen.map(({ s }) => s.id) };
}
