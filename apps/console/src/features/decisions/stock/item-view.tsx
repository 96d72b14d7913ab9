'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { FigureView } from '../../../figures';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Badge, Button, Card, CodeBlock, EmptyState, Field, Input, QueryView, Select, SkeletonText, Stat, useFormat } from '../../../ui';
import { useMoney } from '../use-money';
import { fanFigure, planFigures, whatIfOf, type Answer, type One } from './item-figure';
import { readableUnits } from './stock-lines';
import { UntoldNote } from './untold-note';

/** One product: what it sold, what it will sell, and what if. */
export function ItemView({ model, item, onBack }: { model: string; item: string; onBack: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const [values, setValues] = useState<Record<string, number>>({});
  const [step, setStep] = useState<number | null>(null);
  const whatIf = whatIfOf(values, step);
  const asked = { model, items: [item], historySteps: 104 };
  const changed = Object.keys(values).length > 0;
  const planned = useQuery(trpc.forecast.series.queryOptions(asked));
  const query = useQuery(trpc.forecast.series.queryOptions(changed ? { ...asked, whatIf } : asked, { placeholderData: keepPreviousData }));
  return (
    <div className="space-y-4">
      <Button size="sm" variant="ghost" icon={ArrowLeft} onClick={onBack}>{t('stock.portfolio')}</Button>
      <QueryView query={query} skeleton={<SkeletonText lines={10} />}>
        {(data) => (data.series[0] ? <Product data={data} one={data.series[0]} planned={changed ? (planned.data?.series[0] ?? null) : null} request={{ model, items: [item], ...(changed ? { whatIf } : {}) }}><WhatIf data={data} one={data.series[0]} values={values} onValues={setValues} step={step} onStep={setStep} /></Product> : <EmptyState title={t('stock.unknown')}>{t('stock.unknownBody', { item })}</EmptyState>)}
      </QueryView>
    </div>
  );
}

type ProductProps = { data: Answer; one: One; /** as it would be without the what-if */ planned: One | null; request: object; /** the what-if, between the pictures and the API */ children: ReactNode };

const expectedOf = (one: One): number => one.forecast.reduce((a, f) => a + f.mean, 0);

function Product({ data, one, planned, request, children }: ProductProps) {
  const t = useT();
  const format = useFormat();
  const money = useMoney();
  const expected = expectedOf(one);
  const before = planned === null ? 0 : expectedOf(planned);
  const by = before > 0 ? expected / before - 1 : null;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="text-lg font-semibold">{one.item}</h2>
        {Object.values(one.statics).map((s) => <Badge key={s}>{s}</Badge>)}
        <Badge tone="info">{t(`stock.kind.${one.kind}`)}</Badge>
      </div>
      <p className="text-sm text-muted">{t.of(one.basis)}</p>
      <UntoldNote data={data} />
      <div className="grid gap-3 sm:grid-cols-3">
        <Card><Stat label={t('stock.expectedOver', { steps: data.horizon, step: t(`stock.step.${data.frequency}`) })} value={format.number(readableUnits(expected))} detail={planned !== null && t('stock.againstPlan', { units: format.number(readableUnits(before)), change: by === null ? '–' : `${by > 0 ? '+' : ''}${format.percent(by, 0)}` })} /></Card>
        {one.total && <Card><Stat label={t('stock.totalOver', { steps: one.total.steps, step: t(`stock.step.${data.frequency}`) })} value={`${format.number(readableUnits(one.total.interval.low))} – ${format.number(readableUnits(one.total.interval.high))}`} /></Card>}
        <Card><Stat label={t('stock.price')} value={one.unitPrice === null ? '–' : money(one.unitPrice)} /></Card>
      </div>
      <FigureView figure={fanFigure(one, planned)} height={340} />
      {children}
      <div className="grid gap-3 lg:grid-cols-2 empty:hidden">{planFigures(one).map((figure) => <FigureView key={figure.key} figure={figure} height={150} />)}</div>
      <Card title="API"><CodeBlock label="curl" code={`curl ${typeof window === 'undefined' ? '' : window.location.origin}/api/v1/forecast/series \\\n  -H "authorization: Bearer $BELLWETHER_API_KEY" \\\n  -H "content-type: application/json" \\\n  -d '${JSON.stringify(request)}'`} /></Card>
    </>
  );
}

type WhatIfProps = { data: Answer; one: One; values: Record<string, number>; onValues: (values: Record<string, number>) => void; step: number | null; onStep: (step: number | null) => void };

const ALL = 'all';

/** Columns that are known ahead can be set for all steps or for one, as a holiday is; the fan follows at once. */
function WhatIf({ data, one, values, onValues, step, onStep }: WhatIfProps) {
  const t = useT();
  if (data.knownAhead.length === 0) return <p className="text-sm text-subtle">{t('stock.noWhatIf')}</p>;
  const set = (name: string, text: string) => {
    const rest = Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));
    onValues(text === '' || Number.isNaN(Number(text)) ? rest : { ...rest, [name]: Number(text) });
  };
  const steps = [{ value: ALL, label: t('stock.allSteps') }, ...one.forecast.map((f, i) => ({ value: String(i), label: f.at }))];
  return (
    <Card title={t('stock.whatIf')} description={t('stock.whatIfBody')} actions={Object.keys(values).length > 0 && <Button size="sm" onClick={() => onValues({})}>{t('stock.reset')}</Button>}>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        {data.knownAhead.map((name) => <Field key={name} label={name}>{(ids) => <Input {...ids} type="number" step="any" value={values[name] === undefined ? '' : String(values[name])} onChange={(e) => set(name, e.target.value)} placeholder={t('stock.asPlanned')} />}</Field>)}
        <Field label={t('stock.when')}>{(ids) => <Select {...ids} value={step === null ? ALL : String(step)} onChange={(v) => onStep(v === ALL ? null : Number(v))} options={steps} />}</Field>
      </div>
    </Card>
  );
}
