'use client';

import type { RunId } from '@bellwether/contracts';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RunComparison, RunRow } from '../../run-kit/families';
import { useTRPC } from '../../trpc';
import { useUrlState } from '../../ui';

/** Ids in the address: `?runs=a,b,c&baseline=a`. */
export function useCompared() {
  const [runs, setRuns] = useUrlState('runs');
  const [baseline, setBaseline] = useUrlState('baseline');
  const ids = useMemo(() => [...new Set(runs.split(',').filter((id) => /^[0-9a-f-]{36}$/.test(id)))] as RunId[], [runs]);
  const baselineId = (ids.find((id) => id === baseline) ?? ids[0]) as RunId | undefined;
  return { ids, baselineId, setBaseline, setIds: (next: readonly string[]) => setRuns(next.join(',')) };
}

/** The most runs of one comparison: beyond it, group them in the runs table. */
export const MAX_COMPARED = 500;

/** The runs, the baseline first, then as they were chosen. */
export function useComparedRuns(ids: RunId[], baselineId: RunId | undefined) {
  const trpc = useTRPC();
  const query = useQuery(trpc.run.list.queryOptions({ runIds: ids.slice(0, MAX_COMPARED), archived: 'all', limit: MAX_COMPARED }, { enabled: ids.length > 0, placeholderData: keepPreviousData, refetchInterval: (q) => (q.state.data?.rows.some((r) => r.state === 'running' || r.state === 'queued') ? 3000 : false) }));
  const rows = useMemo(() => {
    const found = query.data?.rows ?? [];
    const order = baselineId ? [baselineId, ...ids.filter((id) => id !== baselineId)] : ids;
    return order.flatMap((id): RunRow[] => found.filter((r) => r.id === id));
  }, [query.data, ids, baselineId]);
  return { query, rows };
}

/** A bootstrap takes its time on the server: few runs a question, so that the first answers come soon. */
const PER_QUESTION = 4;
/** With more runs than this only the metrics that are looked at are compared. */
const ALL_METRICS_UP_TO = 8;

/** Paired differences of every finished run to the baseline, by run. */
export function useDifferences(rows: readonly RunRow[], metric: string) {
  const trpc = useTRPC();
  const baseline = rows[0];
  const others = rows.slice(1).filter((r) => r.state === 'done').map((r) => r.id as RunId);
  const chunks = Array.from({ length: Math.ceil(others.length / PER_QUESTION) }, (_, i) => others.slice(i * PER_QUESTION, (i + 1) * PER_QUESTION));
  const metrics = others.length > ALL_METRICS_UP_TO ? [metric] : undefined;
  const results = useQueries({
    queries: baseline?.state === 'done' && metric ? chunks.map((runIds) => trpc.run.compare.queryOptions({ baselineId: baseline.id as RunId, runIds, metrics }, { staleTime: Infinity, retry: false, trpc: { context: { skipBatch: true } } })) : [],
  });
  const byRun = new Map<string, RunComparison>(results.flatMap((r) => r.data ?? []).map((c) => [c.runId, c]));
  return { byRun, pending: results.some((r) => r.isPending), error: results.find((r) => r.isError)?.error ?? null, retry: () => results.forEach((r) => r.isError && void r.refetch()) };
}
