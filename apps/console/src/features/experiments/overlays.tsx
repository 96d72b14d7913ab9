'use client';

import type { RunId } from '@bellwether/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { ChartControls, LiveChart, useChartSettings } from '../../figures';
import { useT } from '../../i18n';
import { chartCurves, curveKeys } from '../../run-kit/chart-curves';
import type { RunRow } from '../../run-kit/families';
import { useTRPC } from '../../trpc';
import { Card, Skeleton } from '../../ui';

/** More lines than this cannot be told apart. */
const MAX_LINES = 12;
const MAX_POINTS = 400;
const LIVE_MS = 2500;

/** Curves of the chosen runs, or of the newest ones, over one another; they grow while runs train. */
export function Overlays({ runs, primary }: { runs: readonly RunRow[]; primary: string | null }) {
  const t = useT();
  const trpc = useTRPC();
  const router = useRouter();
  const settings = useChartSettings();
  const started = useMemo(() => runs.filter((r) => r.startedAt !== null).slice(0, MAX_LINES), [runs]);
  const ids = useMemo(() => started.map((r) => r.id as RunId), [started]);
  const live = started.some((r) => r.state === 'running');
  const query = useQuery(trpc.run.points.queryOptions({ runIds: ids, maxPoints: MAX_POINTS }, { enabled: ids.length > 0, placeholderData: keepPreviousData, refetchInterval: live ? LIVE_MS : false }));
  const keys = useMemo(() => curveKeys(query.data ?? [], primary), [query.data, primary]);
  return (
    <aside aria-label={t('experiments.curves')} className="min-w-0 space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">{t('experiments.curves')}</h2>
        <span className="text-xs text-subtle">{t('experiments.curvesOf', { count: started.length })}</span>
      </div>
      <ChartControls settings={settings} />
      {ids.length > 0 && query.isPending && <Skeleton className="h-56 w-full" />}
      {keys.length === 0 && !query.isPending && <p className="rounded-lg border bg-surface p-6 text-center text-sm text-subtle">{t('experiments.noCurves')}</p>}
      {keys.slice(0, 4).map((key) => (
        <Card key={key} title={<span className="font-mono text-xs">{key}</span>}>
          <LiveChart label={key} curves={chartCurves(query.data ?? [], key, started)} height={180} smoothing={settings.smoothing} log={settings.log} byTime={settings.byTime} syncKey="experiment" onOpen={(id) => router.push(`/runs/${id}`)} />
        </Card>
      ))}
    </aside>
  );
}
