import type { ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import { familyRegistry } from '@bellwether/tasks';
import type { BenchRow, SuiteOptions } from './bench-row';
import { trainTable } from './forecast';
import { completeJourneyTypes, type TypeLine } from './complete-journey-types';
import { publicFile } from './public-data';

const WEEK_MS = 7 * 86_400_000;
const [TYPES, HORIZON] = [150, 6];
/** Weeks before the end of the data at which a model is made and tried on its own newest weeks, the judged one last. */
const BACK = [12, 6, 0];

type Played = { cost: number; fill: number };
type Trial = { own: Played; rule: Played | null };

function tableUntil(lines: readonly TypeLine[], until: number): { table: ColumnTable; roles: ColumnRoles } {
  const part = lines.filter((l) => l.at < until);
  const text = (name: string, of: (l: TypeLine) => string) => ({ name, type: 'string' as const, values: part.map(of) });
  return {
    roles: { at: 'time', item: 'item', category: 'category', units: 'quantity' },
    table: { rows: part.length, rowIndex: Int32Array.from(part, (_, i) => i + 1), columns: [{ name: 'at', type: 'date', values: Float64Array.from(part, (l) => l.at) }, text('item', (l) => l.type), text('category', (l) => l.department), { name: 'units', type: 'number', values: Float64Array.from(part, (l) => l.units) }] },
  };
}

/** What a newcomer meets: a small weekly model of a real shop's busiest product types, and its terms tried on history beside the usual rule at equal fill, as the console does. */
export async function trialRows(options: SuiteOptions): Promise<BenchRow[]> {
  const [transactions, products] = ['completejourney_transactions_sample.csv.gz', 'completejourney_products.csv.gz'].map((name) => publicFile(options, name));
  if (!transactions || !products) return [];
  const all = completeJourneyTypes(transactions, products);
  const counts = new Map<string, number>();
  for (const l of all) counts.set(l.type, (counts.get(l.type) ?? 0) + 1);
  const kept = new Set([...counts].sort((a, b) => b[1] - a[1]).slice(0, TYPES).map(([type]) => type));
  const lines = all.filter((l) => kept.has(l.type));
  const end = lines.reduce((m, l) => Math.max(m, l.at), 0) + 1;
  const family = familyRegistry.get('forecast');
  const name = `terms tried on ${HORIZON} weeks of ${TYPES} product types, small model`;
  const row = (metric: string, value: number, more: Partial<BenchRow> = {}): BenchRow => ({ suite: 'forecast', case: name, subject: 'tsb, statistical', metric, value, unit: '', ...more });
  const rows: BenchRow[] = [];
  let [cost, rule] = [0, 0];
  for (const back of BACK) {
    const { table, roles } = tableUntil(lines, end - back * WEEK_MS);
    const started = performance.now();
    const { artifact } = await trainTable(table, roles, { frequency: 'week', horizon: HORIZON, model: 'blend', members: ['tsb', 'statistical'] }, options);
    const seconds = (performance.now() - started) / 1000;
    const predictor = await family.load(artifact);
    const trial = (await predictor.ask!('simulate', family.asks!['simulate']!.input.parse({ policy: 'base-stock', terms: { leadTime: 2, reviewPeriod: 1, holdingCost: 0.1, shortageCost: 0.9 } }))) as Trial;
    predictor.dispose();
    cost += trial.own.cost;
    rule += trial.rule?.cost ?? Number.NaN;
    rows.push(row(`cost over the usual rule at equal fill, ending ${back} weeks before the data do`, trial.own.cost / (trial.rule?.cost ?? Number.NaN)), row(`fill, ending ${back} weeks before the data do`, trial.own.fill), row(`training, ending ${back} weeks before the data do`, seconds, { unit: 's' }));
  }
  return [...rows, row('cost over the usual rule at equal fill, all together', cost / rule, { peer: 'usual rule', ratio: cost / rule, bar: { at: 1, must: 'stay-below' } })];
}
