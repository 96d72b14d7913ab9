'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { DataTable, QueryView, SearchInput, SkeletonTable, useFormat, type DataColumn, type TableSort } from '../../ui';
import type { VersionDetail } from './dataset-types';

type Cell = string | number | boolean | null;
type Row = { id: string; cells: Cell[] };
const PAGE = 200;
const rowId = (r: Row) => r.id;

/** Rows as they are stored; the first column is their place in the source file. */
export function RowsTab({ version }: { version: VersionDetail }) {
  const t = useT();
  const trpc = useTRPC();
  const format = useFormat();
  const [search, setSearch] = useState('');
  const [sort, setSort] = useState<TableSort | null>(null);
  const wanted = useDeferredValue(search.trim());
  const query = useInfiniteQuery(
    trpc.dataset.rows.infiniteQueryOptions({ id: version.id, limit: PAGE, search: wanted, sort: sort ? { column: sort.id, descending: sort.desc } : null }, {
      initialCursor: 0, placeholderData: (old) => old,
      getNextPageParam: (last, pages) => { const loaded = pages.reduce((n, p) => n + p.rows.length, 0); return loaded < last.total ? loaded : undefined; },
    }),
  );
  const columns = useColumns(version);
  return (
    <div className="space-y-3">
      <SearchInput label={t('datasets.rows.search')} value={search} onChange={setSearch} className="w-full sm:w-72" />
      <QueryView query={query} skeleton={<SkeletonTable />}>
        {(data) => {
          const rows = data.pages.flatMap((p) => p.rows.map((cells): Row => ({ id: String(cells[0]), cells })));
          const total = data.pages[0]?.total ?? 0;
          return (
            <>
              <p className="tabular text-xs text-muted">{t('datasets.rows.count', { count: total, shown: format.number(rows.length) })}</p>
              <DataTable name={`rows-${version.datasetId}`} label={t('datasets.tab.rows')} rows={rows} rowId={rowId} columns={columns} sort={sort} onSort={setSort} total={total} onEndReached={() => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage()} stale={query.isPlaceholderData} />
            </>
          );
        }}
      </QueryView>
    </div>
  );
}

function useColumns(version: VersionDetail): DataColumn<Row>[] {
  const t = useT();
  return useMemo(
    () => [
      { id: '__row', title: t('datasets.rows.row'), width: 80, align: 'right', pinned: true, fixed: true, sortable: true, cell: (r) => <span className="text-subtle">{String(r.cells[0])}</span> },
      ...version.columns.map((c, i): DataColumn<Row> => {
        const numeric = c.type === 'integer' || c.type === 'number';
        return { id: c.name, title: c.name, width: Math.min(240, Math.max(numeric ? 100 : 140, c.name.length * 7.5 + 40)), align: numeric ? 'right' : 'left', sortable: true, cell: (r) => shown(r.cells[i + 1] ?? null) };
      }),
    ],
    [t, version.columns],
  );
}

const shown = (cell: Cell) => (cell === null ? <span className="text-subtle">–</span> : <span className="truncate">{String(cell)}</span>);
