'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../i18n';
import type { ExperimentDetail } from '../../run-kit/families';
import { readError, useTRPC } from '../../trpc';
import { Button, Combobox, Dialog, Field, Input, Textarea, toast } from '../../ui';

/** Name, description and tags of an experiment. */
export function ExperimentEditor({ experiment, onClose }: { experiment: ExperimentDetail; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [name, setName] = useState(experiment.name);
  const [description, setDescription] = useState(experiment.description);
  const [tags, setTags] = useState(experiment.tags);
  const update = useMutation(
    trpc.experiment.update.mutationOptions({
      onSuccess: async () => {
        await Promise.all([client.invalidateQueries(trpc.experiment.pathFilter()), client.invalidateQueries(trpc.run.pathFilter())]);
        toast.done(t('experiments.saved'));
        onClose();
      },
    }),
  );
  const save = () => name.trim() && update.mutate({ id: experiment.id, name: name.trim(), description, tags });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('experiments.edit')}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button variant="primary" busy={update.isPending} disabled={!name.trim()} onClick={save}>
            {t('ui.save')}
          </Button>
        </>
      }
    >
      <form className="space-y-4" onSubmit={(e) => { e.preventDefault(); save(); }}>
        <Field label={t('experiments.column.name')} error={update.error ? readError(update.error).message : undefined}>
          {(ids) => <Input {...ids} maxLength={200} value={name} onChange={(e) => setName(e.target.value)} />}
        </Field>
        <Field label={t('experiments.description')} optional>
          {(ids) => <Textarea {...ids} maxLength={5000} value={description} onChange={(e) => setDescription(e.target.value)} />}
        </Field>
        <Field label={t('runs.column.tags')} optional>
          {(ids) => <Combobox id={ids.id} multiple allowNew label={t('runs.column.tags')} options={tags.map((tag) => ({ value: tag, label: tag }))} value={tags} onChange={setTags} />}
        </Field>
      </form>
    </Dialog>
  );
}
