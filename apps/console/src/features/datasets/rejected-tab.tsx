'use client';

import type { RejectedRow } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Download } from 'lucide-react';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, DataTable, EmptyState, QueryView, SkeletonTable, type DataColumn } from '../../ui';
import type { VersionDetail } from './dataset-types';

const rowId = (r: RejectedRow) => `${r.row}`;

/** Rows that could not be read: nothing is lost, each says why. */
export function RejectedTab({ version }: { version: VersionDetail }) {
  const t = useT();
  const trpc = useTRPC();
  const none = !version.rejectedCount;
  const query = useQuery(trpc.dataset.rejected.queryOptions({ id: version.id, limit: 500 }, { enabled: !none }));
  const columns = useMemo<DataColumn<RejectedRow>[]>(
    () => [
      { id: 'row', title: t('datasets.rows.row'), width: 90, align: 'right', fixed: true, value: (r) => r.row, cell: (r) => r.row },
      { id: 'reason', title: t('datasets.rejected.reason'), width: 340, value: (r) => r.reason, cell: (r) => <span className="truncate" title={r.reason}>{r.reason}</span> },
      { id: 'raw', title: t('datasets.rejected.raw'), width: 600, cell: (r) => <code className="truncate font-mono text-xs" title={r.raw}>{r.raw}</code> },
    ],
    [t],
  );
  if (none) return <EmptyState icon={CircleCheck} title={t('datasets.rejected.none')}>{t('datasets.rejected.noneBody')}</EmptyState>;
  return (
    <QueryView query={query} skeleton={<SkeletonTable />}>
      {(data) => (
        <div className="space-y-3">
          <div className="flex flex-wrap items-center gap-3">
            <p className="flex-1 text-sm text-muted">{t('datasets.rejected.count', { count: data.total })}</p>
            <Button asChild><a href={`/api/download/rejected/${version.id}`} download><Download aria-hidden className="size-4" />{t('datasets.rejected.download')}</a></Button>
          </div>
          <DataTable name="rejected" label={t('datasets.tab.rejected')} rows={data.rows} rowId={rowId} columns={columns} />
        </div>
      )}
    </QueryView>
  );
}
