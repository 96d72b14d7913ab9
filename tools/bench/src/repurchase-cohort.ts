import path from 'node:path';
import { predictionTaskSchema, type EventTables } from '@bellwether/contracts';
import { buildSnapshot, DuckSession, eventFiles, planFeatures, readTable, registerEventViews, shopContext, tableColumns, type PlannedSnapshot } from '@bellwether/features';
import { estimateBinary } from '@bellwether/metrics';
import { chanceOfPurchase, fitBgNbd, type BgNbd, type BuyingHistory } from '@bellwether/tasks';
import type { BenchRow, SuiteOptions } from './bench-row';
import { reach } from './measure-propensity';
import { repurchaseFeatures, rfmFeatures } from './repurchase-features';
import type { OpenLog } from './repurchase-logs';
import { trainOn, type Data, type Trained } from './repurchase-train';

const CUTOFF = '1997-10-01T00:00:00.000Z';
const AHEAD_DAYS = 273;
const DAY_MS = 86_400_000;
const FOLDS = 5;
/** Of the authors, on a tenth of the customers. */
const PUBLISHED: BgNbd = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

/** One cutoff, nobody left out: the table that the product would build for it. */
async function tableAt({ tables, home }: OpenLog, features: typeof rfmFeatures): Promise<Data> {
  const task = predictionTaskSchema.parse({ entity: 'customer', target: { kind: 'any', of: 'order_line' }, horizonDays: AHEAD_DAYS, cadence: { every: 'day', at: 'start', from: '1997-10-01', to: '1997-10-01' } });
  const cutoffMs = Date.parse(CUTOFF);
  const endMs = cutoffMs + AHEAD_DAYS * DAY_MS;
  const iso = (ms: number): string => new Date(ms).toISOString();
  const snapshot: PlannedSnapshot = { name: '1997-10-01', cutoff: CUTOFF, labelEnd: iso(endMs), matureAt: iso(endMs), part: 'train', opensMs: cutoffMs, cutoffMs, labelEndMs: endMs, matureMs: endMs };
  const planned = planFeatures(features.features, task.entity);
  const session = await openSession(tables, home);
  try {
    const built = await buildSnapshot(session, { task, features, tables, outDir: home, cache: null, planned, shop: shopContext(tables, features.timeZone) }, snapshot);
    const file = path.join(home, 'cohort.parquet');
    await session.run(`COPY (SELECT row_number() OVER (ORDER BY customer_id::BIGINT) AS __row, * EXCLUDE (split) FROM read_parquet('${built.file}')) TO '${file}' (FORMAT parquet)`);
    const { roles } = tableColumns(task, planned);
    delete roles.split;
    return { table: await readTable(file), roles };
  } finally {
    session.close();
  }
}

async function openSession(tables: EventTables, home: string): Promise<DuckSession> {
  const session = await DuckSession.open({ folders: [home], files: eventFiles(tables), memoryMb: 1024, threads: 2, spill: path.join(home, 'spill') });
  await registerEventViews(session, tables);
  return session;
}

/** The statistics of the paper, in weeks, from the features: a purchase of a day is one. */
function histories({ table }: Data): { histories: BuyingHistory[]; bought: Float64Array } {
  const column = (name: string): Float64Array => table.columns.find((c) => c.name === name)!.values as Float64Array;
  const [recency, frequency, tenure] = [column('recency'), column('frequency'), column('tenure')];
  return { bought: column('target'), histories: Array.from(frequency, (n, i) => ({ repeats: n - 1, last: (tenure[i]! - recency[i]!) / 7, observed: tenure[i]! / 7 })) };
}

/** CDNOW: features before 1 October 1997, any purchase in the 39 weeks after, five folds over the customers. */
export async function runCohort(log: OpenLog, options: SuiteOptions): Promise<BenchRow[]> {
  const name = { suite: 'repurchase', case: 'CDNOW, 39 weeks' };
  const rows: BenchRow[] = [];
  const tables = { rfm: await tableAt(log, rfmFeatures), all: await tableAt(log, repurchaseFeatures) };
  const { histories: seen, bought } = histories(tables.rfm);
  const fitted = fitBgNbd(seen);
  options.log(`repurchase: CDNOW, 39 weeks: ${seen.length} customers, BG/NBD r ${fitted.r.toFixed(3)} alpha ${fitted.alpha.toFixed(3)} a ${fitted.a.toFixed(3)} b ${fitted.b.toFixed(3)} (published on a tenth of them: ${Object.values(PUBLISHED).join(' ')})`);
  for (const [subject, model] of [['BG/NBD', fitted], ['BG/NBD, published', PUBLISHED]] as const) {
    const score = Float64Array.from(seen, (h) => chanceOfPurchase(model, h, AHEAD_DAYS / 7));
    const measured = estimateBinary(bought, score, null, { replicates: 0 });
    for (const metric of ['auc', 'ap', 'log_loss']) rows.push({ ...name, subject, metric, value: measured[metric]!.value!, unit: '' });
  }
  const runs: { subject: string; data: Data; preset: string; bars?: { auc: number; ap: number } }[] = [
    { subject: 'logistic, RFM', data: tables.rfm, preset: 'logistic' }, { subject: 'logistic', data: tables.all, preset: 'logistic' }, { subject: 'boosted trees', data: tables.all, preset: 'gbdt' },
    { subject: 'blend', data: tables.all, preset: 'blend-fast', bars: { auc: 0.772, ap: 0.648 } },
  ];
  for (const { subject, data, preset, bars } of runs) {
    const folds: Trained[] = [];
    for (let fold = 0; fold < FOLDS; fold++) folds.push(await trainOn(data, preset, { method: 'hash-fold', folds: FOLDS, fold }, options, undefined, subject));
    const mean = (metric: 'auc' | 'ap' | 'log_loss'): number => folds.reduce((s, f) => s + f.metrics[metric], 0) / FOLDS;
    rows.push({ ...name, subject, metric: 'auc', value: mean('auc'), unit: '', ...(bars ? { bar: reach(bars.auc) } : {}) }, { ...name, subject, metric: 'ap', value: mean('ap'), unit: '', ...(bars ? { bar: reach(bars.ap) } : {}) }, { ...name, subject, metric: 'log_loss', value: mean('log_loss'), unit: '' });
  }
  return rows;
}
