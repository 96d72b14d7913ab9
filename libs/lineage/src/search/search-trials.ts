import type { ErrorRecord, ProjectId, RunEnding, RunId, SearchBudget, SearchEndReason, SearchId, SearchPoint, SearchSpec, SearchState } from '@bellwether/contracts';
import type { Prisma } from '@bellwether/prisma';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import { insertRuns, lockRunNumbers } from '../run/create-runs';
import { SYSTEM_ACTOR } from '../scope/scope';

/** What the controller reads before it decides. */
export type SearchFacts = {
  id: SearchId; projectId: ProjectId; experimentId: string; groupId: string; name: string; familyId: string; datasetVersionId: string; roleSetId: string; spec: SearchSpec;
  objective: string; direction: 'maximise' | 'minimise'; curve: { key: string; better: 'higher' | 'lower' } | null; budget: SearchBudget; state: SearchState; endReason: SearchEndReason | null;
  codeVersion: string; createdBy: string; createdByName: string;
  /** by the database's clock */
  spent: { minutes: number; coreMinutes: number };
};

export type TrialFacts = {
  runId: RunId; number: number; values: SearchPoint; state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'; cancelRequested: boolean; ending: RunEnding | null; error: ErrorRecord | null;
  /** on validation rows; null until it is done */
  objective: number | null;
  /** rungs that were decided, lowest first */
  rungs: { rung: number; at: number; value: number; kept: boolean; structure: string }[];
  countsEpochs: boolean;
};

/** Searches that something may be left to do for. */
export async function openSearches(db: Db): Promise<SearchId[]> {
  const { rows } = await db.pool.query<{ id: SearchId }>(`SELECT id FROM search WHERE state IN ('running', 'stopping') ORDER BY created_at LIMIT 500`);
  return rows.map((r) => r.id);
}

/**
 * Runs `work` while no other process works on this search. The lock belongs to a connection: it goes with a process that dies.
 * @returns false where another one has it
 */
export async function withSearchLock(db: Db, id: SearchId, work: () => Promise<void>): Promise<boolean> {
  const client = await db.pool.connect();
  let broken: Error | undefined;
  const onError = (e: Error) => void (broken = e);
  client.on('error', onError);
  try {
    const { rows } = await client.query<{ got: boolean }>(`SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS got`, [`search:${id}`]);
    if (!rows[0]?.got) return false;
    try {
      await work();
    } finally {
      await client.query(`SELECT pg_advisory_unlock(hashtextextended($1, 0))`, [`search:${id}`]).catch((e: Error) => void (broken = e));
    }
    return true;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/**
 * Processor time of a trial: of the attempt that ended it, or by the samples of all its attempts (one in about two seconds), whichever is
 * more: a trial that was killed and resumed has cost both attempts.
 */
export const CPU_SECONDS = `greatest(coalesce((r.cost->>'cpuSeconds')::float8, 0), coalesce((SELECT sum(s.cpu_percent) / 100 * 2 FROM run_sample s WHERE s.run_id = r.id), 0))`;

export async function readSearch(db: Db, id: SearchId): Promise<SearchFacts | null> {
  const { rows } = await db.pool.query<Record<string, never> & { spec: SearchSpec; budget: SearchBudget }>(
    `SELECT s.*, s.minutes_before + CASE WHEN s.state = 'running' THEN extract(epoch FROM now() - s.active_from)::float8 / 60 ELSE 0 END AS minutes,
            (SELECT coalesce(sum(${CPU_SECONDS}), 0)::float8 / 60 FROM search_trial t JOIN run r ON r.id = t.run_id WHERE t.search_id = s.id) AS core_minutes
       FROM search s WHERE s.id = $1`,
    [id],
  );
  const r = rows[0];
  if (!r) return null;
  return {
    id, projectId: r.project_id!, experimentId: r.experiment_id!, groupId: r.group_id!, name: r.name!, familyId: r.family_id!, datasetVersionId: r.dataset_version_id!, roleSetId: r.role_set_id!, spec: r.spec,
    objective: r.objective!, direction: r.direction!, curve: r.curve ? { key: r.curve, better: r.curve_better! } : null, budget: r.budget, state: r.state!, endReason: r.end_reason!,
    codeVersion: r.code_version!, createdBy: r.created_by!, createdByName: r.created_by_name!, spent: { minutes: r.minutes!, coreMinutes: r.core_minutes! },
  };
}

type TrialSql = { run_id: RunId; number: number; values: SearchPoint; state: TrialFacts['state']; cancel_requested: boolean; ending: RunEnding | null; error: ErrorRecord | null; objective: number | null; rungs: TrialFacts['rungs'] | null; counts_epochs: boolean };

export async function readTrials(db: Db, search: Pick<SearchFacts, 'id' | 'objective'>): Promise<TrialFacts[]> {
  const { rows } = await db.pool.query<TrialSql>(
    `SELECT t.run_id, t.number, t."values", r.state, r.cancel_requested, r.ending, r.error, coalesce(jsonb_typeof(r.progress->'epoch') = 'number', false) AS counts_epochs,
            CASE WHEN r.state = 'done' THEN (r.summary->'validation'->>$2)::float8 END AS objective,
            (SELECT json_agg(json_build_object('rung', g.rung, 'at', g.at, 'value', g.value, 'kept', g.kept, 'structure', g.structure) ORDER BY g.rung) FROM search_rung g WHERE g.run_id = r.id) AS rungs
       FROM search_trial t JOIN run r ON r.id = t.run_id WHERE t.search_id = $1 ORDER BY t.number`,
    [search.id, search.objective],
  );
  return rows.map((r) => ({ runId: r.run_id, number: r.number, values: r.values, state: r.state, cancelRequested: r.cancel_requested, ending: r.ending, error: r.error, objective: r.objective, rungs: r.rungs ?? [], countsEpochs: r.counts_epochs }));
}

/** Points of one curve of some runs, by run, in the order of their steps. */
export async function curvePoints(db: Db, runIds: readonly RunId[], key: string): Promise<Map<RunId, { step: number; value: number }[]>> {
  const { rows } = await db.pool.query<{ run_id: RunId; step: number; value: number }>(`SELECT run_id, step, value FROM metric_point WHERE run_id = ANY($1::uuid[]) AND key = $2 ORDER BY run_id, step`, [runIds, key]);
  const byRun = new Map<RunId, { step: number; value: number }[]>();
  for (const { run_id, step, value } of rows) byRun.set(run_id, [...(byRun.get(run_id) ?? []), { step, value }]);
  return byRun;
}

export type RungFact = { rung: number; at: number; structure: string; value: number; rank: number; of: number; kept: boolean };

/** Notes how a trial stood at a rung, once. */
export async function noteRung(db: Db, searchId: SearchId, runId: RunId, fact: RungFact): Promise<void> {
  await db.pool.query(
    `INSERT INTO search_rung (run_id, search_id, rung, at, structure, value, rank, "of", kept) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [runId, searchId, fact.rung, fact.at, fact.structure, fact.value, fact.rank, fact.of, fact.kept],
  );
}

/** A trial and its run and job in one transaction, while the search still runs. @returns null where it was stopped meanwhile */
export async function createTrial(db: Db, search: SearchFacts, trial: { number: number; values: SearchPoint; proposedBy: string; params: Record<string, unknown>; name: string }): Promise<RunId | null> {
  const scope = { projectId: search.projectId, actor: { ...SYSTEM_ACTOR, id: search.createdBy, name: search.createdByName } };
  return db.transaction(async (tx) => {
    await lockRunNumbers(tx, scope);
    const held = await tx.$queryRaw<{ state: string }[]>`SELECT state FROM search WHERE id = ${search.id}::uuid FOR UPDATE`;
    if (held[0]?.state !== 'running') return null;
    const { spec } = search;
    const [run] = await insertRuns(tx, scope, {
      experimentId: search.experimentId, groupId: search.groupId, roleSetId: search.roleSetId, familyId: search.familyId, datasetVersionId: spec.datasetVersionId,
      runs: [{ name: trial.name, params: trial.params, seed: spec.seed }], tags: spec.tags, labels: {}, notes: spec.notes, clonedFromId: null, codeVersion: search.codeVersion,
    });
    await tx.searchTrial.create({ data: { runId: run!.id, searchId: search.id, number: trial.number, values: trial.values as Prisma.InputJsonValue, proposedBy: trial.proposedBy } });
    await writeAudit(tx, { ...scope, actor: SYSTEM_ACTOR }, { action: 'search.trial', objectType: 'run', objectId: run!.id, objectName: trial.name, after: { search: search.name, trial: trial.number, values: trial.values } });
    return run!.id;
  });
}

/** Ends an open trial and says why: at once where nobody trains it, else at the supervisor's next pulse. */
export async function endTrial(db: Db, search: Pick<SearchFacts, 'projectId'>, runId: RunId, ending: RunEnding): Promise<void> {
  await db.transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ state: string; name: string; idle: boolean; cancel_requested: boolean }[]>`
      SELECT state, name, cancel_requested, (lease_until IS NULL OR lease_until < now()) AS idle FROM run WHERE id = ${runId}::uuid FOR UPDATE`;
    const run = rows[0];
    if (!run || run.cancel_requested || (run.state !== 'queued' && run.state !== 'running')) return;
    await writeAudit(tx, { projectId: search.projectId, actor: SYSTEM_ACTOR }, { action: ending.kind === 'pruned' ? 'search.prune' : 'run.cancel', objectType: 'run', objectId: runId, objectName: run.name, before: { state: run.state }, after: { ending } });
    await tx.$executeRaw`UPDATE run SET cancel_requested = true, ending = ${JSON.stringify(ending)}::jsonb WHERE id = ${runId}::uuid`;
    if (!run.idle) return;
    await tx.$executeRaw`UPDATE run SET state = 'cancelled', fence = fence + 1, finished_at = now(), lease_until = NULL WHERE id = ${runId}::uuid`;
    await tx.$executeRaw`SELECT graphile_worker.remove_job(${`train-run:${runId}`})`;
  });
}

/** No more trials are made: the open ones are to end. */
export async function beginStop(db: Db, id: SearchId, reason: SearchEndReason): Promise<void> {
  await db.pool.query(`UPDATE search SET state = 'stopping', end_reason = $2, minutes_before = minutes_before + extract(epoch FROM now() - active_from)::float8 / 60 WHERE id = $1 AND state = 'running'`, [id, reason]);
}

/** The end of a search whose trials have all ended; one line in the audit log. A search that was extended meanwhile stays. */
export async function endSearch(db: Db, search: SearchFacts, end: { state: 'done' | 'stopped' | 'failed'; reason: SearchEndReason; error: ErrorRecord | null }): Promise<void> {
  await db.transaction(async (tx) => {
    const ended = await tx.$executeRaw`
      UPDATE search SET state = ${end.state}, end_reason = ${end.reason}, error = ${end.error ? JSON.stringify(end.error) : null}::jsonb, finished_at = now(),
             minutes_before = minutes_before + CASE WHEN state = 'running' THEN extract(epoch FROM now() - active_from)::float8 / 60 ELSE 0 END
       WHERE id = ${search.id}::uuid AND state = ${search.state} AND budget = ${JSON.stringify(search.budget)}::jsonb`;
    if (ended === 1) await writeAudit(tx, { projectId: search.projectId, actor: SYSTEM_ACTOR }, { action: `search.${end.state}`, objectType: 'search', objectId: search.id, objectName: search.name, before: { state: search.state }, after: { state: end.state, reason: end.reason } });
  });
}
