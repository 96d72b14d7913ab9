'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bookmark, Link2, Save, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../i18n';
import { useSession } from '../shell/session';
import { useTRPC } from '../trpc';
import { Button, Checkbox, Dialog, Field, IconButton, Input, Menu, toast, useConfirm, type MenuItem, type TableLayout, type TableSort } from '../ui';
import type { SavedView } from './families';

/** What a view of a run table keeps. */
export type RunViewState = { filter: string; sort: TableSort | null; layout: TableLayout; archived: string };

type ViewsProps = { page: string; state: RunViewState; onApply: (state: Partial<RunViewState>) => void; onCopyLink: () => void };

/** Filters, sort and columns under a name: one's own, and those that others share. */
export function SavedViews({ page, state, onApply, onCopyLink }: ViewsProps) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const confirm = useConfirm();
  const [saving, setSaving] = useState(false);
  const { data: views = [] } = useQuery(trpc.view.list.queryOptions({ page }));
  const refresh = () => client.invalidateQueries(trpc.view.pathFilter());
  const remove = useMutation(trpc.view.delete.mutationOptions({ onSuccess: refresh, onError: toast.failed }));
  const drop = async (view: SavedView) => {
    if (await confirm({ title: t('runs.view.deleteTitle', { name: view.name }), body: t('runs.view.deleteBody'), danger: true })) remove.mutate({ id: view.id });
  };
  const entry = (view: SavedView): MenuItem => ({ key: view.id, label: view.name, icon: Bookmark, hint: view.shared ? t(view.mine ? 'runs.view.sharedByMe' : 'runs.view.shared') : undefined, onSelect: () => onApply(view.state as Partial<RunViewState>) });
  const mine = views.filter((v) => v.mine);
  const items: MenuItem[] = [
    { kind: 'heading', key: 'h', label: t('runs.view.title') },
    ...(views.length === 0 ? [{ key: 'none', label: t('runs.view.none'), disabled: true, onSelect: () => {} }] : views.map(entry)),
    { kind: 'separator', key: 's' },
    { key: 'save', label: t('runs.view.save'), icon: Save, onSelect: () => setSaving(true) },
    { key: 'link', label: t('runs.view.copyLink'), icon: Link2, onSelect: onCopyLink },
    ...(mine.length > 0 ? [{ kind: 'separator' as const, key: 's2' }, ...mine.map((v): MenuItem => ({ key: `d${v.id}`, label: t('runs.view.delete', { name: v.name }), icon: Trash2, danger: true, onSelect: () => void drop(v) }))] : []),
  ];
  return (
    <>
      <Menu items={items} trigger={<IconButton icon={Bookmark} label={t('runs.view.title')} variant="secondary" noTooltip />} />
      {saving && <SaveDialog page={page} state={state} taken={mine.map((v) => v.name)} onClose={() => setSaving(false)} onSaved={refresh} />}
    </>
  );
}

function SaveDialog({ page, state, taken, onClose, onSaved }: { page: string; state: RunViewState; taken: string[]; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const { can } = useSession();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const save = useMutation(
    trpc.view.save.mutationOptions({
      onSuccess: () => {
        toast.done(t('runs.view.saved', { name }));
        onSaved();
        onClose();
      },
      onError: toast.failed,
    }),
  );
  const submit = () => name.trim() && save.mutate({ page, name: name.trim(), shared, state });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('runs.view.save')}
      description={t('runs.view.saveBody')}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button variant="primary" busy={save.isPending} disabled={!name.trim()} onClick={submit}>
            {t('ui.save')}
          </Button>
        </>
      }
    >
      <form className="space-y-4" onSubmit={(e) => { e.preventDefault(); submit(); }}>
        <Field label={t('runs.view.name')} help={taken.includes(name.trim()) ? t('runs.view.replaces') : undefined}>
          {(ids) => <Input {...ids} autoFocus maxLength={100} value={name} onChange={(e) => setName(e.target.value)} />}
        </Field>
        {can('run.write') && <Checkbox checked={shared} onChange={setShared} label={t('runs.view.share')} help={t('runs.view.shareHelp')} />}
      </form>
    </Dialog>
  );
}
