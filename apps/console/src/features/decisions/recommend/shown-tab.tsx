'use client';

import type { RouterOutputs } from '@bellwether/api';
import { useQuery } from '@tanstack/react-query';
import { ListOrdered } from 'lucide-react';
import { useMemo } from 'react';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { DataTable, EmptyState, QueryView, RelativeTime, SkeletonTable, useFormat, useUrlState, type DataColumn } from '../../../ui';

type Row = RouterOutputs['recommendation']['lists'][number];
const rowId = (r: Row) => r.id;

/** Every list as it was shown, and what came of it. */
export function ShownTab({ model }: { model: string }) {
  const t = useT();
  const trpc = useTRPC();
  const format = useFormat();
  const [, setCustomer] = useUrlState('customer');
  const [, setView] = useUrlState('view', 'customer');
  const query = useQuery(trpc.recommendation.lists.queryOptions({ model, limit: 500 }));
  const columns = useMemo<DataColumn<Row>[]>(
    () => [
      { id: 'customer', title: t('recommend.customer'), width: 160, fixed: true, value: (r) => r.customer, cell: (r) => <span className="truncate font-medium">{r.customer ?? '–'}</span> },
      { id: 'at', title: t('recommend.when'), width: 140, value: (r) => r.at, cell: (r) => <RelativeTime at={r.at} /> },
      { id: 'placement', title: t('recommend.placement'), width: 170, value: (r) => r.placement, cell: (r) => t(`recommend.place.${r.placement}`) },
      { id: 'came', title: t('recommend.cameOfIt'), width: 200, value: (r) => r.feedback.length, cell: (r) => (r.feedback.length === 0 ? '–' : r.feedback.map((f) => `${t(`recommend.rewardKind.${f.kind}`)} ${f.position}`).join(', ')) },
      { id: 'explored', title: t('recommend.triedOut'), width: 130, align: 'right', value: (r) => r.exploredPosition, cell: (r) => (r.exploredPosition === null ? '–' : t('recommend.place1', { place: r.exploredPosition })) },
      { id: 'items', title: t('recommend.itemsByPlace'), width: 420, cell: (r) => <span className="truncate text-muted" title={r.items.map((item, k) => `${k + 1}. ${item} (${format.percent(r.probabilities[k]!, 1)})`).join('\n')}>{r.items.join(', ')}</span> },
      { id: 'fallback', title: t('recommend.answeredBy'), width: 150, value: (r) => r.fallback, cell: (r) => <span className="truncate">{t(`recommend.answered.${r.fallback as 'recent'}`)}</span> },
      { id: 'version', title: t('recommend.version'), width: 90, align: 'right', value: (r) => r.version, cell: (r) => `v${r.version}` },
      { id: 'latency', title: t('recommend.latency'), width: 110, align: 'right', value: (r) => r.latencyMs, cell: (r) => `${format.number(r.latencyMs, 1)} ms` },
    ],
    [t, format],
  );
  const open = (r: Row) => {
    if (r.customer === null) return;
    setCustomer(r.customer, { push: true });
    setView('customer');
  };
  return <QueryView query={query} skeleton={<SkeletonTable />}>{(rows) => <DataTable name="lists" label={t('recommend.shownView')} rows={rows} rowId={rowId} columns={columns} onOpen={open} empty={<EmptyState icon={ListOrdered} title={t('recommend.nothingShown')}>{t('recommend.nothingShownBody')}</EmptyState>} />}</QueryView>;
}
