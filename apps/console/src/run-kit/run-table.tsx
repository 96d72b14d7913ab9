'use client';

import type { ExperimentId, RunGroupId } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download, FlaskConical } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { saveFile } from '../figures';
import { useT } from '../i18n';
import { useTRPC, useTRPCClient } from '../trpc';
import { DataTable, EmptyState, ErrorPanel, IconButton, Select, SkeletonTable, toast, useTableLayout, useUrlState, type TableLayout, type TableSort } from '../ui';
import { BulkActions } from './bulk-actions';
import type { RunRow } from './families';
import { FilterBar } from './filter-bar';
import { useRunColumns } from './run-columns';
import { SavedViews, type RunViewState } from './saved-views';
import { useFacets, useRunPages, useTrends } from './use-run-pages';

type RunTableProps = {
  name: string;
  experimentId?: ExperimentId;
  groupId?: RunGroupId;
  /** the page shows these runs too: overlays beside the table */
  onRows?: (rows: readonly RunRow[], selected: ReadonlySet<string>) => void;
  empty?: ReactNode;
  maxHeight?: string;
};

const NEWEST: TableSort = { id: 'number', desc: true };
const rowId = (run: RunRow) => run.id;
const rowLabel = (run: RunRow) => `#${run.number} ${run.name}`;
const ARCHIVED = ['hide', 'only', 'all'] as const;

/** Sort in the address: `metrics.auc`, `-metrics.auc` for descending. */
const sortText = (sort: TableSort | null): string => (sort ? `${sort.desc ? '-' : ''}${sort.id}` : '');
const readSort = (text: string): TableSort | null => (text === '' ? null : text.startsWith('-') ? { id: text.slice(1), desc: true } : { id: text, desc: false });

/** Filter, sort and archive state live in the address; columns in this browser, in saved views and in copied links. */
export function useRunView(name: string) {
  const [filter, setFilter] = useUrlState('q');
  const [sort, setSort] = useUrlState('sort', sortText(NEWEST));
  const [archived, setArchived] = useUrlState('archived', 'hide');
  const [linked, setLinked] = useUrlState('layout');
  const [layout, setLayout] = useTableLayout(name);
  useEffect(() => {
    if (!linked) return;
    try {
      setLayout(JSON.parse(atob(linked)) as TableLayout);
    } catch {
      // A link that was cut short: the reader's own columns stay.
    }
    setLinked('');
  }, [linked, setLayout, setLinked]);
  const state: RunViewState = { filter, sort: readSort(sort), layout, archived };
  const apply = (next: Partial<RunViewState>) => {
    setFilter(next.filter ?? '');
    setSort(sortText(next.sort ?? NEWEST));
    setArchived(next.archived ?? 'hide');
    if (next.layout) setLayout(next.layout);
  };
  return { state, apply, setFilter, setSort: useCallback((next: TableSort | null) => setSort(sortText(next)), [setSort]), setArchived, setLayout };
}

/** The runs of a project or an experiment: filter, columns, sort, selection, bulk actions, saved views, export. */
export function RunTable({ name, experimentId, groupId, onRows, empty, maxHeight = 'calc(100dvh - 17rem)' }: RunTableProps) {
  const t = useT();
  const router = useRouter();
  const view = useRunView(name);
  const { filter, sort, layout } = view.state;
  // a filter that speaks of archived runs means them
  const archived = /\barchived\b/i.test(filter) ? 'all' : (ARCHIVED.find((a) => a === view.state.archived) ?? 'hide');
  const selection = useMemo(() => ({ filter, experimentId, groupId, archived }), [filter, experimentId, groupId, archived]);
  const { query, rows, total, more, stale } = useRunPages(selection, sort);
  const facets = useFacets(experimentId);
  const firstIds = useMemo(() => rows.slice(0, 200).map((r) => r.id), [rows]);
  const { key: trendKey, trends } = useTrends(firstIds);
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const onFavourite = useFavouriteToggle();
  const columns = useRunColumns({ facets, inExperiment: experimentId !== undefined, trends, trendKey, onFavourite });
  const chosen = useMemo(() => rows.filter((r) => selected.has(r.id)), [rows, selected]);
  useEffect(() => onRows?.(rows, selected), [rows, selected, onRows]);
  const open = useCallback((run: RunRow) => router.push(`/runs/${run.id}`), [router]);
  const exportCsv = useExport(selection, sort);
  const copyLink = () => {
    const url = new URL(window.location.href);
    url.searchParams.set('layout', btoa(JSON.stringify(layout)));
    void navigator.clipboard.writeText(url.toString()).then(() => toast.done(t('ui.copied')), toast.failed);
  };
  if (query.isPending) return <SkeletonTable rows={12} columns={7} />;
  const bare = rows.length === 0 && filter === '' && archived === 'hide';
  if (bare && empty && !query.isError) return empty;
  return (
    <DataTable<RunRow>
      name={name}
      label={t('runs.title')}
      rows={query.isError ? NO_ROWS : rows}
      columns={columns}
      rowId={rowId}
      rowLabel={rowLabel}
      sort={sort}
      onSort={view.setSort}
      total={total}
      onEndReached={more}
      onOpen={open}
      selected={selected}
      onSelect={setSelected}
      layout={layout}
      onLayout={view.setLayout}
      stale={stale}
      maxHeight={maxHeight}
      bulkActions={<BulkActions runs={chosen} tags={facets.tags} onDone={() => setSelected(new Set())} />}
      empty={query.isError ? <ErrorPanel className="m-4" error={query.error} onRetry={() => void query.refetch()} /> : <EmptyState icon={FlaskConical} title={t('runs.noMatch')}>{t('runs.noMatchBody')}</EmptyState>}
      toolbar={
        <div className="flex w-full min-w-0 flex-wrap items-start gap-2">
          <FilterBar value={filter} onChange={view.setFilter} catalogue={facets} />
          <Select className="w-36" label={t('runs.archivedRuns')} value={archived} onChange={view.setArchived} options={ARCHIVED.map((value) => ({ value, label: t(`runs.archive.${value}`) }))} />
          <SavedViews page={experimentId ? 'experiment-runs' : 'runs'} state={view.state} onApply={view.apply} onCopyLink={copyLink} />
          <IconButton icon={Download} label={t('runs.exportCsv')} variant="secondary" disabled={exportCsv.isPending || rows.length === 0} onClick={() => exportCsv.mutate()} />
        </div>
      }
    />
  );
}

const NO_ROWS: RunRow[] = [];

function useExport(selection: Parameters<typeof useRunPages>[0], sort: TableSort | null) {
  const t = useT();
  const client = useTRPCClient();
  return useMutation({
    mutationFn: () => client.run.exportCsv.query({ ...selection, sort: sort ? [{ field: sort.id, descending: sort.desc }] : undefined }),
    onSuccess: ({ csv, rows, truncated }) => {
      saveFile('runs.csv', csv, 'text/csv;charset=utf-8');
      toast.done(t('runs.exported', { count: rows }), { description: truncated ? t('runs.exportTruncated') : undefined });
    },
    onError: toast.failed,
  });
}

function useFavouriteToggle() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { mutate } = useMutation(trpc.run.favourite.mutationOptions({ onSuccess: () => queries.invalidateQueries(trpc.run.list.pathFilter()), onError: toast.failed }));
  return useCallback((run: RunRow) => mutate({ runIds: [run.id], favourite: !run.favourite }), [mutate]);
}
