'use client';

import type { ModelId } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useFamilies, type RunDetail } from '../../run-kit/families';
import { useTRPC } from '../../trpc';
import { Button, Combobox, Dialog, ErrorPanel, Field, Textarea, toast } from '../../ui';

/** A finished run becomes an immutable version of a model that exists or is made by its name. */
export function RegisterDialog({ run, onClose }: { run: RunDetail; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const router = useRouter();
  const client = useQueryClient();
  const models = useQuery(trpc.model.list.queryOptions({ archived: false }));
  const { familyOf } = useFamilies();
  const alike = [run.familyId, ...(familyOf(run.familyId)?.alike ?? [])];
  const own = (models.data ?? []).filter((m) => alike.includes(m.familyId));
  const [chosen, setChosen] = useState<string | null>(null);
  const [description, setDescription] = useState('');
  const model = chosen ?? own[0]?.id ?? null;
  const existing = own.find((m) => m.id === model);
  const register = useMutation(
    trpc.model.register.mutationOptions({
      onSuccess: async (made) => {
        await Promise.all([client.invalidateQueries(trpc.run.pathFilter()), client.invalidateQueries(trpc.model.pathFilter())]);
        toast.done(t('runs.registered', { name: existing?.name ?? model ?? '', number: made.number }));
        onClose();
        router.push(`/models/${made.modelId}/versions/${made.versionId}?tab=promotion`);
      },
    }),
  );
  const submit = () => model && register.mutate({ runId: run.id, ...(existing ? { modelId: existing.id as ModelId } : { name: model }), ...(description.trim() ? { description: description.trim() } : {}) });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('runs.register')}
      description={`${t('runs.registerBody')} ${t('runs.registerNote')}`}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button variant="primary" busy={register.isPending} disabled={!model} onClick={submit}>
            {t('runs.registerAction')}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {register.error && <ErrorPanel error={register.error} />}
        <Field label={t('runs.model')} help={existing ? t('runs.modelExisting') : t('runs.modelNew')}>
          {(ids) => <Combobox id={ids.id} allowNew label={t('runs.model')} placeholder={t('runs.modelPlaceholder')} loading={models.isPending} options={own.map((m) => ({ value: m.id, label: m.name, text: m.name }))} value={model} onChange={setChosen} />}
        </Field>
        <Field label={t('runs.registerNoteLabel')} help={t('runs.registerNoteHelp')} optional>
          {(ids) => <Textarea {...ids} rows={3} maxLength={10_000} value={description} onChange={(e) => setDescription(e.target.value)} />}
        </Field>
      </div>
    </Dialog>
  );
}
