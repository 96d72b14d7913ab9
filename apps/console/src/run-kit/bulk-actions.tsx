'use client';

import type { RunId } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Archive, ArchiveRestore, CircleStop, Columns2, Star, Tags } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useT } from '../i18n';
import { useSession } from '../shell/session';
import { useTRPC } from '../trpc';
import { Button, Combobox, Popover, toast, useConfirm } from '../ui';
import type { RunRow } from './families';

/** Changes on runs, each told and taken back where it can be. */
export function useRunActions() {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const done = () => Promise.all([client.invalidateQueries(trpc.run.pathFilter()), client.invalidateQueries(trpc.experiment.pathFilter()), client.invalidateQueries(trpc.queue.pathFilter())]);
  const bulk = useMutation(trpc.run.bulk.mutationOptions({ onSuccess: done, onError: toast.failed }));
  const cancel = useMutation(trpc.run.cancel.mutationOptions({ onSuccess: done, onError: toast.failed }));
  const favourite = useMutation(trpc.run.favourite.mutationOptions({ onSuccess: done, onError: toast.failed }));
  const archive = async (runIds: RunId[], archived: boolean) => {
    await bulk.mutateAsync({ runIds, archived });
    toast.done(t(archived ? 'runs.archived' : 'runs.restored', { count: runIds.length }), { undo: { label: t('ui.undo'), onUndo: () => bulk.mutate({ runIds, archived: !archived }) } });
  };
  const tag = async (runIds: RunId[], addTags: string[], removeTags: string[] = []) => {
    await bulk.mutateAsync({ runIds, addTags, removeTags });
    toast.done(t('runs.tagged', { count: runIds.length }));
  };
  return { bulk, cancel, favourite, archive, tag };
}

type BulkProps = { runs: readonly RunRow[]; tags: readonly string[]; onDone: () => void };

/** What can be done with the selected runs at once. */
export function BulkActions({ runs, tags, onDone }: BulkProps) {
  const t = useT();
  const router = useRouter();
  const confirm = useConfirm();
  const { can } = useSession();
  const { cancel, favourite, archive, tag } = useRunActions();
  const ids = runs.map((r) => r.id);
  const open = runs.filter((r) => r.state === 'queued' || r.state === 'running');
  const archived = runs.length > 0 && runs.every((r) => r.archivedAt !== null);
  const stop = async () => {
    if (!(await confirm({ title: t('runs.cancelMany', { count: open.length }), body: t('runs.cancelBody'), confirmLabel: t('runs.cancel'), keepLabel: t('runs.keepRunning'), danger: true }))) return;
    await cancel.mutateAsync({ runIds: open.map((r) => r.id) });
    toast.done(t('runs.cancelling', { count: open.length }));
  };
  const starred = runs.every((r) => r.favourite);
  return (
    <>
      <Button size="sm" variant="primary" icon={Columns2} disabled={ids.length < 2} onClick={() => router.push(`/compare?runs=${ids.join(',')}`)}>
        {t('runs.compare')}
      </Button>
      <Button size="sm" icon={Star} onClick={() => favourite.mutate({ runIds: ids, favourite: !starred })}>
        {t(starred ? 'runs.unstar' : 'runs.star')}
      </Button>
      {can('run.write') && (
        <>
          <TagButton tags={tags} onApply={(added) => void tag(ids, added).then(onDone)} />
          {open.length > 0 && (
            <Button size="sm" icon={CircleStop} onClick={() => void stop()}>
              {t('runs.cancel')}
            </Button>
          )}
          <Button size="sm" icon={archived ? ArchiveRestore : Archive} disabled={open.length > 0} onClick={() => void archive(ids, !archived).then(onDone)}>
            {t(archived ? 'ui.restore' : 'ui.archive')}
          </Button>
        </>
      )}
    </>
  );
}

function TagButton({ tags, onApply }: { tags: readonly string[]; onApply: (tags: string[]) => void }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<string[]>([]);
  return (
    <Popover open={open} onOpenChange={setOpen} side="top" label={t('runs.addTags')} trigger={<Button size="sm" icon={Tags}>{t('runs.addTags')}</Button>}>
      <div className="w-64 space-y-3">
        <Combobox multiple allowNew label={t('runs.addTags')} options={tags.map((tag) => ({ value: tag, label: tag }))} value={chosen} onChange={setChosen} />
        <Button size="sm" variant="primary" disabled={chosen.length === 0} onClick={() => { onApply(chosen); setOpen(false); setChosen([]); }}>
          {t('ui.apply')}
        </Button>
      </div>
    </Popover>
  );
}
