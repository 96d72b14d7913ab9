'use client';

import { Download, Rocket } from 'lucide-react';
import Link from 'next/link';
import { useT } from '../../i18n';
import { Badge, Button, Card, ErrorPanel, Progress, RelativeTime, Skeleton, StateBadge, useFormat } from '../../ui';
import type { TrainingTable } from './task-types';

const PHASES = ['computing', 'attacking', 'describing', 'profiling'] as const;
const phaseOf = (phase: string | undefined) => PHASES.find((p) => p === phase) ?? 'waiting';

/** The tables of a task, null while they are asked for: what they hold, whether an attack found something, and where they went. */
export function TablesCard({ tables }: { tables: readonly TrainingTable[] | null }) {
  const t = useT();
  return (
    <Card title={t('tasks.tables')} description={t('tasks.tablesHelp')} flush>
      {tables === null ? <div className="flex h-[52px] items-center px-4" aria-busy><Skeleton className="w-1/2" /></div> : <ul className="divide-y">{tables.map((table) => <TableRow key={table.id} table={table} />)}</ul>}
    </Card>
  );
}

function TableRow({ table }: { table: TrainingTable }) {
  const t = useT();
  const format = useFormat();
  const working = table.state === 'queued' || table.state === 'running';
  return (
    <li className="space-y-2 px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <StateBadge state={table.state} label={t(`tasks.state.${table.state}`)} />
        {table.datasetVersionId ? <Link className="font-medium text-accent hover:underline" href={`/data/${table.datasetId}/versions/${table.datasetVersionId}`}>{t('tasks.rowsMade', { rows: format.number(table.rows) })}</Link> : table.state === 'done' ? <span className="text-muted">{t('tasks.deleted')}</span> : null}
        <span className="text-muted">{t('tasks.madeOf', { task: table.taskVersion, set: table.setName, setVersion: table.setVersion, features: table.features, log: table.logVersion })}</span>
        {table.leaks !== null && (table.leaks === 0 ? <Badge tone="good">{t('tasks.noLeaks')}</Badge> : <Badge tone="bad">{t('tasks.leaks', { count: table.leaks })}</Badge>)}
        <span className="flex flex-wrap items-center gap-x-3 gap-y-2 text-subtle sm:ml-auto">
          {table.seconds !== null && <span className="tabular whitespace-nowrap">{format.duration(table.seconds)}</span>}
          <RelativeTime at={table.createdAt} className="whitespace-nowrap" />
          {table.datasetVersionId && <Button size="sm" asChild><a href={`/api/download/table/${table.datasetVersionId}`} download title={t('tasks.number.table')}><Download aria-hidden className="size-3.5" />{t('tasks.number.download')}</a></Button>}
          {table.datasetVersionId && <Button size="sm" asChild><Link href={`/experiments?launch=new&dataset=${table.datasetVersionId}`}><Rocket aria-hidden className="size-3.5" />{t('tasks.launch')}</Link></Button>}
        </span>
      </div>
      {working && <div aria-live="polite" className="space-y-1"><Progress label={t('tasks.making')} fraction={table.progress?.fraction ?? null} /><p className="text-xs text-muted">{t(`tasks.phase.${phaseOf(table.progress?.phase)}`)}</p></div>}
      {table.error && <ErrorPanel error={table.error} />}
    </li>
  );
}
