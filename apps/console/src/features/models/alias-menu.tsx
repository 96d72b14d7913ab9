'use client';

import { ALIAS_PATTERN, type ModelVersionId } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Tag } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, Dialog, Field, Input, Menu, toast, type MenuItem } from '../../ui';
import type { ModelPageData } from './model-types';

/** Aliases other than the champion move freely: set one on this version, or take one away. */
export function AliasMenu({ model, versionId, number }: { model: ModelPageData; versionId: ModelVersionId; number: number }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [naming, setNaming] = useState(false);
  const set = useMutation(trpc.model.setAlias.mutationOptions({ onSuccess: () => client.invalidateQueries(trpc.model.pathFilter()), onError: toast.failed }));
  const point = (alias: string) => set.mutate({ modelId: model.id, alias, versionId }, { onSuccess: () => toast.done(t('models.alias.done', { number, alias })) });
  const free = model.aliases.filter((a) => a.alias !== 'champion');
  const own = free.filter((a) => a.versionId === versionId);
  const suggested = [...new Set(['challenger', ...free.map((a) => a.alias)])].filter((alias) => !own.some((a) => a.alias === alias));
  const items: MenuItem[] = [
    { kind: 'heading', key: 'h', label: t('models.alias.set') },
    ...suggested.map((alias): MenuItem => ({ key: alias, label: alias, icon: Tag, onSelect: () => point(alias) })),
    { key: 'new', label: t('models.alias.new'), onSelect: () => setNaming(true) },
    ...(own.length > 0 ? [{ kind: 'separator' as const, key: 's' }] : []),
    ...own.map((a): MenuItem => ({ key: `r${a.alias}`, label: t('models.alias.remove', { alias: a.alias }), onSelect: () => set.mutate({ modelId: model.id, alias: a.alias, versionId: null }, { onSuccess: () => toast.done(t('models.alias.removed', { alias: a.alias })) }) })),
  ];
  return (
    <>
      <Menu items={items} trigger={<Button icon={Tag} busy={set.isPending}>{t('models.aliases')}</Button>} />
      {naming && <NameDialog onClose={() => setNaming(false)} onName={point} />}
    </>
  );
}

function NameDialog({ onClose, onName }: { onClose: () => void; onName: (alias: string) => void }) {
  const t = useT();
  const [alias, setAlias] = useState('');
  const valid = ALIAS_PATTERN.test(alias) && alias !== 'champion';
  const submit = () => {
    if (!valid) return;
    onName(alias);
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('models.alias.set')} footer={<><Button onClick={onClose}>{t('ui.cancel')}</Button><Button variant="primary" disabled={!valid} onClick={submit}>{t('ui.save')}</Button></>}>
      <form onSubmit={(e) => { e.preventDefault(); submit(); }}>
        <Field label={t('models.alias.name')} help={t('models.alias.help')}>{(ids) => <Input {...ids} autoFocus maxLength={50} value={alias} onChange={(e) => setAlias(e.target.value)} />}</Field>
      </form>
    </Dialog>
  );
}
