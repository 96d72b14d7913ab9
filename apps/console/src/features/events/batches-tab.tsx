'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { DataTable, EmptyState, QueryView, RelativeTime, SkeletonTable, useFormat, useUrlState, type DataColumn } from '../../ui';
import { BatchSheet } from './batch-sheet';
import { BatchState } from './batch-state';
import { total, type EventBatch } from './event-types';

const rowId = (b: EventBatch) => b.id;

/** What came, the newest first, and what became of every row. */
export function BatchesTab({ query }: { query: UseQueryResult<{ rows: EventBatch[] }, unknown> }) {
  const t = useT();
  const [open, setOpen] = useUrlState('batch');
  const columns = useColumns();
  return (
    <QueryView query={query} skeleton={<SkeletonTable />}>
      {({ rows }) => (
        <>
          <DataTable name="event-batches" label={t('events.tab.batches')} rows={rows} rowId={rowId} rowLabel={(b) => t('events.batch.open', { number: b.number })} columns={columns} onOpen={(b) => setOpen(b.id)} plain
            empty={<EmptyState icon={Inbox} title={t('events.batches.none')}>{t('events.batches.noneBody')}</EmptyState>} />
          <BatchSheet batch={rows.find((b) => b.id === open) ?? null} onClose={() => setOpen('')} />
        </>
      )}
    </QueryView>
  );
}

function useColumns(): DataColumn<EventBatch>[] {
  const t = useT();
  const format = useFormat();
  return useMemo(
    () => [
      { id: 'number', title: t('events.batch'), width: 80, align: 'right', fixed: true, pinned: true, value: (b) => b.number, cell: (b) => `#${b.number}` },
      { id: 'source', title: t('events.source'), width: 180, value: (b) => b.sourceName, cell: (b) => <span className="truncate font-medium">{b.sourceName}</span> },
      { id: 'state', title: t('events.state'), width: 130, value: (b) => b.state, cell: (b) => <BatchState batch={b} /> },
      { id: 'accepted', title: t('events.accepted'), width: 110, align: 'right', value: (b) => total(b.counts?.accepted), cell: (b) => (b.counts ? format.number(total(b.counts.accepted)) : '–') },
      { id: 'duplicates', title: t('events.duplicates'), width: 110, align: 'right', value: (b) => total(b.counts?.duplicates), cell: (b) => (b.counts ? format.number(total(b.counts.duplicates)) : '–') },
      { id: 'rejected', title: t('events.rejected'), width: 100, align: 'right', value: (b) => b.counts?.rejected, cell: (b) => (b.counts ? <span className={b.counts.rejected > 0 ? 'font-medium text-bad' : ''}>{format.number(b.counts.rejected)}</span> : '–') },
      { id: 'late', title: t('events.late'), width: 90, align: 'right', value: (b) => b.counts?.late, cell: (b) => (b.counts ? format.number(b.counts.late) : '–') },
      { id: 'version', title: t('events.chooseVersion'), width: 90, align: 'right', value: (b) => b.versionNumber, cell: (b) => (b.versionNumber ? t('events.version', { number: b.versionNumber }) : '–') },
      { id: 'files', title: t('events.files'), width: 240, cell: (b) => <span className="truncate text-muted">{b.files.map((f) => f.fileName).join(', ')}</span> },
      { id: 'arrived', title: t('events.arrived'), width: 130, value: (b) => b.arrivedAt, cell: (b) => <RelativeTime at={b.arrivedAt} className="text-muted" /> },
    ],
    [t, format],
  );
}
