'use client';

import { Plug } from 'lucide-react';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { Badge, DataTable, EmptyState, RelativeTime, StateBadge, useFormat, type DataColumn } from '../../ui';
import type { EventSource } from './event-types';

const rowId = (s: EventSource) => s.id;

/** Where events come from, and how each is read. */
export function SourcesTab({ sources, onOpen }: { sources: readonly EventSource[]; onOpen: (source: EventSource) => void }) {
  const t = useT();
  const format = useFormat();
  const columns = useMemo<DataColumn<EventSource>[]>(
    () => [
      { id: 'name', title: t('events.source'), width: 220, fixed: true, pinned: true, value: (s) => s.name, cell: (s) => <span className="truncate font-medium">{s.name}</span> },
      { id: 'kind', title: t('events.source.kind'), width: 190, value: (s) => s.kind, cell: (s) => <span className="flex gap-1.5">{t(`events.sourceKind.${s.kind}`)}{s.paused && <Badge tone="warning">{t('events.source.paused')}</Badge>}{(s.cursor as { error?: unknown } | null)?.error ? <Badge tone="bad">{t('events.source.stuck')}</Badge> : null}</span> },
      { id: 'entities', title: t('events.entities'), width: 240, cell: (s) => <span className="truncate text-muted">{[...new Set(s.mapping?.mapping.rows.map((r) => t(`events.kind.${r.kind}`)) ?? [])].join(', ') || '–'}</span> },
      { id: 'mapping', title: t('events.source.mapping'), width: 90, align: 'right', value: (s) => s.mapping?.number, cell: (s) => (s.mapping ? t('events.version', { number: s.mapping.number }) : '–') },
      { id: 'last', title: t('events.source.last'), width: 130, value: (s) => s.lastBatch?.state, cell: (s) => (s.lastBatch ? <StateBadge state={s.lastBatch.state} label={t(`events.state.${s.lastBatch.state as 'done'}`)} /> : <span className="text-subtle">{t('events.source.never')}</span>) },
      { id: 'accepted', title: t('events.accepted'), width: 110, align: 'right', value: (s) => s.lastBatch?.accepted, cell: (s) => format.number(s.lastBatch?.accepted ?? null) },
      { id: 'rejected', title: t('events.rejected'), width: 100, align: 'right', value: (s) => s.lastBatch?.rejected, cell: (s) => format.number(s.lastBatch?.rejected ?? null) },
      { id: 'when', title: t('events.arrived'), width: 130, value: (s) => s.lastBatch?.createdAt, cell: (s) => <RelativeTime at={s.lastBatch?.createdAt} className="text-muted" /> },
    ],
    [t, format],
  );
  return <DataTable name="event-sources" label={t('events.tab.sources')} rows={sources} rowId={rowId} rowLabel={(s) => s.name} columns={columns} onOpen={onOpen} plain empty={<EmptyState icon={Plug} title={t('events.sources.none')}>{t('events.sources.noneBody')}</EmptyState>} />;
}
