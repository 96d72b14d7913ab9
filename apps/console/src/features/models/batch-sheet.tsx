'use client';

import type { DatasetVersionId, ModelVersionId } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, Combobox, ErrorPanel, Field, SegmentedControl, Select, Sheet, toast } from '../../ui';
import type { ModelPageData } from './model-types';

/** Chooses a version, data that fit it and a file; says what will happen before it does. */
export function BatchSheet({ model, onClose }: { model: ModelPageData; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [versionId, setVersionId] = useState<ModelVersionId>(model.aliases.find((a) => a.alias === 'champion')?.versionId ?? model.versions[0]!.id);
  const [dataId, setDataId] = useState<string | null>(null);
  const [file, setFile] = useState<'csv' | 'parquet'>('csv');
  const targets = useQuery(trpc.prediction.batchTargets.queryOptions({ modelVersionId: versionId }));
  const start = useMutation(trpc.prediction.batchStart.mutationOptions({ onSuccess: () => { toast.done(t('models.batch.started')); void client.invalidateQueries(trpc.prediction.pathFilter()); onClose(); }, onError: toast.failed }));
  const chosen = targets.data?.find((d) => d.datasetVersionId === dataId);
  const version = model.versions.find((v) => v.id === versionId)!;
  const ready = chosen !== undefined && chosen.missing.length === 0;
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={t('models.batch.title')}
      footer={<><Button onClick={onClose}>{t('ui.cancel')}</Button><Button variant="primary" disabled={!ready} busy={start.isPending} onClick={() => start.mutate({ modelVersionId: versionId, datasetVersionId: dataId as DatasetVersionId, format: file })}>{t('models.batch.start')}</Button></>}>
      <div className="space-y-4">
        <Field label={t('models.batch.version')}>
          {(ids) => <Select {...ids} value={versionId} onChange={setVersionId} options={model.versions.map((v) => ({ value: v.id, label: `${t('models.version', { number: v.number })}${v.aliases.length ? ` · ${v.aliases.join(', ')}` : ''}` }))} />}
        </Field>
        <Field label={t('models.batch.data')} error={chosen && chosen.missing.length > 0 ? t('models.batch.lacks', { names: chosen.missing.slice(0, 6).join(', ') }) : undefined}>
          {(ids) => (
            <Combobox id={ids.id} label={t('models.batch.data')} value={dataId} onChange={setDataId} loading={targets.isPending}
              options={(targets.data ?? []).map((d) => ({ value: d.datasetVersionId, text: `${d.datasetName} v${d.number}`, label: `${d.datasetName} v${d.number}`, hint: d.missing.length > 0 ? t('models.batch.lacks', { names: d.missing.slice(0, 4).join(', ') }) : t('ui.rows', { count: d.rows }) }))} />
          )}
        </Field>
        {targets.isError && <ErrorPanel error={targets.error} />}
        <div className="space-y-1">
          <p className="text-sm font-medium">{t('models.batch.format')}</p>
          <SegmentedControl label={t('models.batch.format')} value={file} onChange={setFile} options={[{ value: 'csv', label: 'CSV' }, { value: 'parquet', label: 'Parquet' }]} />
        </div>
        {ready && <p className="rounded-md bg-sunken px-3 py-2 text-sm text-muted">{t('models.batch.sentence', { count: chosen.rows, model: model.name, number: version.number, format: file === 'csv' ? 'CSV' : 'Parquet' })}</p>}
      </div>
    </Sheet>
  );
}
