import type { ExperimentId, RunEnding, SearchBudget, SearchId, SearchPoint, SearchRow, SearchSpec, SearchTrial } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { notFound, type Scope } from '../scope/scope';
import { CPU_SECONDS } from './search-trials';

type SearchSql = {
  id: SearchId; name: string; experiment_id: ExperimentId; experiment_name: string; group_id: SearchRow['groupId']; family_id: string; dataset_version_id: SearchRow['datasetVersionId']; dataset_name: string; dataset_version_number: number;
  state: SearchRow['state']; end_reason: SearchRow['endReason']; error: SearchRow['error']; objective: string; direction: SearchRow['direction']; spec: SearchSpec; budget: SearchBudget; minutes: number; core_minutes: number;
  trials: number; open: number; done: number; pruned: number; failed: number; cancelled: number; best: { runId: string; trial: number; value: number } | null; created_by_name: string; created_at: Date; finished_at: Date | null;
};

/** $1 project. The best trial by what was measured on validation rows. */
const SEARCHES = `
  SELECT s.*, e.name AS experiment_name, d.name AS dataset_name, v.number AS dataset_version_number,
         s.minutes_before + CASE WHEN s.state = 'running' THEN extract(epoch FROM now() - s.active_from)::float8 / 60 ELSE 0 END AS minutes,
         c.trials, c.open, c.done, c.pruned, c.failed, c.cancelled, c.core_minutes, b.best
    FROM search s JOIN experiment e ON e.id = s.experiment_id JOIN dataset_version v ON v.id = s.dataset_version_id JOIN dataset d ON d.id = v.dataset_id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS trials, count(*) FILTER (WHERE r.state IN ('queued', 'running'))::int AS open, count(*) FILTER (WHERE r.state = 'done')::int AS done,
             count(*) FILTER (WHERE r.state = 'cancelled' AND r.ending->>'kind' = 'pruned')::int AS pruned, count(*) FILTER (WHERE r.state = 'failed')::int AS failed,
             count(*) FILTER (WHERE r.state = 'cancelled' AND coalesce(r.ending->>'kind', '') <> 'pruned')::int AS cancelled, (coalesce(sum(${CPU_SECONDS}), 0) / 60)::float8 AS core_minutes
        FROM search_trial t JOIN run r ON r.id = t.run_id WHERE t.search_id = s.id) c
    LEFT JOIN LATERAL (
      SELECT json_build_object('runId', r.id, 'trial', t.number, 'value', (r.summary->'validation'->>s.objective)::float8) AS best
        FROM search_trial t JOIN run r ON r.id = t.run_id WHERE t.search_id = s.id AND r.state = 'done' AND r.summary->'validation'->>s.objective IS NOT NULL
       ORDER BY (r.summary->'validation'->>s.objective)::float8 * CASE WHEN s.direction = 'maximise' THEN -1 ELSE 1 END, t.number LIMIT 1) b ON true
   WHERE s.project_id = $1`;

const toRow = (r: SearchSql): SearchRow => ({
  id: r.id, name: r.name, experimentId: r.experiment_id, experimentName: r.experiment_name, groupId: r.group_id, familyId: r.family_id, datasetVersionId: r.dataset_version_id, datasetName: r.dataset_name, datasetVersionNumber: r.dataset_version_number,
  state: r.state, endReason: r.end_reason, error: r.error, objective: r.objective, direction: r.direction, sampler: r.spec.sampler, pruner: r.spec.pruner, parallel: r.spec.parallel, budget: r.budget,
  spent: { trials: r.trials, minutes: r.minutes, coreMinutes: r.core_minutes }, counts: { open: r.open, done: r.done, pruned: r.pruned, failed: r.failed, cancelled: r.cancelled },
  best: r.best as SearchRow['best'], createdByName: r.created_by_name, createdAt: r.created_at, finishedAt: r.finished_at,
});

/** Newest first. */
export async function listSearches(db: Db, scope: Scope, filter: { experimentId?: ExperimentId; limit: number }): Promise<SearchRow[]> {
  const { rows } = await db.pool.query<SearchSql>(`${SEARCHES} AND ($2::uuid IS NULL OR s.experiment_id = $2) ORDER BY s.created_at DESC LIMIT $3`, [scope.projectId, filter.experimentId ?? null, filter.limit]);
  return rows.map(toRow);
}

type TrialSql = Omit<SearchTrial, 'lastRung'> & { last_rung: SearchTrial['lastRung'] };

/** A search with its spec and every trial. @throws AppError NOT_FOUND */
export async function getSearch(db: Db, scope: Scope, id: SearchId): Promise<{ row: SearchRow; spec: SearchSpec; trials: SearchTrial[] }> {
  const { rows } = await db.pool.query<SearchSql>(`${SEARCHES} AND s.id = $2`, [scope.projectId, id]);
  const search = rows[0];
  if (!search) throw notFound('search', id);
  const trials = await db.pool.query<Record<string, never> & { values: SearchPoint; ending: RunEnding | null; last_rung: SearchTrial['lastRung'] } & TrialSql>(
    `SELECT t.run_id AS "runId", t.number, r.number AS "runNumber", r.name, r.state, CASE WHEN r.state = 'cancelled' THEN r.ending END AS ending, CASE WHEN r.state = 'failed' THEN r.error END AS error, r.progress, t."values", t.proposed_by AS "proposedBy",
            CASE WHEN r.state = 'done' THEN (r.summary->'validation'->>$2)::float8 END AS objective, (r.summary->>'rowLatencyMs')::float8 AS "latencyMs",
            (SELECT json_build_object('rung', g.rung, 'at', g.at, 'value', g.value, 'rank', g.rank, 'of', g."of") FROM search_rung g WHERE g.run_id = r.id ORDER BY g.rung DESC LIMIT 1) AS last_rung,
            ${CPU_SECONDS}::float8 AS "cpuSeconds", extract(epoch FROM coalesce(r.finished_at, now()) - r.started_at)::float8 AS "wallSeconds", r.queued_at AS "queuedAt", r.started_at AS "startedAt", r.finished_at AS "finishedAt"
       FROM search_trial t JOIN run r ON r.id = t.run_id WHERE t.search_id = $1 ORDER BY t.number`,
    [id, search.objective],
  );
  return { row: toRow(search), spec: search.spec, trials: trials.rows.map(({ last_rung, ...t }) => ({ ...t, lastRung: last_rung })) };
}
