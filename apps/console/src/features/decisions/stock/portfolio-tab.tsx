'use client';

import type { RouterOutputs } from '@bellwether/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { PackageSearch } from 'lucide-react';
import { useMemo } from 'react';
import { Sparkline } from '../../../figures';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Badge, DataTable, EmptyState, QueryView, SearchInput, SkeletonTable, useFormat, useUrlState, type DataColumn } from '../../../ui';
import { useMoney } from '../use-money';
import { readableUnits } from './stock-lines';

type Row = RouterOutputs['forecast']['series']['series'][number];
const rowId = (r: Row) => r.item;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const expected = (r: Row): number => sum(r.forecast.map((f) => f.mean));
/** Units between what is expected and what one time in ten will be asked for: what is missed when only the expected is there. */
const atRisk = (r: Row): number => (r.total ? Math.max(0, (r.total.quantiles[8] ?? 0) - r.total.mean) : 0) * (r.unitPrice ?? 1);
/** Steps ahead against as many steps just past. */
const change = (r: Row): number | null => {
  const past = r.history.slice(-r.forecast.length).map((h) => h.value).filter((v) => v !== null);
  return past.length < r.forecast.length || sum(past) === 0 ? null : expected(r) / sum(past) - 1;
};

const MOST = 2000;

/** What is asked of the whole range: the same question, so that one answer serves whoever asks it. */
export const rangeQuery = (model: string, search: string) => ({ model, search, limit: MOST, historySteps: 26 });

/** Every product, the one with the most money in the balance first. */
export function PortfolioTab({ model, onOpen }: { model: string; onOpen: (item: string) => void }) {
  const trpc = useTRPC();
  const [search, setSearch] = useUrlState('q');
  const query = useQuery(trpc.forecast.series.queryOptions(rangeQuery(model, search), { placeholderData: keepPreviousData }));
  return <QueryView query={query} skeleton={<SkeletonTable />}>{(data) => <Products data={data} search={search} onSearch={setSearch} onOpen={onOpen} />}</QueryView>;
}

function Products({ data, search, onSearch, onOpen }: { data: RouterOutputs['forecast']['series']; search: string; onSearch: (search: string) => void; onOpen: (item: string) => void }) {
  const t = useT();
  const format = useFormat();
  const money = useMoney();
  const step = t(`stock.step.${data.frequency}`);
  const { horizon } = data;
  const about = data.series[0] ? Object.keys(data.series[0].statics).join(' · ') || null : null;
  const over = data.series.find((r) => r.total)?.total?.steps ?? horizon;
  const columns = useMemo<DataColumn<Row>[]>(() => {
    const units = (v: number) => format.number(readableUnits(v));
    return [
      { id: 'item', title: t('stock.item'), width: 280, minWidth: 150, fixed: true, pinned: true, value: (r) => r.item, cell: (r) => <span className="truncate font-medium" title={r.item}>{r.item}</span> },
      { id: 'risk', title: t('stock.atRisk'), help: t('stock.atRiskHelp'), width: 116, minWidth: 108, align: 'right', value: atRisk, cell: (r) => (r.unitPrice === null ? units(atRisk(r)) : money(atRisk(r))) },
      { id: 'line', title: t('stock.line'), width: 156, minWidth: 152, cell: (r) => <Sparkline width={128} values={[...r.history.map((h) => h.value), ...r.forecast.map((f) => f.mean)]} ahead={r.history.length} /> },
      { id: 'expected', title: t('stock.expected', { steps: horizon, step }), width: 140, align: 'right', value: expected, cell: (r) => units(expected(r)) },
      { id: 'change', title: t('stock.change'), help: t('stock.changeHelp', { steps: horizon, step }), width: 100, align: 'right', value: change, cell: (r) => { const by = change(r); return by === null ? '–' : <span className={by < -0.1 ? 'text-bad' : by > 0.1 ? 'text-good' : undefined}>{format.change(by)}</span>; } },
      { id: 'range', title: t('stock.range', { steps: over, step }), help: t('stock.rangeHelp'), width: 170, align: 'right', cell: (r) => (r.total ? `${units(r.total.interval.low)} – ${units(r.total.interval.high)}` : '–') },
      { id: 'kind', title: t('stock.demand'), width: 120, value: (r) => r.kind, cell: (r) => <span title={t(`stock.kindHelp.${r.kind}`)}><Badge>{t(`stock.kind.${r.kind}`)}</Badge></span> },
      { id: 'about', title: about ?? t('stock.about'), width: 180, minWidth: 110, value: (r) => Object.values(r.statics).join(' · '), cell: (r) => <span className="truncate text-muted">{Object.values(r.statics).join(' · ') || '–'}</span> },
    ];
  }, [t, format, money, horizon, over, step, about]);
  const rows = useMemo(() => [...data.series].sort((a, b) => atRisk(b) - atRisk(a)), [data.series]);
  return (
    <>
      <p className="mb-3 text-sm text-muted">{t('stock.portfolioLine', { count: data.total, steps: horizon, step, number: data.version })}</p>
      <DataTable name="stock" label={t('stock.portfolio')} rows={rows} rowId={rowId} columns={columns} onOpen={(r) => onOpen(r.item)} empty={<EmptyState icon={PackageSearch} title={t('stock.none')}>{t('stock.noneBody')}</EmptyState>}
        toolbar={<SearchInput className="w-full max-w-sm" label={t('stock.search')} value={search} onChange={onSearch} />} />
    </>
  );
}
