'use client';

import type { RunId, RunLogLine, RunProgress, RunSample, RunState } from '@bellwether/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { useTRPC } from '../trpc';
import { addPoints, type RunCurve } from './curve-store';

export type LiveRun = { state: RunState; progress: RunProgress | null; sample: RunSample | null; samples: RunSample[]; cancelRequested: boolean; startedAt: Date | null; finishedAt: Date | null };
type Store = { curves: RunCurve[]; logs: RunLogLine[]; live: LiveRun | null };
type Action = { kind: 'curves'; curves: RunCurve[] } | { kind: 'points'; points: Parameters<typeof addPoints>[1] } | { kind: 'logs'; lines: RunLogLine[] } | { kind: 'state'; live: Omit<LiveRun, 'samples'> };

/** Kept for the page: older lines and samples are asked for from the server. */
const KEPT = 2000;

function reduce(store: Store, action: Action): Store {
  switch (action.kind) {
    case 'curves':
      // what the server thinned, then what came live since: an older answer never takes points away
      return { ...store, curves: action.curves };
    case 'points':
      return { ...store, curves: addPoints(store.curves, action.points) };
    case 'logs': {
      const last = store.logs.at(-1)?.seq ?? -1;
      const fresh = action.lines.filter((l) => l.seq > last);
      return fresh.length === 0 ? store : { ...store, logs: [...store.logs, ...fresh].slice(-KEPT) };
    }
    case 'state': {
      const before = store.live?.samples ?? [];
      const sample = action.live.sample;
      const samples = sample && sample.at.getTime() !== before.at(-1)?.at.getTime() ? [...before, sample].slice(-KEPT) : before;
      return { ...store, live: { ...action.live, samples } };
    }
  }
}

/** Points of a curve that are enough for any screen. */
const MAX_POINTS = 2000;
/** A stream that was refused (the server restarts) is opened again after this. @unit ms */
const REOPEN_MS = 1500;

/**
 * Curves, log lines and state of a run as they happen. The stream resumes behind the last event it saw; after a break that it cannot
 * mend by itself it is opened anew, and what comes twice is drawn once.
 */
export function useLiveRun(runId: RunId, state: RunState | undefined) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [store, dispatch] = useReducer(reduce, { curves: [], logs: [], live: null });
  const points = useQuery(trpc.run.points.queryOptions({ runIds: [runId], maxPoints: MAX_POINTS }, { staleTime: Infinity }));
  const first = points.data?.[0];
  useEffect(() => {
    if (first) dispatch({ kind: 'curves', curves: first.curves });
  }, [first]);
  const current = store.live?.state ?? state;
  const open = current === 'running' || current === 'queued';
  const ended = useCallback(() => {
    void client.invalidateQueries(trpc.run.pathFilter());
    void client.invalidateQueries(trpc.queue.pathFilter());
  }, [client, trpc]);
  const stream = useSubscription(
    trpc.run.watch.subscriptionOptions(
      { runId, fromSeq: first?.lastSeq },
      {
        enabled: open && first !== undefined,
        onData: ({ data: event }) => {
          if (event.kind === 'points') dispatch({ kind: 'points', points: event.points });
          else if (event.kind === 'logs') dispatch({ kind: 'logs', lines: event.lines });
          else if (event.kind === 'state') dispatch({ kind: 'state', live: event });
          else ended();
        },
      },
    ),
  );
  const reset = useRef(stream.reset);
  useEffect(() => {
    reset.current = stream.reset;
  });
  const broken = stream.status === 'error';
  useEffect(() => {
    if (!broken || !open) return;
    const timer = setTimeout(() => reset.current(), REOPEN_MS);
    return () => clearTimeout(timer);
  }, [broken, open]);
  return { ...store, state: current, loading: points.isPending, connected: !open || stream.status === 'pending' };
}

/** The browser's tab says how far the run is; the page's own title comes back when it ends. */
export function useProgressTitle(label: string, progress: RunProgress | null, running: boolean): void {
  const percent = running && progress && progress.totalSteps > 0 ? Math.floor((100 * progress.step) / progress.totalSteps) : null;
  useEffect(() => {
    const before = document.title;
    document.title = percent === null ? label : `${percent} % · ${label}`;
    return () => {
      document.title = before;
    };
  }, [label, percent]);
}
