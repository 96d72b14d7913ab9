'use client';

import type { EntityKind } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ListTree, Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, DataTable, EmptyState, Page, PageHeader, QueryView, RelativeTime, SkeletonTable, toast, useFormat, useUrlState, type DataColumn } from '../../ui';
import type { EventLog } from './event-types';
import { NewLogDialog } from './new-log-dialog';

const rowId = (l: EventLog) => l.id;

/** The logs of a shop: what it knows, how fresh, and whether it meets what is expected of it. */
export function EventsPage() {
  const t = useT();
  const trpc = useTRPC();
  const router = useRouter();
  const client = useQueryClient();
  const { can } = useSession();
  const [making, setMaking] = useUrlState('new');
  const query = useQuery(trpc.events.logs.queryOptions(undefined, { refetchInterval: 10_000 }));
  const sample = useMutation(
    trpc.events.addSample.mutationOptions({
      onSuccess: async ({ logId }) => {
        toast.done(t('events.sampleDone'));
        await client.invalidateQueries(trpc.events.pathFilter());
        router.push(`/events/${logId}?tab=batches`);
      },
      onError: toast.failed,
    }),
  );
  const columns = useColumns();
  const writes = can('dataset.write');
  const add = writes && <Button variant="primary" icon={Plus} onClick={() => setMaking('1')}>{t('events.newLog')}</Button>;
  const addSample = writes && <Button busy={sample.isPending} onClick={() => sample.mutate()}>{t('events.sample')}</Button>;
  return (
    <Page wide>
      <PageHeader title={t('events.title')} description={t('events.description')} actions={query.data?.length ? <>{addSample}{add}</> : undefined} />
      <QueryView query={query} skeleton={<SkeletonTable />}>
        {(logs) => (
          <DataTable name="event-logs" label={t('events.title')} rows={logs} rowId={rowId} rowLabel={(l) => l.name} columns={columns} onOpen={(l) => router.push(`/events/${l.id}`)} plain
            empty={<EmptyState icon={ListTree} title={t('events.empty.title')} action={<>{add}{addSample}</>}>{t('events.empty.body')}</EmptyState>} />
        )}
      </QueryView>
      <NewLogDialog open={making !== ''} onClose={() => setMaking('')} />
    </Page>
  );
}

function useColumns(): DataColumn<EventLog>[] {
  const t = useT();
  const format = useFormat();
  return useMemo(
    () => [
      { id: 'name', title: t('events.name'), width: 260, fixed: true, pinned: true, value: (l) => l.name, cell: (l) => <span className="truncate font-medium">{l.name}</span> },
      { id: 'state', title: t('events.state'), width: 150, value: (l) => l.failing, cell: (l) => (l.latest === null ? <Badge>{t('events.noVersion')}</Badge> : l.failing > 0 ? <Badge tone="warning">{t('events.someFail', { count: l.failing })}</Badge> : <Badge tone="good">{t('events.meets')}</Badge>) },
      { id: 'rows', title: t('events.rows'), width: 120, align: 'right', value: (l) => l.latest?.rows, cell: (l) => format.number(l.latest?.rows ?? null) },
      { id: 'entities', title: t('events.entities'), width: 300, cell: (l) => <span className="truncate text-muted">{Object.keys(l.latest?.counts ?? {}).map((k) => t(`events.kind.${k as EntityKind}`)).join(', ') || '–'}</span> },
      { id: 'sources', title: t('events.sources'), width: 90, align: 'right', value: (l) => l.sources, cell: (l) => format.number(l.sources) },
      { id: 'version', title: t('events.newest'), width: 130, align: 'right', value: (l) => l.latest?.number, cell: (l) => (l.latest ? t('events.version', { number: l.latest.number }) : '–') },
      { id: 'zone', title: t('events.clock'), width: 210, minWidth: 190, value: (l) => l.timeZone, cell: (l) => <span className="truncate text-muted">{l.currency} · {l.timeZone}</span> },
      { id: 'updated', title: t('events.version.made'), width: 130, value: (l) => l.latest?.createdAt ?? l.createdAt, cell: (l) => <RelativeTime at={l.latest?.createdAt ?? l.createdAt} className="text-muted" /> },
    ],
    [t, format],
  );
}
