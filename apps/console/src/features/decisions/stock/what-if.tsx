'use client';

import { useT } from '../../../i18n';
import { Button, Card, Field, Input, Select, useFormat } from '../../../ui';
import { isSwitch, plannedRange, titleOf, type Answer, type One } from './item-figure';

type WhatIfProps = { data: Answer; /** as planned */ one: One; values: Record<string, number>; onValues: (values: Record<string, number>) => void; /** place among the steps ahead; null: all */ step: number | null; onStep: (step: number | null) => void; className?: string };

const ALL = 'all';

/** Columns that are known ahead can be set for all steps or for one, as a holiday is; numbers and pictures follow at once. */
export function WhatIf({ data, one, values, onValues, step, onStep, className }: WhatIfProps) {
  const t = useT();
  const format = useFormat();
  const set = (name: string, text: string) => {
    const rest = Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));
    onValues(text === '' || Number.isNaN(Number(text)) ? rest : { ...rest, [name]: Number(text) });
  };
  const planned = (name: string): string => {
    const range = plannedRange(one, name);
    if (range === null) return t('stock.asPlanned');
    return t('stock.asPlannedAt', { value: range[0] === range[1] ? format.number(range[0]) : `${format.number(range[0])} – ${format.number(range[1])}` });
  };
  const steps = [{ value: ALL, label: t('stock.allSteps') }, ...one.forecast.map((f, i) => ({ value: String(i), label: t(`stock.at.${data.frequency}`, { day: format.day(f.at) }) }))];
  return (
    <Card title={t('stock.whatIf')} className={className} actions={Object.keys(values).length > 0 && <Button size="sm" onClick={() => onValues({})}>{t('stock.reset')}</Button>}>
      <p className="-mt-2 mb-3 text-xs text-subtle">{t('stock.whatIfBody')}</p>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-1">
        {data.knownAhead.map((name) => (
          <Field key={name} label={t.of(titleOf(name, data.knownTitles))}>
            {(ids) => {
              const value = values[name] === undefined ? '' : String(values[name]);
              return isSwitch((one.known[name] ?? []).slice(0, one.history.length))
                ? <Select {...ids} value={value} onChange={(v) => set(name, v)} options={[{ value: '', label: t('stock.asPlanned') }, { value: '1', label: t('stock.on') }, { value: '0', label: t('stock.off') }]} />
                : <Input {...ids} type="number" step="any" value={value} onChange={(e) => set(name, e.target.value)} placeholder={planned(name)} />;
            }}
          </Field>
        ))}
        <Field label={t('stock.when')}>{(ids) => <Select {...ids} value={step === null ? ALL : String(step)} onChange={(v) => onStep(v === ALL ? null : Number(v))} options={steps} />}</Field>
      </div>
    </Card>
  );
}
