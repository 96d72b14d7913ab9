import path from 'node:path';
import type { BatchScoringId, InputRow, ModelId, ModelVersionId, PredictionId, PredictionInterval, PredictionWarning } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import type { Deps } from '../db/deps';
import type { Scope } from '../scope/scope';
import { flushRows, RowSpool, rowSpool } from '../spool/row-spool';
import { storable } from '../spool/storable';

export type NewPrediction = {
  id: PredictionId;
  modelId: ModelId;
  modelVersionId: ModelVersionId;
  alias: string | null;
  entityKey: string | null;
  input: InputRow;
  /** sha256 of the canonical JSON of the input */
  inputHash: string;
  label: string | null;
  score: number;
  /** kept with the score, where the model says one */
  interval?: PredictionInterval | undefined;
  /** of the call, for each of its rows @unit ms */
  latencyMs: number;
  warnings: PredictionWarning[];
};

type Row = Record<string, unknown> & { id: string };

const SPOOL = 'predictions';
const COLUMNS = `id uuid, project_id uuid, model_id uuid, model_version_id uuid, alias text, entity_key text, input jsonb, input_hash text, output jsonb, score float8, latency_ms float8, warnings jsonb, batch_id uuid, batch_row int, actor_id text, created_at timestamptz`;
const NAMES = COLUMNS.split(', ').map((c) => c.split(' ')[0]).join(', ');

/** @internal the statement that online and batch scoring share; a row without a time is of now */
export const INSERT_PREDICTIONS = `INSERT INTO prediction (${NAMES}) SELECT ${NAMES.replace('created_at', 'coalesce(created_at, now())')} FROM jsonb_to_recordset($1::jsonb) AS r(${COLUMNS})`;

const spoolOf = ({ db, artifacts, log }: Deps): RowSpool<Row> => rowSpool<Row>(db, SPOOL, () => new RowSpool<Row>({
  folder: path.join(artifacts.root, 'spool', SPOOL), log, what: 'predictions',
  insert: async (rows) => void (await db.pool.query({ name: 'insert-predictions', text: `${INSERT_PREDICTIONS} ON CONFLICT (id) DO NOTHING`, values: [JSON.stringify(rows)] })),
}));

/** Takes over what an ended process had kept on disk: before a server answers. */
export const openPredictions = (deps: Deps): Promise<void> => spoolOf(deps).flush();

/** Predictions that were answered before this resolves are in the database: before reading them. */
export const flushPredictions = (db: Db): Promise<void> => flushRows(db, SPOOL);

/**
 * Keeps predictions; on the disk itself when it resolves (callers share one fdatasync), in the database a quarter of a second later.
 * @throws AppError DISK_FULL, RATE_LIMITED; nothing is kept then
 */
export async function writePredictions(deps: Deps, scope: Scope, rows: readonly NewPrediction[]): Promise<void> {
  const unfit = rows.find((r) => !Number.isFinite(r.score));
  // after the answer nobody could be told that the database refuses it
  if (unfit) throw new Error(`The prediction ${unfit.id} has the score ${unfit.score}.`);
  const created_at = deps.now().toISOString();
  await spoolOf(deps).add(rows.map((r) => ({ ...toRecord(scope, r), created_at })));
}

/** @internal */
export function toRecord(scope: Scope, p: NewPrediction & { batchId?: BatchScoringId; batchRow?: number }): Row {
  return {
    id: p.id, project_id: scope.projectId, model_id: p.modelId, model_version_id: p.modelVersionId, alias: p.alias, entity_key: storable(p.entityKey), input: withStorableNames(p.input), input_hash: p.inputHash,
    output: { label: storable(p.label), ...(p.interval === undefined ? {} : { interval: p.interval }) }, score: p.score, latency_ms: p.latencyMs, warnings: storable(p.warnings), batch_id: p.batchId ?? null, batch_row: p.batchRow ?? null, actor_id: scope.actor.id,
  };
}

/** The hash is of what came. */
const withStorableNames = (row: InputRow): InputRow => Object.fromEntries(Object.entries(row).map(([k, v]) => [storable(k), storable(v)]));
