'use client';

import type { RouterOutputs } from '@bellwether/api';
import { useQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { intervalWord, scoreWord } from '../../serving/score-words';
import { useFamilies } from '../../run-kit/families';
import { useTRPC } from '../../trpc';
import { decisionWord, outcomeWord } from '../../serving/outcome-words';
import { DataTable, EmptyState, QueryView, RelativeTime, SkeletonTable, useFormat, type DataColumn } from '../../ui';

type Row = RouterOutputs['prediction']['decisions']['rows'][number];
const rowId = (r: Row) => r.id;

/** Whom to act on: the newest score of each customer by a live model, the best first. */
export function ScoresView({ model }: { model: RouterOutputs['model']['list'][number] }) {
  const t = useT();
  const trpc = useTRPC();
  const router = useRouter();
  const format = useFormat();
  const kind = useFamilies().familyOf(model.familyId)?.traits.output;
  const query = useQuery(trpc.prediction.decisions.queryOptions({ modelId: model.id }));
  const columns = useMemo<DataColumn<Row>[]>(
    () => [
      { id: 'key', title: t('models.predictions.key'), width: 220, fixed: true, value: (r) => r.entityKey, cell: (r) => <span className="truncate font-medium">{r.entityKey ?? r.id.slice(0, 8)}</span> },
      { id: 'score', title: t(kind === 'value' ? 'models.predictions.value' : 'models.predictions.score'), width: 130, align: 'right', value: (r) => r.score, cell: (r) => scoreWord(kind, r.score, format) },
      kind === 'value'
        ? { id: 'interval', title: t('models.predictions.interval'), width: 150, align: 'right', value: (r) => r.interval?.high ?? null, cell: (r) => (r.interval ? intervalWord(r.interval, format) : '–') }
        : { id: 'label', title: t('models.predictions.label'), width: 130, value: (r) => r.label, cell: (r) => decisionWord(r.label, t) },
      { id: 'outcome', title: t('models.predictions.outcome'), width: 150, cell: (r) => (r.outcome ? outcomeWord(r.outcome.value, r.label, t, format.number) : t('models.predictions.unknown')) },
      { id: 'at', title: t('models.predictions.at'), width: 140, value: (r) => r.createdAt, cell: (r) => <RelativeTime at={r.createdAt} /> },
    ],
    [t, format, kind],
  );
  return (
    <QueryView query={query} skeleton={<SkeletonTable />}>
      {(data) => <DataTable name="decisions" label={t('shell.decisions')} rows={data.rows} rowId={rowId} columns={columns} onOpen={(r) => router.push(`/predictions/${r.id}`)} empty={<EmptyState icon={Users} title={t('trace.noPredictions')}>{t('trace.noPredictionsBody')}</EmptyState>} />}
    </QueryView>
  );
}
