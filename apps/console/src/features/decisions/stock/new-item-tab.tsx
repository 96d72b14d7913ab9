'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { PackageOpen } from 'lucide-react';
import { FigureView } from '../../../figures';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Card, cn, CodeBlock, Combobox, EmptyState, Field, Input, QueryView, SkeletonText, Stat, useFormat, useUrlState } from '../../../ui';
import { fanFigure, type Answer, type One } from './item-figure';
import { expectedOf, factsOf, rankAmong } from './new-item';
import { rangeQuery } from './portfolio-tab';
import { readableUnits } from './stock-lines';
import { useSettled } from '../use-settled';

const SEPARATOR = '~';
const MOST_LIKE = 50;

/** A product that nobody has sold yet: described by its fixed facts or by products like it, forecast by how those began. */
export function NewItemTab({ model }: { model: string }) {
  const trpc = useTRPC();
  const range = useQuery(trpc.forecast.series.queryOptions(rangeQuery(model, '')));
  return <QueryView query={range} skeleton={<SkeletonText lines={10} />}>{(data) => <NewItem model={model} range={data} />}</QueryView>;
}

function NewItem({ model, range }: { model: string; range: Answer }) {
  const t = useT();
  const trpc = useTRPC();
  const [typed, setName] = useUrlState('name');
  const [likes, setLikes] = useUrlState('like');
  const [told, setTold] = useUrlState('facts');
  const like = likes.split(SEPARATOR).filter((l) => range.series.some((s) => s.item === l));
  const facts = factsOf(range.series);
  const statics = readFacts(told, facts);
  const item = useSettled(typed.trim() || t('stock.newItem'), 300);
  const newItem = { item, statics, like };
  const query = useQuery(trpc.forecast.series.queryOptions({ model, items: [], historySteps: 0, newItems: [newItem] }, { placeholderData: keepPreviousData }));
  const set = (name: string, value: string | null) => setTold(JSON.stringify(Object.fromEntries(Object.entries({ ...statics, [name]: value }).filter(([, v]) => v !== null))));
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[320px_minmax(0,1fr)]">
      <Card title={t('stock.newItem')} description={t('stock.newBody')}>
        <div className="space-y-3">
          <Field label={t('stock.newName')}>{(ids) => <Input {...ids} value={typed} maxLength={200} placeholder={t('stock.newItem')} onChange={(e) => setName(e.target.value)} />}</Field>
          {facts.map(({ name, values }) => (
            <Field key={name} label={name}>{(ids) => <Combobox id={ids.id} label={name} placeholder={t('stock.anyValue')} value={statics[name] ?? null} onChange={(v) => set(name, v || null)} options={[...(statics[name] === undefined ? [] : [{ value: '', label: t('stock.anyValue') }]), ...values.map((value) => ({ value, label: value }))]} />}</Field>
          ))}
          <Field label={t('stock.like')} help={t('stock.likeHelp')}>{(ids) => <Combobox id={ids.id} multiple label={t('stock.like')} placeholder={t('stock.likeNone')} value={like} onChange={(v) => setLikes(v.slice(-MOST_LIKE).join(SEPARATOR))} options={range.series.map((s) => ({ value: s.item, label: s.item, hint: Object.values(s.statics).join(' · ') }))} />}</Field>
        </div>
      </Card>
      <div className="min-w-0 space-y-4">
        <QueryView query={query} skeleton={<SkeletonText lines={10} />}>
          {(data) => <div className={cn('space-y-4 transition-opacity duration-100', query.isPlaceholderData && 'opacity-60')}>{data.series[0] ? <Outlook data={data} one={data.series[0]} range={range} /> : <EmptyState icon={PackageOpen} title={t('stock.newNone')}>{t('stock.newNoneBody')}</EmptyState>}</div>}
        </QueryView>
        <Card title="API"><CodeBlock label="curl" code={`curl ${typeof window === 'undefined' ? '' : window.location.origin}/api/v1/forecast/series \\\n  -H "authorization: Bearer $BELLWETHER_API_KEY" \\\n  -H "content-type: application/json" \\\n  -d '${JSON.stringify({ model, items: [], newItems: [newItem] })}'`} /></Card>
      </div>
    </div>
  );
}

/** What the address says of the product, as far as this model's products have such facts. */
function readFacts(told: string, facts: readonly { name: string; values: readonly string[] }[]): Record<string, string> {
  try {
    const read = Object.entries(JSON.parse(told || '{}') as Record<string, unknown>);
    return Object.fromEntries(read.flatMap(([name, value]) => (facts.some((f) => f.name === name && f.values.includes(String(value))) ? [[name, String(value)]] : [])));
  } catch {
    return {};
  }
}

function Outlook({ data, one, range }: { data: Answer; one: One; range: Answer }) {
  const t = useT();
  const format = useFormat();
  const units = (v: number): string => format.number(readableUnits(v));
  const first = one.forecast[0];
  const ahead = { steps: data.horizon, step: t(`stock.step.${data.frequency}`) };
  return (
    <>
      <div>
        <h2 className="text-lg font-semibold break-words">{one.item}</h2>
        <p className="mt-1 text-sm text-muted">{t.of(one.basis)}</p>
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <Card><Stat label={t('stock.newExpected', ahead)} value={units(expectedOf(one))} /></Card>
        {first && <Card><Stat label={t('stock.newFirst')} value={[...new Set([units(first.quantiles[0]!), units(first.quantiles[8]!)])].join(' – ')} detail={t('stock.newFirstHelp')} /></Card>}
        <Card><Stat label={t('stock.newRank')} value={format.number(rankAmong(one, range.series))} detail={t('stock.newRankOf', { count: range.series.length + 1 })} /></Card>
      </div>
      <FigureView figure={fanFigure(one, null, data.knownTitles)} height={300} />
    </>
  );
}
