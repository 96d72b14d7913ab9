'use client';

import type { ModelId } from '@bellwether/contracts';
import type { RouterOutputs } from '@bellwether/api';
import { useQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, DataTable, EmptyState, Page, PageHeader, QueryView, RelativeTime, Select, SkeletonTable, useFormat, useUrlState, type DataColumn } from '../../ui';

type Row = RouterOutputs['prediction']['decisions']['rows'][number];
const rowId = (r: Row) => r.id;

/** Whom to act on: the newest score of each customer by a live model, the best first. */
export function DecisionsPage() {
  const t = useT();
  const trpc = useTRPC();
  const [chosen, setChosen] = useUrlState('model');
  const models = useQuery(trpc.model.list.queryOptions({ archived: false }));
  const live = (models.data ?? []).filter((m) => m.aliases.some((a) => a.alias === 'champion'));
  const model = live.find((m) => m.id === chosen) ?? live[0];
  return (
    <Page wide>
      <PageHeader title={t('shell.decisions')} description={t('trace.decisions')} actions={model && <Button asChild><Link href={`/models/${model.id}?tab=use`}>API</Link></Button>} />
      <QueryView query={models} skeleton={<SkeletonTable />}>
        {() => model ? (
          <div className="space-y-3">
            <Select className="w-64" label={t('models.title')} value={model.id as string} onChange={setChosen} options={live.map((m) => ({ value: m.id as string, label: m.name }))} />
            <Customers modelId={model.id} />
          </div>
        ) : <EmptyState icon={Users} title={t('trace.noLive')} action={<Button asChild variant="primary"><Link href="/models">{t('models.title')}</Link></Button>}>{t('trace.noLiveBody')}</EmptyState>}
      </QueryView>
    </Page>
  );
}

function Customers({ modelId }: { modelId: ModelId }) {
  const t = useT();
  const trpc = useTRPC();
  const router = useRouter();
  const format = useFormat();
  const query = useQuery(trpc.prediction.decisions.queryOptions({ modelId }));
  const columns = useMemo<DataColumn<Row>[]>(
    () => [
      { id: 'key', title: t('models.predictions.key'), width: 220, fixed: true, value: (r) => r.entityKey, cell: (r) => <span className="truncate font-medium">{r.entityKey ?? r.id.slice(0, 8)}</span> },
      { id: 'score', title: t('models.predictions.score'), width: 110, align: 'right', value: (r) => r.score, cell: (r) => format.percent(r.score) },
      { id: 'label', title: t('models.predictions.label'), width: 130, value: (r) => r.label, cell: (r) => r.label ?? '–' },
      { id: 'outcome', title: t('models.predictions.outcome'), width: 150, cell: (r) => (r.outcome ? format.number(r.outcome.value) : t('models.predictions.unknown')) },
      { id: 'at', title: t('models.predictions.at'), width: 140, value: (r) => r.createdAt, cell: (r) => <RelativeTime at={r.createdAt} /> },
    ],
    [t, format],
  );
  return (
    <QueryView query={query} skeleton={<SkeletonTable />}>
      {(data) => <DataTable name="decisions" label={t('shell.decisions')} rows={data.rows} rowId={rowId} columns={columns} onOpen={(r) => router.push(`/predictions/${r.id}`)} empty={<EmptyState icon={Users} title={t('trace.noPredictions')}>{t('trace.noPredictionsBody')}</EmptyState>} />}
    </QueryView>
  );
}
