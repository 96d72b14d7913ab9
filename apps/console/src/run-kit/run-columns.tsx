'use client';

import { printField } from '@bellwether/run-query';
import { Star } from 'lucide-react';
import Link from 'next/link';
import { useMemo } from 'react';
import { Sparkline, colorOf } from '../figures';
import { useT } from '../i18n';
import { Badge, Elapsed, Estimate, Progress, RelativeTime, Tooltip, useFormat, type DataColumn } from '../ui';
import { useFamilies, type RunFacets, type RunRow } from './families';
import { paramAt, paramText } from './param-text';
import { RunDot, RunStateBadge } from './run-words';

/** Metrics that are shown before the reader chooses: the primary one and the next few of the family. */
const SHOWN_METRICS = 4;
const SHOWN_PARAMS = 4;

type ColumnInput = { facets: RunFacets; /** the experiment is known from the page */ inExperiment: boolean; trends: ReadonlyMap<string, (number | null)[]>; trendKey: string | null; onFavourite: (run: RunRow) => void };

/** Columns of a run table: what every run has, then metrics, varying parameters and labels by what exists. */
export function useRunColumns({ facets, inExperiment, trends, trendKey, onFavourite }: ColumnInput): DataColumn<RunRow>[] {
  const t = useT();
  const format = useFormat();
  const { families, metricOf } = useFamilies();
  return useMemo(() => {
    const order = families.flatMap((f) => f.metrics.map((m) => m.key));
    const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
    const keys = [...facets.metrics].sort((a, b) => Number(metricOf(b).primary ?? false) - Number(metricOf(a).primary ?? false) || rank(a) - rank(b));
    const metrics = keys.map((key, i): DataColumn<RunRow> => {
      const spec = metricOf(key);
      return { id: `metrics.${key}`, title: t.of(spec.title), align: 'right', width: 138, sortable: true, hidden: i >= SHOWN_METRICS, cell: (run) => <MetricCell run={run} metric={key} /> };
    });
    const varying = [...facets.params].sort((a, b) => Number(b.varies) - Number(a.varies));
    const params = varying.map((p, i): DataColumn<RunRow> => {
      const id = printField({ kind: 'param', path: p.path, type: 'dynamic' });
      return { id: `params.${p.path.join('.')}`, title: p.path.join('.'), header: <span title={id} className="font-mono text-2xs">{p.path.join('.')}</span>, width: 120, sortable: true, hidden: i >= SHOWN_PARAMS || !p.varies, cell: (run) => <span className="font-mono text-xs">{paramText(paramAt(run.params, p.path))}</span> };
    });
    const labels = facets.labels.map((l): DataColumn<RunRow> => ({ id: `tags.${l.key}`, title: l.key, width: 110, sortable: true, hidden: true, cell: (run) => run.labels[l.key] ?? '–' }));
    const trend: DataColumn<RunRow>[] = trendKey ? [{ id: 'trend', title: t('runs.column.trend', { key: trendKey }), width: 116, cell: (run) => <Sparkline values={trends.get(run.id) ?? []} color={colorOf(run.id)} /> }] : [];
    const duration = (run: RunRow) => (run.startedAt ? <Elapsed since={run.startedAt} until={run.finishedAt} /> : '–');
    const text = (id: string, title: string, cell: DataColumn<RunRow>['cell'], more: Partial<DataColumn<RunRow>> = {}): DataColumn<RunRow> => ({ id, title, cell, width: 140, sortable: true, ...more });
    return [
      text('name', t('runs.column.name'), (run) => <NameCell run={run} onFavourite={onFavourite} />, { width: 320, minWidth: 160, pinned: true, fixed: true }),
      text('state', t('runs.column.state'), (run) => <StateCell run={run} />, { width: 132 }),
      ...metrics.slice(0, SHOWN_METRICS),
      ...trend,
      ...params.slice(0, SHOWN_PARAMS),
      text('seed', t('runs.column.seed'), (run) => run.seed, { align: 'right', width: 72 }),
      text('duration', t('runs.column.duration'), duration, { align: 'right', width: 100 }),
      text('created', t('runs.column.created'), (run) => <RelativeTime at={run.queuedAt} />, { width: 124 }),
      ...(inExperiment ? [] : [text('experiment', t('runs.column.experiment'), (run) => <Link className="hover:underline" href={`/experiments/${run.experimentId}`}>{run.experimentName}</Link>, { width: 180 })]),
      text('group', t('runs.column.group'), (run) => run.groupName, { hidden: !inExperiment }),
      text('dataset', t('runs.column.dataset'), (run) => `${run.datasetName} v${run.datasetVersionNumber}`, { hidden: inExperiment, width: 160 }),
      text('tags', t('runs.column.tags'), (run) => <TagList tags={run.tags} />, { sortable: false, width: 160 }),
      ...metrics.slice(SHOWN_METRICS),
      ...params.slice(SHOWN_PARAMS),
      ...labels,
      text('number', t('runs.column.number'), (run) => run.number, { hidden: true, align: 'right', width: 80 }),
      text('family', t('runs.column.family'), (run) => run.familyId, { hidden: true }),
      text('author', t('runs.column.author'), (run) => run.createdByName, { hidden: true }),
      text('engine', t('runs.column.engine'), (run) => run.engine?.name ?? '–', { hidden: true, sortable: false }),
      text('started', t('runs.column.started'), (run) => <RelativeTime at={run.startedAt} />, { hidden: true }),
      text('finished', t('runs.column.finished'), (run) => <RelativeTime at={run.finishedAt} />, { hidden: true }),
      text('cost.cpu', t('runs.column.cpu'), (run) => format.duration(run.cost?.cpuSeconds), { hidden: true, align: 'right', width: 110 }),
      text('cost.memory', t('runs.column.memory'), (run) => format.bytes(run.cost?.peakRssBytes), { hidden: true, align: 'right', width: 110 }),
      text('attempts', t('runs.column.attempts'), (run) => run.attempts, { hidden: true, align: 'right', width: 90 }),
      text('notes', t('runs.column.notes'), (run) => run.notes, { hidden: true, sortable: false, width: 220 }),
      text('error', t('runs.column.error'), (run) => run.error?.message ?? '–', { hidden: true, sortable: false, width: 260 }),
    ];
  }, [facets, inExperiment, trends, trendKey, onFavourite, families, metricOf, t, format]);
}

function NameCell({ run, onFavourite }: { run: RunRow; onFavourite: (run: RunRow) => void }) {
  const t = useT();
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <button type="button" aria-pressed={run.favourite} aria-label={t('runs.favourite', { name: run.name })} onClick={() => onFavourite(run)} className="flex size-5 shrink-0 items-center justify-center rounded-sm text-subtle hover:bg-hover">
        <Star aria-hidden className="size-3.5" fill={run.favourite ? 'currentColor' : 'none'} />
      </button>
      <RunDot id={run.id} />
      <Link href={`/runs/${run.id}`} className="truncate font-medium hover:underline" title={run.name} tabIndex={-1}>
        <span className="tabular mr-1.5 font-normal text-subtle">#{run.number}</span>
        {run.name}
      </Link>
    </span>
  );
}

function StateCell({ run }: { run: RunRow }) {
  const t = useT();
  const p = run.progress;
  if (run.state !== 'running' || !p) return <RunStateBadge state={run.state} ending={run.ending} />;
  return <Progress size="sm" label={t('runs.state.running')} fraction={p.totalSteps > 0 ? p.step / p.totalSteps : null} className="w-24" />;
}

function MetricCell({ run, metric }: { run: RunRow; metric: string }) {
  const format = useFormat();
  const estimate = run.metrics[metric];
  if (!estimate || estimate.value === null) return <span className="text-subtle">–</span>;
  const value = <Estimate of={estimate} />;
  return estimate.lo !== null && estimate.hi !== null ? <Tooltip text={format.range(estimate.lo, estimate.hi)}>{value}</Tooltip> : value;
}

/** As many as fit; the rest are told on hover. */
export function TagList({ tags }: { tags: readonly string[] }) {
  return (
    <span className="flex min-w-0 gap-1 overflow-hidden" title={tags.join(', ')}>
      {tags.map((tag) => (
        <Badge key={tag} className="shrink-0">
          {tag}
        </Badge>
      ))}
    </span>
  );
}
