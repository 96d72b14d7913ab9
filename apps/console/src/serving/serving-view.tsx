'use client';

import type { ModelId } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { Activity } from 'lucide-react';
import { FigureView, Sparkline } from '../figures';
import { useT } from '../i18n';
import type { RouterOutputs } from '@bellwether/api';
import { useFamilies } from '../run-kit/families';
import { useTRPC } from '../trpc';
import { Badge, Card, EmptyState, QueryView, SkeletonTable, Stat, useFormat } from '../ui';

/** How a model is doing: what came true per version, how much of it is known, volume and latency. */
export function ServingView({ modelId, familyId, metric }: { modelId: ModelId; familyId: string; metric: string }) {
  const t = useT();
  const trpc = useTRPC();
  const realised = useQuery(trpc.monitoring.realised.queryOptions({ modelId, days: 90 }, { refetchInterval: 15_000 }));
  return (
    <div className="space-y-4">
      <Volume modelId={modelId} />
      <QueryView query={realised} skeleton={<SkeletonTable />}>
        {(versions) => versions.length === 0 ? <EmptyState icon={Activity} title={t('trace.noPredictions')}>{t('trace.noPredictionsBody')}</EmptyState> : <>{versions.map((v) => <Version key={v.versionId} version={v} familyId={familyId} metric={metric} />)}</>}
      </QueryView>
    </div>
  );
}

type VersionData = RouterOutputs['monitoring']['realised'][number];

function Version({ version, familyId, metric }: { version: VersionData; familyId: string; metric: string }) {
  const t = useT();
  const format = useFormat();
  const values = version.points.map((p) => p.metrics?.[metric]?.value).filter((v) => typeof v === 'number');
  const named = t.of(useFamilies().metricOf(metric, familyId).title);
  return (
    <Card title={t('models.version', { number: version.number })} actions={<Badge>{t('trace.matured', { share: format.percent(version.matured / Math.max(1, version.predictions)) })}</Badge>}>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        <Stat label={t('trace.predictions')} value={format.number(version.predictions)} />
        <Stat label={t('trace.known')} value={format.number(version.matured)} />
        <Stat label={t('trace.atPromotion', { metric: named })} value={format.estimate(version.atPromotion[metric] ?? null)} />
        <Stat label={t('trace.realised', { metric: named })} value={version.realised ? format.estimate(version.realised[metric] ?? null) : '–'} />
      </div>
      {version.realised === null && <p className="mt-3 text-sm text-muted">{t('trace.tooFew')}</p>}
      {values.length > 1 && <Sparkline values={values} />}
      {version.figures.length > 0 && <div className="mt-4 grid gap-4 lg:grid-cols-2">{version.figures.slice(0, 4).map((f) => <FigureView key={f.key} figure={f} />)}</div>}
    </Card>
  );
}

function Volume({ modelId }: { modelId: ModelId }) {
  const t = useT();
  const trpc = useTRPC();
  const format = useFormat();
  const query = useQuery(trpc.monitoring.serving.queryOptions({ modelId, days: 30 }, { refetchInterval: 15_000 }));
  if (!query.data) return null;
  const { latency, days } = query.data;
  return (
    <Card title={t('trace.volume')}>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        <Stat label={t('trace.online')} value={format.number(latency.n)} />
        <Stat label={t('trace.half')} value={latency.p50 === null ? '–' : `${format.number(latency.p50)} ms`} />
        <Stat label={t('trace.nearlyAll')} value={latency.p95 === null ? '–' : `${format.number(latency.p95)} ms`} />
        <Stat label={t('trace.days')} value={<Sparkline values={days.map((d) => d.predictions)} bars />} />
      </div>
    </Card>
  );
}
