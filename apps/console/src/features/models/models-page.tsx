'use client';

import { useQuery } from '@tanstack/react-query';
import { Boxes, FileInput } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useDeferredValue, useMemo } from 'react';
import { useT, type Translate } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, DataTable, EmptyState, Page, PageHeader, QueryView, RelativeTime, SearchInput, SegmentedControl, SkeletonTable, useFormat, useUrlState, type DataColumn } from '../../ui';
import { ImportSheet } from './import-sheet';
import type { Family, ModelListRow } from './model-types';

const rowId = (m: ModelListRow) => m.id;
const champion = (m: ModelListRow) => m.aliases.find((a) => a.alias === 'champion');

/** What is live, first; then everything that could be. */
export function ModelsPage() {
  const t = useT();
  const trpc = useTRPC();
  const router = useRouter();
  const [search, setSearch] = useUrlState('q', '');
  const [importing, setImporting] = useUrlState('import', '');
  const { can } = useSession();
  const [state, setState] = useUrlState('state', 'active');
  const wanted = useDeferredValue(search.trim());
  const families = useQuery(trpc.family.list.queryOptions(undefined, { staleTime: Infinity }));
  const query = useQuery(trpc.model.list.queryOptions({ archived: state === 'archived', ...(wanted ? { search: wanted } : {}) }, { placeholderData: (old) => old, refetchInterval: 15_000 }));
  const columns = useColumns(t, families.data);
  return (
    <Page wide>
      <PageHeader title={t('models.title')} description={t('models.description')} actions={can('model.register') && <Button icon={FileInput} onClick={() => setImporting('1')}>{t('models.import.button')}</Button>} />
      <ImportSheet open={importing === '1' && can('model.register')} onClose={() => setImporting('')} />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput label={t('models.search')} value={search} onChange={setSearch} className="w-full sm:w-72" />
        <SegmentedControl label={t('models.title')} value={state} onChange={setState} options={[{ value: 'active', label: t('models.active') }, { value: 'archived', label: t('models.archived') }]} />
      </div>
      <QueryView query={query} skeleton={<SkeletonTable />}>
        {(rows) => (
          <DataTable name="models" label={t('models.title')} rows={rows} rowId={rowId} rowLabel={(m) => m.name} columns={columns} onOpen={(m) => router.push(`/models/${m.id}`)} stale={query.isPlaceholderData} plain
            empty={
              <EmptyState icon={Boxes} title={wanted || state === 'archived' ? t('ui.noMatches') : t('models.empty.title')} action={!wanted && state === 'active' && <Button asChild variant="primary"><Link href="/runs">{t('models.empty.action')}</Link></Button>}>
                {!wanted && state === 'active' && t('models.empty.body')}
              </EmptyState>
            } />
        )}
      </QueryView>
    </Page>
  );
}

function useColumns(t: Translate, families: readonly Family[] | undefined): DataColumn<ModelListRow>[] {
  const format = useFormat();
  return useMemo(() => {
    const family = (m: ModelListRow) => families?.find((f) => f.id === m.familyId);
    return [
      { id: 'name', title: t('models.name'), width: 260, fixed: true, value: (m) => m.name, cell: (m) => <span className="truncate font-medium">{m.name}</span> },
      { id: 'live', title: t('models.live'), width: 130, value: (m) => champion(m)?.number, cell: (m) => <LiveBadge model={m} t={t} /> },
      {
        id: 'metric', title: t('models.metric'), width: 240, minWidth: 150, value: (m) => m.championMetrics?.[m.policyMetric]?.value,
        cell: (m) => {
          const spec = family(m)?.metrics.find((s) => s.key === m.policyMetric);
          return m.championMetrics ? <span title={spec && t.of(spec.help)}><span className="tabular">{format.estimate(m.championMetrics[m.policyMetric] ?? null)}</span><span className="ml-2 text-subtle">{spec ? t.of(spec.title) : m.policyMetric}</span></span> : <span className="text-subtle">–</span>;
        },
      },
      { id: 'today', title: t('models.predictions24h'), width: 150, align: 'right', value: (m) => m.predictionsToday, cell: (m) => format.number(m.predictionsToday) },
      { id: 'versions', title: t('models.versions'), width: 100, align: 'right', value: (m) => m.versions, cell: (m) => format.number(m.versions) },
      { id: 'since', title: t('models.liveSince'), width: 130, value: (m) => champion(m)?.setAt, cell: (m) => (champion(m) ? <RelativeTime at={champion(m)!.setAt} className="text-muted" /> : <span className="text-subtle">–</span>) },
      { id: 'family', title: t('models.family'), width: 180, value: (m) => m.familyId, cell: (m) => <span className="truncate text-muted">{family(m) ? t.of(family(m)!.title) : m.familyId}</span> },
    ];
  }, [t, format, families]);
}

function LiveBadge({ model, t }: { model: ModelListRow; t: Translate }) {
  const live = champion(model);
  return live ? <Badge tone="good">{t('models.version', { number: live.number })}</Badge> : <Badge>{t('models.notLive')}</Badge>;
}
