'use client';

import type { ModelVersionId } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive, ArchiveRestore, Ellipsis, Undo2 } from 'lucide-react';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Button, IconButton, Menu, toast, useConfirm } from '../../ui';
import type { AliasEvent, ModelPageData } from './model-types';

/** Rollback in one action; archive in the menu. */
export function ModelActions({ model }: { model: ModelPageData }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const { can } = useSession();
  const refresh = () => client.invalidateQueries(trpc.model.pathFilter());
  const update = useMutation(trpc.model.update.mutationOptions({ onSuccess: refresh, onError: toast.failed }));
  const archive = (archived: boolean) =>
    update.mutate({ id: model.id, archived }, { onSuccess: () => toast.done(t(archived ? 'models.archivedDone' : 'models.restoredDone', { name: model.name }), { undo: { label: t('ui.undo'), onUndo: () => update.mutate({ id: model.id, archived: !archived }) } }) });
  return (
    <>
      <RollbackButton model={model} onDone={refresh} />
      {can('model.register') && (
        <Menu
          trigger={<IconButton icon={Ellipsis} label={t('ui.more')} noTooltip />}
          items={[
            model.archivedAt
              ? { key: 'restore', label: t('models.restore'), icon: ArchiveRestore, onSelect: () => archive(false) }
              : { key: 'archive', label: t('models.archive'), icon: Archive, hint: t('models.archive.body'), onSelect: () => archive(true) },
          ]}
        />
      )}
    </>
  );
}

/** The version that was live before: promotions push, rollbacks pop. The server decides by the same rule. */
export function rollbackTargetOf(history: readonly AliasEvent[]): { id: ModelVersionId; number: number } | null {
  const stack: { id: ModelVersionId; number: number }[] = [];
  for (const event of [...history].reverse()) {
    if (!event.to) continue;
    const place = event.kind === 'rolled-back' ? stack.map((s) => s.id).lastIndexOf(event.to.versionId) : -1;
    if (place >= 0) stack.length = place + 1;
    else stack.push({ id: event.to.versionId, number: event.to.number });
  }
  return stack.at(-2) ?? null;
}

function RollbackButton({ model, onDone }: { model: ModelPageData; onDone: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const confirm = useConfirm();
  const { can } = useSession();
  const champion = model.aliases.find((a) => a.alias === 'champion');
  const history = useQuery(trpc.model.history.queryOptions({ modelId: model.id, alias: 'champion', limit: 1000 }, { enabled: champion !== undefined }));
  const rollback = useMutation(trpc.model.rollback.mutationOptions({ onSuccess: (r) => { toast.done(t('models.rollback.done', { number: r.number })); onDone(); }, onError: toast.failed }));
  const target = rollbackTargetOf(history.data ?? []);
  if (!champion || !target || !can('model.promote')) return null;
  const ask = async () => {
    if (await confirm({ title: t('models.rollback.title', { number: target.number }), body: t('models.rollback.body', { from: champion.number, to: target.number }), confirmLabel: t('models.rollback') })) rollback.mutate({ modelId: model.id, toVersionId: target.id });
  };
  return (
    <Button icon={Undo2} busy={rollback.isPending} onClick={() => void ask()}>
      {t('models.rollback')}
    </Button>
  );
}
