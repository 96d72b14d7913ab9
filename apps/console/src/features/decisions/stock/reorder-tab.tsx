'use client';

import type { RouterOutputs } from '@bellwether/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Download, PackageCheck } from 'lucide-react';
import { useMemo, useState } from 'react';
import { csvOf, saveFile } from '../../../figures';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Button, Card, DataTable, EmptyState, Popover, QueryView, SkeletonTable, Stat, useFormat, type DataColumn } from '../../../ui';
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
  const { policy, budget, ...costs } = terms;
  const query = useQuery(trpc.inventory.reorder.queryOptions({ model, policy, terms: costs, ...(budget === null ? {} : { budget }), ...(stock === null ? {} : { items: stock }), limit: 2000 }, { placeholderData: keepPreviousData }));
  const columns = useMemo<DataColumn<Row>[]>(
    () => [
      { id: 'item', title: t('stock.item'), width: 220, fixed: true, value: (r) => r.item, cell: (r) => <span className="truncate font-medium">{r.item}</span> },
      { id: 'order', title: t('stock.order'), width: 100, align: 'right', value: (r) => r.order, cell: (r) => <span className="font-semibold">{format.number(r.order)}{r.order < r.wanted && <span className="ml-1 font-normal text-warning">/ {format.number(r.wanted)}</span>}</span> },
      { id: 'by', title: t('stock.orderBy'), width: 120, value: (r) => r.orderBy, cell: (r) => r.orderBy },
      { id: 'empty', title: t('stock.emptyBy'), width: 120, value: (r) => r.emptyBy, cell: (r) => r.emptyBy ?? t('stock.outlasts') },
      { id: 'have', title: t('stock.have'), width: 150, align: 'right', value: (r) => r.onHand + r.onOrder, cell: (r) => `${format.number(readableUnits(r.onHand))} + ${format.number(readableUnits(r.onOrder))}` },
      { id: 'demand', title: t('stock.needed'), width: 240, align: 'right', value: (r) => r.expectedDemand, cell: (r) => `${format.number(readableUnits(r.expectedDemand))} (${format.number(readableUnits(r.low))} – ${format.number(readableUnits(r.high))})` },
      { id: 'cost', title: t('stock.cost'), width: 110, align: 'right', value: (r) => r.cost, cell: (r) => money(r.cost) },
      { id: 'saves', title: t('stock.saves'), width: 130, align: 'right', value: (r) => r.lossWithoutOrder - r.expectedLoss, cell: (r) => money(r.lossWithoutOrder - r.expectedLoss) },
      { id: 'over', title: t('stock.over'), width: 130, align: 'right', value: (r) => r.expectedOverstock, cell: (r) => money(r.expectedOverstock) },
      { id: 'why', title: t('stock.why'), width: 420, cell: (r) => <Why text={t.of(r.why)} label={t('stock.why')} /> },
    ],
    [t, format, money],
  );
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[260px_minmax(0,1fr)]">
      <TermsForm terms={terms} onChange={setTerms} />
      <div className="min-w-0 space-y-3">
        <QueryView query={query} skeleton={<SkeletonTable />}>
          {(data) => (
            <>
              <div className="grid gap-3 sm:grid-cols-3">
                <Card><Stat label={t('stock.toOrder')} value={format.number(data.lines.filter((l) => l.order > 0).length)} /></Card>
                <Card><Stat label={t('stock.spend')} value={money(data.spent)} /></Card>
                <Card><Stat label={t('stock.cut')} value={money(data.lostToBudget)} /></Card>
              </div>
              <div className="flex flex-wrap items-center gap-2">
                <p className="min-w-0 flex-1 text-sm text-muted">{stock === null ? t('stock.emptyShelf') : t('stock.withStock', { count: stock.length })}{data.unknown.length > 0 && ` ${t('stock.unknownItems', { items: data.unknown.slice(0, 5).join(', ') })}`}</p>
                <Button size="sm" onClick={() => setEditing(true)}>{t('stock.enterStock')}</Button>
                <Button size="sm" icon={Download} onClick={() => saveFile('reorder.csv', csvOf(tableOf(data.lines, t.of)), 'text/csv;charset=utf-8')}>CSV</Button>
              </div>
              <UntoldNote data={data} />
              <DataTable name="reorder" label={t('stock.reorder')} rows={data.lines} rowId={rowId} columns={columns} onOpen={(r) => onOpen(r.item)} empty={<EmptyState icon={PackageCheck} title={t('stock.nothing')}>{t('stock.nothingBody')}</EmptyState>} />
            </>
          )}
        </QueryView>
        <PolicyTrial model={model} terms={terms} />
      </div>
      {editing && <StockSheet lines={stock ?? []} onClose={() => setEditing(false)} onSave={(lines) => { setStock(lines.length === 0 ? null : lines); setEditing(false); }} />}
    </div>
  );
}

/** The whole reason, also where a row holds half a line of it. */
const Why = ({ text, label }: { text: string; label: string }) => (
  <span className="min-w-0 flex-1" onClick={(e) => e.stopPropagation()}>
    <Popover label={label} className="max-w-[min(26rem,calc(100vw-2rem))] text-sm" trigger={<button type="button" className="block w-full truncate text-left text-muted hover:text-fg">{text}</button>}>{text}</Popover>
  </span>
);

const tableOf = (lines: readonly Row[], of: (text: { en: string; zh: string }) => string) => ({
  columns: ['item', 'order', 'orderBy', 'emptyBy', 'onHand', 'onOrder', 'expectedDemand', 'low', 'high', 'cost', 'expectedLoss', 'lossWithoutOrder', 'expectedOverstock', 'why'],
  rows: lines.map((l) => [l.item, l.order, l.orderBy, l.emptyBy ?? '', l.onHand, l.onOrder, l.expectedDemand, l.low, l.high, l.cost, l.expectedLoss, l.lossWithoutOrder, l.expectedOverstock, of(l.why)]),
});
