'use client';

import type { RunState } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Archive, ArchiveRestore, Boxes, CircleStop, Columns2, Copy, Ellipsis, Pencil, RotateCcw, Star, Telescope } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useRunActions } from '../../run-kit/bulk-actions';
import type { RunDetail } from '../../run-kit/families';
import { RunDot, runLabel, RunStateBadge } from '../../run-kit/run-words';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, IconButton, Menu, PageHeader, toast, useConfirm, type MenuItem } from '../../ui';
import { RegisterDialog } from './register-dialog';
import { RunEditor } from './run-editor';

type HeaderProps = { run: RunDetail; state: RunState; cancelling: boolean; onClone: () => void };

export function RunHeader({ run, state, cancelling, onClone }: HeaderProps) {
  const t = useT();
  const { favourite } = useRunActions();
  return (
    <PageHeader
      crumbs={[{ label: t('shell.experiments'), href: '/experiments' }, { label: run.experimentName, href: `/experiments/${run.experimentId}` }, { label: `#${run.number}` }]}
      title={
        <span className="inline-flex min-w-0 items-center gap-2">
          <RunDot id={run.id} className="size-2.5" />
          <span className="tabular font-normal text-subtle">#{run.number}</span>
          <span className="min-w-0 break-words">{run.name}</span>
        </span>
      }
      meta={
        <>
          <IconButton icon={Star} size="sm" label={t(run.favourite ? 'runs.unstar' : 'runs.star')} pressed={run.favourite} onClick={() => favourite.mutate({ runIds: [run.id], favourite: !run.favourite })} />
          <RunStateBadge state={state} ending={run.ending} />
          {run.trial && <Link href={`/searches/${run.trial.searchId}`} className="hover:underline"><Badge icon={Telescope}>{t('search.trialOf', { number: run.trial.number, name: run.trial.searchName })}</Badge></Link>}
          {cancelling && state !== 'cancelled' && <Badge tone="warning">{t('runs.cancellingBadge')}</Badge>}
          {run.modelVersion && (
            <Badge tone="accent" icon={Boxes}>
              <Link className="hover:underline" href={`/models/${run.modelVersion.modelId}/versions/${run.modelVersion.id}`}>
                {run.modelVersion.modelName} v{run.modelVersion.number}
              </Link>
            </Badge>
          )}
          {run.tags.map((tag) => <Badge key={tag}>{tag}</Badge>)}
          {Object.entries(run.labels).map(([key, value]) => <Badge key={key}>{`${key} = ${value}`}</Badge>)}
          {run.archivedAt && <Badge tone="warning">{t('runs.archivedBadge')}</Badge>}
        </>
      }
      actions={<RunButtons run={run} state={state} cancelling={cancelling} onClone={onClone} />}
    />
  );
}

function RunButtons({ run, state, cancelling, onClone }: HeaderProps) {
  const t = useT();
  const router = useRouter();
  const trpc = useTRPC();
  const client = useQueryClient();
  const { can } = useSession();
  const { cancel, archive } = useRunActions();
  const confirm = useConfirm();
  const [dialog, setDialog] = useState<'edit' | 'register' | null>(null);
  const open = state === 'running' || state === 'queued';
  const rerun = useMutation(
    trpc.run.rerun.mutationOptions({
      onSuccess: async (made) => {
        await client.invalidateQueries(trpc.run.pathFilter());
        toast.done(t('launch.started', { count: 1 }));
        router.push(`/runs/${made.runIds[0]}`);
      },
      onError: toast.failed,
    }),
  );
  // one that still waits has nothing to lose
  const stop = async () => {
    if (state === 'queued' || (await confirm({ title: t('runs.cancelOne', { name: runLabel(run) }), body: t('runs.cancelBody'), confirmLabel: t('runs.cancelAction'), keepLabel: t('runs.keepRunning'), danger: true }))) cancel.mutate({ runIds: [run.id] });
  };
  const siblings = run.groupRuns.filter((r) => r.id !== run.id).slice(0, 20);
  const items: MenuItem[] = [
    { key: 'compare', label: t('runs.compareGroup'), icon: Columns2, disabled: siblings.length === 0, onSelect: () => router.push(`/compare?runs=${[run.id, ...siblings.map((r) => r.id)].join(',')}&baseline=${run.id}`) },
    ...(can('run.write')
      ? ([
          { key: 'edit', label: t('ui.edit'), icon: Pencil, onSelect: () => setDialog('edit') },
          { key: 'rerun', label: t('runs.rerun'), icon: RotateCcw, hint: t('runs.rerunHint'), onSelect: () => rerun.mutate({ id: run.id }) },
          { kind: 'separator', key: 's' },
          { key: 'archive', label: t(run.archivedAt ? 'ui.restore' : 'ui.archive'), icon: run.archivedAt ? ArchiveRestore : Archive, disabled: open, onSelect: () => void archive([run.id], run.archivedAt === null) },
        ] as MenuItem[])
      : []),
  ];
  return (
    <>
      <Menu items={items} trigger={<IconButton icon={Ellipsis} label={t('ui.more')} variant="secondary" noTooltip />} />
      {can('run.write') && open && (
        <Button icon={CircleStop} busy={cancel.isPending} disabled={cancelling} onClick={() => void stop()}>
          {t('runs.cancel')}
        </Button>
      )}
      {can('run.write') && (
        <Button icon={Copy} variant={state === 'failed' ? 'primary' : 'secondary'} onClick={onClone}>
          {t('runs.clone')}
        </Button>
      )}
      {can('model.register') && state === 'done' && !run.modelVersion && (
        <Button variant="primary" icon={Boxes} onClick={() => setDialog('register')}>
          {t('runs.register')}
        </Button>
      )}
      {dialog === 'edit' && <RunEditor run={run} onClose={() => setDialog(null)} />}
      {dialog === 'register' && <RegisterDialog run={run} onClose={() => setDialog(null)} />}
    </>
  );
}
