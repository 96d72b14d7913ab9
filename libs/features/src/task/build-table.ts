import path from 'node:path';
import { AppError, entityColumn, TABLE_COLUMNS, type EventTables, type FeatureSet, type PredictionTask } from '@bellwether/contracts';
import { inLanes } from '../ingest/in-lanes';
import { ident, text, type DuckSession } from '../ingest/session';
import { computeFeatures, isCached, measureNeeds, itemNeeds, planFeatures, type CacheAt, type ComputeMoment, type PlannedFeature, type ShopContext } from '../feature/compute-features';
import { makeCells, type CellSet } from '../feature/event-cells';
import { contentKey, MeasureCache } from '../feature/measure-cache';
import type { Measure } from '../feature/plan';
import { REVIEW_MODEL_VERSION } from '../feature/review-score';
import { checkTask } from './check-task';
import { logDigest } from './log-digest';
import { planSplits, type PlannedSnapshot } from './plan-splits';
import { problemsOf } from './preview-task';
import { makeSpine, SPINE } from './spine';
import { activeMeasures } from './population-sql';
import { dataRange, shopContext, sourceContext, taskKinds, taskTimes } from './task-context';

/** Changes when the same declaration would come to other values: what an older one computed is then computed again. */
export const FEATURE_ENGINE_VERSION = 1;

/** Numbers that hardly repeat are not worth a dictionary: half of the time of writing a table. */
const FEW_WORDS = 'DICTIONARY_SIZE_LIMIT 2000';

export type BuildInput = {
  task: PredictionTask;
  features: FeatureSet;
  tables: EventTables;
  /** the snapshots' files and the table are written here */
  outDir: string;
  cache: MeasureCache | null;
  onProgress?: (phase: string, fraction: number) => void;
};

export type BuiltSnapshot = PlannedSnapshot & { file: string; rows: number; mean: number | null; /** smallest and largest outcome; null: nobody */ low: number | null; high: number | null; digest: string; featureDigest: string; cached: number; computed: number; seconds: number };
export type BuiltTable = { file: string; rows: number; planned: PlannedFeature[]; snapshots: BuiltSnapshot[]; digest: string; warnings: { code: string; message: string; context: Record<string, string | number | null> }[] };

/**
 * Builds a training table: a row for everybody in the population of every training, tuning and test snapshot, with the features that were known then and what came of it.
 * Columns: __row, the entity's id, cutoff, the features, target (and target_observed of waiting times), split.
 * @param session with the views registered, allowed to write to `outDir` and the cache
 * @throws AppError TASK_REFUSED with the problems when nothing can be learnt from it; PARAMS_INVALID, COLUMN_NOT_FOUND naming the feature
 */
export async function buildTable(session: DuckSession, input: BuildInput): Promise<BuiltTable> {
  const { task, tables } = input;
  const planned = planFeatures(input.features.features, task.entity);
  const shop = shopContext(tables, input.features.timeZone);
  const snapshots = await plannedSnapshots(session, task, tables);
  const kept = snapshots.filter((s) => s.part === 'train' || s.part === 'tune' || s.part === 'test');
  const of = { ...input, planned, shop };
  const cells = await cellsFor(session, of, kept);
  let ready = 0;
  // the latest look back on most
  const latestFirst = await inLanes(session, kept.toReversed(), async (lane, snapshot) => {
    const made = await buildSnapshot(lane, { ...of, cells }, snapshot);
    input.onProgress?.('computing', ++ready / (kept.length + 1));
    return made;
  });
  const built = latestFirst.toReversed();
  await cells?.drop();
  refuse(problemsOf(task, { from: 0, to: 0, knownTo: 0 }, built));
  const file = path.join(input.outDir, 'table.parquet');
  await session.run(`COPY (${numbered(built)}) TO ${text(file)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880, ${FEW_WORDS})`);
  return { file, rows: built.reduce((n, s) => n + s.rows, 0), planned, snapshots: built, digest: contentKey(built.map((s) => s.digest)), warnings: await tableWarnings(session, tables, planned) };
}

/** The rows of all snapshots, numbered from 1. A file's own numbers can be read by several threads, which a count over all rows cannot. */
function numbered(built: readonly BuiltSnapshot[]): string {
  let before = 0;
  return built.map((s) => {
    const sql = `SELECT file_row_number + ${before + 1} AS __row, * EXCLUDE (file_row_number) FROM read_parquet(${text(s.file)}, file_row_number=true)`;
    before += s.rows;
    return sql;
  }).join(' UNION ALL ');
}

/** @throws AppError TASK_REFUSED */
export async function plannedSnapshots(session: DuckSession, task: PredictionTask, tables: EventTables): Promise<PlannedSnapshot[]> {
  refuse(checkTask(task));
  const range = await dataRange(session, tables, taskKinds(task));
  const snapshots = planSplits(task, taskTimes(task, range), range.knownTo ?? 0);
  // rows are not counted yet: only what can be said without them
  const early = problemsOf(task, range, snapshots.map((s) => ({ ...s, rows: 1, mean: 0.5 })));
  refuse(early);
  return snapshots;
}

function refuse(problems: ReturnType<typeof checkTask>): void {
  const [first] = problems;
  if (first) throw new AppError({ code: 'TASK_REFUSED', message: first.message, fix: first.fix, context: { problems } });
}

type SnapshotInput = BuildInput & { planned: readonly PlannedFeature[]; shop: ShopContext; /** rows added up for all snapshots; null or left out: each reads the rows */ cells?: CellSet | null };

const momentOf = (snapshot: PlannedSnapshot): ComputeMoment => ({ opensMs: snapshot.opensMs, cutoffMs: snapshot.cutoffMs, spine: SPINE });

/** Several snapshots read the same rows: they are added up once. Of sessions each has a moment of its own. */
async function cellsFor(session: DuckSession, input: SnapshotInput, snapshots: readonly PlannedSnapshot[]): Promise<CellSet | null> {
  const { task, planned, shop } = input;
  if (task.entity === 'session' || snapshots.length < 2) return null;
  const measures = planned.flatMap((f) => Object.values(f.plan.measures)).filter((m) => m.type === 'flat' || m.type === 'grouped');
  const missing = new Set<(typeof measures)[number]>(input.cache ? [] : measures);
  for (const snapshot of input.cache ? snapshots : []) {
    const cache = (await cacheFor(session, input, momentOf(snapshot)))(momentOf(snapshot));
    for (const m of measures) if (!missing.has(m) && !isCached(m, cache)) missing.add(m);
  }
  return makeCells(session, task.entity, [...missing, ...activeMeasures(task)], snapshots.map((s) => s.cutoffMs), sourceContext(shop, snapshots.at(-1)!.cutoffMs));
}

/** One snapshot as a file of its own, ordered by entity. */
export async function buildSnapshot(session: DuckSession, input: SnapshotInput, snapshot: PlannedSnapshot): Promise<BuiltSnapshot> {
  const began = performance.now();
  const { task, planned, shop, cells = null } = input;
  await makeSpine(session, task, snapshot, shop, cells);
  const moment = momentOf(snapshot);
  const cacheAt = input.cache ? await cacheFor(session, input, moment) : null;
  const computed = await computeFeatures(session, task.entity, planned, moment, shop, cacheAt, cells);
  const file = path.join(input.outDir, `snapshot-${snapshot.name}.parquet`);
  const id = ident(entityColumn(task.entity));
  const observed = task.target.kind === 'time_to_event' ? `, s.target_observed AS ${ident(TABLE_COLUMNS.observed)}` : '';
  const names = planned.map((f) => f.definition.name);
  await session.run(`COPY (SELECT s.entity_id AS ${id}, s.cutoff${computed.select.map((c) => `, ${c}`).join('')}, s.target${observed}, ${text(snapshot.part)} AS split FROM ${SPINE} s${computed.joins} ORDER BY s.entity_id) TO ${text(file)} (FORMAT parquet, COMPRESSION snappy, ${FEW_WORDS})`);
  await computed.drop();
  const facts = await digestOf(session, file, id, names, observed !== '');
  return { ...snapshot, file, ...facts, cached: computed.cached, computed: computed.computed, seconds: (performance.now() - began) / 1000 };
}

/** Independent of the order of rows, of threads and of how the file is packed. Compared within one version of the compute engine, whose hash it is. */
async function digestOf(session: DuckSession, file: string, id: string, features: string[], observed: boolean): Promise<Pick<BuiltSnapshot, 'rows' | 'mean' | 'low' | 'high' | 'digest' | 'featureDigest'>> {
  // of several columns the hash is their hashes put together by exclusive or: hashed again, rows do not cancel out
  const row = (columns: string[]): string => `hash(hash(${columns.join(', ')}))`;
  const whole = ['target', ...(observed ? ['target_observed'] : []), 'split'];
  const fold = (h: string): string => `(bit_xor(${h})::VARCHAR || ':' || sum(${h})::VARCHAR)`;
  const f = await session.one<{ n: number; mean: number | null; low: number | null; high: number | null; feature: string | null; whole: string | null }>(`SELECT count(*) AS n, avg(target::DOUBLE) AS mean, min(target::DOUBLE) AS low, max(target::DOUBLE) AS high, ${fold('f')} AS feature, ${fold('w')} AS whole FROM (SELECT target, f, ${row(['f', ...whole])} AS w FROM (SELECT *, ${row([id, 'cutoff', ...features.map(ident)])} AS f FROM read_parquet(${text(file)})))`);
  return { rows: f.n, mean: f.mean, low: f.low, high: f.high, digest: contentKey(f.n, f.whole), featureDigest: contentKey(f.n, f.feature) };
}

/** Everything that the values of a measure depend on, as one key. Of sessions the values depend on who is asked, and when: on the declaration too. */
async function cacheFor(session: DuckSession, input: SnapshotInput, moment: ComputeMoment): Promise<CacheAt> {
  const { task, tables, shop } = input;
  const digest = await logDigest(session, tables, moment.cutoffMs);
  const who = task.entity === 'session' ? JSON.stringify([task.cadence, task.population]) : null;
  const keyOf = (measure: Measure): string | null => {
    const { kinds, needs, items } = measureNeeds([measure]);
    const nested = itemNeeds(items.values());
    const joined = new Set([...needs, ...nested.needs]);
    const read = [...kinds, ...nested.kinds, ...(joined.has('product') ? (['product'] as const) : []), ...(joined.has('stock') ? (['stock_level'] as const) : []), ...(task.entity === 'session' ? (['session_event'] as const) : [])];
    const log = digest(read);
    return log === null ? null : contentKey(FEATURE_ENGINE_VERSION, joined.has('review') ? REVIEW_MODEL_VERSION : 0, task.entity, measure, moment.opensMs, moment.cutoffMs, shop.timeZone, shop.currency, who, log);
  };
  return () => ({ store: input.cache!, keyOf });
}

/** What a reader of the table should know of its money. */
async function tableWarnings(session: DuckSession, tables: EventTables, planned: readonly PlannedFeature[]): Promise<BuiltTable['warnings']> {
  const base = tables.currency?.base;
  const { kinds } = measureNeeds(planned.flatMap((f) => Object.values(f.plan.measures)));
  if (!base || !kinds.has('order_line')) return [];
  const { lines, other } = await session.one<{ lines: number; other: number }>(`SELECT count(*) AS lines, count(*) FILTER (WHERE currency IS NOT NULL AND currency <> ${text(base)}) AS other FROM order_line`);
  return other === 0 ? [] : [{ code: 'foreign-currency', message: `${other} of ${lines} order lines are in another currency than ${base} and do not count in sums of money. Give the log exchange rates to convert them.`, context: { rows: other, lines, currency: base } }];
}
