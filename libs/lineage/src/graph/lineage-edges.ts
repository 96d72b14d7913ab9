import type { LineageKind, ProjectId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';

export type LineageRef = { kind: LineageKind; id: string };
export type LineageEdge = { from: LineageRef; to: LineageRef; label: string };

/**
 * One relation of the graph: SQL that lists (from_id, to_id) pairs of a project ($1), told to start at ids ($2) of one side.
 * Predictions and outcomes are many: the newest are listed, the rest is counted.
 */
export type Relation = { from: LineageKind; to: LineageKind; label: string; /** FROM and WHERE, without the side */ source: string; fromId: string; toId: string; newest: string };

/** Runs that measure a model from elsewhere: nothing was fitted on their rows. */
const OUTSIDE = `run r JOIN model_upload u ON u.project_id = r.project_id AND u.content_hash = r.params->>'file' WHERE r.project_id = $1`;
const NOT_OUTSIDE = `NOT EXISTS (SELECT 1 FROM model_upload u WHERE u.project_id = r.project_id AND u.content_hash = r.params->>'file')`;
const ALIAS = `alias_event e JOIN model m ON m.id = e.model_id`;

export const RELATIONS: readonly Relation[] = [
  { from: 'event-partition', to: 'event-log-version', label: 'part of', source: 'event_partition p JOIN event_log_version v ON v.log_id = p.log_id AND p.added_in <= v.number AND (p.removed_in IS NULL OR p.removed_in > v.number) WHERE v.project_id = $1', fromId: 'p.id', toId: 'v.id', newest: 'p.event_to' },
  { from: 'event-log-version', to: 'training-table', label: 'counted into', source: 'training_table t WHERE t.project_id = $1', fromId: 't.log_version_id', toId: 't.id', newest: 't.created_at' },
  { from: 'task-version', to: 'training-table', label: 'declares', source: 'training_table t WHERE t.project_id = $1', fromId: 't.task_version_id', toId: 't.id', newest: 't.created_at' },
  { from: 'feature-version', to: 'training-table', label: 'computed in', source: 'training_table t JOIN feature_set_member f ON f.set_version_id = t.set_version_id WHERE t.project_id = $1', fromId: 'f.feature_version_id', toId: 't.id', newest: 't.created_at' },
  { from: 'training-table', to: 'dataset-version', label: 'became', source: 'training_table t WHERE t.project_id = $1 AND t.dataset_version_id IS NOT NULL', fromId: 't.id', toId: 't.dataset_version_id', newest: 't.created_at' },
  // a table that was made of events was read from no file
  { from: 'bytes', to: 'dataset-version', label: 'read as', source: "dataset_version v WHERE v.project_id = $1 AND v.origin <> 'task'", fromId: 'v.content_hash', toId: 'v.id', newest: 'v.created_at' },
  { from: 'dataset', to: 'dataset-version', label: 'version of', source: 'dataset_version v WHERE v.project_id = $1', fromId: 'v.dataset_id', toId: 'v.id', newest: 'v.created_at' },
  { from: 'dataset-version', to: 'dataset-version', label: 'followed by', source: 'dataset_version v WHERE v.project_id = $1 AND v.parent_version_id IS NOT NULL', fromId: 'v.parent_version_id', toId: 'v.id', newest: 'v.created_at' },
  { from: 'dataset-version', to: 'role-set', label: 'roles', source: `column_role_set s JOIN dataset_version v ON v.id = s.version_id WHERE v.project_id = $1 AND EXISTS (SELECT 1 FROM run u WHERE u.role_set_id = s.id)`, fromId: 's.version_id', toId: 's.id', newest: 's.created_at' },
  { from: 'role-set', to: 'run', label: 'read with', source: 'run r WHERE r.project_id = $1', fromId: 'r.role_set_id', toId: 'r.id', newest: 'r.created_at' },
  { from: 'dataset-version', to: 'view', label: 'fitted on', source: `run r WHERE r.project_id = $1 AND r.view_hash IS NOT NULL AND ${NOT_OUTSIDE}`, fromId: 'r.dataset_version_id', toId: 'r.view_hash', newest: 'r.created_at' },
  { from: 'view', to: 'run', label: 'feeds', source: `run r WHERE r.project_id = $1 AND r.view_hash IS NOT NULL AND ${NOT_OUTSIDE}`, fromId: 'r.view_hash', toId: 'r.id', newest: 'r.created_at' },
  { from: 'dataset-version', to: 'run', label: 'trained on', source: `run r WHERE r.project_id = $1 AND r.view_hash IS NULL AND ${NOT_OUTSIDE}`, fromId: 'r.dataset_version_id', toId: 'r.id', newest: 'r.created_at' },
  { from: 'dataset-version', to: 'run', label: 'measured on', source: OUTSIDE, fromId: 'r.dataset_version_id', toId: 'r.id', newest: 'r.created_at' },
  { from: 'bytes', to: 'run', label: 'brought in as', source: OUTSIDE, fromId: 'u.content_hash', toId: 'r.id', newest: 'r.created_at' },
  { from: 'run', to: 'model-version', label: 'registered as', source: 'model_version v WHERE v.project_id = $1', fromId: 'v.run_id', toId: 'v.id', newest: 'v.created_at' },
  { from: 'model', to: 'model-version', label: 'version of', source: 'model_version v WHERE v.project_id = $1', fromId: 'v.model_id', toId: 'v.id', newest: 'v.created_at' },
  { from: 'model-version', to: 'promotion', label: 'proposed', source: 'promotion p WHERE p.project_id = $1', fromId: 'p.version_id', toId: 'p.id', newest: 'p.at' },
  { from: 'promotion', to: 'alias-event', label: 'moved', source: `${ALIAS} WHERE e.project_id = $1 AND e.promotion_id IS NOT NULL`, fromId: 'e.promotion_id', toId: 'e.id', newest: 'e.at' },
  { from: 'model-version', to: 'alias-event', label: 'became', source: `${ALIAS} WHERE e.project_id = $1 AND e.promotion_id IS NULL AND e.to_version_id IS NOT NULL`, fromId: 'e.to_version_id', toId: 'e.id', newest: 'e.at' },
  { from: 'model-version', to: 'batch-scoring', label: 'scored', source: 'batch_scoring b WHERE b.project_id = $1', fromId: 'b.model_version_id', toId: 'b.id', newest: 'b.created_at' },
  { from: 'dataset-version', to: 'batch-scoring', label: 'scored in', source: 'batch_scoring b WHERE b.project_id = $1', fromId: 'b.dataset_version_id', toId: 'b.id', newest: 'b.created_at' },
  { from: 'batch-scoring', to: 'prediction', label: 'made', source: 'prediction p WHERE p.project_id = $1 AND p.batch_id IS NOT NULL', fromId: 'p.batch_id', toId: 'p.id', newest: 'p.created_at' },
  { from: 'model-version', to: 'prediction', label: 'made', source: 'prediction p WHERE p.project_id = $1 AND p.batch_id IS NULL', fromId: 'p.model_version_id', toId: 'p.id', newest: 'p.created_at' },
  { from: 'prediction', to: 'outcome', label: 'came true or not', source: 'outcome o WHERE o.project_id = $1', fromId: 'o.prediction_id', toId: 'o.id', newest: 'o.known_at' },
  // the audit log keeps which model's outcomes a dataset version was made of
  { from: 'model', to: 'dataset-version', label: 'outcomes became', source: `audit_entry a WHERE a.project_id = $1 AND a.action = 'outcome.close-loop' AND a.object_type = 'dataset-version'`, fromId: `(a.after->>'modelId')`, toId: 'a.object_id', newest: 'a.at' },
];

export type Neighbours = { edges: LineageEdge[]; /** how many more there are than were listed, by kind */ more: { ref: LineageRef; kind: LineageKind; label: string; count: number }[] };

/** What one object came from (`up`) or led to (`down`); at most `most` of each relation, the newest. */
export async function neighbours(db: Db, projectId: ProjectId, ref: LineageRef, direction: 'up' | 'down', most: number): Promise<Neighbours> {
  const result: Neighbours = { edges: [], more: [] };
  for (const r of RELATIONS) {
    if ((direction === 'up' ? r.to : r.from) !== ref.kind) continue;
    const [side, other] = direction === 'up' ? [r.toId, r.fromId] : [r.fromId, r.toId];
    const typed = `${side} = $2::${castOf(ref.kind, side)}`;
    const { rows } = await db.pool.query<{ id: string; total: number }>(
      `SELECT ${other}::text AS id, count(*) OVER ()::int AS total FROM ${r.source.replace(' WHERE ', ` WHERE ${typed} AND `)} GROUP BY 1 ORDER BY max(${r.newest}) DESC LIMIT $3`,
      [projectId, ref.id, most],
    );
    for (const row of rows) {
      const found: LineageRef = { kind: direction === 'up' ? r.from : r.to, id: row.id };
      result.edges.push(direction === 'up' ? { from: found, to: ref, label: r.label } : { from: ref, to: found, label: r.label });
    }
    const total = rows[0]?.total ?? 0;
    if (total > rows.length) result.more.push({ ref, kind: direction === 'up' ? r.from : r.to, label: r.label, count: total - rows.length });
  }
  return result;
}

/** The parameter is cast, never the column, so that its index serves. */
const castOf = (kind: LineageKind, column: string): string => (kind === 'alias-event' ? 'bigint' : kind === 'bytes' || kind === 'view' || /^\(?a\./.test(column) ? 'text' : 'uuid');
