'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { createPortal } from 'react-dom';
import { useT } from '../../i18n';
import type { LaunchableVersion } from '../../run-kit/families';
import { useTRPC } from '../../trpc';
import { Button, Combobox, ErrorPanel, Field, Input, QueryView, Select, Skeleton, toast, useFormat } from '../../ui';
import { featureColumns, guessColumns, guessOutputColumn, scoreOutputs, shapeText, widthOf } from './declared-signature';
import type { SentModel } from './send-model';

type Props = { sent: SentModel; /** where the buttons go */ footer: HTMLElement | null; onDone: () => void };

/** Which columns fill which input, which output is the score, and on which rows it is measured. */
export function ImportForm(props: Props) {
  const t = useT();
  const trpc = useTRPC();
  const data = useQuery(trpc.run.launchableData.queryOptions({}));
  return (
    <QueryView query={data} skeleton={<Skeleton className="h-64 w-full" />}>
      {(versions) => {
        const labelled = versions.filter((v) => v.target !== null);
        return labelled.length > 0 ? <Declare {...props} versions={labelled} /> : <p className="text-sm text-muted">{t('models.import.noData')}</p>;
      }}
    </QueryView>
  );
}

function Declare({ sent, footer, onDone, versions }: Props & { versions: LaunchableVersion[] }) {
  const t = useT();
  const trpc = useTRPC();
  const router = useRouter();
  const client = useQueryClient();
  const format = useFormat();
  const outputs = scoreOutputs(sent.described);
  const guess = (v: LaunchableVersion) => Object.fromEntries(sent.described.inputs.map((i) => [i.name, guessColumns(i, v)]));
  // the data whose columns fill most of what the file takes
  const [version, setVersion] = useState(() => versions.find((v) => Object.values(guess(v)).every((c) => c.length > 0)) ?? versions[0]!);
  const [columns, setColumns] = useState<Record<string, string[]>>(() => guess(version));
  const [output, setOutput] = useState(outputs[0]?.name ?? '');
  const [outputColumn, setOutputColumn] = useState(() => guessOutputColumn(outputs[0]));
  const [threshold, setThreshold] = useState('0.5');
  const chosen = outputs.find((o) => o.name === output);
  const width = chosen ? widthOf(chosen) : null;
  const cut = Number(threshold);
  const problemOf = (name: string): string | null => {
    const wanted = widthOf(sent.described.inputs.find((i) => i.name === name)!);
    const received = columns[name]?.length ?? 0;
    return received === 0 || (wanted !== null && wanted !== received) ? t('models.import.width', { expected: wanted ?? '≥ 1', received }) : null;
  };
  const ready = sent.described.inputs.every((i) => problemOf(i.name) === null) && output !== '' && threshold.trim() !== '' && cut >= 0 && cut <= 1;
  const start = useMutation(
    trpc.model.import.mutationOptions({
      onSuccess: async (made) => {
        await Promise.all([client.invalidateQueries(trpc.run.pathFilter()), client.invalidateQueries(trpc.experiment.pathFilter())]);
        toast.done(t('models.import.started'));
        onDone();
        router.push(`/runs/${made.runIds[0]}`);
      },
    }),
  );
  const submit = () => start.mutate({ uploadId: sent.uploadId, datasetVersionId: version.versionId, inputs: sent.described.inputs.map((i) => ({ name: i.name, columns: columns[i.name] ?? [] })), output, outputColumn, threshold: cut });
  const options = featureColumns(version).map((c) => ({ value: c.name, label: c.name, hint: c.type }));
  const versionName = (v: LaunchableVersion) => `${v.datasetName} v${v.number}`;
  return (
    <form id="import-model" className="space-y-5" onSubmit={(e) => { e.preventDefault(); if (ready) submit(); }}>
      <Field label={t('models.import.data')} help={t('models.import.dataHelp', { rows: format.number(version.rows), target: version.target ?? '' })}>
        {(ids) => <Combobox id={ids.id} label={t('models.import.data')} options={versions.map((v) => ({ value: v.versionId, label: versionName(v), text: versionName(v), hint: `${format.number(v.rows)} × ${v.columns.length}` }))} value={version.versionId} onChange={(id) => { const next = versions.find((v) => v.versionId === id); if (next) { setVersion(next); setColumns(guess(next)); } }} />}
      </Field>
      {sent.described.inputs.map((input) => (
        <Field key={input.name} label={<>{t('models.import.columnsOf', { name: input.name })} <code className="ml-1 text-2xs font-normal text-subtle">{shapeText(input)}</code></>} help={t('models.import.columnsHelp')} error={problemOf(input.name)}>
          {(ids) => <Combobox id={ids.id} multiple label={t('models.import.columnsOf', { name: input.name })} options={options} value={columns[input.name] ?? []} onChange={(next) => setColumns({ ...columns, [input.name]: next })} />}
        </Field>
      ))}
      <div className="grid gap-5 sm:grid-cols-3">
        <Field label={t('models.import.output')} error={outputs.length === 0 ? t('models.import.noOutput') : undefined}>
          {(ids) => <Select {...ids} value={output} onChange={(name) => { setOutput(name); setOutputColumn(guessOutputColumn(outputs.find((o) => o.name === name))); }} options={outputs.map((o) => ({ value: o.name, label: o.name, hint: shapeText(o) }))} />}
        </Field>
        <Field label={t('models.import.outputColumn')} help={t('models.import.outputColumnHelp')}>
          {(ids) => <Input {...ids} type="number" min={0} max={width === null ? 999 : Math.max(0, width - 1)} step={1} value={outputColumn} onChange={(e) => setOutputColumn(Math.max(0, Math.trunc(Number(e.target.value))))} />}
        </Field>
        <Field label={t('models.import.threshold')} help={t('models.import.thresholdHelp')}>
          {(ids) => <Input {...ids} type="number" min={0} max={1} step="any" value={threshold} onChange={(e) => setThreshold(e.target.value)} />}
        </Field>
      </div>
      {start.error && <ErrorPanel error={start.error} />}
      <p className="text-xs text-muted">{t('models.import.next')}</p>
      {footer && createPortal(<><Button onClick={onDone}>{t('ui.cancel')}</Button><Button variant="primary" type="submit" form="import-model" busy={start.isPending} disabled={!ready}>{t('models.import.action')}</Button></>, footer)}
    </form>
  );
}
