'use client';

import { Columns2, List } from 'lucide-react';
import Link from 'next/link';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { useFamilies, type RunRow } from '../../run-kit/families';
import { Button, EmptyState, ErrorPanel, Page, PageHeader, SkeletonTable, Tabs, useUrlState } from '../../ui';
import { CurveCompare } from './curve-compare';
import { FigureCompare } from './figure-compare';
import { GroupCompare } from './group-compare';
import { MetricCompare } from './metric-compare';
import { ParamCompare } from './param-compare';
import { RunPicker } from './run-picker';
import { useCompared, useComparedRuns, useDifferences } from './use-comparison';
import { Verdicts } from './verdicts';

/** Which of these is better, really: a baseline, differences with intervals, and noise called noise. */
export function ComparePage() {
  const t = useT();
  const { ids, baselineId, setBaseline, setIds } = useCompared();
  const { query, rows } = useComparedRuns(ids, baselineId);
  return (
    <Page wide>
      <PageHeader
        title={t('compare.title')}
        crumbs={[{ label: t('shell.experiments'), href: '/experiments' }, { label: t('runs.title'), href: '/runs' }, { label: t('compare.title') }]}
        description={rows.length > 1 ? t('compare.description') : undefined}
      />
      <RunPicker rows={rows} ids={ids} baselineId={baselineId} onIds={setIds} onBaseline={setBaseline} />
      {query.isError && <ErrorPanel className="mt-4" error={query.error} onRetry={() => void query.refetch()} />}
      {ids.length < 2 && (
        <EmptyState icon={Columns2} title={t('compare.emptyTitle')} action={<Button variant="primary" asChild><Link href="/runs"><List aria-hidden />{t('compare.toRuns')}</Link></Button>}>
          {t('compare.emptyBody')}
        </EmptyState>
      )}
      {ids.length >= 2 && query.isPending && <SkeletonTable className="mt-4" rows={10} columns={4} />}
      {rows.length >= 2 && <Comparison rows={rows} missing={ids.length - rows.length} />}
    </Page>
  );
}

function Comparison({ rows, missing }: { rows: RunRow[]; missing: number }) {
  const t = useT();
  const { familyOf } = useFamilies();
  const family = familyOf(rows[0]!.familyId);
  const measured = useMemo(() => {
    const there = new Set(rows.flatMap((r) => Object.keys(r.metrics)));
    const known = family?.metrics.map((m) => m.key).filter((k) => there.has(k)) ?? [];
    return [...known, ...[...there].filter((k) => !known.includes(k)).sort()];
  }, [rows, family]);
  const primary = family?.traits.primaryMetric ?? measured[0] ?? '';
  const [wanted, setWanted] = useUrlState('metric');
  const metric = measured.includes(wanted) ? wanted : primary;
  const differences = useDifferences(rows, metric);
  return (
    <>
      {missing > 0 && <p className="mt-3 text-sm text-warning">{t('compare.missing', { count: missing })}</p>}
      <Verdicts rows={rows} metric={metric} metrics={measured} onMetric={setWanted} differences={differences} />
      <Tabs
        label={t('compare.title')}
        className="mt-6"
        tabs={[
          { key: 'metrics', label: t('compare.tab.metrics'), content: <MetricCompare rows={rows} metrics={measured} differences={differences.byRun} /> },
          { key: 'parameters', label: t('compare.tab.parameters'), content: <ParamCompare rows={rows} /> },
          { key: 'curves', label: t('compare.tab.curves'), content: <CurveCompare rows={rows} primary={primary} /> },
          { key: 'figures', label: t('compare.tab.figures'), content: <FigureCompare rows={rows} /> },
          { key: 'groups', label: t('compare.tab.groups'), content: <GroupCompare rows={rows} metrics={measured} metric={metric} /> },
        ]}
      />
    </>
  );
}
