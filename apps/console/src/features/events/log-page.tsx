'use client';

import type { EventLogId, EventLogVersionId } from '@bellwether/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { FileUp, ListTree, Plug } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, EmptyState, Page, PageHeader, QueryView, Select, Skeleton, SkeletonTable, Tabs, useFormat, useUrlState } from '../../ui';
import { AddFilesSheet } from './add-files-sheet';
import { BatchesTab } from './batches-tab';
import { ConnectSheet } from './connect-sheet';
import type { EventLog, EventSource, EventVersion } from './event-types';
import { MapTableSheet } from './map-table-sheet';
import { QualityTab } from './quality-tab';
import { RulesTab } from './rules-tab';
import { SourceSheet } from './source-sheet';
import { SourcesTab } from './sources-tab';
import { VersionsTab } from './versions-tab';

/** One log: how good it is, what came, from where, and how it is read. */
export function LogPage({ id }: { id: EventLogId }) {
  const trpc = useTRPC();
  const log = useQuery(trpc.events.log.queryOptions({ logId: id }));
  const sources = useQuery(trpc.events.sources.queryOptions({ logId: id }));
  const versions = useQuery(trpc.events.versions.queryOptions({ logId: id, limit: 100 }));
  return (
    <Page wide>
      <QueryView query={log} skeleton={<LogSkeleton />}>{(l) => <Loaded log={l} sources={sources.data ?? []} versions={versions.data?.rows ?? []} />}</QueryView>
    </Page>
  );
}

/** Batches under way are asked for often; when one ends, everything else of the log is asked anew. */
function useBatches(logId: EventLogId) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const query = useQuery(trpc.events.batches.queryOptions({ logId, limit: 200 }, { refetchInterval: (q) => (q.state.data?.rows.some((b) => b.state === 'queued' || b.state === 'running') ? 1000 : 15_000) }));
  const done = query.data?.rows.filter((b) => b.state === 'done' || b.state === 'failed').length;
  const before = useRef(done);
  useEffect(() => {
    if (before.current !== undefined && before.current !== done) void client.invalidateQueries(trpc.events.pathFilter());
    before.current = done;
  }, [done, client, trpc]);
  return query;
}

function Loaded({ log, sources, versions }: { log: EventLog; sources: readonly EventSource[]; versions: readonly EventVersion[] }) {
  const t = useT();
  const format = useFormat();
  const { can } = useSession();
  const [adding, setAdding] = useUrlState('add');
  const [version, setVersion] = useUrlState('version');
  const [sourceId, setSource] = useUrlState('source');
  const [, setTab] = useUrlState('tab', 'quality');
  const [mapping, setMapping] = useState(false);
  const source = sources.find((s) => s.id === sourceId) ?? null;
  const batches = useBatches(log.id);
  const shown = (versions.find((v) => v.id === version)?.id ?? null) as EventLogVersionId | null;
  const underWay = batches.data?.rows.filter((b) => b.state === 'queued' || b.state === 'running').length ?? 0;
  const [connecting, setConnecting] = useUrlState('connect');
  const add = can('dataset.write') && (
    <>
      <Button icon={Plug} onClick={() => setConnecting('1')}>{t('events.connect')}</Button>
      <Button variant="primary" icon={FileUp} onClick={() => setAdding('1')}>{t('events.add')}</Button>
    </>
  );
  const empty = log.latest === null && (batches.data?.total ?? 0) === 0 && sources.length === 0;
  return (
    <>
      <PageHeader title={log.name} crumbs={[{ label: t('events.title'), href: '/events' }, { label: log.name }]} description={log.description || undefined} actions={add}
        meta={
          <>
            {versions.length > 0 && <Select size="sm" label={t('events.chooseVersion')} className="w-40" value={shown ?? (versions[0]!.id as string)} onChange={(v) => setVersion(v === versions[0]!.id ? '' : v)} options={versions.map((v, i) => ({ value: v.id as string, label: `${t('events.version', { number: v.number })}${i === 0 ? ` · ${t('events.latest')}` : ''}`, hint: `${format.number(v.rows)} · ${v.contentHash.slice(0, 8)}` }))} />}
            <Badge>{log.currency} · {log.timeZone}</Badge>
            {log.failing > 0 && <Badge tone="warning">{t('events.someFail', { count: log.failing })}</Badge>}
          </>
        } />
      {empty ? <EmptyState icon={ListTree} title={t('events.logEmpty.title')} action={add}>{t('events.logEmpty.body')}</EmptyState> : (
        <Tabs label={log.name}
          tabs={[
            { key: 'quality', label: t('events.tab.quality'), content: <QualityTab log={log} versionId={shown} /> },
            { key: 'rules', label: t('events.tab.rules'), badge: log.failing || undefined, content: <RulesTab log={log} versionId={shown} /> },
            { key: 'batches', label: t('events.tab.batches'), badge: underWay || undefined, content: <BatchesTab query={batches} /> },
            { key: 'sources', label: t('events.tab.sources'), badge: sources.length || undefined, content: <SourcesTab sources={sources} onOpen={(s) => setSource(s.id)} /> },
            { key: 'versions', label: t('events.tab.versions'), content: <VersionsTab versions={versions} /> },
          ]} />
      )}
      <ConnectSheet log={log} open={connecting !== ''} onClose={() => setConnecting('')} onMade={(made) => { setConnecting(''); setTab('sources'); setSource(made.id); }} />
      <SourceSheet source={mapping ? null : source} onClose={() => setSource('')} onMap={() => setMapping(true)} />
      <MapTableSheet log={log} source={mapping ? source : null} onClose={() => setMapping(false)} />
      <AddFilesSheet log={log} sources={sources} open={adding !== ''} onClose={() => setAdding('')} />
    </>
  );
}

const LogSkeleton = () => (
  <div className="space-y-4">
    <Skeleton className="h-7 w-64" />
    <Skeleton className="h-16 w-full" />
    <SkeletonTable />
  </div>
);
