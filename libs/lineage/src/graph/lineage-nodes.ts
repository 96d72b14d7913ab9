import type { LineageGraph, LineageKind, ProjectId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';

export type LineageNode = LineageGraph['nodes'][number];
type Row = { id: string; title: string; subtitle: string | null; at: Date | null; facts: Record<string, string | number | null> };

/** Says of a run or version that its model came from elsewhere. */
const origin = (row: 'r' | 'v'): string => `(SELECT coalesce(jsonb_object_agg('origin', 'outside'), '{}') FROM model_upload o WHERE o.project_id = ${row}.project_id AND o.content_hash = ${row}.params->>'file')`;

/** How each kind of object introduces itself. Every statement is bound to the project: a foreign id finds no row. */
const QUERIES: Record<LineageKind, string> = {
  'event-partition': `SELECT p.id, p.kind || ' · ' || p.rows || ' rows' AS title, 'sha256 ' || left(p.content_hash, 12) AS subtitle, p.event_to AS at, jsonb_build_object('kind', p.kind, 'rows', p.rows, 'bytes', p.bytes, 'sha256', p.content_hash, 'batch', b.number, 'from', to_char(p.event_from, 'YYYY-MM-DD'), 'to', to_char(p.event_to, 'YYYY-MM-DD')) AS facts
    FROM event_partition p LEFT JOIN event_batch b ON b.id = p.batch_id WHERE p.project_id = $1 AND p.id = ANY($2::uuid[])`,
  'event-log-version': `SELECT v.id, l.name || ' v' || v.number AS title, v.rows || ' events' AS subtitle, v.created_at AS at, jsonb_build_object('logId', l.id, 'cause', v.cause, 'rows', v.rows, 'sha256', v.content_hash) AS facts FROM event_log_version v JOIN event_log l ON l.id = v.log_id WHERE v.project_id = $1 AND v.id = ANY($2::uuid[])`,
  'task-version': `SELECT v.id, t.name || ' v' || v.number AS title, (v.spec->>'entity') || ', ' || (v.spec->>'horizonDays') || ' days' AS subtitle, v.created_at AS at, jsonb_build_object('taskId', t.id, 'entity', v.spec->>'entity', 'target', v.spec->'target'->>'kind', 'of', v.spec->'target'->>'of', 'horizonDays', v.spec->'horizonDays', 'author', v.created_by_name) AS facts
    FROM prediction_task_version v JOIN prediction_task t ON t.id = v.task_id WHERE v.project_id = $1 AND v.id = ANY($2::uuid[])`,
  'feature-version': `SELECT f.id, f.name || '@v' || f.number AS title, f.kind AS subtitle, f.created_at AS at, jsonb_build_object('name', f.name, 'entity', f.entity, 'kind', f.kind, 'reads', array_to_string(f.lineage, ', '), 'author', f.created_by_name) AS facts FROM feature_version f WHERE f.project_id = $1 AND f.id = ANY($2::uuid[])`,
  'training-table': `SELECT t.id, left(t.id::text, 8) AS title, coalesce((t.report->>'rows') || ' rows', t.state) AS subtitle, t.created_at AS at, jsonb_build_object('state', t.state, 'rows', t.report->'rows', 'features', (SELECT count(*) FROM feature_set_member m WHERE m.set_version_id = t.set_version_id), 'digest', t.report->>'digest', 'author', t.created_by_name, 'taskId', v.task_id) AS facts
    FROM training_table t JOIN prediction_task_version v ON v.id = t.task_version_id WHERE t.project_id = $1 AND t.id = ANY($2::uuid[])`,
  bytes: `SELECT v.content_hash AS id, max(v.file_name) AS title, 'sha256 ' || left(v.content_hash, 12) AS subtitle, min(v.created_at) AS at, jsonb_build_object('sha256', v.content_hash, 'bytes', max(v.bytes), 'format', max(v.format), 'origin', max(v.origin)) AS facts
    FROM dataset_version v WHERE v.project_id = $1 AND v.content_hash = ANY($2::text[]) GROUP BY v.content_hash
    UNION ALL SELECT u.content_hash, u.file_name, 'sha256 ' || left(u.content_hash, 12), u.created_at, jsonb_build_object('sha256', u.content_hash, 'bytes', u.bytes, 'format', 'onnx', 'origin', 'outside', 'producer', nullif(u.described->>'producer', ''))
    FROM model_upload u WHERE u.project_id = $1 AND u.content_hash = ANY($2::text[]) AND NOT EXISTS (SELECT 1 FROM dataset_version v WHERE v.project_id = $1 AND v.content_hash = u.content_hash)`,
  dataset: `SELECT d.id, d.name AS title, NULL AS subtitle, d.created_at AS at, jsonb_build_object('owner', d.owner_name, 'source', d.source, 'licence', d.licence) AS facts FROM dataset d WHERE d.project_id = $1 AND d.id = ANY($2::uuid[])`,
  'dataset-version': `SELECT v.id, d.name || ' v' || v.number AS title, v.row_count || ' rows' AS subtitle, v.created_at AS at, jsonb_build_object('datasetId', v.dataset_id, 'sha256', v.content_hash, 'rows', v.row_count, 'columns', v.column_count, 'rejected', v.rejected_count, 'origin', v.origin, 'state', v.state) AS facts
    FROM dataset_version v JOIN dataset d ON d.id = v.dataset_id WHERE v.project_id = $1 AND v.id = ANY($2::uuid[])`,
  'role-set': `SELECT s.id, coalesce((SELECT string_agg(key, ', ') FROM jsonb_each_text(s.roles) WHERE value = 'target'), left(s.id::text, 8)) AS title, NULL AS subtitle, s.created_at AS at,
      (SELECT jsonb_object_agg(role, n) FROM (SELECT value AS role, count(*) AS n FROM jsonb_each_text(s.roles) GROUP BY value) x) AS facts FROM column_role_set s JOIN dataset_version v ON v.id = s.version_id WHERE v.project_id = $1 AND s.id = ANY($2::uuid[])`,
  view: `SELECT r.view_hash AS id, left(r.view_hash, 12) AS title, NULL AS subtitle, min(r.finished_at) AS at, jsonb_build_object('sha256', r.view_hash, 'runs', count(*)) AS facts FROM run r WHERE r.project_id = $1 AND r.view_hash = ANY($2::text[]) GROUP BY r.view_hash`,
  run: `SELECT r.id, '#' || r.number || ' ' || r.name AS title, r.state AS subtitle, r.created_at AS at,
      jsonb_build_object('state', r.state, 'experiment', e.name, 'family', r.family_id, 'seed', r.seed, 'code', r.code_version, 'engine', r.engine->>'name', 'author', r.created_by_name, 'artifact', r.artifact_hash) || ${origin('r')} || coalesce((SELECT jsonb_object_agg(key, round((value->>'value')::numeric, 4)) FROM jsonb_each(r.metrics) WHERE key IN ('auc', 'logLoss', 'ece') AND value->>'value' IS NOT NULL), '{}') AS facts
    FROM run r JOIN experiment e ON e.id = r.experiment_id WHERE r.project_id = $1 AND r.id = ANY($2::uuid[])`,
  model: `SELECT m.id, m.name AS title, 'v' || (SELECT v.number FROM model_alias a JOIN model_version v ON v.id = a.version_id WHERE a.model_id = m.id AND a.alias = 'champion') || ' is champion' AS subtitle, m.created_at AS at, jsonb_build_object('family', m.family_id, 'champion', (SELECT v.number FROM model_alias a JOIN model_version v ON v.id = a.version_id WHERE a.model_id = m.id AND a.alias = 'champion'), 'versions', (SELECT count(*) FROM model_version v WHERE v.model_id = m.id)) AS facts FROM model m WHERE m.project_id = $1 AND m.id = ANY($2::uuid[])`,
  'model-version': `SELECT v.id, m.name || ' v' || v.number AS title, (SELECT string_agg(a.alias, ', ' ORDER BY a.alias) FROM model_alias a WHERE a.version_id = v.id) AS subtitle, v.created_at AS at,
      jsonb_build_object('modelId', v.model_id, 'artifact', v.artifact_hash, 'code', v.code_version, 'seed', v.seed, 'author', v.created_by_name, 'predictions', (SELECT count(*) FROM prediction p WHERE p.model_version_id = v.id)) || ${origin('v')} AS facts
    FROM model_version v JOIN model m ON m.id = v.model_id WHERE v.project_id = $1 AND v.id = ANY($2::uuid[])`,
  'alias-event': `SELECT e.id::text AS id, e.alias || ' · ' || e.kind AS title, e.by_name AS subtitle, e.at, jsonb_build_object('alias', e.alias, 'kind', e.kind, 'epoch', e.epoch, 'by', e.by_name, 'reason', nullif(e.reason, ''), 'from', f.number, 'to', t.number) AS facts
    FROM alias_event e LEFT JOIN model_version f ON f.id = e.from_version_id LEFT JOIN model_version t ON t.id = e.to_version_id WHERE e.project_id = $1 AND e.id = ANY($2::bigint[])`,
  promotion: `SELECT p.id, p.decision || ' · ' || p.alias AS title, p.by_name AS subtitle, p.at, jsonb_build_object('alias', p.alias, 'decision', p.decision, 'by', p.by_name, 'evidence', p.evidence->>'sentence', 'gates', (SELECT count(*) FILTER (WHERE (g->>'passed')::boolean) || ' of ' || count(*) || ' passed' FROM jsonb_array_elements(p.gates) g)) AS facts
    FROM promotion p WHERE p.project_id = $1 AND p.id = ANY($2::uuid[])`,
  'batch-scoring': `SELECT b.id, left(b.id::text, 8) AS title, NULL AS subtitle, b.created_at AS at, jsonb_build_object('state', b.state, 'rows', b.rows_total, 'format', b.format) AS facts FROM batch_scoring b WHERE b.project_id = $1 AND b.id = ANY($2::uuid[])`,
  prediction: `SELECT p.id, coalesce(p.entity_key, left(p.id::text, 8)) AS title, 'score ' || round(p.score::numeric, 4) AS subtitle, p.created_at AS at, jsonb_build_object('score', p.score, 'alias', p.alias, 'inputSha256', p.input_hash, 'latencyMs', p.latency_ms, 'key', p.entity_key) AS facts FROM prediction p WHERE p.project_id = $1 AND p.id = ANY($2::uuid[])`,
  outcome: `SELECT o.id, coalesce(o.entity_key || ' = ', '') || o.value AS title, o.source AS subtitle, o.occurred_at AS at, jsonb_build_object('value', o.value, 'key', o.entity_key, 'known', to_char(o.known_at, 'YYYY-MM-DD HH24:MI')) AS facts FROM outcome o WHERE o.project_id = $1 AND o.id = ANY($2::uuid[])`,
};

export const nodeId = (kind: LineageKind, id: string): string => `${kind}:${id}`;

/** Nodes of these ids; those of another project are left out. */
export async function lineageNodes(db: Db, projectId: ProjectId, kind: LineageKind, ids: readonly string[]): Promise<LineageNode[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.pool.query<Row>(QUERIES[kind], [projectId, ids]);
  return rows.map((r) => ({ id: nodeId(kind, r.id), kind, title: r.title, subtitle: r.subtitle, at: r.at, facts: r.facts ?? {} }));
}

