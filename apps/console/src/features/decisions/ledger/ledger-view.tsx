'use client';

import type { Figure, LedgerAnswer, LedgerAsk, LedgerSide } from '@bellwether/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { FigureView } from '../../../figures';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Card, cn, DataTable, Field, QueryView, Select, SkeletonTable, Stat, useFormat, type DataColumn } from '../../../ui';
import { readableUnits } from '../stock/stock-lines';

type Line = LedgerAnswer['lines'][number];
const rowId = (r: Line) => r.category;
/** Bars of three sides that can still be told apart. */
const MOST_BARS = 12;
/** Below it nobody would act on a gap. */
const AGREE = 0.02;
/** Above it the sides may speak of different customers. */
const STRANGERS = 0.5;
/** What has no value in the column is written so by the server. */
const NONE = '–';

/** The three sums, the figure by category, and every category with its gap. */
export function LedgerView({ ask, onBy }: { ask: LedgerAsk; onBy: (by: string) => void }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.ledger.compare.queryOptions(ask, { placeholderData: keepPreviousData, retry: false, staleTime: 60_000 }));
  return (
    <QueryView query={query} skeleton={<SkeletonTable />}>
      {(data) => (
        <div className={cn('space-y-4', query.isPlaceholderData && 'opacity-60')}>
          <Sums of={data} />
          <Lines of={data} onBy={onBy} />
        </div>
      )}
    </QueryView>
  );
}

function Sums({ of }: { of: LedgerAnswer }) {
  const t = useT();
  const format = useFormat();
  const units = (v: number) => format.number(readableUnits(v));
  const range = ({ low, high }: LedgerSide) => ({ low: units(low), high: units(high) });
  const { total, customers } = of;
  const share = total.agreed.mean > 0 ? total.gap / total.agreed.mean : 0;
  const strangers = customers.asked > 0 ? customers.unknown / customers.asked : 0;
  return (
    <>
      <div className="grid grid-cols-2 gap-3 xl:grid-cols-4">
        <Card><Stat label={t('ledger.customers')} value={units(total.customers.mean)} detail={t('ledger.customersDetail', { buyers: units(customers.buyers), scored: customers.scored, units: format.number(customers.unitsPerBuyer, 2) })} /></Card>
        <Card><Stat label={t('ledger.sales')} value={units(total.sales.mean)} detail={t('ledger.salesDetail', range(total.sales))} /></Card>
        <Card><Stat label={t('ledger.gap')} value={`${total.gap > 0 ? '+' : ''}${units(total.gap)}`} detail={t('ledger.gapDetail', { share: format.percent(share, 0) })} /></Card>
        <Card><Stat label={t('ledger.agreed')} value={units(total.agreed.mean)} detail={t('ledger.agreedDetail', { ...range(total.agreed), weight: format.percent(total.weight, 0) })} /></Card>
      </div>
      {strangers > STRANGERS && (
        <p role="alert" className="flex max-w-3xl items-start gap-2 rounded-lg border border-warning/40 bg-warning-soft p-3 text-sm">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
          {t('ledger.strangers', { share: format.percent(strangers, 0), purchase: of.models.purchase, next: of.models.next })}
        </p>
      )}
      <p className="max-w-3xl text-sm text-muted" aria-live="polite">
        {of.spread < AGREE ? t('ledger.agree') : t('ledger.disagree', { share: format.percent(of.spread, 0) })} {t('ledger.unitsFrom', { buyers: customers.unitsFrom.buyers, days: customers.unitsFrom.days })}{' '}
        {customers.asked < customers.scored && `${t('ledger.sampled', { asked: customers.asked, scored: customers.scored })} `}
        {of.unmatched >= 0.005 && t('ledger.unmatched', { share: format.percent(of.unmatched, 0) })}
      </p>
    </>
  );
}

function Lines({ of, onBy }: { of: LedgerAnswer; onBy: (by: string) => void }) {
  const t = useT();
  const format = useFormat();
  const columns = useMemo<DataColumn<Line>[]>(() => {
    const units = (v: number) => format.number(readableUnits(v));
    const side = (s: LedgerSide) => <span>{units(s.mean)} <span className="text-subtle">({units(s.low)} – {units(s.high)})</span></span>;
    const share = (r: Line) => (r.agreed.mean > 0 ? r.gap / r.agreed.mean : null);
    return [
      { id: 'category', title: t('ledger.category'), width: 200, fixed: true, value: (r) => r.category, cell: (r) => <span className="truncate font-medium">{r.category === NONE ? t('ledger.allProducts') : r.category}</span> },
      { id: 'customers', title: t('ledger.customers'), width: 200, align: 'right', value: (r) => r.customers.mean, cell: (r) => side(r.customers) },
      { id: 'sales', title: t('ledger.sales'), width: 200, align: 'right', value: (r) => r.sales.mean, cell: (r) => side(r.sales) },
      { id: 'gap', title: t('ledger.gap'), width: 110, align: 'right', value: (r) => r.gap, cell: (r) => `${r.gap > 0 ? '+' : ''}${units(r.gap)}` },
      { id: 'share', title: t('ledger.gapShare'), width: 110, align: 'right', value: share, cell: (r) => { const by = share(r); return by === null ? '–' : <span className={Math.abs(by) > 0.5 ? 'text-warning' : undefined}>{format.change(by)}</span>; } },
      { id: 'agreed', title: t('ledger.agreed'), width: 200, align: 'right', value: (r) => r.agreed.mean, cell: (r) => <span className="font-semibold">{side(r.agreed)}</span> },
      { id: 'weight', title: t('ledger.weight'), width: 160, align: 'right', value: (r) => r.weight, cell: (r) => format.percent(r.weight, 0) },
    ];
  }, [t, format]);
  return (
    <>
      {of.by !== null && of.lines.length > 1 && <FigureView figure={figureOf(of)} height={Math.max(240, 60 + 46 * Math.min(MOST_BARS, of.lines.length))} />}
      {of.lines.length > MOST_BARS && <p className="text-xs text-subtle">{t('ledger.most', { count: MOST_BARS })}</p>}
      <div className="flex flex-wrap items-end justify-between gap-3">
        <p className="text-sm text-muted">{t('ledger.models', of.models)}</p>
        {of.columns.length > 1 && <Field label={t('ledger.by')} className="w-48">{(ids) => <Select {...ids} value={of.by ?? ''} onChange={onBy} options={of.columns.map((value) => ({ value, label: value }))} />}</Field>}
      </div>
      <DataTable name="ledger" label={t('ledger.table')} rows={of.lines} rowId={rowId} columns={columns} />
    </>
  );
}

const both = (en: string, zh: string): Figure['title'] => ({ en, zh });

function figureOf({ lines, days }: LedgerAnswer): Figure {
  const shown = lines.slice(0, MOST_BARS);
  const bar = (name: Figure['title'], side: 'customers' | 'sales' | 'agreed') => ({ name, y: shown.map((l) => l[side].mean), lo: shown.map((l) => l[side].low), hi: shown.map((l) => l[side].high) });
  return {
    key: 'ledger', mark: 'bar', horizontal: true, title: both(`Units in ${days} days`, `${days} 天内的件数`), note: both('80% intervals of either side by itself; the agreed one counts what both are wrong by.', '各侧自身的 80% 区间；调和值的区间计入双方的共同误差。'),
    x: { label: both('Units', '件数') }, y: { label: both('Category', '类别') }, categories: shown.map((l) => l.category),
    series: [bar(both('Customers', '客户侧'), 'customers'), bar(both('Products', '商品侧'), 'sales'), bar(both('Agreed', '调和值'), 'agreed')],
  };
}
