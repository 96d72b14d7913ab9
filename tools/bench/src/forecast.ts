import type { ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import { familyRegistry, type TrainedModel } from '@bellwether/tasks';
import type { BenchRow, Suite, SuiteOptions } from './bench-row';
import { inventoryRows } from './forecast-inventory';
import { scoringRows } from './forecast-scoring';
import { trialRows } from './forecast-trial';
import { linesOf, publicFile } from './public-data';

const WEEK_MS = 7 * 86_400_000;
const ROLES: ColumnRoles = { at: 'time', item: 'item', units: 'quantity' };

export type SalesCell = { at: number; item: string; units: number };

/** Sales lines as the product would read them from a file. */
export function salesTable(cells: readonly SalesCell[]): { table: ColumnTable; roles: ColumnRoles } {
  return {
    roles: ROLES,
    table: {
      rows: cells.length, rowIndex: Int32Array.from({ length: cells.length }, (_, i) => i + 1),
      columns: [{ name: 'at', type: 'date', values: Float64Array.from(cells, (c) => c.at) }, { name: 'item', type: 'string', values: cells.map((c) => c.item) }, { name: 'units', type: 'number', values: Float64Array.from(cells, (c) => c.units) }],
    },
  };
}

/** 811 products, 52 weeks. @source UCI 396, Tan & San Lau 2014 */
function uciWeekly(file: string): SalesCell[] {
  const [head, ...lines] = linesOf(file);
  const weeks = head!.split(',').map((name, i) => ({ name, i })).filter(({ name }) => /^W\d+$/.test(name));
  return lines.flatMap((line) => {
    const cells = line.split(',');
    return weeks.map(({ i }, w) => ({ at: Date.UTC(2017, 0, 2) + w * WEEK_MS, item: cells[0]!, units: Number(cells[i]) }));
  });
}

/** 2,674 spare parts, 51 months; parts with empty months are left out, as the published protocol does. @source Hyndman et al. 2008; protocol of the Chronos benchmark II */
function carParts(file: string): SalesCell[] {
  const [head, ...lines] = linesOf(file);
  const months = head!.split(',').slice(1).map((name) => Date.parse(`${name}-01T00:00:00Z`));
  return lines.map((line) => line.split(',')).filter((cells) => cells.slice(1).every((v) => v !== '' && v !== 'NA')).flatMap((cells) => months.map((at, m) => ({ at, item: cells[0]!, units: Number(cells[m + 1]) })));
}

type Job = { case: string; file: string; read(file: string): SalesCell[]; params: Record<string, unknown>; models: string[]; bars: Record<string, BenchRow['bar']> };

const JOBS: readonly Job[] = [
  {
    case: 'UCI weekly, last 12 weeks', file: 'Sales_Transactions_Dataset_Weekly.csv.gz', read: uciWeekly, params: { frequency: 'week', horizon: 12 }, models: ['seasonal-naive', 'moving-average', 'statistical', 'tsb', 'boosted', 'blend'],
    bars: { wape: { at: 0.266, must: 'stay-below' }, absolute_bias: { at: 0.03, must: 'stay-below' } },
  },
  {
    case: 'car parts, last 12 months', file: 'carparts_monthly.csv.gz', read: carParts, params: { frequency: 'month', horizon: 12 }, models: ['seasonal-naive', 'croston', 'sba', 'tsb', 'statistical', 'blend'],
    bars: { mase: { at: 0.855, must: 'stay-below' } },
  },
];

const SHOWN = ['wape', 'bias', 'mase', 'rmsse', 'wql', 'coverage_80'] as const;

export function trainOn(cells: readonly SalesCell[], params: Record<string, unknown>, options: SuiteOptions): Promise<TrainedModel> {
  const { table, roles } = salesTable(cells);
  return trainTable(table, roles, params, options);
}

export async function trainTable(table: ColumnTable, roles: ColumnRoles, params: Record<string, unknown>, options: SuiteOptions): Promise<TrainedModel> {
  const family = familyRegistry.get('forecast');
  return family.train({
    params: family.params.parse({ bootstrapReplicates: 0, ...params }), table, roles, seed: 1, signal: new AbortController().signal, engine: options.engine,
    loadCheckpoint: () => Promise.resolve(null), saveCheckpoint: () => Promise.resolve(), progress: () => {}, metric: () => {}, log: (_, message) => options.log(`  ${message}`),
  });
}

async function accuracyRows(job: Job, options: SuiteOptions): Promise<BenchRow[]> {
  const file = publicFile(options, job.file);
  if (file === null) return [];
  const cells = job.read(file);
  const rows: BenchRow[] = [];
  const wql: { subject: string; value: number }[] = [];
  for (const model of job.models) {
    const start = performance.now();
    const { metrics } = await trainOn(cells, { ...job.params, model, ...(model === 'blend' ? {} : { hierarchy: false }) }, options);
    const judged = model === 'blend';
    const values: Record<string, number> = { ...Object.fromEntries(SHOWN.map((key) => [key, metrics[key]!.value ?? Number.NaN])), absolute_bias: Math.abs(metrics['bias']!.value ?? Number.NaN), seconds: (performance.now() - start) / 1000 };
    wql.push({ subject: model, value: values['wql']! });
    for (const [metric, value] of Object.entries(values)) rows.push({ suite: 'forecast', case: job.case, subject: model, metric, value, unit: metric === 'seconds' ? 's' : '', ...(judged && job.bars[metric] ? { bar: job.bars[metric] } : {}) });
  }
  const best = Math.min(...wql.filter((w) => w.subject !== 'blend' && w.subject !== 'boosted').map((w) => w.value));
  const own = wql.find((w) => w.subject === 'blend')!.value;
  rows.push({ suite: 'forecast', case: job.case, subject: 'blend', metric: 'wql over the best baseline', value: own / best, unit: '', peer: 'best baseline', ratio: own / best, bar: { at: 1, must: 'stay-below' } });
  return rows;
}

/** Forecasts against published and simple ones, orders against the usual rule, and how fast a large shop is scored. */
export const run: Suite = async (options) => {
  const rows: BenchRow[] = [];
  const asked = (name: string): boolean => options.only === null || name.includes(options.only);
  for (const job of JOBS.filter((j) => asked(j.case))) rows.push(...(await accuracyRows(job, options)));
  rows.push(...(await inventoryRows(options)));
  if (asked('terms tried')) rows.push(...(await trialRows(options)));
  if (asked('scoring')) rows.push(...(await scoringRows(options)));
  return rows;
};
