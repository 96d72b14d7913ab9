import type { EngineInfo, MetricPoint, RunId, RunLogLine, RunProgress, RunSample, RunState } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { assertRuns, logsAfter, pointsAfter } from './run-curves';
import type { Scope } from '../scope/scope';

/** Where a watcher stands: the newest point and line it has seen. */
export type WatchCursor = { points: bigint; logs: bigint };

export type RunEvent =
  | { kind: 'state'; state: RunState; progress: RunProgress | null; engine: EngineInfo | null; attempts: number; cancelRequested: boolean; startedAt: Date | null; finishedAt: Date | null; sample: RunSample | null }
  | { kind: 'points'; points: MetricPoint[] }
  | { kind: 'logs'; lines: RunLogLine[] }
  /** nothing will follow */
  | { kind: 'end'; state: RunState };

export type WatchedEvent = { cursor: WatchCursor; event: RunEvent };

/** Between two looks. @unit ms */
const RUNNING_MS = 400;
const QUEUED_MS = 1_000;
const BATCH = 2_000;

export const encodeCursor = (c: WatchCursor): string => `${c.points}.${c.logs}`;

/** Anything that is not a cursor of ours starts at the beginning. */
export function decodeCursor(text: string | null | undefined): WatchCursor {
  const match = /^(\d{1,19})\.(\d{1,19})$/.exec(text ?? '');
  return { points: BigInt(match?.[1] ?? 0), logs: BigInt(match?.[2] ?? 0) };
}

type StateRow = { state: RunState; progress: RunProgress | null; engine: EngineInfo | null; fence: number; cancel_requested: boolean; started_at: Date | null; finished_at: Date | null; at: Date | null; cpu_percent: number | null; rss_bytes: string | null };

/**
 * What happens to a run from a cursor on, until it ends or the watcher leaves. Nothing is lost over a reconnect: the cursor of the
 * last event seen goes on exactly behind it. @throws AppError NOT_FOUND
 */
export async function* watchRun(db: Db, scope: Scope, runId: RunId, from: WatchCursor, signal: AbortSignal | undefined): AsyncGenerator<WatchedEvent> {
  await assertRuns(db, scope, [runId]);
  let cursor = from;
  let told = '';
  while (!signal?.aborted) {
    // the state first: an end that is seen here has all its points in the database
    const now = await readState(db, runId);
    if (!now) return;
    for (let full = true; full && !signal?.aborted; ) {
      const points = await pointsAfter(db, runId, cursor.points, BATCH);
      const lines = await logsAfter(db, runId, cursor.logs, BATCH);
      full = points.length === BATCH || lines.length === BATCH;
      if (points.length) yield { cursor: (cursor = { ...cursor, points: BigInt(points.at(-1)!.seq) }), event: { kind: 'points', points } };
      if (lines.length) yield { cursor: (cursor = { ...cursor, logs: BigInt(lines.at(-1)!.seq) }), event: { kind: 'logs', lines } };
    }
    const text = JSON.stringify(now);
    if (text !== told) yield { cursor, event: now };
    told = text;
    if (now.state !== 'queued' && now.state !== 'running') {
      yield { cursor, event: { kind: 'end', state: now.state } };
      return;
    }
    await pause(now.state === 'running' ? RUNNING_MS : QUEUED_MS, signal);
  }
}

async function readState(db: Db, runId: RunId): Promise<Extract<RunEvent, { kind: 'state' }> | null> {
  const { rows } = await db.pool.query<StateRow>(
    `SELECT r.state, r.progress, r.engine, r.fence, r.cancel_requested, r.started_at, r.finished_at, s.at, s.cpu_percent, s.rss_bytes FROM run r
       LEFT JOIN LATERAL (SELECT at, cpu_percent, rss_bytes FROM run_sample WHERE run_id = r.id ORDER BY at DESC LIMIT 1) s ON true WHERE r.id = $1`,
    [runId],
  );
  const r = rows[0];
  if (!r) return null;
  return {
    kind: 'state', state: r.state, progress: r.progress, engine: r.engine, attempts: r.fence, cancelRequested: r.cancel_requested, startedAt: r.started_at, finishedAt: r.finished_at,
    sample: r.at ? { at: r.at, cpuPercent: r.cpu_percent!, rssBytes: Number(r.rss_bytes) } : null,
  };
}

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done);
  });
