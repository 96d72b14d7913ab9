import type { MetricEstimate, RunSummaryData } from '@bellwether/contracts';
import { FORECAST_METRICS } from '@bellwether/metrics';
import type { Forecaster } from './forecaster';
import type { Panel } from './panel';
import type { ForecastParams } from './params';

export type CardFacts = { params: ForecastParams; seed: number; panel: Panel; metrics: Record<string, MetricEstimate>; summary: RunSummaryData; weights: { name: string; weight: number }[]; forecaster: Forecaster };

const fixed = (v: number | null): string => (v === null ? 'undefined' : v.toFixed(4));

/** What a person must know before ordering by this model, in Markdown. */
export function forecastCard({ params, seed, panel, metrics, summary, weights, forecaster }: CardFacts): string {
  const sales = panel.series.some((s) => s.censored !== null) ? 'demand (steps with an empty shelf are not counted as small demand)' : 'sales, not demand: without a stock column an empty shelf looks like little demand';
  return [
    '# Model card', '',
    `Forecasts the next ${params.horizon} ${params.frequency}s of **${panel.series.length} products**: nine levels and a mean for each.`, '',
    '## Intended use', '', 'To order and to plan. It knows nothing of what was never seen: a first promotion of a kind, a closed road, a new competitor.', '',
    '## Data and protocol', '', `- ${panel.length} ${params.frequency}s of history. It forecasts ${sales}.`, `- ${summary.protocol}`, `- Members: ${weights.map((w) => `${w.name} ${(100 * w.weight).toFixed(0)}%`).join(', ')}. Seed ${seed}.`,
    `- ${params.hierarchy ? 'Products are reconciled with their categories and the whole.' : 'Products are not reconciled with their sums.'} ${forecaster.levelMap === null ? 'Levels are not calibrated.' : `Levels are calibrated on ${forecaster.levelMap.n} earlier steps.`}`,
    ...(params.knownAhead.length > 0 ? [`- Known ahead: ${params.knownAhead.join(', ')}. Where it is left out of a question, the forecast takes it as unknown.`] : []), '',
    '## Measured on the newest horizon', '', '| metric | value | 95% interval |', '| --- | --- | --- |',
    ...FORECAST_METRICS.map((m) => `| ${m.title.en} | ${fixed(metrics[m.key]!.value)} | ${metrics[m.key]!.lo === null ? '' : `${fixed(metrics[m.key]!.lo)} to ${fixed(metrics[m.key]!.hi)}`} |`), '',
    '## Limits', '', '- A low WAPE with a bias below zero empties the shelves: read the two together.', '- Intervals hold as often as they say over many products, not for each.', '',
  ].join('\n');
}
