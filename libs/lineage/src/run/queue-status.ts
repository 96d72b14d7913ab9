import type { EngineTrial, RunId, RunProgress } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';

export type QueueEntry = { runId: RunId; number: number; name: string; state: 'queued' | 'running'; /** 1 is next; null while it runs */ position: number | null; /** until it ends @unit s */ etaSeconds: number | null; progress: RunProgress | null };
export type QueueStatus = {
  entries: QueueEntry[];
  running: number;
  queued: number;
  /** training processes that all live workers can run at once; 0: nothing takes jobs */
  slots: number;
  /** live workers, oldest first; the engines are null until a new worker has looked for them */
  workers: { host: string; slots: number; engines: EngineTrial[] | null }[];
};

type Row = { id: string; number: number; name: string; state: 'queued' | 'running'; family_id: string; progress: RunProgress | null; started_at: Date | null; mine: boolean };

/** What a run takes where nothing like it has ended yet. @unit s */
const UNKNOWN_SECONDS = 60;

/** The queue as this project sees it: positions count the runs of all projects, names are told only of its own. */
export async function queueStatus(db: Db, scope: Scope): Promise<QueueStatus> {
  const [open, typical, workers] = await Promise.all([
    db.pool.query<Row>(
      `SELECT id, number, name, state, family_id, progress, started_at, project_id = $1 AS mine FROM run WHERE state IN ('queued', 'running') ORDER BY state DESC, priority DESC, queued_at, number LIMIT 2000`,
      [scope.projectId],
    ),
    db.pool.query<{ family_id: string; seconds: number }>(
      `SELECT family_id, avg(seconds)::float8 AS seconds FROM (
         SELECT family_id, (cost->>'wallSeconds')::float8 AS seconds, row_number() OVER (PARTITION BY family_id ORDER BY finished_at DESC) AS n FROM run WHERE state = 'done' AND cost IS NOT NULL) t WHERE n <= 20 GROUP BY family_id`,
    ),
    db.pool.query<{ host: string; slots: number; engines: EngineTrial[] | null }>(
      `SELECT split_part(host, ' ', 1) AS host, coalesce((info->>'concurrency')::int, 0) AS slots, info->'engines' AS engines FROM worker_process WHERE stopped_at IS NULL AND lease_until > now() ORDER BY started_at LIMIT 100`,
    ),
  ]);
  const slots = workers.rows.reduce((sum, w) => sum + w.slots, 0);
  const seconds = new Map(typical.rows.map((r) => [r.family_id, r.seconds]));
  // when each slot becomes free, from what runs now; then the queue fills them in order
  const free: number[] = [];
  const entries: QueueEntry[] = [];
  let position = 0;
  for (const run of open.rows) {
    const whole = seconds.get(run.family_id) ?? UNKNOWN_SECONDS;
    let eta: number | null;
    if (run.state === 'running') {
      eta = run.progress?.etaSeconds ?? Math.max(1, whole - (run.started_at ? (Date.now() - run.started_at.getTime()) / 1000 : 0));
      free.push(eta);
    } else {
      position++;
      while (free.length < slots) free.push(0);
      free.sort((a, b) => a - b);
      eta = slots === 0 ? null : free.shift()! + whole;
      if (eta !== null) free.push(eta);
    }
    if (run.mine) entries.push({ runId: run.id as RunId, number: run.number, name: run.name, state: run.state, position: run.state === 'queued' ? position : null, etaSeconds: eta === null ? null : Math.round(eta), progress: run.progress });
  }
  const running = open.rows.filter((r) => r.state === 'running').length;
  return { entries, running, queued: open.rows.length - running, slots, workers: workers.rows };
}
