import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { PredictionTask, TrainingTableReport } from '@bellwether/contracts';
import { activeWithin, count, days, monthEnd, predict } from '@bellwether/declare';
import { readTable, runTask, type ColumnTable } from '@bellwether/features';
import { below, reach } from './measure-propensity';
import type { BenchRow, SuiteOptions } from './bench-row';
import { repurchaseFeatures } from './repurchase-features';
import type { OpenLog } from './repurchase-logs';
import { against, reliability, trainOn, type Data, type Trained } from './repurchase-train';

/** An order within 30 days, for each customer, at each month end, among customers active in the last 90 days. */
export const TASK: PredictionTask = predict(count('order_line').gt(0)).within(days(30)).for('customer').at(monthEnd()).where(activeWithin(days(90))).build();
/** The best of these is the bar on both metrics. */
const BASELINES = ['constant', 'recency', 'frequency', 'logistic'] as const;
/** Cutoffs before the last that are judged as well, with boosted trees trained on what was known by then. */
const EARLIER = 4;
const DECLARED = { method: 'declared' };

/** The training table of the product, with its shift test and its late backfill. */
async function buildTable({ home, tables }: OpenLog, options: SuiteOptions): Promise<Data & { report: TrainingTableReport }> {
  const outDir = path.join(home, 'table');
  mkdirSync(outDir);
  const made = await runTask({ kind: 'table-build', task: TASK, features: repurchaseFeatures, tables, outDir, cacheDir: null, report: true });
  for (const check of made.report.leakChecks) options.log(`  ${check.check}: ${check.state}, ${check.rows} rows, ${check.columns} features`);
  return { table: await readTable(made.tablePath), roles: made.roles, report: made.report };
}

/** A model that says the training rate of everybody. */
function constant({ table, roles }: Data, like: Trained): Trained {
  const text = (name: string): (string | null)[] => table.columns.find((c) => c.name === name)!.values as (string | null)[];
  const split = text(Object.keys(roles).find((n) => roles[n] === 'split')!);
  const target = table.columns.find((c) => c.name === 'target')!.values as Float64Array;
  let [yes, rows] = [0, 0];
  for (let i = 0; i < table.rows; i++) if (split[i] !== 'test') [yes, rows] = [yes + target[i]!, rows + 1];
  const rate = yes / rows;
  const { y } = like.evaluation;
  const loss = -y.reduce((s, v) => s + Math.log(v === 1 ? rate : 1 - rate), 0) / y.length;
  return { subject: 'constant', evaluation: { ...like.evaluation, score: new Float64Array(y.length).fill(rate) }, metrics: { auc: 0.5, ap: y.reduce((s, v) => s + v, 0) / y.length, log_loss: loss }, slope: null, seconds: 0 };
}

/** The same table with another snapshot as the last: what would have been trained and judged then. */
function asOf(data: Data, cutoffs: readonly number[], last: number): Data {
  const cutoff = data.table.columns.find((c) => c.name === 'cutoff')!.values as Float64Array;
  const at = (k: number): number => cutoffs[k]!;
  const part = Array.from(cutoff, (ms) => (ms === at(last) ? 'test' : ms === at(last - 1) ? 'tune' : ms < at(last - 1) ? 'train' : 'later'));
  const columns: ColumnTable['columns'] = data.table.columns.map((c) => (c.name === 'split' ? { name: 'split', type: 'string', values: part } : c));
  return { roles: data.roles, table: { ...data.table, columns } };
}

/** Rolling cutoffs, the last one as test; each snapshot's base rate beside what was foretold of it. */
export async function runRolling(log: OpenLog, shop: string, options: SuiteOptions): Promise<BenchRow[]> {
  const name = { suite: 'repurchase', case: `${shop}, 30 days` };
  const data = await buildTable(log, options);
  options.log(`repurchase: ${name.case}: ${data.table.rows} rows, base rate by snapshot: ${data.report.snapshots.map((s) => `${s.name} ${((s.mean ?? 0) * 100).toFixed(1)} % (${s.part})`).join(', ')}`);
  const blend = await trainOn(data, 'blend-fast', DECLARED, options, undefined, 'blend');
  const trained: Record<string, Trained> = {
    constant: constant(data, blend), recency: await trainOn(data, 'logistic', DECLARED, options, ['recency'], 'recency'), frequency: await trainOn(data, 'logistic', DECLARED, options, ['frequency'], 'frequency'),
    logistic: await trainOn(data, 'logistic', DECLARED, options), 'boosted trees': await trainOn(data, 'gbdt', DECLARED, options, undefined, 'boosted trees'), blend,
  };
  const best = (metric: 'auc' | 'log_loss'): number => BASELINES.map((b) => trained[b]!.metrics[metric]).reduce((a, b) => (metric === 'auc' ? Math.max(a, b) : Math.min(a, b)));
  const rows: BenchRow[] = Object.values(trained).flatMap((t) => (['auc', 'ap', 'log_loss'] as const).map((metric): BenchRow => ({ ...name, subject: t.subject, metric, value: t.metrics[metric], unit: '', ...(t !== blend || metric === 'ap' ? {} : { bar: metric === 'auc' ? reach(best('auc')) : below(best('log_loss')) }) })));
  rows.push({ ...name, subject: 'blend', metric: 'slope off 1', value: Math.abs((blend.slope ?? Infinity) - 1), unit: '', bar: below(0.1) });
  for (const d of against(blend, trained.logistic!)) {
    options.log(`  blend against logistic, ${d.metric}: ${d.difference?.toFixed(4)} (${d.lo?.toFixed(4)} to ${d.hi?.toFixed(4)}), ${d.verdict}`);
    rows.push({ ...name, subject: 'blend - logistic', metric: d.metric, value: d.difference ?? Number.NaN, unit: '' });
  }
  options.log(`  reliability of the blend, ${data.report.snapshots.at(-1)!.name}: ${reliability(blend.evaluation).map((g) => `${(g.foretold * 100).toFixed(1)}→${(g.happened * 100).toFixed(1)} %`).join(', ')}`);
  await earlierCutoffs(data, options, rows, name);
  return rows;
}

/** What an honest model of each month would have foretold, and what came: the rates jump with the season, and rank metrics hide it. */
async function earlierCutoffs(data: Data & { report: TrainingTableReport }, options: SuiteOptions, rows: BenchRow[], name: { suite: string; case: string }): Promise<void> {
  const cutoffs = data.report.snapshots.map((s) => Date.parse(s.cutoff));
  for (let last = Math.max(3, cutoffs.length - 1 - EARLIER); last < cutoffs.length; last++) {
    const snapshot = data.report.snapshots[last]!;
    const model = await trainOn(asOf(data, cutoffs, last), 'gbdt', DECLARED, options, undefined, snapshot.name);
    const mean = (v: Float64Array): number => v.reduce((s, x) => s + x, 0) / v.length;
    const { y, score } = model.evaluation;
    options.log(`  ${snapshot.name}: foretold ${(mean(score) * 100).toFixed(1)} %, came ${(mean(y) * 100).toFixed(1)} %, slope ${model.slope?.toFixed(3)}`);
    rows.push({ ...name, subject: `trees as of ${snapshot.name}`, metric: 'foretold - came', value: mean(score) - mean(y), unit: '' });
  }
}
