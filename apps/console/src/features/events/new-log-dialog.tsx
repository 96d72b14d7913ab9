'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Button, Combobox, Dialog, ErrorPanel, Field, Input, toast } from '../../ui';
import { ZONES } from './zones';

/** A log of one shop: its currency and zone stand for what rows leave out. */
export function NewLogDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const { project } = useSession();
  const [name, setName] = useState('');
  const [currency, setCurrency] = useState<string | null>(null);
  const [zone, setZone] = useState<string | null>(null);
  const create = useMutation(
    trpc.events.createLog.mutationOptions({
      onSuccess: async (log) => {
        toast.done(t('events.created'));
        await client.invalidateQueries(trpc.events.pathFilter());
        router.push(`/events/${log.id}?add=1`);
      },
    }),
  );
  const [shownCurrency, shownZone] = [currency ?? project?.currency ?? 'EUR', zone ?? project?.timeZone ?? 'UTC'];
  const send = () => create.mutate({ name: name.trim(), currency: shownCurrency, timeZone: shownZone });
  return (
    <Dialog open={open} onOpenChange={(o) => !o && onClose()} title={t('events.newLog')}
      footer={<><Button onClick={onClose}>{t('ui.cancel')}</Button><Button variant="primary" busy={create.isPending} disabled={!name.trim() || !/^[A-Z]{3}$/.test(shownCurrency)} onClick={send}>{t('events.create')}</Button></>}>
      <form className="space-y-4" onSubmit={(e) => { e.preventDefault(); if (name.trim()) send(); }}>
        <Field label={t('events.name')}>{(ids) => <Input {...ids} autoFocus value={name} maxLength={200} onChange={(e) => setName(e.target.value)} />}</Field>
        <Field label={t('events.currency')} help={t('events.currencyHelp')}>{(ids) => <Input {...ids} className="w-28" value={shownCurrency} maxLength={3} onChange={(e) => setCurrency(e.target.value.toUpperCase())} />}</Field>
        <Field label={t('events.timeZone')} help={t('events.timeZoneHelp')}>{(ids) => <Combobox id={ids.id} label={t('events.timeZone')} value={shownZone} onChange={setZone} options={ZONES} />}</Field>
        {create.isError && <ErrorPanel error={create.error} />}
      </form>
    </Dialog>
  );
}
