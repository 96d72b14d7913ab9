'use client';

import type { ModelId } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { Network } from 'lucide-react';
import Link from 'next/link';
import { useT } from '../../i18n';
import { ServingView } from '../../serving/serving-view';
import { useTRPC } from '../../trpc';
import { Badge, Button, Page, PageHeader, QueryView, Skeleton, SkeletonTable, Tabs } from '../../ui';
import { BatchesTab } from './batches-tab';
import { HistoryTab } from './history-tab';
import { ModelActions } from './model-actions';
import type { ModelPageData } from './model-types';
import { OutcomesTab } from './outcomes-tab';
import { PolicyTab } from './policy-tab';
import { PredictionsTab } from './predictions-tab';
import { PromotionsTab } from './promotions-tab';
import { UseTab } from './use-tab';
import { VersionsTab } from './versions-tab';

export function ModelPage({ modelId }: { modelId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.model.get.queryOptions({ id: modelId as ModelId }));
  return (
    <Page wide>
      <QueryView query={query} skeleton={<ModelSkeleton />}>
        {(model) => <ModelContent model={model} />}
      </QueryView>
    </Page>
  );
}

function ModelContent({ model }: { model: ModelPageData }) {
  const t = useT();
  const champion = model.aliases.find((a) => a.alias === 'champion');
  return (
    <>
      <PageHeader
        title={model.name}
        crumbs={[{ label: t('models.title'), href: '/models' }, { label: model.name }]}
        meta={
          <>
            {champion ? <Badge tone="good">champion {t('models.version', { number: champion.number })}</Badge> : <Badge>{t('models.notLive')}</Badge>}
            {model.aliases.filter((a) => a.alias !== 'champion').map((a) => <Badge key={a.alias} tone="accent">{a.alias} {t('models.version', { number: a.number })}</Badge>)}
            {model.archivedAt && <Badge tone="warning">{t('models.archived')}</Badge>}
          </>
        }
        actions={
          <>
            <Button asChild icon={Network}><Link href={`/lineage?kind=model&id=${model.id}`}>{t('models.lineage')}</Link></Button>
            <ModelActions model={model} />
          </>
        }
        description={model.description || undefined}
      />
      <Tabs
        label={model.name}
        tabs={[
          { key: 'versions', label: t('models.tab.versions'), badge: model.versions.length, content: <VersionsTab model={model} /> },
          { key: 'live', label: t('models.tab.live'), content: <HistoryTab model={model} /> },
          { key: 'promotions', label: t('models.tab.promotions'), content: <PromotionsTab model={model} /> },
          { key: 'serving', label: t('models.tab.serving'), content: <ServingView modelId={model.id} familyId={model.familyId} metric={model.policy.metric} /> },
          { key: 'predictions', label: t('models.tab.predictions'), content: <PredictionsTab modelId={model.id} /> },
          { key: 'batches', label: t('models.tab.batches'), content: <BatchesTab model={model} /> },
          { key: 'outcomes', label: t('models.tab.outcomes'), content: <OutcomesTab model={model} /> },
          { key: 'policy', label: t('models.tab.policy'), content: <PolicyTab key={model.id} model={model} /> },
          { key: 'use', label: t('models.tab.use'), content: <UseTab model={model} /> },
        ]}
      />
    </>
  );
}

const ModelSkeleton = () => (
  <div className="space-y-4">
    <Skeleton className="h-7 w-64" />
    <Skeleton className="h-9 w-full" />
    <SkeletonTable />
  </div>
);
