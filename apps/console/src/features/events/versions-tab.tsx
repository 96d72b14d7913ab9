'use client';

import { useMemo } from 'react';
import { useT } from '../../i18n';
import { CopyButton, DataTable, RelativeTime, useFormat, type DataColumn } from '../../ui';
import type { EventVersion } from './event-types';

const rowId = (v: EventVersion) => v.id;

/** Versions never change; those beside each other share their unchanged partitions. */
export function VersionsTab({ versions }: { versions: readonly EventVersion[] }) {
  const t = useT();
  const format = useFormat();
  const columns = useMemo<DataColumn<EventVersion>[]>(
    () => [
      { id: 'number', title: t('events.chooseVersion'), width: 100, fixed: true, value: (v) => v.number, cell: (v) => <span className="font-medium">{t('events.version', { number: v.number })}</span> },
      { id: 'cause', title: t('events.version.cause'), width: 150, value: (v) => v.cause, cell: (v) => t(`events.cause.${v.cause as 'ingest'}`) },
      { id: 'rows', title: t('events.rows'), width: 120, align: 'right', value: (v) => v.rows, cell: (v) => format.number(v.rows) },
      { id: 'partitions', title: t('events.version.partitions'), width: 110, align: 'right', value: (v) => v.partitions, cell: (v) => format.number(v.partitions) },
      { id: 'content', title: t('events.version.content'), width: 160, cell: (v) => <span className="inline-flex items-center gap-1"><code className="font-mono text-xs">{v.contentHash.slice(0, 12)}</code><CopyButton text={v.contentHash} /></span> },
      { id: 'made', title: t('events.version.made'), width: 140, value: (v) => v.createdAt, cell: (v) => <RelativeTime at={v.createdAt} className="text-muted" /> },
    ],
    [t, format],
  );
  return <DataTable name="event-versions" label={t('events.tab.versions')} rows={versions} rowId={rowId} columns={columns} plain />;
}
