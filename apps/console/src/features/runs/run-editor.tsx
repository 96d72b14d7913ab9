'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../i18n';
import type { RunDetail } from '../../run-kit/families';
import { useFacets } from '../../run-kit/use-run-pages';
import { useTRPC } from '../../trpc';
import { Button, Combobox, Dialog, ErrorPanel, Field, IconButton, Input, Textarea, toast } from '../../ui';

type Label = { key: string; value: string };

/** What people say about a run: name, tags, labels, notes. What it measured cannot be edited. */
export function RunEditor({ run, onClose }: { run: RunDetail; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const facets = useFacets();
  const [name, setName] = useState(run.name);
  const [tags, setTags] = useState(run.tags);
  const [labels, setLabels] = useState<Label[]>(() => Object.entries(run.labels).map(([key, value]) => ({ key, value })));
  const [notes, setNotes] = useState(run.notes);
  const update = useMutation(
    trpc.run.update.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.run.pathFilter());
        toast.done(t('runs.saved'));
        onClose();
      },
    }),
  );
  const save = () => update.mutate({ id: run.id, name: name.trim(), tags, notes, labels: Object.fromEntries(labels.filter((l) => l.key.trim() !== '').map((l) => [l.key.trim(), l.value])) });
  const options = [...new Set([...facets.tags, ...tags])].map((tag) => ({ value: tag, label: tag }));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('runs.edit')}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button variant="primary" busy={update.isPending} disabled={name.trim() === ''} onClick={save}>
            {t('ui.save')}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {update.error && <ErrorPanel error={update.error} />}
        <Field label={t('runs.column.name')}>{(ids) => <Input {...ids} maxLength={200} value={name} onChange={(e) => setName(e.target.value)} />}</Field>
        <Field label={t('runs.column.tags')} optional>{(ids) => <Combobox id={ids.id} multiple allowNew label={t('runs.column.tags')} options={options} value={tags} onChange={setTags} />}</Field>
        <LabelFields labels={labels} onChange={setLabels} />
        <Field label={t('runs.column.notes')} optional>{(ids) => <Textarea {...ids} rows={4} maxLength={10_000} value={notes} onChange={(e) => setNotes(e.target.value)} />}</Field>
      </div>
    </Dialog>
  );
}

function LabelFields({ labels, onChange }: { labels: Label[]; onChange: (labels: Label[]) => void }) {
  const t = useT();
  const edit = (i: number, change: Partial<Label>) => onChange(labels.map((l, j) => (i === j ? { ...l, ...change } : l)));
  return (
    <fieldset className="space-y-2">
      <legend className="text-sm font-medium">{t('runs.labels')}</legend>
      <p className="text-xs text-subtle">{t('runs.labelsHelp')}</p>
      {labels.map((label, i) => (
        <div key={i} className="flex items-center gap-2">
          <Input aria-label={t('runs.labelKey')} placeholder={t('runs.labelKey')} maxLength={100} value={label.key} onChange={(e) => edit(i, { key: e.target.value })} />
          <Input aria-label={t('runs.labelValue')} placeholder={t('runs.labelValue')} maxLength={500} value={label.value} onChange={(e) => edit(i, { value: e.target.value })} />
          <IconButton icon={X} label={t('ui.remove')} onClick={() => onChange(labels.filter((_, j) => j !== i))} />
        </div>
      ))}
      <Button size="sm" variant="ghost" icon={Plus} onClick={() => onChange([...labels, { key: '', value: '' }])}>
        {t('runs.addLabel')}
      </Button>
    </fieldset>
  );
}
