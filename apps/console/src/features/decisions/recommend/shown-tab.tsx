'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ListOrdered } from 'lucide-react';
import { useMemo } from 'react';
import { useT, type Translate } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { DataTable, EmptyState, QueryView, RelativeTime, SearchInput, Select, SkeletonTable, useFormat, useUrlState, type DataColumn } from '../../../ui';
import { useSettled } from '../use-settled';
import { PLACEMENTS, type Overview } from './rules-draft';
import { nameAt, placesOf, type ShownList } from './shown-list';
import { ShownSheet } from './shown-sheet';

const rowId = (r: ShownList) => r.id;

const cameOf = (t: Translate, r: ShownList): string => r.feedback.map((f) => `${t(`recommend.rewardKind.${f.kind}`)} ${f.position} ${nameAt(r, f.position)}`).join(', ');

const ALL = 'all';

/** Every list as it was shown, and what came of it; of one customer or one place where that is asked for. */
export function ShownTab({ model, overview: { lists: kept } }: { model: string; overview: Overview }) {
  const t = useT();
  const trpc = useTRPC();
  const format = useFormat();
  const [opened, setOpened] = useUrlState('list');
  const [at, setAt] = useUrlState('at', ALL);
  const [of, setOf] = useUrlState('of');
  const placement = PLACEMENTS.find((p) => p === at);
  const customer = useSettled(of.trim(), 300);
  const query = useQuery(trpc.recommendation.lists.queryOptions({ model, limit: 500, ...(placement ? { placement } : {}), ...(customer === '' ? {} : { customer }) }, { placeholderData: keepPreviousData }));
  const filtered = placement !== undefined || customer !== '';
  const columns = useMemo<DataColumn<ShownList>[]>(
    () => [
      { id: 'customer', title: t('recommend.customer'), width: 160, fixed: true, value: (r) => r.customer, cell: (r) => <span className="truncate font-medium">{r.customer ?? '–'}</span> },
      { id: 'at', title: t('recommend.when'), width: 140, value: (r) => r.at, cell: (r) => <RelativeTime at={r.at} /> },
      { id: 'placement', title: t('recommend.placement'), width: 150, value: (r) => r.placement, cell: (r) => t(`recommend.place.${r.placement}`) },
      { id: 'items', title: t('recommend.itemsByPlace'), width: 420, value: (r) => r.items.map((_, k) => nameAt(r, k + 1)).join(', '), cell: (r) => <span className="truncate text-muted" title={placesOf(r).join('\n')}>{r.items.map((_, k) => nameAt(r, k + 1)).join(', ')}</span> },
      { id: 'came', title: t('recommend.cameOfIt'), width: 220, value: (r) => r.feedback.length, cell: (r) => <span className="truncate" title={cameOf(t, r)}>{cameOf(t, r) || '–'}</span> },
      { id: 'explored', title: t('recommend.triedOut'), width: 130, align: 'right', value: (r) => r.exploredPosition, cell: (r) => (r.exploredPosition === null ? '–' : t('recommend.place1', { place: r.exploredPosition })) },
      { id: 'fallback', title: t('recommend.answeredBy'), width: 150, value: (r) => r.fallback, cell: (r) => <span className="truncate">{t(`recommend.answered.${r.fallback as 'recent'}`)}</span> },
      { id: 'version', title: t('recommend.version'), width: 90, align: 'right', value: (r) => r.version, cell: (r) => `v${r.version}` },
      { id: 'latency', title: t('recommend.latency'), width: 110, align: 'right', value: (r) => r.latencyMs, cell: (r) => `${format.number(r.latencyMs, 1)} ms` },
    ],
    [t, format],
  );
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center gap-3">
        <SearchInput className="w-full sm:w-60" label={t('recommend.ofCustomer')} placeholder={t('recommend.ofCustomer')} value={of} onChange={setOf} />
        <Select className="w-full sm:w-52" label={t('recommend.placement')} value={at} onChange={setAt} options={[{ value: ALL, label: t('recommend.everyPlace') }, ...PLACEMENTS.map((value) => ({ value: value as string, label: t(`recommend.place.${value}`) }))]} />
        <p className="text-sm text-muted">{t('recommend.keptLine', { count: kept.lists, came: format.percent(kept.lists === 0 ? 0 : kept.withFeedback / kept.lists, 1), explored: format.number(kept.explored) })}</p>
      </div>
      <QueryView query={query} skeleton={<SkeletonTable />}>
        {(rows) => (
          <>
            <DataTable name="lists" label={t('recommend.shownView')} rows={rows} rowId={rowId} columns={columns} onOpen={(r) => setOpened(r.id)} empty={<EmptyState icon={ListOrdered} title={t(filtered ? 'recommend.noneFits' : 'recommend.nothingShown')}>{t(filtered ? 'recommend.noneFitsBody' : 'recommend.nothingShownBody')}</EmptyState>} />
            <ShownSheet list={rows.find((r) => r.id === opened) ?? null} onClose={() => setOpened('')} />
          </>
        )}
      </QueryView>
    </div>
  );
}
