'use client';

import type { DatasetId, DatasetVersionId } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { Network, Rocket, Upload } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Badge, Button, Card, ErrorPanel, Page, PageHeader, Progress, QueryView, Select, Skeleton, SkeletonTable, Tabs, useFormat } from '../../ui';
import { ChangesTab } from './changes-tab';
import { DatasetActions } from './dataset-actions';
import type { DatasetDetail, VersionDetail } from './dataset-types';
import { NotesTab } from './notes-tab';
import { ProfileTab } from './profile-tab';
import { RejectedTab } from './rejected-tab';
import { RowsTab } from './rows-tab';
import { UploadSheet } from './upload-sheet';
import { UsedByTab } from './used-by-tab';
import { VersionFacts } from './version-facts';

/** One version of a dataset; the newest unless one is named. */
export function DatasetPage({ id, versionId }: { id: DatasetId; versionId: DatasetVersionId | null }) {
  const trpc = useTRPC();
  const dataset = useQuery(trpc.dataset.get.queryOptions({ id }));
  return (
    <Page wide>
      <QueryView query={dataset} skeleton={<PageSkeleton />}>
        {(d) => {
          const shown = versionId ?? d.allVersions[0]?.id;
          return shown ? <Loaded dataset={d} versionId={shown} /> : <PageHeader title={d.name} crumbs={[{ label: d.name }]} />;
        }}
      </QueryView>
    </Page>
  );
}

function Loaded({ dataset, versionId }: { dataset: DatasetDetail; versionId: DatasetVersionId }) {
  const trpc = useTRPC();
  const version = useQuery(trpc.dataset.version.queryOptions({ id: versionId }, { refetchInterval: (q) => (q.state.data?.state === 'parsing' ? 700 : false) }));
  return (
    <QueryView query={version} skeleton={<PageSkeleton />}>
      {(v) => (
        <>
          <Header dataset={dataset} version={v} />
          {v.state === 'parsing' && <Parsing version={v} />}
          {v.state === 'failed' && <ErrorPanel error={v.error} className="mt-4" />}
          {v.state === 'ready' && <VersionTabs dataset={dataset} version={v} />}
        </>
      )}
    </QueryView>
  );
}

function Header({ dataset, version }: { dataset: DatasetDetail; version: VersionDetail }) {
  const t = useT();
  const router = useRouter();
  const format = useFormat();
  const [uploading, setUploading] = useState(false);
  return (
    <>
      <PageHeader
        title={dataset.name}
        crumbs={[{ label: t('datasets.title'), href: '/data' }, { label: dataset.name }]}
        meta={
          <>
            <Select size="sm" label={t('datasets.chooseVersion')} className="w-40" value={version.id as string} onChange={(v) => router.push(`/data/${dataset.id}/versions/${v}`)}
              options={dataset.allVersions.map((v) => ({ value: v.id as string, label: t('datasets.version', { number: v.number }), hint: `${format.number(v.rowCount)} · ${v.contentHash.slice(0, 8)}` }))} />
            {dataset.archivedAt && <Badge tone="warning">{t('datasets.archived')}</Badge>}
            {dataset.tags.map((tag) => <Badge key={tag}>{tag}</Badge>)}
          </>
        }
        actions={
          <>
            {version.state === 'ready' && <Button variant="primary" asChild><Link href={`/experiments?launch=new&dataset=${version.id}`}><Rocket aria-hidden className="size-4" />{t('datasets.train')}</Link></Button>}
            <Button icon={Upload} onClick={() => setUploading(true)}>{t('datasets.newVersion')}</Button>
            <Button asChild><Link href={`/lineage?kind=dataset-version&id=${version.id}`}><Network aria-hidden className="size-4" />{t('datasets.lineage')}</Link></Button>
            <DatasetActions dataset={dataset} version={version} />
          </>
        }
        description={dataset.description || undefined}
      />
      <UploadSheet open={uploading} onClose={() => setUploading(false)} dataset={dataset} />
    </>
  );
}

function Parsing({ version }: { version: VersionDetail }) {
  const t = useT();
  const fraction = version.progress?.fraction ?? null;
  return (
    <Card className="mt-4">
      <div className="space-y-3 py-4" aria-live="polite">
        <p className="text-sm font-medium">{t(`datasets.phase.${version.progress?.phase === 'profiling' ? 'profiling' : version.progress?.phase === 'reading' ? 'reading' : version.progress?.phase === 'writing' ? 'writing' : 'waiting'}`)}</p>
        <Progress label={t('datasets.parsing')} fraction={fraction} />
        <p className="text-sm text-muted">{t('datasets.parsingHelp')}</p>
      </div>
    </Card>
  );
}

function VersionTabs({ dataset, version }: { dataset: DatasetDetail; version: VersionDetail }) {
  const t = useT();
  return (
    <>
      <VersionFacts version={version} />
      <Tabs
        label={dataset.name}
        tabs={[
          { key: 'profile', label: t('datasets.tab.profile'), content: <ProfileTab version={version} /> },
          { key: 'rows', label: t('datasets.tab.rows'), content: <RowsTab key={version.id} version={version} /> },
          { key: 'rejected', label: t('datasets.tab.rejected'), badge: version.rejectedCount || undefined, content: <RejectedTab version={version} /> },
          { key: 'changes', label: t('datasets.tab.changes'), content: <ChangesTab dataset={dataset} version={version} /> },
          { key: 'used', label: t('datasets.tab.used'), content: <UsedByTab version={version} /> },
          { key: 'notes', label: t('datasets.tab.notes'), content: <NotesTab key={dataset.id} dataset={dataset} /> },
        ]}
      />
    </>
  );
}

const PageSkeleton = () => (
  <div className="space-y-4">
    <Skeleton className="h-7 w-64" />
    <Skeleton className="h-16 w-full" />
    <SkeletonTable />
  </div>
);
