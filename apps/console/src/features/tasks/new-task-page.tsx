'use client';

import type { EventLogId } from '@bellwether/contracts';
import { sentenceText } from '@bellwether/declare';
import { useQuery } from '@tanstack/react-query';
import { ListTree } from 'lucide-react';
import Link from 'next/link';
import { usePreferences, useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, EmptyState, Page, PageHeader, QueryView, Select, SkeletonText, useUrlState } from '../../ui';
import type { EventLog, TaskProposal } from './task-types';
import { TaskEditor } from './task-editor';

/** A task begins from a question that the log can answer; everything in it can be changed afterwards. */
export function NewTaskPage() {
  const t = useT();
  const trpc = useTRPC();
  const logs = useQuery(trpc.events.logs.queryOptions());
  return (
    <Page>
      <QueryView query={logs} skeleton={<SkeletonText lines={8} />}>
        {(all) => {
          const ready = all.filter((l) => l.latest !== null);
          if (ready.length > 0) return <Chosen logs={ready} />;
          return (
            <>
              <PageHeader title={t('tasks.new')} crumbs={[{ label: t('tasks.title'), href: '/tasks' }, { label: t('tasks.new') }]} />
              <EmptyState icon={ListTree} title={t('tasks.noLog.title')} action={<Button variant="primary" asChild><Link href="/events">{t('tasks.noLog.action')}</Link></Button>}>{t('tasks.noLog.body')}</EmptyState>
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}

function Chosen({ logs }: { logs: readonly EventLog[] }) {
  const t = useT();
  const trpc = useTRPC();
  const [logId, setLog] = useUrlState('log');
  const [key, setKey] = useUrlState('from');
  const log = logs.find((l) => l.id === logId) ?? logs[0]!;
  const proposals = useQuery(trpc.tasks.propose.queryOptions({ logId: log.id as EventLogId }));
  const chosen = proposals.data?.find((p) => p.key === key);
  if (chosen) return <TaskEditor key={`${log.id} ${key}`} task={null} logId={log.id as EventLogId} logName={log.name} start={{ name: t.of(chosen.name), description: '', spec: chosen.spec }} />;
  return (
    <>
      <PageHeader title={t('tasks.new')} crumbs={[{ label: t('tasks.title'), href: '/tasks' }, { label: t('tasks.new') }]} description={t('tasks.start')}
        meta={<Select size="sm" label={t('tasks.log')} className="w-56" value={log.id as string} onChange={setLog} options={logs.map((l) => ({ value: l.id as string, label: l.name }))} />} />
      <QueryView query={proposals} skeleton={<SkeletonText lines={8} />}>
        {(list) => list.length === 0 ? <EmptyState icon={ListTree} title={t('tasks.nothing.title')}>{t('tasks.nothing.body')}</EmptyState> : (
          <ul className="grid gap-3 sm:grid-cols-2">{list.map((p) => <li key={p.key}><ProposalCard proposal={p} onChoose={() => setKey(p.key, { push: true })} /></li>)}</ul>
        )}
      </QueryView>
    </>
  );
}

function ProposalCard({ proposal, onChoose }: { proposal: TaskProposal; onChoose: () => void }) {
  const t = useT();
  const { locale } = usePreferences();
  return (
    <button type="button" onClick={onChoose} className="flex h-full w-full flex-col gap-1 rounded-lg border bg-surface p-4 text-left transition-colors hover:border-accent">
      <span className="text-base font-semibold">{t.of(proposal.name)}</span>
      <span className="text-sm text-muted">{t.of(proposal.why)}</span>
      <span className="mt-2 text-xs text-subtle">{sentenceText(proposal.spec, locale)}</span>
    </button>
  );
}
