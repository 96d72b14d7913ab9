'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Button, Card, Combobox, Field, Input, KeyValueList, Textarea, toast, useFormat } from '../../ui';
import type { DatasetDetail } from './dataset-types';

/** Name, owner, tags, description and notes; source and licence as registered. */
export function NotesTab({ dataset }: { dataset: DatasetDetail }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const format = useFormat();
  const { can } = useSession();
  const [form, setForm] = useState({ name: dataset.name, ownerName: dataset.ownerName, description: dataset.description, notes: dataset.notes, tags: dataset.tags });
  const save = useMutation(trpc.dataset.update.mutationOptions({ onSuccess: async () => { await client.invalidateQueries(trpc.dataset.pathFilter()); toast.done(t('datasets.saved')); }, onError: toast.failed }));
  const set = (change: Partial<typeof form>) => setForm((f) => ({ ...f, ...change }));
  const locked = !can('dataset.write');
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card title={t('datasets.tab.notes')}>
        <form className="space-y-4" onSubmit={(e) => { e.preventDefault(); save.mutate({ id: dataset.id, ...form }); }}>
          <Field label={t('datasets.name')}>{(ids) => <Input {...ids} value={form.name} maxLength={200} required disabled={locked} onChange={(e) => set({ name: e.target.value })} />}</Field>
          <Field label={t('datasets.owner')}>{(ids) => <Input {...ids} value={form.ownerName} maxLength={200} required disabled={locked} onChange={(e) => set({ ownerName: e.target.value })} />}</Field>
          <Field label={t('datasets.tags')}>{(ids) => <Combobox {...ids} multiple allowNew label={t('datasets.tags')} value={form.tags} onChange={(tags) => set({ tags })} options={form.tags.map((tag) => ({ value: tag, label: tag }))} disabled={locked} />}</Field>
          <Field label={t('datasets.descriptionField')}>{(ids) => <Textarea {...ids} rows={2} value={form.description} maxLength={2000} disabled={locked} onChange={(e) => set({ description: e.target.value })} />}</Field>
          <Field label={t('datasets.notes')}>{(ids) => <Textarea {...ids} rows={8} value={form.notes} maxLength={20000} disabled={locked} onChange={(e) => set({ notes: e.target.value })} />}</Field>
          {!locked && <Button type="submit" variant="primary" busy={save.isPending}>{t('ui.save')}</Button>}
        </form>
      </Card>
      <Card title={t('datasets.origin')}>
        <KeyValueList items={[
          { key: 'source', label: t('datasets.source'), value: dataset.source ?? '–' },
          { key: 'licence', label: t('datasets.licence'), value: dataset.licence ?? '–' },
          { key: 'created', label: t('datasets.created'), value: format.dateTime(dataset.createdAt) },
          { key: 'versions', label: t('datasets.versions'), value: format.number(dataset.versions) },
        ]} />
      </Card>
    </div>
  );
}
