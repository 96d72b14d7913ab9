'use client';

import type { Figure } from '@bellwether/contracts';
import type { RouterOutputs } from '@bellwether/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { FigureView } from '../../../figures';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Badge, Button, Card, CodeBlock, EmptyState, Field, Input, QueryView, SkeletonText, Stat, useFormat } from '../../../ui';
import { useMoney } from '../use-money';
import { readableUnits } from './stock-lines';

type Answer = RouterOutputs['forecast']['series'];
type One = Answer['series'][number];

const ms = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** History, the fan ahead and steps with an empty shelf, as one figure. */
function fan(one: One, words: { title: Figure['title']; units: Figure['title']; sold: Figure['title']; empty: Figure['title']; mean: Figure['title']; middle: Figure['title']; day: Figure['title'] }): Figure {
  const x = one.forecast.map((f) => ms(f.at));
  const at = (k: number) => one.forecast.map((f) => f.quantiles[k]!);
  const empty = one.history.filter((h) => h.censored);
  return {
    key: 'fan', mark: 'line', title: words.title, x: { label: words.day, time: true }, y: { label: words.units },
    series: [
      { name: words.sold, x: one.history.map((h) => ms(h.at)), y: one.history.map((h) => h.value) },
      { name: words.mean, x, y: one.forecast.map((f) => f.mean), lo: at(0), hi: at(8) },
      { name: words.middle, x, y: at(4), lo: at(2), hi: at(6) },
      ...(empty.length > 0 ? [{ name: words.empty, x: empty.map((h) => ms(h.at)), y: empty.map((h) => h.value) }] : []),
    ],
  };
}

/** What is known ahead, below the sales that it moved: a price, a promotion, a holiday. A column that never changes tells nothing. */
function planned(one: One): Figure[] {
  const x = [...one.history, ...one.forecast].map((s) => ms(s.at));
  return Object.entries(one.known).filter(([, values]) => new Set(values.filter((v) => v !== null)).size > 1).slice(0, 4).map(([name, y]) => ({
    key: `known-${name}`, mark: 'line', title: both(name, name), x: { label: both('Day', '日期'), time: true }, y: { label: both('', '') }, series: [{ name: both(name, name), x, y }],
  }));
}

const both = (en: string, zh: string): Figure['title'] => ({ en, zh });

/** One product: what it sold, what it will sell, and what if. */
export function ItemView({ model, item, onBack }: { model: string; item: string; onBack: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const [whatIf, setWhatIf] = useState<Record<string, number>>({});
  const query = useQuery(trpc.forecast.series.queryOptions({ model, items: [item], historySteps: 104, whatIf }, { placeholderData: keepPreviousData }));
  return (
    <div className="space-y-4">
      <Button size="sm" variant="ghost" icon={ArrowLeft} onClick={onBack}>{t('stock.portfolio')}</Button>
      <QueryView query={query} skeleton={<SkeletonText lines={10} />}>
        {(data) => (data.series[0] ? <Product data={data} one={data.series[0]} model={model} whatIf={whatIf} onWhatIf={setWhatIf} /> : <EmptyState title={t('stock.unknown')}>{t('stock.unknownBody', { item })}</EmptyState>)}
      </QueryView>
    </div>
  );
}

type ProductProps = { data: Answer; one: One; model: string; whatIf: Record<string, number>; onWhatIf: (values: Record<string, number>) => void };

function Product({ data, one, model, whatIf, onWhatIf }: ProductProps) {
  const t = useT();
  const format = useFormat();
  const money = useMoney();
  const expected = one.forecast.reduce((a, f) => a + f.mean, 0);
  const plans = planned(one);
  const figure = fan(one, {
    title: both('Sales and forecast', '销量与预测'), units: both('Units', '件数'), sold: both('Sold', '已售'), empty: both('Shelf empty', '缺货'), mean: both('Expected, 80% band', '预期（80% 区间）'), middle: both('Median, middle 40%', '中位数（中间 40%）'), day: both('Day', '日期'),
  });
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="text-lg font-semibold">{one.item}</h2>
        {Object.values(one.statics).map((s) => <Badge key={s}>{s}</Badge>)}
        <Badge tone="info">{t(`stock.kind.${one.kind}`)}</Badge>
      </div>
      <p className="text-sm text-muted">{t.of(one.basis)}</p>
      <div className="grid gap-3 sm:grid-cols-3">
        <Card><Stat label={t('stock.expectedOver', { steps: data.horizon, step: t(`stock.step.${data.frequency}`) })} value={format.number(readableUnits(expected))} /></Card>
        {one.total && <Card><Stat label={t('stock.totalOver', { steps: one.total.steps, step: t(`stock.step.${data.frequency}`) })} value={`${format.number(readableUnits(one.total.interval.low))} – ${format.number(readableUnits(one.total.interval.high))}`} /></Card>}
        <Card><Stat label={t('stock.price')} value={one.unitPrice === null ? '–' : money(one.unitPrice)} /></Card>
      </div>
      <FigureView figure={figure} height={340} />
      {plans.length > 0 && <div className="grid gap-3 lg:grid-cols-2">{plans.map((f) => <FigureView key={f.key} figure={f} height={130} />)}</div>}
      <WhatIf data={data} whatIf={whatIf} onWhatIf={onWhatIf} />
      <Card title="API"><CodeBlock label="curl" code={`curl ${typeof window === 'undefined' ? '' : window.location.origin}/api/v1/forecast/series \\\n  -H "authorization: Bearer $BELLWETHER_API_KEY" \\\n  -H "content-type: application/json" \\\n  -d '${JSON.stringify({ model, items: [one.item], ...(Object.keys(whatIf).length > 0 ? { whatIf } : {}) })}'`} /></Card>
    </>
  );
}

/** Columns that are known ahead can be set for all steps; the fan follows at once. */
function WhatIf({ data, whatIf, onWhatIf }: Pick<ProductProps, 'data' | 'whatIf' | 'onWhatIf'>) {
  const t = useT();
  if (data.knownAhead.length === 0) return <p className="text-sm text-subtle">{t('stock.noWhatIf')}</p>;
  const set = (name: string, text: string) => {
    const rest = Object.fromEntries(Object.entries(whatIf).filter(([key]) => key !== name));
    onWhatIf(text === '' || Number.isNaN(Number(text)) ? rest : { ...rest, [name]: Number(text) });
  };
  return (
    <Card title={t('stock.whatIf')} actions={Object.keys(whatIf).length > 0 && <Button size="sm" onClick={() => onWhatIf({})}>{t('stock.reset')}</Button>}>
      <p className="mb-3 text-sm text-muted">{t('stock.whatIfBody')}</p>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        {data.knownAhead.map((name) => <Field key={name} label={name}>{(ids) => <Input {...ids} type="number" step="any" value={whatIf[name] === undefined ? '' : String(whatIf[name])} onChange={(e) => set(name, e.target.value)} placeholder={t('stock.asPlanned')} />}</Field>)}
      </div>
    </Card>
  );
}
