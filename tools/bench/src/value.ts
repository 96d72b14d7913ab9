import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { predictionTaskSchema, type ColumnRoles, type PredictionTask } from '@bellwether/contracts';
import { readTable, runTask, type ColumnTable } from '@bellwether/features';
import { estimateValue, pairedValues } from '@bellwether/metrics';
import { familyRegistry, type EvaluationRows } from '@bellwether/tasks';
import { reach, below } from './measure-propensity';
import type { BenchRow, Suite, SuiteOptions } from './bench-row';
import { publicFile } from './public-data';
import { pythonPeer } from './python-peer';
import { repurchaseFeatures } from './repurchase-features';
import { cdnow, COMPLETE_JOURNEY, readLog, type OpenLog } from './repurchase-logs';

const METRICS = ['d2', 'tweedie_deviance', 'gini', 'spearman', 'mae', 'rmse', 'total_ratio', 'calibration_10', 'coverage_80', 'c_index', 'integrated_brier'] as const;
type Metric = (typeof METRICS)[number];
type Trained = { subject: string; evaluation: EvaluationRows; metrics: Record<Metric, number>; seconds: number };
type Data = { table: ColumnTable; roles: ColumnRoles };

/** Nothing is promoted that does not beat these on deviance and Gini. */
const BASELINES = ['constant', 'rate', 'glm'] as const;
const PRESETS: Record<string, Record<string, unknown>> = { constant: { model: 'constant' }, rate: { model: 'rate' }, 'gamma-poisson': { model: 'gamma-poisson' }, glm: { model: 'glm' }, mlp: { model: 'mlp' }, gbdt: { model: 'gbdt' }, blend: { model: 'blend' } };

const task = (target: Record<string, unknown>): PredictionTask => predictionTaskSchema.parse({ entity: 'customer', target: { of: 'order_line', ...target }, horizonDays: 30, cadence: { every: 'month', at: 'end' }, population: { active: { kinds: ['order_line'], days: 90 } } });
const TASKS: Record<string, PredictionTask> = { 'orders in 30 days': task({ kind: 'count', distinct: 'orderId' }), 'spending in 30 days': task({ kind: 'sum', field: 'amount' }), 'days to the next order': task({ kind: 'time_to_event' }) };

async function buildTable({ home, tables }: OpenLog, declared: PredictionTask, name: string): Promise<Data> {
  const outDir = path.join(home, name);
  mkdirSync(outDir);
  const made = await runTask({ kind: 'table-build', task: declared, features: repurchaseFeatures, tables, outDir, cacheDir: null, report: false });
  return { table: await readTable(made.tablePath), roles: made.roles };
}

function measured(subject: string, evaluation: EvaluationRows, seconds: number, options: SuiteOptions): Trained {
  const { low, high, observed, brier } = evaluation.extra ?? {};
  const m = estimateValue({ y: evaluation.y, score: evaluation.score, low, high, observed, brier }, { replicates: 0 });
  const metrics = Object.fromEntries(METRICS.map((key) => [key, m[key]!.value ?? Number.NaN])) as Record<Metric, number>;
  options.log(`  ${subject.padEnd(16)} D² ${metrics.d2.toFixed(4)}  deviance ${metrics.tweedie_deviance.toFixed(4)}  Gini ${metrics.gini.toFixed(4)}  MAE ${metrics.mae.toFixed(3)}  RMSE ${metrics.rmse.toFixed(3)}  total ${metrics.total_ratio.toFixed(3)}  coverage ${metrics.coverage_80.toFixed(3)}  concordance ${metrics.c_index.toFixed(4)}${Number.isNaN(metrics.integrated_brier) ? '' : `  integrated Brier ${metrics.integrated_brier.toFixed(4)}`}  ${seconds.toFixed(1)} s`);
  return { subject, evaluation, metrics, seconds };
}

async function trainOn(data: Data, subject: string, params: Record<string, unknown>, options: SuiteOptions): Promise<Trained> {
  const family = familyRegistry.get('value');
  const began = performance.now();
  const { evaluation } = await family.train({
    ...data, seed: 1, engine: options.engine, signal: new AbortController().signal, params: family.params.parse({ ...params, split: { method: 'declared' }, baselines: false, bootstrapReplicates: 0, importanceRepeats: 0, checkpointSeconds: 3600 }),
    loadCheckpoint: () => Promise.resolve(null), saveCheckpoint: () => Promise.resolve(), progress: () => undefined, metric: () => undefined, log: () => undefined,
  });
  return measured(subject, evaluation, (performance.now() - began) / 1000, options);
}

type Peer = { version: string; score: number[]; trees: number };

/** LightGBM on the same table, the same rows to train, to stop on and to judge. */
async function lightgbm({ table, roles }: Data, like: EvaluationRows, options: SuiteOptions): Promise<Trained | null> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'bellwether-bench-value-'));
  try {
    const columns = table.columns.filter((c) => roles[c.name] === 'numeric' || roles[c.name] === 'target' || roles[c.name] === 'split');
    const header = columns.map((c) => (roles[c.name] === 'target' ? '__target' : roles[c.name] === 'split' ? '__split' : c.name));
    const lines = Array.from({ length: table.rows }, (_, i) => columns.map((c) => (c.type === 'string' ? (c.values[i] ?? '') : Number.isNaN(c.values[i]!) ? '' : c.values[i]!)).join(','));
    const file = path.join(home, 'table.csv');
    writeFileSync(file, `${header.join(',')}\n${lines.join('\n')}\n`);
    const began = performance.now();
    const found = await pythonPeer<Peer>('value.py', [file], options.log);
    return found === null ? null : measured(`LightGBM ${found.version}`, { ...like, score: Float64Array.from(found.score), extra: {} }, (performance.now() - began) / 1000, options);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The best of the baselines on each. Of waits the constant is the Kaplan-Meier curve and the linear model a Weibull regression: both say when, and are to be beaten on that too. */
function barsOf(trained: Record<string, Trained>, waits: boolean) {
  const of = (metric: Metric): number[] => BASELINES.map((b) => trained[b]!.metrics[metric]).filter(Number.isFinite);
  const [most, least] = [(metric: Metric) => reach(Math.max(...of(metric))), (metric: Metric) => below(Math.min(...of(metric)))];
  return { d2: most('d2'), gini: most('gini'), tweedie_deviance: least('tweedie_deviance'), ...(waits ? { c_index: most('c_index'), integrated_brier: least('integrated_brier') } : {}) };
}

async function runTaskOn(log: OpenLog, shop: string, name: string, options: SuiteOptions): Promise<BenchRow[]> {
  const at = { suite: 'value', case: `${shop}, ${name}` };
  const data = await buildTable(log, TASKS[name]!, name.replaceAll(' ', '-'));
  options.log(`value: ${at.case}: ${data.table.rows} rows`);
  const trained: Record<string, Trained> = {};
  for (const [subject, params] of Object.entries(PRESETS)) trained[subject] = await trainOn(data, subject, params, options);
  const blend = trained.blend!;
  const waits = TASKS[name]!.target.kind === 'time_to_event';
  // LightGBM knows no hazard
  const peer = waits ? null : await lightgbm(data, blend.evaluation, options);
  const bars = barsOf(trained, waits);
  const rows = [...Object.values(trained), ...(peer ? [peer] : [])].flatMap((t) => METRICS.filter((m) => Number.isFinite(t.metrics[m])).map((metric): BenchRow => ({ ...at, subject: t.subject, metric, value: t.metrics[metric], unit: '', ...(t === blend && metric in bars ? { bar: bars[metric as keyof typeof bars] } : {}) })));
  for (const other of [trained.glm!, ...(peer ? [peer] : [])])
    for (const d of pairedValues(blend.evaluation, other.evaluation, { metrics: waits ? ['d2', 'c_index', 'integrated_brier'] : ['d2', 'gini'], replicates: 1000, seed: 1 })) {
      options.log(`  blend against ${other.subject}, ${d.metric}: ${d.difference?.toFixed(4)} (${d.lo?.toFixed(4)} to ${d.hi?.toFixed(4)}), ${d.verdict}`);
      rows.push({ ...at, subject: `blend - ${other.subject}`, metric: d.metric, value: d.difference ?? Number.NaN, unit: '' });
    }
  if (peer) for (const ours of ['gbdt', 'blend']) rows.push({ ...at, subject: ours, metric: 'deviance against peer', value: trained[ours]!.metrics.tweedie_deviance / peer.metrics.tweedie_deviance, unit: 'x', peer: peer.subject, ratio: trained[ours]!.metrics.tweedie_deviance / peer.metrics.tweedie_deviance });
  return rows;
}

/** How many and how much from raw logs: the product reads them, builds the table and trains on it; the last month judges. */
export const run: Suite = async (options) => {
  const rows: BenchRow[] = [];
  const wanted = (shop: string): string[] => Object.keys(TASKS).filter((name) => options.only === null || `${shop}, ${name}`.includes(options.only));
  const file = wanted('CDNOW').length > 0 ? publicFile(options, 'cdnow_transactions.csv.gz') : null;
  for (const [shop, files] of [['CDNOW', file === null ? null : cdnow(file)], ['Complete Journey', COMPLETE_JOURNEY]] as const) {
    if (files === null || wanted(shop).length === 0) continue;
    const log = await readLog(files);
    for (const name of wanted(shop)) rows.push(...(await runTaskOn(log, shop, name, options)));
    rmSync(log.home, { recursive: true, force: true });
  }
  return rows;
};
