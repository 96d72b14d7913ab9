'use client';

import type { ApiKey } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useT, type Translate } from '../../../i18n';
import { useSession } from '../../../shell/session';
import { useTRPC } from '../../../trpc';
import { Badge, Button, DataTable, EmptyState, QueryView, RelativeTime, SkeletonTable, toast, useConfirm, useNow, type DataColumn } from '../../../ui';
import { PartHead } from '../admin-frame';
import { KeyShownDialog } from './key-shown-dialog';
import { NewKeySheet } from './new-key-sheet';

const rowId = (key: ApiKey) => key.id;

export function KeysPage() {
  const t = useT();
  const trpc = useTRPC();
  const { project } = useSession();
  const keys = useQuery(trpc.key.list.queryOptions());
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null);
  const revoke = useRevoke();
  const now = useNow();
  const columns = useMemo(() => columnsOf(t, now, revoke), [t, now, revoke]);
  const add = <Button variant="primary" icon={Plus} onClick={() => setMaking(true)}>{t('admin.keys.new')}</Button>;
  return (
    <>
      <PartHead lead={t('admin.keys.lead', { project: project?.name ?? '' })} action={add} />
      <QueryView query={keys} skeleton={<SkeletonTable />}>
        {(rows) => (
          <DataTable name="api-keys" label={t('admin.keys')} rows={rows} rowId={rowId} rowLabel={(k) => k.name} columns={columns} plain
            empty={<EmptyState icon={KeyRound} title={t('admin.keys.empty')} action={add}>{t('admin.keys.emptyBody')}</EmptyState>} />
        )}
      </QueryView>
      {making && <NewKeySheet onClose={() => setMaking(false)} onMade={(key) => { setMaking(false); setMade(key); }} />}
      {made && <KeyShownDialog made={made} onClose={() => setMade(null)} />}
    </>
  );
}

function useRevoke() {
  const t = useT();
  const trpc = useTRPC();
  const confirm = useConfirm();
  const queryClient = useQueryClient();
  const { mutate } = useMutation(
    trpc.key.revoke.mutationOptions({
      onSuccess: (key) => {
        void queryClient.invalidateQueries(trpc.key.pathFilter());
        toast.done(t('admin.keys.revoked', { name: key.name }));
      },
      onError: toast.failed,
    }),
  );
  return useCallback(
    async (key: ApiKey) => {
      if (await confirm({ title: t('admin.keys.revokeTitle', { name: key.name }), body: t('admin.keys.revokeBody'), confirmLabel: t('admin.keys.revoke'), danger: true })) mutate({ id: key.id });
    },
    [confirm, mutate, t],
  );
}

const stateOf = (key: ApiKey, now: Date | null) => (key.revokedAt ? 'revoked' : key.expiresAt && now && key.expiresAt <= now ? 'expired' : 'live');
const TONE = { live: 'good', expired: 'warning', revoked: 'neutral' } as const;

function columnsOf(t: Translate, now: Date | null, revoke: (key: ApiKey) => void): DataColumn<ApiKey>[] {
  return [
    { id: 'name', title: t('admin.name'), value: (k) => k.name, width: 180, fixed: true, pinned: true, cell: (k) => <span className="truncate font-medium">{k.name}</span> },
    { id: 'prefix', title: t('admin.keys.prefix'), width: 130, cell: (k) => <code className="font-mono text-xs text-muted">{k.prefix}…</code> },
    { id: 'state', title: t('admin.state'), value: (k) => stateOf(k, now), width: 110, cell: (k) => <Badge tone={TONE[stateOf(k, now)]}>{t(`admin.keys.state.${stateOf(k, now)}`)}</Badge> },
    { id: 'scopes', title: t('admin.keys.scopes'), width: 230, cell: (k) => <span className="truncate font-mono text-xs text-muted" title={k.scopes.join(', ')}>{k.scopes.join(', ')}</span> },
    { id: 'used', title: t('admin.keys.lastUsed'), value: (k) => k.lastUsedAt, width: 120, cell: (k) => (k.lastUsedAt ? <RelativeTime at={k.lastUsedAt} /> : <span className="text-subtle">{t('admin.never')}</span>) },
    { id: 'expires', title: t('admin.keys.expires'), value: (k) => k.expiresAt, width: 120, cell: (k) => (k.expiresAt ? <RelativeTime at={k.expiresAt} /> : <span className="text-subtle">{t('admin.never')}</span>) },
    { id: 'by', title: t('admin.keys.createdBy'), value: (k) => k.createdBy, width: 120, cell: (k) => k.createdBy },
    { id: 'revoke', title: '', width: 96, fixed: true, align: 'right', cell: (k) => (k.revokedAt ? null : <Button size="sm" variant="danger" onClick={() => revoke(k)}>{t('admin.keys.revoke')}</Button>) },
  ];
}
