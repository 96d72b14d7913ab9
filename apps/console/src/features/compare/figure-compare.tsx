'use client';

import type { RunId } from '@bellwether/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { FigureView } from '../../figures';
import { useT } from '../../i18n';
import type { RunRow } from '../../run-kit/families';
import { RunLink, runLabel } from '../../run-kit/run-words';
import { useTRPC } from '../../trpc';
import { QueryView, Select, Skeleton, useUrlState } from '../../ui';
import { overlayFigure } from './overlay-figure';

/** Figures of more runs than this are no comparison any more. */
const MAX_RUNS = 12;

/** One figure at a time: lines over one another, and every run's own beside it. */
export function FigureCompare({ rows }: { rows: RunRow[] }) {
  const trpc = useTRPC();
  const runs = useMemo(() => rows.filter((r) => r.state === 'done').slice(0, MAX_RUNS), [rows]);
  const query = useQuery(trpc.run.figures.queryOptions({ runIds: runs.map((r) => r.id as RunId) }, { enabled: runs.length > 0, placeholderData: keepPreviousData, staleTime: 60_000 }));
  const t = useT();
  if (runs.length === 0) return <p className="text-sm text-subtle">{t('compare.noFigures')}</p>;
  return (
    <QueryView query={query} skeleton={<Skeleton className="h-80 w-full" />}>
      {(data) => <Figures data={data} runs={runs} cut={rows.length - runs.length} />}
    </QueryView>
  );
}

function Figures({ data, runs, cut }: { data: { runId: string; figures: Parameters<typeof FigureView>[0]['figure'][] }[]; runs: RunRow[]; cut: number }) {
  const t = useT();
  const [wanted, setWanted] = useUrlState('figure');
  const titles = useMemo(() => new Map(data.flatMap((d) => d.figures.map((f) => [f.key, f.title] as const))), [data]);
  const key = titles.has(wanted) ? wanted : ([...titles.keys()][0] ?? '');
  const named = useMemo(() => runs.map((r) => ({ run: r, name: runLabel(r), figures: data.find((d) => d.runId === r.id)?.figures ?? [] })), [runs, data]);
  const overlay = useMemo(() => overlayFigure(key, named), [key, named]);
  if (key === '') return <p className="text-sm text-subtle">{t('compare.noFigures')}</p>;
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-3">
        <Select className="w-64" label={t('compare.figure')} value={key} onChange={setWanted} options={[...titles].map(([value, title]) => ({ value, label: t.of(title) }))} />
        {cut > 0 && <span className="text-xs text-subtle">{t('compare.figuresCut', { count: runs.length })}</span>}
      </div>
      {overlay && <FigureView figure={overlay} height={360} />}
      <div className="grid gap-4 lg:grid-cols-2">
        {named.map(({ run, figures }) => {
          const figure = figures.find((f) => f.key === key);
          return (
            <div key={run.id} className="min-w-0 space-y-1">
              <RunLink run={run} className="text-xs" />
              {figure ? <FigureView figure={figure} height={240} /> : <p className="rounded-lg border bg-surface p-6 text-sm text-subtle">{t('compare.noFigure')}</p>}
            </div>
          );
        })}
      </div>
    </div>
  );
}
