'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Archive, ArchiveRestore, Ellipsis, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { IconButton, Menu, toast, useConfirm, type MenuItem } from '../../ui';
import type { DatasetDetail, VersionDetail } from './dataset-types';

/** Archive with undo; deletion with a question, refused by name where something depends on it. */
export function DatasetActions({ dataset, version }: { dataset: DatasetDetail; version: VersionDetail }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const confirm = useConfirm();
  const { can } = useSession();
  const refresh = () => client.invalidateQueries(trpc.dataset.pathFilter());
  const update = useMutation(trpc.dataset.update.mutationOptions({ onSuccess: refresh, onError: toast.failed }));
  const removeAll = useMutation(trpc.dataset.delete.mutationOptions({ onSuccess: async () => { toast.done(t('datasets.deleted', { name: dataset.name })); router.push('/data'); await refresh(); }, onError: toast.failed }));
  const removeOne = useMutation(trpc.dataset.deleteVersion.mutationOptions({ onSuccess: async () => { toast.done(t('datasets.versionDeleted', { number: version.number })); router.push(dataset.allVersions.length > 1 ? `/data/${dataset.id}` : '/data'); await refresh(); }, onError: toast.failed }));
  const archive = (archived: boolean) =>
    update.mutate({ id: dataset.id, archived }, { onSuccess: () => toast.done(t(archived ? 'datasets.archivedDone' : 'datasets.restoredDone', { name: dataset.name }), { undo: { label: t('ui.undo'), onUndo: () => update.mutate({ id: dataset.id, archived: !archived }) } }) });
  const ask = async (what: 'version' | 'dataset') => {
    const title = what === 'version' ? t('datasets.deleteVersion.title', { number: version.number }) : t('datasets.delete.title', { name: dataset.name });
    if (!(await confirm({ title, body: t('datasets.delete.body'), danger: true }))) return;
    if (what === 'version') removeOne.mutate({ id: version.id });
    else removeAll.mutate({ id: dataset.id });
  };
  const items: MenuItem[] = [
    ...(can('dataset.write') ? [dataset.archivedAt ? { key: 'restore', label: t('datasets.restore'), icon: ArchiveRestore, onSelect: () => archive(false) } : { key: 'archive', label: t('datasets.archive'), icon: Archive, onSelect: () => archive(true) }] : []),
    ...(can('dataset.delete')
      ? [
          { kind: 'separator' as const, key: 'line' },
          { key: 'delete-version', label: t('datasets.deleteVersion'), icon: Trash2, danger: true, onSelect: () => void ask('version') },
          { key: 'delete', label: t('datasets.delete'), icon: Trash2, danger: true, onSelect: () => void ask('dataset') },
        ]
      : []),
  ];
  if (items.length === 0) return null;
  return <Menu trigger={<IconButton icon={Ellipsis} label={t('ui.more')} noTooltip />} items={items} />;
}
