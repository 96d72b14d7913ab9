'use client';

import type { EventSourceConfigInput } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, ErrorPanel, Field, Input, SegmentedControl, Sheet, Switch, Textarea, toast } from '../../ui';
import type { EventLog, EventSource } from './event-types';
import { BLANK_TABLE, tableConfig, TableForm, type TableFields } from './table-form';

type Kind = 'browser' | 'http' | 'postgres';
const KINDS = ['browser', 'http', 'postgres'] as const;

/** Where events flow in by themselves: the website, a program, or a table that is pulled. */
export function ConnectSheet({ log, open, onClose, onMade }: { log: EventLog; open: boolean; onClose: () => void; onMade: (source: EventSource) => void }) {
  const t = useT();
  return (
    <Sheet open={open} onOpenChange={(o) => !o && onClose()} size="lg" title={t('events.connect')} description={t('events.connect.body')}>
      {open && <Form log={log} onMade={onMade} />}
    </Sheet>
  );
}

function Form({ log, onMade }: { log: EventLog; onMade: (source: EventSource) => void }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind>('browser');
  const [name, setName] = useState<string | null>(null);
  const [origins, setOrigins] = useState('');
  const [trust, setTrust] = useState(false);
  const [table, setTable] = useState<TableFields>(BLANK_TABLE);
  const create = useMutation(
    trpc.events.createSource.mutationOptions({
      onSuccess: async (source) => {
        toast.done(t('events.connect.made'));
        await client.invalidateQueries(trpc.events.pathFilter());
        onMade(source);
      },
    }),
  );
  const shownName = name ?? (kind === 'postgres' && table.table ? table.table : t(`events.connect.name.${kind}`));
  const pages = origins.split(/[\s,]+/).filter(Boolean);
  const config: EventSourceConfigInput | null = kind === 'browser' ? (pages.length ? { kind, origins: pages } : null) : kind === 'http' ? { kind, trustKnownTime: trust } : tableConfig(table);
  const send = () => config && create.mutate({ logId: log.id, name: shownName.trim(), config, ...(kind === 'postgres' && table.password ? { password: table.password } : {}) });
  return (
    <form className="space-y-5" noValidate onSubmit={(e) => { e.preventDefault(); send(); }}>
      <SegmentedControl label={t('events.source.kind')} value={kind} onChange={(k) => { setKind(k); create.reset(); }} options={KINDS.map((k) => ({ value: k, label: t(`events.connect.kind.${k}`) }))} />
      <p className="text-sm text-muted">{t(`events.connect.lead.${kind}`)}</p>
      <Field label={t('events.wizard.sourceName')}>{(ids) => <Input {...ids} value={shownName} maxLength={200} autoComplete="off" onChange={(e) => setName(e.target.value)} />}</Field>
      {kind === 'browser' && <Field label={t('events.connect.origins')} help={t('events.connect.originsHelp')}>{(ids) => <Textarea {...ids} rows={3} spellCheck={false} className="font-mono text-xs" placeholder="https://shop.example.com" value={origins} onChange={(e) => setOrigins(e.target.value)} />}</Field>}
      {kind === 'http' && <Switch checked={trust} onChange={setTrust} label={t('events.connect.trust')} />}
      {kind === 'postgres' && <TableForm fields={table} onChange={setTable} />}
      {create.isError && <ErrorPanel error={create.error} />}
      <Button type="submit" variant="primary" busy={create.isPending} disabled={!config || !shownName.trim()}>{t(kind === 'postgres' ? 'events.connect.next' : 'events.connect.make')}</Button>
    </form>
  );
}
