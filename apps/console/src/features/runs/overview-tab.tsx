'use client';

import type { Figure, RunState } from '@bellwether/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Ban, Copy, LoaderCircle } from 'lucide-react';
import { FigureView, LiveChart } from '../../figures';
import { useT } from '../../i18n';
import { curveKeys, lineOf } from '../../run-kit/chart-curves';
import type { RunCurve } from '../../run-kit/curve-store';
import { useFamilies, type RunDetail } from '../../run-kit/families';
import { MetricTable } from '../../run-kit/metric-table';
import { useTRPC } from '../../trpc';
import { Button, Card, cn, EmptyState, ErrorPanel, EvidenceCard, Skeleton, Term } from '../../ui';

type OverviewProps = { run: RunDetail; state: RunState; curves: RunCurve[]; onClone: () => void };
const CARDS = 4;

/** How good it is, then why: numbers with intervals first, figures below. */
export function OverviewTab({ run, state, curves, onClone }: OverviewProps) {
  const t = useT();
  const { families, familyOf, metricOf } = useFamilies();
  // until the families are here, keys would stand where names belong
  const keys = families.length === 0 ? [] : Object.keys(run.metrics);
  const order = familyOf(run.familyId)?.metrics.map((m) => m.key) ?? [];
  const sorted = [...order.filter((k) => keys.includes(k)), ...keys.filter((k) => !order.includes(k))];
  const primary = [...sorted].sort((a, b) => Number(metricOf(b, run.familyId).primary ?? false) - Number(metricOf(a, run.familyId).primary ?? false));
  return (
    <div className="space-y-6">
      {state === 'failed' && run.error && (
        <div className="space-y-3">
          <ErrorPanel error={run.error} />
          <Button icon={Copy} onClick={onClone}>{t('runs.cloneAndFix')}</Button>
        </div>
      )}
      {run.lastError && (state === 'running' || state === 'queued') && <p className="rounded-lg border border-warning/40 bg-warning-soft p-3 text-sm">{t('runs.earlierAttempt')} {run.lastError.message}</p>}
      {state === 'cancelled' && <EmptyState icon={Ban} title={t('runs.cancelledTitle')} action={<Button icon={Copy} onClick={onClone}>{t('runs.clone')}</Button>}>{t('runs.cancelledBody')}</EmptyState>}
      {state === 'queued' && curves.length === 0 && <EmptyState icon={LoaderCircle} title={t('runs.queuedTitle')}>{t('runs.queuedBody')}</EmptyState>}
      {curves.length > 0 && state !== 'done' && <LiveCurves run={run} curves={curves} />}
      {families.length === 0 && <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">{Array.from({ length: CARDS }, (_, i) => <Skeleton key={i} className="h-28 w-full" />)}</div>}
      {primary.length > 0 && (
        <section aria-label={t('runs.metrics')} className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          {primary.slice(0, CARDS).map((key) => (
            <EvidenceCard key={key} label={<Term help={t.of(metricOf(key, run.familyId).help)}>{t.of(metricOf(key, run.familyId).title)}</Term>} estimate={run.metrics[key]!} unit={metricOf(key, run.familyId).unit} measuredOn={t('runs.testRows', { count: run.metrics[key]!.n })} />
          ))}
        </section>
      )}
      {run.notes && <Card title={t('runs.column.notes')}><p className="whitespace-pre-wrap break-words text-sm">{run.notes}</p></Card>}
      {state === 'done' && <Figures runId={run.id} />}
      {sorted.length > 0 && <MetricTable metrics={run.metrics} keys={sorted} familyId={run.familyId} />}
    </div>
  );
}

/** The two curves that matter most, while there are no results yet. */
function LiveCurves({ run, curves }: { run: RunDetail; curves: RunCurve[] }) {
  const { familyOf } = useFamilies();
  const keys = curveKeys([{ runId: run.id, curves }], familyOf(run.familyId)?.traits.primaryMetric ?? null).slice(0, 2);
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      {keys.map((key) => (
        <Card key={key} title={<span className="font-mono text-xs">{key}</span>}>
          <LiveChart label={key} curves={curves.filter((c) => c.key === key).map((c) => ({ ...lineOf(c, run.startedAt), colorId: run.id }))} height={200} />
        </Card>
      ))}
    </div>
  );
}

const isWide = (place: readonly Figure[]): boolean => place[0]!.mark === 'threshold';

/** Two figures a row; short tables that follow each other share one place, as high as a drawing. */
const placesOf = (figures: readonly Figure[]): Figure[][] =>
  figures.reduce<Figure[][]>((places, figure) => {
    const last = places.at(-1);
    if (figure.mark === 'table' && last?.[0]!.mark === 'table') last.push(figure);
    else places.push([figure]);
    return places;
  }, []);

function Figures({ runId }: { runId: RunDetail['id'] }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.run.figures.queryOptions({ runIds: [runId] }, { staleTime: 60_000, placeholderData: keepPreviousData }));
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <div className="grid gap-4 lg:grid-cols-2">{[0, 1].map((i) => <Skeleton key={i} className="h-80 w-full" />)}</div>;
  const places = placesOf(query.data[0]?.figures ?? []);
  // of an odd number the last takes the row
  const alone = places.filter((p) => !isWide(p)).length % 2 === 1 && !isWide(places.at(-1)!);
  return (
    <div className="grid gap-4 lg:grid-flow-dense lg:grid-cols-2">
      {places.map((place, i) => (
        <div key={place[0]!.key} className={cn('flex min-w-0 flex-col gap-4', (isWide(place) || (alone && i === places.length - 1)) && 'lg:col-span-2')}>
          {place.map((figure) => <FigureView key={figure.key} figure={figure} className={place.length === 1 ? 'grow' : undefined} />)}
        </div>
      ))}
    </div>
  );
}
