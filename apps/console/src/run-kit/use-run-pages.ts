'use client';

import type { ExperimentId, RunGroupId, RunId } from '@bellwether/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTRPC, useTRPCClient } from '../trpc';
import type { TableSort } from '../ui';
import type { RunFacets } from './families';

export type RunSelection = { filter: string; experimentId?: ExperimentId; groupId?: RunGroupId; archived: 'hide' | 'only' | 'all' };

const PAGE = 200;
/** While something trains the rows are asked for again; less often the more of them there are. @unit ms */
const LIVE_MS = 2500;

/** Runs of a selection, page after page as the table is scrolled; fresh while any of them trains. */
export function useRunPages(selection: RunSelection, sort: TableSort | null) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const input = useMemo(() => ({ ...selection, sort: sort ? [{ field: sort.id, descending: sort.desc }] : undefined, limit: PAGE }), [selection, sort]);
  const query = useInfiniteQuery({
    queryKey: [...trpc.run.list.queryKey(input), 'pages'],
    queryFn: ({ pageParam, signal }) => client.run.list.query({ ...input, offset: pageParam }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const loaded = pages.reduce((n, p) => n + p.rows.length, 0);
      return last.rows.length === PAGE && loaded < last.total ? loaded : undefined;
    },
    placeholderData: keepPreviousData,
    refetchInterval: (q) => {
      const pages = q.state.data?.pages ?? [];
      const live = pages.some((p) => p.rows.some((r) => r.state === 'running' || r.state === 'queued'));
      return live ? LIVE_MS * Math.max(1, pages.length) : false;
    },
  });
  const rows = useMemo(() => query.data?.pages.flatMap((p) => p.rows) ?? [], [query.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { query, rows, total: query.data?.pages.at(-1)?.total ?? 0, more, stale: query.isPlaceholderData };
}

export const NO_FACETS: RunFacets = { metrics: [], params: [], labels: [], tags: [], experiments: [], groups: [], datasets: [], families: [], authors: [], engines: [] };

/** Names for columns and completion. */
export function useFacets(experimentId?: ExperimentId): RunFacets {
  const trpc = useTRPC();
  return useQuery(trpc.run.facets.queryOptions({ experimentId }, { staleTime: 15_000, placeholderData: keepPreviousData })).data ?? NO_FACETS;
}

const TREND_POINTS = 24;
const NO_TRENDS: ReadonlyMap<string, (number | null)[]> = new Map();
/** The curves that say most of a training at a glance, best first. */
const TREND_KEYS = ['valid/loss', 'train/loss', 'valid/auc'];

/** A small curve for each of the first rows: cheap, because the database thins it. */
export function useTrends(runIds: readonly string[]): { key: string | null; trends: ReadonlyMap<string, (number | null)[]> } {
  const trpc = useTRPC();
  const ids = useMemo(() => runIds.slice(0, PAGE) as RunId[], [runIds]);
  const { data } = useQuery(trpc.run.points.queryOptions({ runIds: ids, keys: TREND_KEYS, maxPoints: TREND_POINTS }, { enabled: ids.length > 0, staleTime: 30_000, placeholderData: keepPreviousData }));
  return useMemo(() => {
    const key = TREND_KEYS.find((k) => data?.some((r) => r.curves.some((c) => c.key === k))) ?? null;
    if (!data || !key) return { key: null, trends: NO_TRENDS };
    return { key, trends: new Map(data.map((r) => [r.runId as string, r.curves.find((c) => c.key === key)?.values ?? []])) };
  }, [data]);
}
