'use client';

import { sentenceText } from '@bellwether/declare';
import { useQuery } from '@tanstack/react-query';
import { Plus, Target } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { usePreferences, useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Button, DataTable, EmptyState, Page, PageHeader, QueryView, RelativeTime, SkeletonTable, useFormat, type DataColumn } from '../../ui';
import type { TaskListRow } from './task-types';

const rowId = (r: TaskListRow) => r.id;

/** What shall be foretold: each task a sentence, its versions and the tables that were made of it. */
export function TasksPage() {
  const t = useT();
  const trpc = useTRPC();
  const router = useRouter();
  const { can } = useSession();
  const query = useQuery(trpc.tasks.list.queryOptions({}, { refetchInterval: 15_000 }));
  const columns = useColumns();
  const add = can('dataset.write') && <Button variant="primary" asChild><Link href="/tasks/new"><Plus aria-hidden className="size-4" />{t('tasks.new')}</Link></Button>;
  return (
    <Page wide>
      <PageHeader title={t('tasks.title')} description={t('tasks.description')} actions={add} />
      <QueryView query={query} skeleton={<SkeletonTable />}>
        {(rows) => (
          <DataTable name="prediction-tasks" label={t('tasks.title')} rows={rows} rowId={rowId} rowLabel={(r) => r.name} columns={columns} onOpen={(r) => router.push(`/tasks/${r.id}`)} plain
            empty={<EmptyState icon={Target} title={t('tasks.empty.title')} action={add}>{t('tasks.empty.body')}</EmptyState>} />
        )}
      </QueryView>
    </Page>
  );
}

function useColumns(): DataColumn<TaskListRow>[] {
  const t = useT();
  const format = useFormat();
  const { locale } = usePreferences();
  return useMemo(
    () => [
      { id: 'name', title: t('tasks.name'), width: 240, fixed: true, pinned: true, value: (r) => r.name, cell: (r) => <span className="truncate font-medium">{r.name}</span> },
      { id: 'sentence', title: t('tasks.sentence'), width: 520, cell: (r) => { const text = sentenceText(r.latest.spec, locale); return <span className="truncate text-muted" title={text}>{text}</span>; } },
      { id: 'log', title: t('tasks.log'), width: 180, value: (r) => r.logName, cell: (r) => <span className="truncate">{r.logName}</span> },
      { id: 'version', title: t('tasks.version'), width: 90, align: 'right', value: (r) => r.latest.number, cell: (r) => t('events.version', { number: r.latest.number }) },
      { id: 'tables', title: t('tasks.tables'), width: 120, align: 'right', value: (r) => r.tables, cell: (r) => format.number(r.tables) },
      { id: 'changed', title: t('tasks.changed'), width: 130, value: (r) => r.latest.createdAt, cell: (r) => <RelativeTime at={r.latest.createdAt} className="text-muted" /> },
    ],
    [t, format, locale],
  );
}
