'use client';

import { useQuery } from '@tanstack/react-query';
import { Activity } from 'lucide-react';
import Link from 'next/link';
import { useT } from '../../i18n';
import { ServingView } from '../../serving/serving-view';
import { useTRPC } from '../../trpc';
import { Badge, Button, EmptyState, Page, PageHeader, QueryView, SkeletonTable } from '../../ui';

/** Every live model: what it does, how fast, and what came true. */
export function MonitoringPage() {
  const t = useT();
  const trpc = useTRPC();
  const query = useQuery(trpc.model.list.queryOptions({ archived: false }));
  return (
    <Page wide>
      <PageHeader title={t('shell.monitoring')} description={t('trace.monitoring')} />
      <QueryView query={query} skeleton={<SkeletonTable />}>
        {(models) => {
          const live = models.filter((m) => m.aliases.some((a) => a.alias === 'champion'));
          if (live.length === 0) return <EmptyState icon={Activity} title={t('trace.noLive')} action={<Button asChild variant="primary"><Link href="/models">{t('models.title')}</Link></Button>}>{t('trace.noLiveBody')}</EmptyState>;
          return live.map((m) => (
            <section key={m.id} className="mb-8">
              <h2 className="mb-3 flex items-center gap-2 text-lg font-semibold"><Link className="hover:underline" href={`/models/${m.id}?tab=serving`}>{m.name}</Link><Badge tone="good">champion</Badge></h2>
              <ServingView modelId={m.id} familyId={m.familyId} metric={m.policyMetric} />
            </section>
          ));
        }}
      </QueryView>
    </Page>
  );
}
