'use client';

import type { ModelId } from '@bellwether/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Sparkles } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useDeferredValue, useMemo } from 'react';
import { useT, type Translate } from '../../i18n';
import { useTRPC, useTRPCClient } from '../../trpc';
import { decisionWord, outcomeWord } from '../../serving/outcome-words';
import { Badge, DataTable, EmptyState, ErrorPanel, RelativeTime, SearchInput, SegmentedControl, SkeletonTable, useFormat, useUrlState, type DataColumn } from '../../ui';
import type { PredictionRow } from './model-types';

const rowId = (p: PredictionRow) => p.id;
const PAGE = 100;

/** Predictions of the model, newest first; each opens its explanation. */
export function PredictionsTab({ modelId }: { modelId: ModelId }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const router = useRouter();
  const [key, setKey] = useUrlState('key', '');
  const [state, setState] = useUrlState('outcome', 'all');
  const wanted = useDeferredValue(key.trim());
  const input = { modelId, limit: PAGE, ...(wanted ? { key: wanted } : {}), ...(state === 'all' ? {} : { matured: state === 'matured' }) };
  // the cursor is our own: the last row of the page before
  const query = useInfiniteQuery({
    queryKey: [...trpc.prediction.list.queryKey(input), 'pages'],
    queryFn: ({ pageParam }) => client.prediction.list.query({ ...input, ...(pageParam ? { before: pageParam } : {}) }),
    initialPageParam: null as { at: Date; id: PredictionRow['id'] } | null,
    getNextPageParam: (page: PredictionRow[]) => (page.length < PAGE ? undefined : { at: page.at(-1)!.createdAt, id: page.at(-1)!.id }),
  });
  const rows = useMemo(() => query.data?.pages.flat() ?? [], [query.data]);
  const columns = useColumns(t);
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput label={t('models.predictions.findKey')} value={key} onChange={setKey} className="w-full sm:w-64" />
        <SegmentedControl label={t('models.predictions.outcome')} value={state} onChange={setState} options={[{ value: 'all', label: t('models.predictions.all') }, { value: 'matured', label: t('models.predictions.matured') }, { value: 'open', label: t('models.predictions.open') }]} />
      </div>
      {query.isError ? (
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <SkeletonTable />
      ) : (
        <DataTable name="predictions" label={t('models.tab.predictions')} rows={rows} rowId={rowId} columns={columns} sort={null} plain onOpen={(p) => router.push(`/predictions/${p.id}`)} onEndReached={() => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage()}
          empty={<EmptyState icon={Sparkles} title={t('models.predictions.empty')}>{t('models.predictions.emptyBody')}</EmptyState>} />
      )}
    </>
  );
}

function useColumns(t: Translate): DataColumn<PredictionRow>[] {
  const format = useFormat();
  return useMemo(
    () => [
      { id: 'at', title: t('models.predictions.at'), width: 130, cell: (p) => <RelativeTime at={p.createdAt} className="text-muted" /> },
      { id: 'key', title: t('models.predictions.key'), width: 200, fixed: true, cell: (p) => <span className="truncate font-medium">{p.entityKey ?? p.id.slice(0, 8)}</span> },
      { id: 'score', title: t('models.predictions.score'), width: 110, align: 'right', cell: (p) => format.number(p.score) },
      { id: 'label', title: t('models.predictions.label'), width: 110, cell: (p) => (p.label === null ? <span className="text-subtle">–</span> : <Badge tone="accent">{decisionWord(p.label, t)}</Badge>) },
      { id: 'outcome', title: t('models.predictions.outcome'), width: 130, cell: (p) => (p.outcome ? <span className="tabular">{outcomeWord(p.outcome.value, p.label, t, format.number)}</span> : <span className="text-subtle">{t('models.predictions.unknown')}</span>) },
      { id: 'version', title: t('models.versions'), width: 90, cell: (p) => t('models.version', { number: p.versionNumber }) },
      { id: 'origin', title: t('models.predictions.origin'), width: 90, cell: (p) => <span className="text-muted">{t(p.batchId ? 'models.predictions.batch' : 'models.predictions.online')}</span> },
      { id: 'latency', title: t('models.predictions.latency'), width: 110, align: 'right', cell: (p) => `${format.number(p.latencyMs, 3)} ms` },
      { id: 'warnings', title: t('models.predictions.warnings'), width: 220, cell: (p) => <span className="truncate text-warning">{p.warnings.map((w) => w.field).join(', ')}</span> },
    ],
    [t, format],
  );
}
