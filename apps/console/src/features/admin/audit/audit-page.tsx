'use client';

import type { AuditEntry } from '@bellwether/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useT, type Translate } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Combobox, DataTable, EmptyState, ErrorPanel, RelativeTime, SearchInput, SkeletonTable, useUrlState, type DataColumn } from '../../../ui';
import { PartHead } from '../admin-frame';
import { auditChanges, valueText } from './audit-changes';
import { AuditEntrySheet } from './audit-entry-sheet';

const rowId = (entry: AuditEntry) => entry.id;

/** The append-only log, newest first; its filters live in the address. */
export function AuditPage() {
  const t = useT();
  const trpc = useTRPC();
  const [search, setSearch] = useUrlState('q', '');
  const [actorId, setActor] = useUrlState('by', '');
  const [objectType, setType] = useUrlState('kind', '');
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const wanted = useDeferredValue(search.trim());
  const facets = useQuery(trpc.audit.facets.queryOptions());
  const log = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { limit: 100, ...(wanted ? { search: wanted } : {}), ...(actorId ? { actorId } : {}), ...(objectType ? { objectType } : {}) },
      { getNextPageParam: (page) => page.next ?? undefined, placeholderData: (old) => old },
    ),
  );
  const rows = useMemo(() => log.data?.pages.flatMap((page) => page.entries) ?? [], [log.data]);
  const columns = useMemo(() => columnsOf(t), [t]);
  const actors = (facets.data?.actors ?? []).map((a) => ({ value: a.id, label: a.name, text: a.name }));
  const types = (facets.data?.objectTypes ?? []).map((type) => ({ value: type, label: type }));
  return (
    <>
      <PartHead lead={t('admin.audit.lead')} />
      <div className="mb-3 flex flex-wrap gap-2">
        <SearchInput label={t('admin.audit.search')} value={search} onChange={setSearch} className="w-full sm:w-72" />
        <Combobox label={t('admin.audit.person')} placeholder={t('admin.audit.anybody')} className="w-44" value={actorId || null} options={[{ value: '', label: t('admin.audit.anybody'), text: t('admin.audit.anybody') }, ...actors]} onChange={(v) => setActor(v ?? '')} />
        <Combobox label={t('admin.audit.kind')} placeholder={t('admin.audit.anything')} className="w-44" value={objectType || null} options={[{ value: '', label: t('admin.audit.anything'), text: t('admin.audit.anything') }, ...types]} onChange={(v) => setType(v ?? '')} />
      </div>
      {log.isError ? (
        <ErrorPanel error={log.error} onRetry={() => void log.refetch()} />
      ) : log.isPending ? (
        <SkeletonTable />
      ) : (
        <DataTable name="audit" label={t('admin.audit')} rows={rows} rowId={rowId} columns={columns} onOpen={setOpen} sort={null} stale={log.isPlaceholderData} plain
          onEndReached={() => log.hasNextPage && !log.isFetchingNextPage && void log.fetchNextPage()}
          empty={<EmptyState icon={ScrollText} title={t('admin.audit.empty')}>{t('admin.audit.emptyBody')}</EmptyState>} />
      )}
      {open && <AuditEntrySheet entry={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function columnsOf(t: Translate): DataColumn<AuditEntry>[] {
  return [
    { id: 'at', title: t('admin.audit.at'), width: 120, cell: (e) => <RelativeTime at={e.at} className="text-muted" /> },
    { id: 'who', title: t('admin.audit.who'), width: 150, cell: (e) => <span className="truncate font-medium">{e.actorName}</span> },
    { id: 'action', title: t('admin.audit.action'), width: 190, fixed: true, cell: (e) => <code className="truncate font-mono text-xs">{e.action}</code> },
    { id: 'object', title: t('admin.audit.object'), width: 220, cell: (e) => <span className="truncate"><span className="text-subtle">{e.objectType}</span> {e.objectName ?? e.objectId.slice(0, 8)}</span> },
    { id: 'change', title: t('admin.audit.change'), width: 380, cell: (e) => <ChangeLine entry={e} /> },
  ];
}

/** The first changes in words; the whole is one click away. */
function ChangeLine({ entry }: { entry: AuditEntry }) {
  const changes = auditChanges(entry.before, entry.after);
  return (
    <span className="truncate text-xs">
      {changes.slice(0, 3).map((c, i) => (
        <span key={c.path}>
          {i > 0 && <span className="text-subtle">, </span>}
          <span className="text-subtle">{c.path} </span>
          {c.before !== undefined && <del className="text-bad">{valueText(c.before).slice(0, 40)}</del>}
          {c.before !== undefined && c.after !== undefined && <span className="text-subtle"> → </span>}
          {c.after !== undefined && <span className="text-good">{valueText(c.after).slice(0, 40)}</span>}
        </span>
      ))}
      {changes.length > 3 && <span className="text-subtle"> +{changes.length - 3}</span>}
    </span>
  );
}
