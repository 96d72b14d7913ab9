'use client';

import type { MetricSpec, RunEnding, SearchTrial } from '@bellwether/contracts';
import { Scissors, Telescope } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { leafFields, useFamilies, type SearchView } from '../../run-kit/families';
import { paramText } from '../../run-kit/param-text';
import { RunStateBadge, useEndingText } from '../../run-kit/run-words';
import { Badge, DataTable, EmptyState, Progress, useFormat, type DataColumn } from '../../ui';

const rowId = (trial: SearchTrial) => trial.runId;

/** Every trial with its values, how it stands, and why it ended. */
export function TrialTable({ search, metric }: { search: SearchView; metric: MetricSpec }) {
  const t = useT();
  const format = useFormat();
  const router = useRouter();
  const { familyOf } = useFamilies();
  const columns = useMemo((): DataColumn<SearchTrial>[] => {
    const titles = new Map(leafFields(familyOf(search.familyId)?.schema ?? {}).map((f) => [f.path, t.of(f.title)]));
    const number = (id: string, title: string, value: (trial: SearchTrial) => number | null, digits: number, more: Partial<DataColumn<SearchTrial>> = {}): DataColumn<SearchTrial> => ({ id, title, width: 120, align: 'right', value, cell: (trial) => format.number(value(trial), digits), ...more });
    return [
      { id: 'number', title: t('search.trial'), width: 96, fixed: true, pinned: true, value: (trial) => trial.number, cell: (trial) => <Link href={`/runs/${trial.runId}`} className="font-medium hover:underline">{t('search.trialNumber', { number: trial.number })}</Link> },
      { id: 'state', title: t('runs.column.state'), width: 150, value: (trial) => trial.state, cell: (trial) => <TrialState trial={trial} best={trial.runId === search.best?.runId} /> },
      number('objective', t.of(metric.title), (trial) => trial.objective, 4, { cell: (trial) => <span className={trial.runId === search.best?.runId ? 'font-semibold text-accent' : ''}>{format.number(trial.objective, 4)}</span> }),
      ...search.space.map((p): DataColumn<SearchTrial> => ({
        id: `value.${p.path}`, title: titles.get(p.path) ?? p.path, width: 130, align: p.kind === 'choice' ? 'left' : 'right', value: (trial) => trial.values[p.path],
        cell: (trial) => { const v = trial.values[p.path]; return <span className="font-mono text-xs">{typeof v === 'number' ? format.number(v, 4) : paramText(v)}</span>; },
      })),
      number('cpu', t('search.cpu'), (trial) => trial.cpuSeconds, 3),
      number('latency', t('search.latency'), (trial) => trial.latencyMs, 3),
      { id: 'why', title: t('search.why'), width: 360, value: (trial) => trial.ending?.kind ?? trial.error?.message ?? '', cell: (trial) => <Why ending={trial.ending} error={trial.error?.message ?? null} /> },
      { id: 'by', title: t('search.proposedBy'), width: 110, value: (trial) => trial.proposedBy, cell: (trial) => <span className="text-muted">{t(`search.sampler.${trial.proposedBy}`)}</span> },
    ];
  }, [t, format, familyOf, search.familyId, search.space, search.best?.runId, metric]);
  return (
    <DataTable
      name="search-trials"
      label={t('search.trials')}
      rows={search.trials}
      rowId={rowId}
      rowLabel={(trial) => t('search.trialNumber', { number: trial.number })}
      columns={columns}
      onOpen={(trial) => router.push(`/runs/${trial.runId}`)}
      empty={<EmptyState icon={Telescope} title={t('search.noTrials')}>{t('search.noTrialsBody')}</EmptyState>}
    />
  );
}

function TrialState({ trial, best }: { trial: SearchTrial; best: boolean }) {
  const t = useT();
  const p = trial.progress;
  if (trial.state === 'running' && p && p.totalSteps > 0) return <Progress size="sm" className="w-28" label={t('runs.state.running')} fraction={p.step / p.totalSteps} />;
  if (best) return <Badge tone="accent">{t('search.bestBadge')}</Badge>;
  return <RunStateBadge state={trial.state} ending={trial.ending} />;
}

function Why({ ending, error }: { ending: RunEnding | null; error: string | null }) {
  const text = useEndingText();
  if (ending) return <span className="flex min-w-0 items-center gap-1.5 text-muted" title={text(ending)}>{ending.kind === 'pruned' && <Scissors aria-hidden className="size-3.5 shrink-0" />}<span className="truncate">{text(ending)}</span></span>;
  return error ? <span className="truncate text-bad" title={error}>{error}</span> : null;
}
