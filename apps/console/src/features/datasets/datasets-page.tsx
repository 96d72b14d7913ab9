'use client';

import { useQuery } from '@tanstack/react-query';
import { Database, Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useDeferredValue, useMemo } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Badge, Button, Combobox, DataTable, EmptyState, Page, PageHeader, QueryView, RelativeTime, SearchInput, SegmentedControl, SkeletonTable, useFormat, useUrlList, useUrlState, type DataColumn } from '../../ui';
import type { DatasetListRow } from './dataset-types';
import { UploadSheet } from './upload-sheet';
import { VersionState } from './version-state';

const rowId = (d: DatasetListRow) => d.id;

/** What there is to learn from, the newest change first. */
export function DatasetsPage() {
  const t = useT();
  const trpc = useTRPC();
  const router = useRouter();
  const [search, setSearch] = useUrlState('q');
  const [state, setState] = useUrlState('state', 'active');
  const [tags, setTags] = useUrlList('tags');
  const [upload, setUpload] = useUrlState('upload');
  const wanted = useDeferredValue(search.trim());
  const query = useQuery(
    trpc.dataset.list.queryOptions({ search: wanted, tags, archived: state === 'archived', limit: 200 }, {
      placeholderData: (old) => old,
      refetchInterval: (q) => (q.state.data?.rows.some((r) => r.latest?.state === 'parsing') ? 1000 : 15_000),
    }),
  );
  const columns = useColumns();
  const filtered = wanted !== '' || tags.length > 0 || state === 'archived';
  return (
    <Page wide>
      <PageHeader title={t('datasets.title')} description={t('datasets.description')} actions={<Button variant="primary" icon={Upload} onClick={() => setUpload('1')}>{t('datasets.upload')}</Button>} />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput label={t('datasets.search')} value={search} onChange={setSearch} className="w-full sm:w-72" />
        {(query.data?.tags.length ?? 0) > 0 && <Combobox multiple label={t('datasets.tags')} placeholder={t('datasets.anyTag')} value={tags} onChange={setTags} options={query.data!.tags.map((tag) => ({ value: tag, label: tag }))} className="sm:w-56" />}
        <SegmentedControl label={t('datasets.title')} value={state} onChange={setState} options={[{ value: 'active', label: t('datasets.active') }, { value: 'archived', label: t('datasets.archived') }]} />
      </div>
      <QueryView query={query} skeleton={<SkeletonTable />}>
        {(data) => (
          <DataTable name="datasets" label={t('datasets.title')} rows={data.rows} rowId={rowId} rowLabel={(d) => d.name} columns={columns} onOpen={(d) => router.push(d.latest ? `/data/${d.id}/versions/${d.latest.id}` : `/data/${d.id}`)} stale={query.isPlaceholderData} plain
            empty={
              <EmptyState icon={Database} title={filtered ? t('ui.noMatches') : t('datasets.empty.title')} action={!filtered && <Button variant="primary" icon={Upload} onClick={() => setUpload('1')}>{t('datasets.upload')}</Button>}>
                {!filtered && t('datasets.empty.body')}
              </EmptyState>
            } />
        )}
      </QueryView>
      <UploadSheet open={upload !== ''} onClose={() => setUpload('')} dataset={null} />
    </Page>
  );
}

function useColumns(): DataColumn<DatasetListRow>[] {
  const t = useT();
  const format = useFormat();
  return useMemo(
    () => [
      { id: 'name', title: t('datasets.name'), width: 280, fixed: true, pinned: true, value: (d) => d.name, cell: (d) => <span className="truncate font-medium">{d.name}</span> },
      { id: 'state', title: t('datasets.state'), width: 150, value: (d) => d.latest?.state, cell: (d) => (d.latest ? <VersionState version={d.latest} /> : '–') },
      { id: 'rows', title: t('datasets.rows'), width: 110, align: 'right', value: (d) => d.latest?.rowCount, cell: (d) => format.number(d.latest?.rowCount ?? null) },
      { id: 'columns', title: t('datasets.columns'), width: 90, align: 'right', value: (d) => d.latest?.columnCount, cell: (d) => format.number(d.latest?.columnCount ?? null) },
      { id: 'target', title: t('datasets.target'), width: 190, minWidth: 150, value: (d) => d.target, cell: (d) => (d.target ? <span className="truncate">{d.target} <span className="tabular text-subtle">{d.baseRate === null ? '' : format.percent(d.baseRate)}</span></span> : <span className="text-subtle">–</span>) },
      { id: 'versions', title: t('datasets.versions'), width: 90, align: 'right', value: (d) => d.versions, cell: (d) => format.number(d.versions) },
      { id: 'tags', title: t('datasets.tags'), width: 160, cell: (d) => <span className="flex gap-1 overflow-hidden">{d.tags.map((tag) => <Badge key={tag}>{tag}</Badge>)}</span> },
      { id: 'owner', title: t('datasets.owner'), width: 130, value: (d) => d.ownerName, cell: (d) => <span className="truncate text-muted">{d.ownerName}</span> },
      { id: 'updated', title: t('datasets.updated'), width: 130, value: (d) => d.latest?.createdAt ?? d.updatedAt, cell: (d) => <RelativeTime at={d.latest?.createdAt ?? d.updatedAt} className="text-muted" /> },
    ],
    [t, format],
  );
}
