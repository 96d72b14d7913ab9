import { AppError, type ExperimentId, type MetricRecord } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import { isUniqueViolation } from '../db/database-error';
import type { Db } from '../db/create-db';
import { found, notFound, type Scope } from '../scope/scope';

export type ExperimentRow = {
  id: ExperimentId;
  name: string;
  description: string;
  familyId: string;
  tags: string[];
  archivedAt: Date | null;
  createdAt: Date;
  createdBy: string;
  runs: { queued: number; running: number; done: number; failed: number; cancelled: number };
  lastRunAt: Date | null;
  /** names of the datasets its runs used */
  datasets: string[];
  /** of the newest finished run, and of all finished runs by metric: the highest and the lowest value, to show as the best of either sense */
  lastMetrics: MetricRecord | null;
  extremes: Record<string, { min: number; max: number }>;
};

type Row = {
  id: string; name: string; description: string; family_id: string; tags: string[] | null; archived_at: Date | null; created_at: Date; created_by: string;
  queued: number; running: number; done: number; failed: number; cancelled: number; last_run_at: Date | null; datasets: string[] | null; last_metrics: MetricRecord | null; extremes: ExperimentRow['extremes'] | null;
};

const toRow = (r: Row): ExperimentRow => ({
  id: r.id as ExperimentId, name: r.name, description: r.description, familyId: r.family_id, tags: r.tags ?? [], archivedAt: r.archived_at, createdAt: r.created_at, createdBy: r.created_by,
  runs: { queued: r.queued, running: r.running, done: r.done, failed: r.failed, cancelled: r.cancelled }, lastRunAt: r.last_run_at, datasets: r.datasets ?? [], lastMetrics: r.last_metrics, extremes: r.extremes ?? {},
});

const SELECT = `SELECT e.id, e.name, e.description, e.family_id, e.tags, e.archived_at, e.created_at, e.created_by, s.*, l.metrics AS last_metrics, x.extremes
  FROM page e
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE r.state = 'queued')::int AS queued, count(*) FILTER (WHERE r.state = 'running')::int AS running, count(*) FILTER (WHERE r.state = 'done')::int AS done,
           count(*) FILTER (WHERE r.state = 'failed')::int AS failed, count(*) FILTER (WHERE r.state = 'cancelled')::int AS cancelled, max(r.created_at) AS last_run_at,
           array_agg(DISTINCT d.name) FILTER (WHERE d.name IS NOT NULL) AS datasets
      FROM run r JOIN dataset_version v ON v.id = r.dataset_version_id JOIN dataset d ON d.id = v.dataset_id WHERE r.experiment_id = e.id AND r.archived_at IS NULL) s
  LEFT JOIN LATERAL (SELECT metrics FROM run WHERE experiment_id = e.id AND state = 'done' AND archived_at IS NULL ORDER BY finished_at DESC LIMIT 1) l ON true
  LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(key, jsonb_build_object('min', low, 'max', high)) AS extremes FROM (
      SELECT m.key, min((m.value->>'value')::float8) AS low, max((m.value->>'value')::float8) AS high FROM run r, jsonb_each(r.metrics) m
       WHERE r.experiment_id = e.id AND r.state = 'done' AND r.archived_at IS NULL AND m.value->>'value' IS NOT NULL GROUP BY m.key) k) x ON true`;

export type ExperimentQuery = { search?: string; archived?: 'hide' | 'only' | 'all'; familyId?: string; limit: number; offset?: number };

/** Newest activity first. */
export async function listExperiments(db: Db, scope: Scope, query: ExperimentQuery): Promise<{ rows: ExperimentRow[]; total: number }> {
  const where = `e.project_id = $1 AND ($2::text IS NULL OR position(lower($2) in lower(e.name || ' ' || e.description || ' ' || array_to_string(e.tags, ' '))) > 0)
    AND ($3::text IS NULL OR e.family_id = $3) AND ${query.archived === 'all' ? 'true' : query.archived === 'only' ? 'e.archived_at IS NOT NULL' : 'e.archived_at IS NULL'}`;
  const values = [scope.projectId, query.search || null, query.familyId ?? null];
  const [page, total] = await Promise.all([
    db.pool.query<Row>(
      `WITH page AS MATERIALIZED (SELECT e.*, (SELECT max(r.created_at) FROM run r WHERE r.experiment_id = e.id) AS active_at FROM experiment e WHERE ${where} ORDER BY coalesce((SELECT max(r.created_at) FROM run r WHERE r.experiment_id = e.id), e.created_at) DESC LIMIT $4 OFFSET $5)
       ${SELECT} ORDER BY coalesce(e.active_at, e.created_at) DESC`,
      [...values, query.limit, query.offset ?? 0],
    ),
    db.pool.query<{ total: number }>(`SELECT count(*)::int AS total FROM experiment e WHERE ${where}`, values),
  ]);
  return { rows: page.rows.map(toRow), total: total.rows[0]?.total ?? 0 };
}

export type ExperimentDetail = ExperimentRow & { groups: { id: string; kind: string; name: string; createdAt: Date; runs: number; done: number; open: number }[] };

/** @throws AppError NOT_FOUND */
export async function getExperiment(db: Db, scope: Scope, id: ExperimentId): Promise<ExperimentDetail> {
  const { rows } = await db.pool.query<Row>(`WITH page AS (SELECT * FROM experiment WHERE id = $1 AND project_id = $2) ${SELECT}`, [id, scope.projectId]);
  if (!rows[0]) throw notFound('experiment', id);
  const groups = await db.pool.query<{ id: string; kind: string; name: string; created_at: Date; runs: number; done: number; open: number }>(
    `SELECT g.id, g.kind, g.name, g.created_at, count(r.*)::int AS runs, count(r.*) FILTER (WHERE r.state = 'done')::int AS done, count(r.*) FILTER (WHERE r.state IN ('queued', 'running'))::int AS open
       FROM run_group g LEFT JOIN run r ON r.group_id = g.id WHERE g.experiment_id = $1 GROUP BY g.id ORDER BY g.created_at DESC LIMIT 500`,
    [id],
  );
  return { ...toRow(rows[0]), groups: groups.rows.map((g) => ({ id: g.id, kind: g.kind, name: g.name, createdAt: g.created_at, runs: g.runs, done: g.done, open: g.open })) };
}

const nameTaken = (name: string) => new AppError({ code: 'NAME_TAKEN', message: `An experiment named ${JSON.stringify(name)} exists already.`, fix: 'Choose another name.' });

/** @throws AppError NAME_TAKEN */
export async function createExperiment(db: Db, scope: Scope, input: { name: string; familyId: string; description?: string; tags?: string[] }): Promise<{ id: ExperimentId }> {
  try {
    return await db.transaction(async (tx) => {
      const made = await tx.experiment.create({ data: { projectId: scope.projectId, name: input.name, familyId: input.familyId, description: input.description ?? '', tags: input.tags ?? [], createdBy: scope.actor.id } });
      await writeAudit(tx, scope, { action: 'experiment.create', objectType: 'experiment', objectId: made.id, objectName: made.name, after: input });
      return { id: made.id as ExperimentId };
    });
  } catch (e) {
    throw isUniqueViolation(e) ? nameTaken(input.name) : e;
  }
}

export type ExperimentChange = { name?: string; description?: string; tags?: string[]; archived?: boolean };

/** @throws AppError NOT_FOUND, NAME_TAKEN, CONFLICT while runs are open */
export async function updateExperiment(db: Db, scope: Scope, id: ExperimentId, change: ExperimentChange): Promise<void> {
  try {
    await db.transaction(async (tx) => {
      const before = found(await tx.experiment.findFirst({ where: { id, projectId: scope.projectId } }), 'experiment', id);
      if (change.archived && (await tx.run.count({ where: { experimentId: id, state: { in: ['queued', 'running'] } } })) > 0)
        throw new AppError({ code: 'CONFLICT', message: `Experiment ${before.name} has runs that are queued or in training.`, fix: 'Cancel them or wait until they end, then archive it.' });
      const { archived, ...fields } = change;
      await tx.experiment.update({ where: { id }, data: { ...fields, ...(archived === undefined ? {} : { archivedAt: archived ? new Date() : null }) } });
      const earlier = { name: before.name, description: before.description, tags: before.tags, archived: before.archivedAt !== null };
      await writeAudit(tx, scope, { action: 'experiment.update', objectType: 'experiment', objectId: id, objectName: change.name ?? before.name, before: Object.fromEntries(Object.keys(change).map((k) => [k, earlier[k as keyof typeof earlier]])), after: change });
    });
  } catch (e) {
    throw isUniqueViolation(e) && change.name ? nameTaken(change.name) : e;
  }
}
