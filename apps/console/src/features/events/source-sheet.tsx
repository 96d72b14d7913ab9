'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Columns3, KeyRound, Pause, Play, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, ErrorPanel, KeyValueList, RelativeTime, Sheet, toast, useConfirm } from '../../ui';
import { CollectorPanel } from './collector-panel';
import type { EventSource } from './event-types';
import { HttpPanel } from './http-panel';
import { tableConfig, tableFields, TableForm } from './table-form';

type Props = { source: EventSource | null; onClose: () => void; onMap: () => void };

/** One source: how to feed it, how it does, and its switches. */
export function SourceSheet({ source, onClose, onMap }: Props) {
  const t = useT();
  return (
    <Sheet open={source !== null} onOpenChange={(o) => !o && onClose()} size="lg" title={source?.name ?? ''} description={source ? t(`events.sourceKind.${source.kind}`) : undefined}>
      {source && (
        <div className="space-y-6">
          {source.paused && <Badge tone="warning">{t('events.source.paused')}</Badge>}
          {source.kind === 'browser' && <CollectorPanel source={source} />}
          {source.kind === 'http' && <HttpPanel source={source} />}
          {source.kind === 'postgres' && <TablePanel key={source.id} source={source} onMap={onMap} />}
          <Switches source={source} onClose={onClose} />
        </div>
      )}
    </Sheet>
  );
}

function useChange(onDone?: () => void) {
  const trpc = useTRPC();
  const client = useQueryClient();
  return useMutation(trpc.events.updateSource.mutationOptions({ onSuccess: async () => { await client.invalidateQueries(trpc.events.pathFilter()); onDone?.(); }, onError: toast.failed }));
}

function Switches({ source, onClose }: { source: EventSource; onClose: () => void }) {
  const t = useT();
  const { can } = useSession();
  const confirm = useConfirm();
  const change = useChange();
  const put = useChange(onClose);
  if (!can('dataset.write') || source.kind === 'file') return null;
  const renew = async () => (await confirm({ title: t('events.source.renew'), body: t('events.source.renewBody'), confirmLabel: t('events.source.renew'), danger: true })) && change.mutate({ sourceId: source.id, renewKey: true });
  const archive = async () => (await confirm({ title: t('events.source.remove'), body: t('events.source.removeBody'), confirmLabel: t('events.source.remove'), danger: true })) && put.mutate({ sourceId: source.id, archived: true });
  return (
    <div className="flex flex-wrap gap-2 border-t pt-4">
      <Button size="sm" icon={source.paused ? Play : Pause} busy={change.isPending} onClick={() => change.mutate({ sourceId: source.id, paused: !source.paused })}>{t(source.paused ? 'events.source.resume' : 'events.source.pause')}</Button>
      {source.kind === 'browser' && <Button size="sm" icon={KeyRound} onClick={() => void renew()}>{t('events.source.renew')}</Button>}
      <Button size="sm" icon={Trash2} onClick={() => void archive()}>{t('events.source.remove')}</Button>
    </div>
  );
}

type Cursor = { value?: string; at?: string; error?: { code: string; message: string; fix: string } } | null;

function TablePanel({ source, onMap }: { source: EventSource; onMap: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const { can } = useSession();
  const cursor = source.cursor as Cursor;
  const pull = useMutation(trpc.events.pull.mutationOptions({ onSuccess: () => { toast.done(t('events.pull.queued')); void client.invalidateQueries(trpc.events.pathFilter()); }, onError: toast.failed }));
  if (source.config.kind !== 'postgres') return null;
  const facts = [
    { key: 'table', label: t('events.table.table'), value: <code className="font-mono text-xs">{source.config.database} · {source.config.table}</code> },
    { key: 'mapping', label: t('events.source.mapping'), value: source.mapping ? t('events.version', { number: source.mapping.number }) : t('events.pull.unmapped') },
    { key: 'at', label: t('events.pull.last'), value: cursor?.at ? <RelativeTime at={new Date(cursor.at)} /> : t('events.source.never') },
    { key: 'value', label: t('events.pull.reached'), value: cursor?.value ? <code className="font-mono text-xs">{cursor.value}</code> : '–' },
  ];
  return (
    <div className="space-y-5">
      {cursor?.error && <ErrorPanel error={cursor.error} />}
      <KeyValueList columns={2} items={facts} />
      {can('dataset.write') && (
        <>
          <div className="flex flex-wrap gap-2">
            <Button variant={source.mapping ? 'secondary' : 'primary'} icon={Columns3} onClick={onMap}>{t(source.mapping ? 'events.pull.mapAgain' : 'events.pull.map')}</Button>
            {source.mapping && <Button icon={RefreshCw} busy={pull.isPending} onClick={() => pull.mutate({ sourceId: source.id })}>{t('events.pull.now')}</Button>}
          </div>
          <Settings source={source} />
        </>
      )}
    </div>
  );
}

function Settings({ source }: { source: EventSource }) {
  const t = useT();
  const [fields, setFields] = useState(() => tableFields(source.config as Parameters<typeof tableFields>[0]));
  const change = useChange(() => toast.done(t('events.source.saved')));
  const config = tableConfig(fields);
  return (
    <section className="space-y-4 border-t pt-4">
      <h3 className="text-sm font-semibold">{t('events.table.settings')}</h3>
      <TableForm fields={fields} onChange={setFields} sourceId={source.id} />
      <Button disabled={!config} busy={change.isPending} onClick={() => config && change.mutate({ sourceId: source.id, config, ...(fields.password ? { password: fields.password } : {}) })}>{t('events.source.save')}</Button>
    </section>
  );
}
