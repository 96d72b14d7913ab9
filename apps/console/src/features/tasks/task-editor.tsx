'use client';

import type { EventLogId } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Network, Rocket, Save, Table2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, Card, ErrorPanel, Field, Input, PageHeader, toast, useUrlState } from '../../ui';
import { MakeTableSheet } from './make-table-sheet';
import { PreviewCard } from './preview-card';
import { TablesCard } from './tables-card';
import { TaskSentence } from './task-sentence';
import { yesNoTarget, type TaskDetail, type TaskDraft } from './task-types';
import { usePreview } from './use-draft';

type EditorProps = { /** null: not saved yet */ task: TaskDetail | null; logId: EventLogId; logName: string; start: TaskDraft };

/** The sentence on top, what it comes to below, and what can be done with it at the right of its name. */
export function TaskEditor({ task, logId, logName, start }: EditorProps) {
  const t = useT();
  const trpc = useTRPC();
  const router = useRouter();
  const client = useQueryClient();
  const { can } = useSession();
  const [draft, setDraft] = useState(start);
  const [making, setMaking] = useUrlState('make');
  const preview = usePreview(logId, draft);
  const tables = useTables(task);
  const changed = task === null || JSON.stringify(draft) !== JSON.stringify({ name: task.name, description: task.description, spec: task.latest.spec });
  const refused = (preview.query.data?.problems.length ?? 0) > 0 || preview.query.isError;
  const save = useMutation(trpc.tasks.save.mutationOptions({ onSuccess: () => client.invalidateQueries(trpc.tasks.pathFilter()), onError: toast.failed }));
  const keep = async () => {
    const saved = await save.mutateAsync({ taskId: task?.id ?? null, logId, name: draft.name.trim(), description: draft.description, spec: draft.spec as never });
    toast.done(t('tasks.saved', { number: saved.latest.number }));
    return saved;
  };
  const saveOnly = () => void keep().then((saved) => task === null && router.replace(`/tasks/${saved.id}`), () => undefined);
  const make = () => {
    if (!changed) return setMaking('1');
    void keep().then((saved) => (task === null ? router.replace(`/tasks/${saved.id}?make=1`) : setMaking('1')), () => undefined);
  };
  const askYesNo = (usual: number | null) => setDraft((d) => {
    const target = yesNoTarget(d.spec.target, usual);
    return target ? { ...d, spec: { ...d.spec, target } } : d;
  });
  const newest = tables.data?.find((x) => x.state === 'done' && x.datasetVersionId !== null);
  const writes = can('dataset.write');
  const underWay = tables.data?.some((x) => x.state === 'queued' || x.state === 'running') ?? false;
  return (
    <div className="space-y-4">
      <PageHeader title={draft.name || t('tasks.new')} crumbs={[{ label: t('tasks.title'), href: '/tasks' }, { label: task?.name ?? t('tasks.new') }]}
        meta={<><Badge>{logName}</Badge>{task && <Badge>{t('events.version', { number: task.latest.number })}</Badge>}{changed && <Badge tone="info">{t('tasks.unsaved')}</Badge>}</>}
        actions={
          <>
            {task && <Button asChild><Link href={`/lineage?kind=task-version&id=${task.latest.id}`}><Network aria-hidden className="size-4" />{t('datasets.lineage')}</Link></Button>}
            {writes && <Button icon={Save} busy={save.isPending} disabled={!changed || draft.name.trim() === ''} onClick={saveOnly}>{t('tasks.save')}</Button>}
            {writes && <Button variant={newest && !changed ? 'secondary' : 'primary'} icon={Table2} disabled={refused || preview.stale || draft.name.trim() === ''} busy={underWay || save.isPending} onClick={make}>{t('tasks.make')}</Button>}
            {newest && !changed && can('run.write') && <Button variant="primary" asChild><Link href={`/experiments?launch=new&dataset=${newest.datasetVersionId}`}><Rocket aria-hidden className="size-4" />{t('tasks.launch')}</Link></Button>}
          </>
        } />
      <Card>
        <div className="space-y-4">
          <TaskSentence spec={draft.spec} onChange={(spec) => setDraft((d) => ({ ...d, spec }))} readOnly={!writes} />
          {writes && (
            <div className="grid gap-3 sm:grid-cols-[minmax(0,20rem)_minmax(0,1fr)]">
              <Field label={t('tasks.name')}>{(ids) => <Input {...ids} maxLength={200} value={draft.name} onChange={(e) => setDraft((d) => ({ ...d, name: e.target.value }))} />}</Field>
              <Field label={t('tasks.descriptionField')} optional>{(ids) => <Input {...ids} maxLength={2000} value={draft.description} onChange={(e) => setDraft((d) => ({ ...d, description: e.target.value }))} />}</Field>
            </div>
          )}
        </div>
      </Card>
      {save.isError && <ErrorPanel error={save.error} />}
      {task && (tables.isPending || (tables.data?.length ?? 0) > 0) && <TablesCard tables={tables.data ?? null} />}
      <PreviewCard logId={logId} target={draft.spec.target} query={preview.query} stale={preview.stale} onYesNo={writes ? askYesNo : null} />
      {task && <MakeTableSheet task={task} logId={logId} open={making !== ''} onClose={() => setMaking('')} />}
    </div>
  );
}

/** Asked for often while one is made. */
function useTables(task: TaskDetail | null) {
  const trpc = useTRPC();
  return useQuery(trpc.tasks.tables.queryOptions({ taskId: task?.id, limit: 20 }, { enabled: task !== null, refetchInterval: (q) => (q.state.data?.some((x) => x.state === 'queued' || x.state === 'running') ? 700 : 20_000) }));
}
