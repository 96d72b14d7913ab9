import type { BatchScoringId, InputRow, ModelId, ModelVersionId, PredictionId, PredictionWarning } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';

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
  /** of the call, for each of its rows @unit ms */
  latencyMs: number;
  warnings: PredictionWarning[];
};

type Waiting = { rows: Record<string, unknown>[]; resolve: () => void; reject: (e: unknown) => void };
type Writer = { waiting: Waiting[]; busy: boolean };

/** One writer a pool: calls that come while a write is under way share the next one. */
const writers = new WeakMap<Db, Writer>();
/** Rows in one statement; beyond it the statement, not the round trip, is what takes time. */
const MOST_ROWS = 2000;

/**
 * Keeps predictions; durable when it resolves. Many callers at once are written in few statements (group commit),
 * without making a single one wait.
 */
export async function writePredictions(db: Db, scope: Scope, rows: readonly NewPrediction[]): Promise<void> {
  const writer = writers.get(db) ?? { waiting: [], busy: false };
  writers.set(db, writer);
  await new Promise<void>((resolve, reject) => {
    writer.waiting.push({ rows: rows.map((r) => toRecord(scope, r)), resolve, reject });
    if (!writer.busy) void drain(db, writer);
  });
}

async function drain(db: Db, writer: Writer): Promise<void> {
  writer.busy = true;
  while (writer.waiting.length > 0) {
    const group: Waiting[] = [];
    for (let n = 0; writer.waiting[0] && (group.length === 0 || n + writer.waiting[0].rows.length <= MOST_ROWS); n += group.at(-1)!.rows.length) group.push(writer.waiting.shift()!);
    try {
      await insert(db, group.flatMap((g) => g.rows));
      for (const g of group) g.resolve();
    } catch (error) {
      if (group.length === 1) group[0]!.reject(error);
      // one bad row must not refuse the others
      else for (const g of group) await insert(db, g.rows).then(g.resolve, g.reject);
    }
  }
  writer.busy = false;
}

const COLUMNS = `id uuid, project_id uuid, model_id uuid, model_version_id uuid, alias text, entity_key text, input jsonb, input_hash text, output jsonb, score float8, latency_ms float8, warnings jsonb, batch_id uuid, batch_row int, actor_id text`;

/** @internal the statement that online and batch scoring share; a row that exists stays as it is */
export const INSERT_PREDICTIONS = `INSERT INTO prediction (id, project_id, model_id, model_version_id, alias, entity_key, input, input_hash, output, score, latency_ms, warnings, batch_id, batch_row, actor_id)
  SELECT id, project_id, model_id, model_version_id, alias, entity_key, input, input_hash, output, score, latency_ms, warnings, batch_id, batch_row, actor_id FROM jsonb_to_recordset($1::jsonb) AS r(${COLUMNS})`;

async function insert(db: Db, records: Record<string, unknown>[]): Promise<void> {
  await db.pool.query({ name: 'insert-predictions', text: INSERT_PREDICTIONS, values: [JSON.stringify(records)] });
}

/** @internal */
export function toRecord(scope: Scope, p: NewPrediction & { batchId?: BatchScoringId; batchRow?: number }): Record<string, unknown> {
  return {
    id: p.id, project_id: scope.projectId, model_id: p.modelId, model_version_id: p.modelVersionId, alias: p.alias, entity_key: p.entityKey, input: withoutNul(p.input), input_hash: p.inputHash,
    output: { label: p.label }, score: p.score, latency_ms: p.latencyMs, warnings: p.warnings, batch_id: p.batchId ?? null, batch_row: p.batchRow ?? null, actor_id: scope.actor.id,
  };
}

/** Postgres text cannot hold U+0000. The hash is of what came. */
const withoutNul = (row: InputRow): InputRow => Object.fromEntries(Object.entries(row).map(([k, v]) => [k.replaceAll('\u0000', '\ufffd'), typeof v === 'string' ? v.replaceAll('\u0000', '\ufffd') : v]));
