'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus, Shapes } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { Sparkline } from '../../figures';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, DataTable, EmptyState, Page, PageHeader, QueryView, SearchInput, SegmentedControl, SkeletonTable, useFormat, useUrlState, type DataColumn } from '../../ui';
import { driftTone, type FeatureListRow } from './feature-types';
import { FeatureSheet } from './feature-sheet';

const rowId = (f: FeatureListRow) => `${f.entity} ${f.name}`;

/** Every feature of the shop: what it says, how it stands today, and who counts on it. */
export function FeaturesPage() {
  const t = useT();
  const trpc = useTRPC();
  const router = useRouter();
  const { can } = useSession();
  const [search, setSearch] = useUrlState('q');
  const [entity, setEntity] = useUrlState('entity', 'all');
  const [adding, setAdding] = useUrlState('new');
  const query = useQuery(trpc.features.list.queryOptions());
  const columns = useColumns();
  const add = can('dataset.write') && <Button variant="primary" icon={Plus} onClick={() => setAdding('feature')}>{t('features.new')}</Button>;
  const wanted = search.trim().toLowerCase();
  const matches = (f: FeatureListRow) => (entity === 'all' || f.entity === entity) && (wanted === '' || `${f.name} ${f.kind} ${f.sentence ? t.of(f.sentence) : ''} ${f.lineage.join(' ')}`.toLowerCase().includes(wanted));
  return (
    <Page wide>
      <PageHeader title={t('features.title')} description={t('features.description')} actions={add} />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput label={t('features.search')} value={search} onChange={setSearch} className="w-full sm:w-72" />
        <SegmentedControl label={t('features.entity')} value={entity} onChange={setEntity} options={(['all', 'customer', 'product', 'session'] as const).map((e) => ({ value: e as string, label: t(`features.of.${e}`) }))} />
      </div>
      <QueryView query={query} skeleton={<SkeletonTable />}>
        {(all) => (
          <DataTable name="features" label={t('features.title')} rows={all.filter(matches)} rowId={rowId} rowLabel={(f) => f.name} columns={columns} onOpen={(f) => router.push(`/features/${f.entity}/${encodeURIComponent(f.name)}`)} plain
            empty={all.length > 0 ? <EmptyState icon={Shapes} title={t('ui.noMatches')} /> : <EmptyState icon={Shapes} title={t('features.empty.title')} action={<><Button variant="primary" asChild><Link href="/tasks">{t('features.empty.action')}</Link></Button>{can('dataset.write') && <Button icon={Plus} onClick={() => setAdding('feature')}>{t('features.new')}</Button>}</>}>{t('features.empty.body')}</EmptyState>} />
        )}
      </QueryView>
      <FeatureSheet open={adding !== ''} onClose={() => setAdding('')} />
    </Page>
  );
}

function useColumns(): DataColumn<FeatureListRow>[] {
  const t = useT();
  const format = useFormat();
  return useMemo(
    () => [
      { id: 'name', title: t('features.name'), width: 200, minWidth: 160, fixed: true, pinned: true, value: (f) => f.name, cell: (f) => <span className="truncate font-mono text-xs font-medium">{f.name}</span> },
      { id: 'says', title: t('features.says'), width: 380, minWidth: 260, value: (f) => (f.sentence ? t.of(f.sentence) : ''), cell: (f) => { const words = f.sentence ? t.of(f.sentence) : '–'; return <span className="truncate text-muted" title={words}>{words}</span>; } },
      { id: 'entity', title: t('features.entity'), width: 100, value: (f) => f.entity, cell: (f) => t(`features.of.${f.entity}`) },
      { id: 'over', title: t('features.overTime'), width: 120, cell: (f) => (f.medians.some((m) => m !== null) ? <Sparkline width={84} values={f.medians} /> : <span className="text-subtle">–</span>) },
      { id: 'missing', title: t('features.missing'), width: 105, align: 'right', value: (f) => f.missing, cell: (f) => format.percent(f.missing) },
      { id: 'drift', title: t('features.drift'), help: t('features.driftNote'), width: 120, value: (f) => f.psi, cell: (f) => (f.psi === null ? <span className="text-subtle">–</span> : <Badge tone={driftTone(f.psi)}>{format.number(Math.round(f.psi * 1000) / 1000, 2)}</Badge>) },
      { id: 'sets', title: t('features.sets'), width: 85, align: 'right', value: (f) => f.sets, cell: (f) => format.number(f.sets) },
      { id: 'runs', title: t('features.runs'), width: 85, align: 'right', value: (f) => f.runs, cell: (f) => format.number(f.runs) },
      { id: 'version', title: t('features.version'), width: 95, align: 'right', hidden: true, value: (f) => f.version, cell: (f) => t('events.version', { number: f.version }) },
    ],
    [t, format],
  );
}
