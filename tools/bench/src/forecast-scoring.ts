import { familyRegistry } from '@bellwether/tasks';
import type { BenchRow, SuiteOptions } from './bench-row';
import { trainOn, type SalesCell } from './forecast';

const SERIES = 10_000;
const HORIZON = 28;
const DAYS = 90;
const DAY_MS = 86_400_000;

/** Ten thousand products with a weekly habit each, from a formula: what is timed is the scoring, not the data. */
function manyProducts(): SalesCell[] {
  const cells: SalesCell[] = [];
  for (let i = 0; i < SERIES; i++) {
    const level = 1 + (i % 17);
    for (let d = 0; d < DAYS; d++) cells.push({ at: Date.UTC(2025, 0, 1) + d * DAY_MS, item: `p${String(i).padStart(5, '0')}`, units: Math.max(0, Math.round(level * (1 + 0.5 * Math.sin((2 * Math.PI * (d + i)) / 7)) + ((i * 31 + d * 17) % 5) - 2)) });
  }
  return cells;
}

/** How long a whole large shop takes, each product with nine levels over four weeks, from a loaded model. */
export async function scoringRows(options: SuiteOptions): Promise<BenchRow[]> {
  const family = familyRegistry.get('forecast');
  const { artifact } = await trainOn(manyProducts(), { frequency: 'day', horizon: HORIZON, model: 'blend', members: ['tsb', 'boosted', 'tide'], trees: 60, rows: 20_000, epochs: 2, hidden: 64 }, options);
  const predictor = await family.load(artifact);
  const request = family.asks!['forecast']!.input.parse({ limit: SERIES, historySteps: 0 });
  const start = performance.now();
  const answer = (await predictor.ask!('forecast', request)) as { series: unknown[] };
  const seconds = (performance.now() - start) / 1000;
  predictor.dispose();
  return [{ suite: 'forecast', case: `${answer.series.length} products x ${HORIZON} days x 9 levels`, subject: 'blend', metric: 'seconds', value: seconds, unit: 's', bar: { at: 30, must: 'stay-below' } }];
}
