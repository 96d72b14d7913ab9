'use client';

import type { RouterOutputs } from '@bellwether/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Download, History, PackageCheck } from 'lucide-react';
import { useMemo, useState } from 'react';
import { csvOf, saveFile } from '../../../figures';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Button, DataTable, EmptyState, Popover, QueryView, SkeletonTable, Stat, useFormat, type DataColumn } from '../../../ui';
import { useMoney } from '../use-money';
import { PolicyTrial } from './policy-trial';
import { readableUnits, type StockLine } from './stock-lines';
import { StockSheet } from './stock-sheet';
import { DEFAULT_TERMS, TermsForm, type Terms } from './terms-form';
import { UntoldNote } from './untold-note';

type Row = RouterOutputs['inventory']['reorder']['lines'][number];
const rowId = (r: Row) => r.item;

/** What to order, by when, why, and what it costs to be wrong. */
export function ReorderTab({ model, onOpen }: { model: string; onOpen: (item: string) => void }) {
  const t = useT();
  const trpc = useTRPC();
  const format = useFormat();
  const money = useMoney();
  const [terms, setTerms] = useState<Terms>(DEFAULT_TERMS);
  const [stock, setStock] = useState<StockLine[] | null>(null);
  const [editing, setEditing] = useState(false);
  const [trying, setTrying] = useState(false);
  const { policy, budget, ...costs } = terms;
  const query = useQuery(trpc.inventory.reorder.queryOptions({ model, policy, terms: costs, ...(budget === null ? {} : { budget }), ...(stock === null ? {} : { items: stock }), limit: 2000 }, { placeholderData: keepPreviousData }));
  const columns = useMemo<DataColumn<Row>[]>(
    () => [
      { id: 'item', title: t('stock.item'), width: 196, minWidth: 150, fixed: true, pinned: true, value: (r) => r.item, cell: (r) => <span className="truncate font-medium" title={r.item}>{r.item}</span> },
      { id: 'order', title: t('stock.order'), width: 96, minWidth: 80, align: 'right', value: (r) => r.order, cell: (r) => <span className="font-semibold">{format.number(r.order)}{r.order < r.wanted && <span className="ml-1 font-normal text-warning">/ {format.number(r.wanted)}</span>}</span> },
      { id: 'unit', title: t('stock.unitCostColumn'), width: 96, minWidth: 88, align: 'right', hidden: terms.costsIn === 'money', value: (r) => r.unitCost, cell: (r) => money(r.unitCost) },
      { id: 'cost', title: t('stock.cost'), width: 108, minWidth: 100, align: 'right', value: (r) => r.cost, cell: (r) => money(r.cost) },
      { id: 'saves', title: t('stock.saves'), help: t('stock.savesHelp'), width: 108, minWidth: 100, align: 'right', value: (r) => r.lossWithoutOrder - r.expectedLoss, cell: (r) => money(r.lossWithoutOrder - r.expectedLoss) },
      { id: 'demand', title: t('stock.needed'), help: t('stock.neededHelp'), width: 170, minWidth: 136, align: 'right', value: (r) => r.expectedDemand, cell: (r) => <span>{format.number(readableUnits(r.expectedDemand))} <span className="text-subtle">({format.number(readableUnits(r.low))} – {format.number(readableUnits(r.high))})</span></span> },
      { id: 'by', title: t('stock.orderBy'), width: 116, minWidth: 104, value: (r) => r.orderBy, cell: (r) => format.day(r.orderBy) },
      { id: 'empty', title: t('stock.emptyBy'), width: 116, minWidth: 110, hidden: stock === null, value: (r) => r.emptyBy, cell: (r) => (r.emptyBy === null ? t('stock.outlasts') : format.day(r.emptyBy)) },
      { id: 'have', title: t('stock.have'), width: 150, minWidth: 120, align: 'right', hidden: stock === null, value: (r) => r.onHand + r.onOrder, cell: (r) => `${format.number(readableUnits(r.onHand))} + ${format.number(readableUnits(r.onOrder))}` },
      { id: 'over', title: t('stock.over'), width: 130, minWidth: 104, align: 'right', hidden: true, value: (r) => r.expectedOverstock, cell: (r) => money(r.expectedOverstock) },
      { id: 'why', title: t('stock.why'), width: 170, minWidth: 124, value: (r) => r.level, cell: (r) => <Why short={t('stock.whyShort', { level: format.percent(r.level, 0) })} text={t.of(r.why)} label={`${t('stock.why')}: ${r.item}`} /> },
    ],
    [t, format, money, stock, terms.costsIn],
  );
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[260px_minmax(0,1fr)]">
      <TermsForm terms={terms} onChange={setTerms} frequency={query.data?.frequency ?? null} priced={(query.data?.prices.known ?? 0) > 0} />
      <div className="min-w-0 space-y-3">
        <QueryView query={query} skeleton={<SkeletonTable />}>
          {(data) => (
            <>
              <div className="grid grid-cols-2 gap-4 rounded-lg border bg-surface p-4 sm:grid-cols-3" aria-live="polite">
                <Stat label={t('stock.toOrder')} value={format.number(data.lines.filter((l) => l.order > 0).length)} detail={t('stock.toOrderDetail', { total: data.total })} />
                <Stat label={t('stock.spend')} value={money(data.spent)} detail={terms.costsIn === 'money' ? t('stock.spendDetail', { price: money(terms.unitCost) }) : `${t('stock.spendByPrice', { share: format.percent(terms.unitCost, 0) })}${data.prices.known < data.total && data.prices.usual !== null ? ` ${t('stock.unpriced', { count: data.total - data.prices.known, price: money(data.prices.usual) })}` : ''}`} />
                <Stat label={t('stock.cut')} value={budget === null ? '–' : money(data.lostToBudget)} detail={budget === null ? t('stock.noBudgetSet') : undefined} />
              </div>
              <UntoldNote data={data} />
              {trying && <PolicyTrial model={model} terms={terms} onClose={() => setTrying(false)} />}
              <DataTable name="reorder" label={t('stock.reorder')} rows={data.lines} rowId={rowId} columns={columns} onOpen={(r) => onOpen(r.item)} stale={query.isPlaceholderData} empty={<EmptyState icon={PackageCheck} title={t('stock.nothing')}>{t('stock.nothingBody')}</EmptyState>}
                toolbar={
                  <>
                    <p className="min-w-0 flex-1 basis-60 text-sm text-muted">{stock === null ? t('stock.emptyShelf') : t('stock.withStock', { count: stock.length })}{data.unknown.length > 0 && ` ${t('stock.unknownItems', { items: data.unknown.slice(0, 5).join(', ') })}`}</p>
                    <Button onClick={() => setEditing(true)}>{t('stock.enterStock')}</Button>
                    {!trying && <Button icon={History} onClick={() => setTrying(true)}>{t('stock.trial.run')}</Button>}
                    <Button icon={Download} onClick={() => saveFile('reorder.csv', csvOf(tableOf(data.lines, t.of)), 'text/csv;charset=utf-8')}>CSV</Button>
                  </>
                } />
            </>
          )}
        </QueryView>
      </div>
      {editing && <StockSheet lines={stock ?? []} onClose={() => setEditing(false)} onSave={(lines) => { setStock(lines.length === 0 ? null : lines); setEditing(false); }} />}
    </div>
  );
}

/** The level that stock is aimed at; the whole reason where one asks for it. */
const Why = ({ short, text, label }: { short: string; text: string; label: string }) => (
  <span className="min-w-0 flex-1" onClick={(e) => e.stopPropagation()}>
    <Popover label={label} className="max-w-[min(26rem,calc(100vw-2rem))] text-sm" trigger={<button type="button" className="block w-full truncate text-left text-muted underline decoration-dotted underline-offset-4 hover:text-fg">{short}</button>}>{text}</Popover>
  </span>
);

const tableOf = (lines: readonly Row[], of: (text: { en: string; zh: string }) => string) => ({
  columns: ['item', 'order', 'orderBy', 'emptyBy', 'onHand', 'onOrder', 'expectedDemand', 'low', 'high', 'unitCost', 'cost', 'expectedLoss', 'lossWithoutOrder', 'expectedOverstock', 'why'],
  rows: lines.map((l) => [l.item, l.order, l.orderBy, l.emptyBy ?? '', l.onHand, l.onOrder, l.expectedDemand, l.low, l.high, l.unitCost, l.cost, l.expectedLoss, l.lossWithoutOrder, l.expectedOverstock, of(l.why)]),
});
