'use client';

import type { InputRow, SignatureField } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState, type FormEvent } from 'react';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { intervalWord, scoreWord } from '../../serving/score-words';
import { useTRPC } from '../../trpc';
import { Badge, Button, Card, Combobox, ErrorPanel, Field, Input, useFormat } from '../../ui';
import type { ModelPageData, PredictOutput, VersionData } from './model-types';

const examples = (version: VersionData): Record<string, string> => Object.fromEntries(version.signature.inputs.map((f) => [f.name, f.example === null ? '' : String(f.example)]));

/** One prediction by hand: the form is made from the signature; what comes back is kept like any other. */
export function TryForm({ model, version }: { model: ModelPageData; version: VersionData }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const { can } = useSession();
  const [key, setKey] = useState('');
  const [values, setValues] = useState(() => examples(version));
  const predict = useMutation(trpc.prediction.predict.mutationOptions({ onSuccess: () => client.invalidateQueries(trpc.prediction.pathFilter()) }));
  const submit = (e: FormEvent) => {
    e.preventDefault();
    const features: InputRow = Object.fromEntries(Object.entries(values).filter(([, v]) => v.trim() !== ''));
    predict.mutate({ model: model.name, version: version.number, rows: [{ features, ...(key.trim() ? { key: key.trim() } : {}) }] });
  };
  return (
    <Card title={t('models.try.run')} description={t('models.try.intro')}>
      <form onSubmit={submit} className="space-y-4">
        <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
          <Field label={t('models.try.key')} help={t('models.try.keyHelp')}>{(ids) => <Input {...ids} value={key} maxLength={200} onChange={(e) => setKey(e.target.value)} />}</Field>
          {version.signature.inputs.map((field) => <ValueField key={field.name} field={field} value={values[field.name] ?? ''} onChange={(v) => setValues((all) => ({ ...all, [field.name]: v }))} />)}
        </div>
        {predict.error && <ErrorPanel error={predict.error} />}
        {predict.data && <Result output={predict.data} version={version} />}
        {can('prediction.create') ? (
          <div className="flex gap-2">
            <Button type="submit" variant="primary" busy={predict.isPending}>{t('models.try.run')}</Button>
            <Button onClick={() => setValues(examples(version))}>{t('models.try.example')}</Button>
          </div>
        ) : <p className="text-sm text-muted">{t('models.try.needsPermission')}</p>}
      </form>
    </Card>
  );
}

function ValueField({ field, value, onChange }: { field: SignatureField; value: string; onChange: (value: string) => void }) {
  const t = useT();
  const format = useFormat();
  const help = field.levels ? t('models.try.levels', { count: field.levels.length }) : field.min !== null && field.max !== null ? t('models.try.range', { min: format.number(field.min), max: format.number(field.max) }) : undefined;
  return (
    <Field label={field.name} help={help}>
      {(ids) => (field.levels ? <Combobox {...ids} label={field.name} allowNew value={value || null} onChange={(v) => onChange(v ?? '')} options={field.levels.map((l) => ({ value: l, label: l }))} /> : <Input {...ids} value={value} inputMode={field.type === 'string' ? 'text' : 'decimal'} onChange={(e) => onChange(e.target.value)} />)}
    </Field>
  );
}

function Result({ output, version }: { output: PredictOutput; version: VersionData }) {
  const t = useT();
  const format = useFormat();
  const prediction = output.predictions[0];
  if (!prediction) return null;
  const threshold = version.signature.output.threshold;
  return (
    <div className="rounded-lg border bg-sunken p-4" role="status">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <span className="text-xs text-subtle">{t('models.try.result')}</span>
        <strong className="tabular text-2xl font-semibold">{scoreWord(version.signature.output.kind, prediction.score, format)}</strong>
        {prediction.interval && <span className="tabular text-sm text-muted">{t('models.predictions.between', { level: format.percent(prediction.interval.level, 0), range: intervalWord(prediction.interval, format) })}</span>}
        {threshold !== null && <Badge tone={prediction.score >= threshold ? 'good' : 'neutral'}>{t(prediction.score >= threshold ? 'models.try.above' : 'models.try.below', { threshold: format.percent(threshold) })}</Badge>}
        <span className="tabular text-xs text-subtle">{t('models.try.latency', { ms: format.number(output.latencyMs) })}</span>
        <Link className="text-sm text-accent hover:underline" href={`/predictions/${prediction.predictionId}`}>{t('models.try.why')}</Link>
      </div>
      {prediction.wait && <p className="tabular mt-1 text-sm text-muted">{prediction.wait.median === null ? t('models.predictions.noMedian') : t('models.predictions.median', { time: format.number(prediction.wait.median) })} {prediction.wait.chances.map((c) => t('models.predictions.chanceBy', { chance: format.percent(c.chance, 0), time: format.number(c.by) })).join(' · ')}</p>}
      {prediction.warnings.length > 0 && <ul className="mt-2 space-y-1 text-xs text-warning">{prediction.warnings.map((w) => <li key={`${w.code}-${w.field}`}>{w.message}</li>)}</ul>}
    </div>
  );
}
