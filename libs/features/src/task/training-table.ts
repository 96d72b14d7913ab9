import { mkdir } from 'node:fs/promises';
import { entityColumn, TABLE_COLUMNS, type ColumnRoles, type ColumnSchema, type DatasetProfile, type EventTables, type FeatureSet, type PredictionTask, type TrainingTableReport } from '@bellwether/contracts';
import { profileTable } from '../ingest/profile';
import { text, type DuckSession } from '../ingest/session';
import { MeasureCache } from '../feature/measure-cache';
import type { PlannedFeature } from '../feature/compute-features';
import { attackedSnapshots, lateBackfill, shiftTest } from './leak-attacks';
import { buildTable, type BuiltTable } from './build-table';
import { labelOutput } from './label-sql';
import { featureColumns } from './table-report';

export type TrainingTableInput = {
  task: PredictionTask; features: FeatureSet; tables: EventTables;
  /** made when missing; the table lies there afterwards */
  outDir: string;
  /** measures that were computed before; null: everything is computed */
  cacheDir: string | null;
  /** shift test and late backfill, the distributions and the profile: all that a table of the product carries */
  report: boolean;
};

export type TrainingTable = { tablePath: string; rowCount: number; columns: ColumnSchema[]; roles: ColumnRoles; profile: DatasetProfile | null; report: TrainingTableReport };

/** Beyond this the least used measures are forgotten. @unit bytes */
const MOST_CACHE = 4 * 1024 ** 3;

const MOST_RSS_SAMPLES_MS = 200;

/** Columns of a training table with their roles: id, time, the features, target, and the split that the declaration fixes. */
export function tableColumns(task: PredictionTask, planned: readonly PlannedFeature[]): { columns: ColumnSchema[]; roles: ColumnRoles } {
  const observed = task.target.kind === 'time_to_event';
  const target: ColumnSchema = { name: TABLE_COLUMNS.target, type: labelOutput(task) === 'binary' ? 'boolean' : task.target.kind === 'count' ? 'integer' : 'number' };
  const columns: ColumnSchema[] = [
    { name: entityColumn(task.entity), type: 'string' }, { name: TABLE_COLUMNS.cutoff, type: 'timestamp' }, ...planned.map((f): ColumnSchema => ({ name: f.definition.name, type: f.plan.type })), target,
    ...(observed ? [{ name: TABLE_COLUMNS.observed, type: 'boolean' } as ColumnSchema] : []), { name: TABLE_COLUMNS.split, type: 'string' },
  ];
  const roles: ColumnRoles = {
    [entityColumn(task.entity)]: 'id', [TABLE_COLUMNS.cutoff]: 'time', [TABLE_COLUMNS.target]: 'target', [TABLE_COLUMNS.split]: 'split', ...(observed ? { [TABLE_COLUMNS.observed]: 'observed' } : {}),
    ...Object.fromEntries(planned.map((f) => [f.definition.name, f.plan.type === 'number' || f.plan.type === 'integer' ? 'numeric' : 'category'])),
  };
  return { columns, roles };
}

/**
 * Builds a training table, attacks it and describes it.
 * @param session with the views of the log registered; may write to `outDir` and `cacheDir`
 * @throws AppError TASK_REFUSED, PARAMS_INVALID, COLUMN_NOT_FOUND
 */
export async function makeTrainingTable(session: DuckSession, input: TrainingTableInput, onProgress: (phase: string, fraction: number | null) => void): Promise<TrainingTable> {
  const began = performance.now();
  await mkdir(input.outDir, { recursive: true });
  const memory = watchMemory();
  try {
    const cache = input.cacheDir === null ? null : new MeasureCache(input.cacheDir);
    const built = await buildTable(session, { task: input.task, features: input.features, tables: input.tables, outDir: input.outDir, cache, onProgress });
    const attacks = input.report ? await attackTask(session, input, built, onProgress) : [];
    onProgress('describing', null);
    const columns = input.report ? await featureColumns(session, built.planned, built.snapshots) : [];
    const { columns: schema, roles } = tableColumns(input.task, built.planned);
    const profile = input.report ? await profileTable(session, `read_parquet(${text(built.file)})`, schema, labelOutput(input.task) === 'binary' ? { column: TABLE_COLUMNS.target, positive: 'true' } : null, (f) => onProgress('profiling', f)) : null;
    cache?.trim(MOST_CACHE);
    return {
      tablePath: built.file, rowCount: built.rows, columns: schema, roles, profile,
      report: {
        version: 1, rows: built.rows, columns, digest: built.digest, warnings: built.warnings,
        snapshots: built.snapshots.map((s) => ({ name: s.name, cutoff: s.cutoff, labelEnd: s.labelEnd, part: s.part, rows: s.rows, mean: s.mean, digest: s.digest, featureDigest: s.featureDigest, cached: s.cached, computed: s.computed, seconds: s.seconds })),
        leakChecks: attacks.map((a) => a.result), leakFindings: attacks.flatMap((a) => a.findings), seconds: (performance.now() - began) / 1000, peakRssBytes: memory.peak(),
      },
    };
  } finally {
    memory.stop();
  }
}

async function attackTask(session: DuckSession, input: TrainingTableInput, built: BuiltTable, onProgress: (phase: string, fraction: number | null) => void) {
  const attacked = attackedSnapshots(built.snapshots);
  const of = { task: input.task, features: input.features, tables: input.tables, outDir: input.outDir, planned: built.planned };
  onProgress('attacking', 0);
  const shift = await shiftTest(session, of, attacked);
  onProgress('attacking', 0.5);
  return [shift, await lateBackfill(session, of, attacked)];
}

function watchMemory(): { peak: () => number; stop: () => void } {
  let most = process.memoryUsage().rss;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), MOST_RSS_SAMPLES_MS);
  return { peak: () => most, stop: () => clearInterval(timer) };
}
