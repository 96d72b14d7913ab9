'use client';

import type { DatasetChanges, DatasetVersionId } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { GitCompare } from 'lucide-react';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Badge, Card, DataTable, EmptyState, QueryView, Select, SkeletonTable, useFormat, useUrlState, type DataColumn } from '../../ui';
import type { DatasetDetail, VersionDetail } from './dataset-types';

type Drift = DatasetChanges['drifted'][number];
const rowId = (d: Drift) => d.name;
/** Conventional bands of the population stability index: effect sizes, not tests. */
const tone = (psi: number | null) => (psi === null ? undefined : psi > 0.25 ? 'bad' : psi > 0.1 ? 'warning' : 'good');

/** What is different from another version: schema first, then distributions, the most changed on top. */
export function ChangesTab({ dataset, version }: { dataset: DatasetDetail; version: VersionDetail }) {
  const t = useT();
  const trpc = useTRPC();
  const others = dataset.allVersions.filter((v) => v.id !== version.id && v.state === 'ready');
  const [against, setAgainst] = useUrlState('against', version.parentVersionId && others.some((v) => v.id === version.parentVersionId) ? version.parentVersionId : (others[0]?.id ?? ''));
  const query = useQuery(trpc.dataset.changes.queryOptions({ id: version.id, against: (against || null) as DatasetVersionId | null }, { enabled: others.length > 0, staleTime: Infinity }));
  if (others.length === 0) return <EmptyState icon={GitCompare} title={t('datasets.changes.none')}>{t('datasets.changes.noneBody')}</EmptyState>;
  return (
    <div className="space-y-4">
      <div className="flex items-center gap-2 text-sm">
        <span className="text-muted">{t('datasets.changes.against')}</span>
        <Select size="sm" className="w-40" label={t('datasets.changes.against')} value={against} onChange={setAgainst} options={others.map((v) => ({ value: v.id as string, label: t('datasets.version', { number: v.number }) }))} />
      </div>
      <QueryView query={query} skeleton={<SkeletonTable />}>{(changes) => (changes ? <Changes changes={changes} /> : <EmptyState title={t('datasets.changes.none')} />)}</QueryView>
    </div>
  );
}

function Changes({ changes }: { changes: DatasetChanges }) {
  const t = useT();
  const format = useFormat();
  const columns = useColumns();
  const schema = [...changes.added.map((c) => ({ ...c, what: 'added' as const })), ...changes.removed.map((c) => ({ ...c, what: 'removed' as const })), ...changes.retyped.map((c) => ({ name: c.name, type: c.after, what: 'retyped' as const, before: c.before }))];
  const delta = changes.rows.after - changes.rows.before;
  return (
    <>
      <p className="tabular text-sm">{t('datasets.changes.rows', { before: format.number(changes.rows.before), after: format.number(changes.rows.after), delta: `${delta > 0 ? '+' : ''}${format.number(delta)}` })}</p>
      <Card title={t('datasets.changes.schema')}>
        {schema.length === 0 ? <p className="text-sm text-muted">{t('datasets.changes.sameSchema')}</p> : (
          <ul className="space-y-1 text-sm">
            {schema.map((c) => <li key={`${c.what}-${c.name}`} className="flex flex-wrap items-center gap-2"><Badge tone={c.what === 'added' ? 'good' : c.what === 'removed' ? 'bad' : 'warning'}>{t(`datasets.changes.${c.what}`)}</Badge><span className="font-medium">{c.name}</span><span className="text-muted">{'before' in c ? `${t(`datasets.type.${c.before}`)} → ` : ''}{t(`datasets.type.${c.type}`)}</span></li>)}
          </ul>
        )}
      </Card>
      <DataTable name="dataset-changes" label={t('datasets.changes.distributions')} rows={changes.drifted} rowId={rowId} columns={columns} />
    </>
  );
}

function useColumns(): DataColumn<Drift>[] {
  const t = useT();
  const format = useFormat();
  return useMemo(
    () => [
      { id: 'name', title: t('datasets.column'), width: 220, fixed: true, value: (d) => d.name, cell: (d) => <span className="truncate font-medium">{d.name}</span> },
      { id: 'psi', title: t('datasets.changes.psi'), width: 110, align: 'right', value: (d) => d.psi, cell: (d) => (d.psi === null ? '–' : <Badge tone={tone(d.psi)}>{d.psi.toFixed(3)}</Badge>) },
      { id: 'missing', title: t('datasets.fact.missing'), width: 150, align: 'right', value: (d) => d.missingAfter - d.missingBefore, cell: (d) => `${format.percent(d.missingBefore)} → ${format.percent(d.missingAfter)}` },
      { id: 'mean', title: t('datasets.fact.mean'), width: 180, align: 'right', value: (d) => (d.meanBefore === null || d.meanAfter === null ? null : d.meanAfter - d.meanBefore), cell: (d) => (d.meanBefore === null || d.meanAfter === null ? '–' : `${format.number(d.meanBefore)} → ${format.number(d.meanAfter)}`) },
      { id: 'new', title: t('datasets.changes.newValues'), width: 240, cell: (d) => <span className="truncate" title={d.newValues.join(', ')}>{d.newValues.join(', ') || '–'}</span> },
      { id: 'lost', title: t('datasets.changes.lostValues'), width: 240, cell: (d) => <span className="truncate" title={d.lostValues.join(', ')}>{d.lostValues.join(', ') || '–'}</span> },
    ],
    [t, format],
  );
}
