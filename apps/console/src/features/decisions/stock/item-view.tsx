'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useMemo, useState } from 'react';
import { FigureView } from '../../../figures';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Badge, Button, Card, cn, CodeBlock, EmptyState, QueryView, SkeletonText, Stat, useFormat } from '../../../ui';
import { useMoney } from '../use-money';
import { fanFigure, planFigures, whatIfOf, type Answer, type One } from './item-figure';
import { readableUnits } from './stock-lines';
import { UntoldNote } from './untold-note';
import { WhatIf } from './what-if';

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
  const back = <Button size="sm" variant="ghost" icon={ArrowLeft} className="-ml-2" onClick={onBack}>{t('stock.portfolio')}</Button>;
  return (
    <QueryView query={query} skeleton={<div className="space-y-4">{back}<SkeletonText lines={10} /></div>}>
      {(data) => {
        const [one] = data.series;
        if (!one) return <>{back}<EmptyState title={t('stock.unknown')}>{t('stock.unknownBody', { item })}</EmptyState></>;
        const plan = planned.data?.series[0] ?? null;
        return (
          <div className="space-y-4">
            <div>
              <div className="flex flex-wrap items-center gap-2">
                {back}
                <h2 className="min-w-0 text-lg font-semibold break-words">{one.item}</h2>
                {Object.values(one.statics).map((s) => <Badge key={s}>{s}</Badge>)}
              </div>
              <p className="mt-1 max-w-3xl text-sm text-muted">{t.of(one.basis)} {t(`stock.kindHelp.${one.kind}`)}</p>
            </div>
            <UntoldNote data={data} />
            <Sums data={data} one={one} planned={changed ? plan : null} stale={query.isPlaceholderData} />
            <div className={cn('grid items-start gap-4', data.knownAhead.length > 0 && 'lg:grid-cols-[minmax(0,1fr)_248px]')}>
              {data.knownAhead.length > 0 && <WhatIf data={data} one={plan ?? one} values={values} onValues={setValues} step={step} onStep={setStep} className="lg:col-start-2 lg:row-start-1" />}
              <Pictures data={data} one={one} planned={changed ? plan : null} />
            </div>
            {data.knownAhead.length === 0 && <p className="text-sm text-subtle">{t('stock.noWhatIf')}</p>}
            <Card title="API"><CodeBlock label="curl" code={`curl ${typeof window === 'undefined' ? '' : window.location.origin}/api/v1/forecast/series \\\n  -H "authorization: Bearer $BELLWETHER_API_KEY" \\\n  -H "content-type: application/json" \\\n  -d '${JSON.stringify({ model, items: [item], ...(changed ? { whatIf } : {}) })}'`} /></Card>
          </div>
        );
      }}
    </QueryView>
  );
}

type ProductProps = { data: Answer; one: One; /** as it would be without the what-if */ planned: One | null };

const expectedOf = (one: One): number => one.forecast.reduce((a, f) => a + f.mean, 0);

function Sums({ data, one, planned, stale }: ProductProps & { /** of the question before, while the new one is answered */ stale: boolean }) {
  const t = useT();
  const format = useFormat();
  const money = useMoney();
  const expected = expectedOf(one);
  const before = planned === null ? 0 : expectedOf(planned);
  const by = before > 0 ? expected / before - 1 : null;
  const units = (v: number) => format.number(readableUnits(v));
  const step = t(`stock.step.${data.frequency}`);
  return (
    <div className={cn('grid grid-cols-2 gap-4 rounded-lg border bg-surface p-4 sm:grid-cols-3', stale && 'opacity-60')} aria-live="polite">
      <Stat label={t('stock.expectedOver', { steps: data.horizon, step })} value={units(expected)} detail={planned !== null && t('stock.againstPlan', { units: units(before), change: format.change(by) })} />
      {one.total && <Stat label={t('stock.totalOver', { steps: one.total.steps, step })} value={`${units(one.total.interval.low)} – ${units(one.total.interval.high)}`} detail={t('stock.totalHelp')} />}
      <Stat label={t('stock.price')} value={one.unitPrice === null ? '–' : money(one.unitPrice)} />
    </div>
  );
}

function Pictures({ data: { knownTitles }, one, planned }: ProductProps) {
  const fan = useMemo(() => fanFigure(one, planned, knownTitles), [one, planned, knownTitles]);
  const plans = useMemo(() => planFigures(one, knownTitles), [one, knownTitles]);
  return (
    <div className="flex min-w-0 flex-col gap-4 lg:col-start-1 lg:row-start-1">
      <FigureView figure={fan} height={340} />
      <div className="grid gap-3 lg:grid-cols-2 empty:hidden">{plans.map((figure) => <FigureView key={figure.key} figure={figure} height={150} />)}</div>
    </div>
  );
}
