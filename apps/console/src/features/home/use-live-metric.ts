'use client';

import type { MetricEstimate } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import type { LiveModel } from './overview';

/** What a metric is called, from the family that declares it; its key until that is known. */
export function useMetricTitle(familyId: string, metric: string): string {
  const t = useT();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.family.list.queryOptions(undefined, { staleTime: Infinity }));
  const spec = data?.find((f) => f.id === familyId)?.metrics.find((m) => m.key === metric);
  return spec ? t.of(spec.title) : metric;
}

/** The metric on outcomes of the last 90 days, for the version that is live; null until enough have matured. */
export function useRealised(model: LiveModel): { estimate: MetricEstimate | null } | null {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.monitoring.realised.queryOptions({ modelId: model.modelId, bucket: 'month', days: 90 }, { enabled: model.matured > 0, staleTime: 30_000 }));
  const version = data?.find((v) => v.versionId === model.versionId);
  return version ? { estimate: version.realised?.[model.metric] ?? null } : null;
}
