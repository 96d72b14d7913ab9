'use client';

import type { ModelVersionId } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { Crown, Network } from 'lucide-react';
import Link from 'next/link';
import { useT } from '../../i18n';
import { ParameterList } from '../../run-kit/parameter-list';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, Card, Markdown, Page, PageHeader, QueryView, Skeleton, SkeletonTable, Tabs } from '../../ui';
import { AliasMenu } from './alias-menu';
import type { ModelPageData, VersionData } from './model-types';
import { PromotionPanel } from './promotion-panel';
import { SignatureTable } from './signature-table';
import { TryForm } from './try-form';
import { VersionOverview } from './version-overview';

/** One immutable version: what it measured, whether it may go live, and a form to try it. */
export function VersionPage({ versionId }: { versionId: ModelVersionId }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.model.version.queryOptions({ id: versionId }));
  const model = useQuery(trpc.model.get.queryOptions({ id: query.data?.modelId as ModelPageData['id'] }, { enabled: query.data !== undefined }));
  return (
    <Page wide>
      <QueryView query={query} skeleton={<VersionSkeleton />}>
        {(version) => (
          <QueryView query={model} skeleton={<VersionSkeleton />}>
            {(of) => <Version version={version} model={of} />}
          </QueryView>
        )}
      </QueryView>
    </Page>
  );
}

function Version({ version, model }: { version: VersionData; model: ModelPageData }) {
  const t = useT();
  const { can } = useSession();
  const aliases = model.aliases.filter((a) => a.versionId === version.id);
  const isChampion = aliases.some((a) => a.alias === 'champion');
  const name = t('models.version', { number: version.number });
  return (
    <>
      <PageHeader
        title={t('models.versionOf', { model: version.modelName, number: version.number })}
        crumbs={[{ label: t('models.title'), href: '/models' }, { label: version.modelName, href: `/models/${version.modelId}` }, { label: name }]}
        meta={aliases.map((a) => <Badge key={a.alias} tone={a.alias === 'champion' ? 'good' : 'accent'}>{a.alias}</Badge>)}
        actions={
          <>
            <Button asChild><Link href={`/lineage?kind=model-version&id=${version.id}`}><Network aria-hidden />{t('models.lineage')}</Link></Button>
            {can('model.promote') && <AliasMenu model={model} versionId={version.id} number={version.number} />}
            {can('model.promote') && !isChampion && <Button asChild variant="primary"><Link href="?tab=promotion"><Crown aria-hidden />{t('models.promote.button')}</Link></Button>}
          </>
        }
      />
      <Tabs
        label={t('models.versionOf', { model: version.modelName, number: version.number })}
        tabs={[
          { key: 'overview', label: t('models.tab.overview'), content: <VersionOverview version={version} /> },
          { key: 'promotion', label: t('models.tab.promotion'), content: <PromotionPanel versionId={version.id} runId={version.runId} familyId={version.familyId} isChampion={isChampion} /> },
          { key: 'try', label: t('models.tab.try'), content: <div className="max-w-4xl"><TryForm key={version.id} model={model} version={version} /></div> },
          { key: 'signature', label: t('models.tab.signature'), content: <SignatureTable version={version} /> },
          { key: 'parameters', label: t('models.tab.parameters'), content: <ParameterList familyId={version.familyId} params={version.params} /> },
          { key: 'card', label: t('models.tab.card'), content: <Card className="max-w-4xl"><Markdown text={version.card} /></Card> },
        ]}
      />
    </>
  );
}

const VersionSkeleton = () => (
  <div className="space-y-4" aria-busy>
    <Skeleton className="h-3 w-48" />
    <Skeleton className="h-7 w-64" />
    <Skeleton className="h-9 w-full" />
    <SkeletonTable />
  </div>
);
