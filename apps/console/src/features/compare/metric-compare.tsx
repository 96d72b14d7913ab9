'use client';

import type { PairedDifference } from '@bellwether/contracts';
import { ArrowDown, ArrowUp, Minus, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useT } from '../../i18n';
import { useFamilies, type RunComparison, type RunRow } from '../../run-kit/families';
import { signed } from '../../run-kit/verdict';
import { cn, Estimate, Switch, Tooltip, useFormat, useUrlState } from '../../ui';
import { CompareTable, type CompareLine } from './compare-table';

const LOOK: Record<PairedDifference['verdict'], { icon: LucideIcon; className: string }> = {
  better: { icon: ArrowUp, className: 'text-good' },
  worse: { icon: ArrowDown, className: 'text-bad' },
  noise: { icon: Minus, className: 'text-subtle' },
  'not-comparable': { icon: TriangleAlert, className: 'text-warning' },
};

/** Metrics with intervals, and below each what the paired bootstrap makes of the difference to the baseline. */
export function MetricCompare({ rows, metrics, differences }: { rows: RunRow[]; metrics: string[]; differences: ReadonlyMap<string, RunComparison> }) {
  const t = useT();
  const format = useFormat();
  const { metricOf } = useFamilies();
  const [only, setOnly] = useUrlState('diff');
  const of = (run: RunRow, key: string) => differences.get(run.id)?.differences.find((d) => d.metric === key);
  const lines = metrics.map((key): CompareLine => {
    const spec = metricOf(key, rows[0]!.familyId);
    return {
      key,
      title: t.of(spec.help),
      differs: rows.slice(1).some((run) => ['better', 'worse'].includes(of(run, key)?.verdict ?? '')),
      head: <>{t.of(spec.title)} <span className="text-2xs text-subtle">{spec.better === 'none' ? '' : t(`compare.better.${spec.better}`)}</span></>,
      cell: (run) => (
        <>
          <span className="font-medium"><Estimate of={run.metrics[key]} /></span>
          <Difference d={of(run, key)} />
        </>
      ),
    };
  });
  const cost: CompareLine[] = [
    { key: 'cpu', head: t('runs.fact.cpu'), differs: true, cell: (run) => format.duration(run.cost?.cpuSeconds) },
    { key: 'wall', head: t('runs.fact.time'), differs: true, cell: (run) => format.duration(run.cost?.wallSeconds) },
    { key: 'memory', head: t('runs.fact.memory'), differs: true, cell: (run) => format.bytes(run.cost?.peakRssBytes) },
  ];
  return (
    <div className="space-y-3">
      <Switch label={t('compare.onlyReal')} help={t('compare.onlyRealHelp')} checked={only !== ''} onChange={(on) => setOnly(on ? '1' : '')} />
      <CompareTable numeric label={t('compare.tab.metrics')} rows={rows} lines={[...lines.filter((l) => only === '' || l.differs), ...(only === '' ? cost : [])]} />
    </div>
  );
}

function Difference({ d }: { d: PairedDifference | undefined }) {
  const t = useT();
  const format = useFormat();
  if (!d || d.difference === null) return null;
  const { icon: Icon, className } = LOOK[d.verdict];
  const number = (v: number) => format.number(v, 2);
  return (
    <Tooltip text={`${t(`compare.verdict.${d.verdict}`)}${d.lo !== null && d.hi !== null ? ` · ${format.range(d.lo, d.hi)}` : ''} · ${t('ui.rows', { count: d.n })}`}>
      <span className={cn('flex items-center gap-1 text-xs', className)}>
        <Icon aria-hidden className="size-3 shrink-0" />
        {signed(d.difference, number)}
        <span>{t(`compare.short.${d.verdict}`)}</span>
      </span>
    </Tooltip>
  );
}
