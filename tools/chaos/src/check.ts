import type { RunId } from '@bellwether/contracts';
import type { ArtifactStore, Db } from '@bellwether/lineage';
import { reference, type ChaosParams } from './load';

export type Verdict = {
  runs: number;
  done: number;
  /** in any other state at the end, with the reason */
  notDone: string[];
  expectedPoints: number;
  storedPoints: number;
  lostPoints: number;
  /** a point that stands more than once, or at a step that an undisturbed run does not have */
  doubledPoints: number;
  wrongPoints: number;
  /** runs whose end was written other than once */
  endedNotOnce: number;
  attempts: number;
  mostAttempts: number;
  resumedRuns: number;
  staleWritesRejected: number;
  jobsLeft: number;
};

type PointRow = { run_id: string; key: string; step: number; value: number; copies: string };

/** Holds every stored point against an undisturbed training of the same seed. */
export async function check(db: Db, artifacts: ArtifactStore, tableHash: string, params: ChaosParams, seeds: Map<RunId, number>): Promise<Verdict> {
  const ids = [...seeds.keys()];
  const runs = await db.prisma.run.findMany({ where: { id: { in: ids } } });
  const stored = (await db.pool.query<PointRow>(`SELECT run_id, key, step, min(value) AS value, count(*) AS copies FROM metric_point WHERE run_id = ANY($1::uuid[]) GROUP BY run_id, key, step`, [ids])).rows;
  const byRun = new Map<string, PointRow[]>();
  for (const p of stored) byRun.set(p.run_id, [...(byRun.get(p.run_id) ?? []), p]);
  const verdict: Verdict = {
    runs: runs.length, done: runs.filter((r) => r.state === 'done').length, notDone: runs.filter((r) => r.state !== 'done').map((r) => `${r.name}: ${r.state} ${JSON.stringify(r.error)}`),
    expectedPoints: 0, storedPoints: stored.reduce((n, p) => n + Number(p.copies), 0), lostPoints: 0, doubledPoints: 0, wrongPoints: 0, endedNotOnce: 0,
    attempts: runs.reduce((n, r) => n + r.fence, 0), mostAttempts: runs.reduce((n, r) => Math.max(n, r.fence), 0), resumedRuns: 0, staleWritesRejected: 0, jobsLeft: 0,
  };
  for (const [runId, seed] of seeds) {
    const expected = await reference(artifacts, tableHash, params, seed);
    verdict.expectedPoints += expected.size;
    const left = new Map(expected);
    for (const p of byRun.get(runId) ?? []) {
      const key = `${p.key}@${p.step}`;
      const value = left.get(key);
      if (value === undefined || Number(p.copies) !== 1) verdict.doubledPoints++;
      else if (value !== p.value) verdict.wrongPoints++;
      left.delete(key);
    }
    verdict.lostPoints += left.size;
  }
  const ends = await db.pool.query<{ object_id: string; n: number }>(`SELECT object_id, count(*)::int AS n FROM audit_entry WHERE object_id = ANY($1) AND action IN ('run.done', 'run.failed', 'run.cancelled') GROUP BY object_id`, [ids]);
  const endsOf = new Map(ends.rows.map((r) => [r.object_id, r.n]));
  verdict.endedNotOnce = ids.filter((id) => endsOf.get(id) !== 1).length;
  verdict.resumedRuns = Number((await db.pool.query(`SELECT count(DISTINCT run_id) AS n FROM run_log WHERE run_id = ANY($1::uuid[]) AND message LIKE 'toy: resumed at step%'`, [ids])).rows[0].n);
  verdict.staleWritesRejected = await db.prisma.auditEntry.count({ where: { objectId: { in: ids }, action: 'run.stale-write-rejected' } });
  verdict.jobsLeft = Number((await db.pool.query(`SELECT count(*) AS n FROM graphile_worker.jobs`)).rows[0].n);
  return verdict;
}

export const isClean = (v: Verdict): boolean => v.done === v.runs && v.lostPoints + v.doubledPoints + v.wrongPoints + v.endedNotOnce === 0;
