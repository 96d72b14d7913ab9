'use client';

import type { User } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LogOut, MoreHorizontal, Pencil, UserCheck, UserPlus, UserX } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useT, type Translate } from '../../../i18n';
import { useSession } from '../../../shell/session';
import { useTRPC } from '../../../trpc';
import { Badge, Button, DataTable, IconButton, Menu, QueryView, RelativeTime, SkeletonTable, toast, useConfirm, type DataColumn } from '../../../ui';
import { PartHead } from '../admin-frame';
import { EditPersonSheet } from './edit-person-sheet';
import { NewPersonSheet } from './new-person-sheet';

const rowId = (user: User) => user.id;

export function PeoplePage() {
  const t = useT();
  const trpc = useTRPC();
  const users = useQuery(trpc.user.list.queryOptions());
  const { user: me } = useSession();
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<User | null>(null);
  const act = usePersonActions(setEditing);
  const columns = useMemo(() => columnsOf(t, me?.id ?? '', act), [t, me?.id, act]);
  return (
    <>
      <PartHead lead={t('admin.people.lead')} action={<Button variant="primary" icon={UserPlus} onClick={() => setAdding(true)}>{t('admin.people.new')}</Button>} />
      <QueryView query={users} skeleton={<SkeletonTable />}>
        {(rows) => <DataTable name="people" label={t('admin.people')} rows={rows} rowId={rowId} rowLabel={(u) => u.name} columns={columns} onOpen={setEditing} plain />}
      </QueryView>
      <NewPersonSheet open={adding} onOpenChange={setAdding} />
      {editing && <EditPersonSheet key={editing.id} person={editing} onClose={() => setEditing(null)} />}
    </>
  );
}

type Actions = { edit: (user: User) => void; setOpen: (user: User, open: boolean) => void; endSessions: (user: User) => void };

function usePersonActions(edit: (user: User) => void): Actions {
  const t = useT();
  const trpc = useTRPC();
  const confirm = useConfirm();
  const queryClient = useQueryClient();
  const refresh = () => void queryClient.invalidateQueries(trpc.user.pathFilter());
  const { mutate: update } = useMutation(trpc.user.update.mutationOptions({ onSuccess: () => { refresh(); toast.done(t('admin.people.saved')); }, onError: toast.failed }));
  const { mutate: end } = useMutation(trpc.user.endSessions.mutationOptions({ onSuccess: ({ ended }) => toast.done(t('admin.people.ended', { count: ended })), onError: toast.failed }));
  return useMemo(
    () => ({
      edit,
      endSessions: (user) => end({ id: user.id }),
      setOpen: async (user, open) => {
        if (!open && !(await confirm({ title: t('admin.people.closeAccount'), body: t('admin.people.closeBody', { name: user.name }), confirmLabel: t('admin.people.closeAccount'), danger: true }))) return;
        update({ id: user.id, disabled: !open });
      },
    }),
    [edit, end, update, confirm, t],
  );
}

function columnsOf(t: Translate, me: string, act: Actions): DataColumn<User>[] {
  return [
    {
      id: 'name', title: t('admin.name'), value: (u) => u.name, width: 220, fixed: true, pinned: true,
      cell: (u) => (
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium">{u.name}</span>
          {u.id === me && <Badge tone="accent">{t('admin.you')}</Badge>}
        </span>
      ),
    },
    { id: 'email', title: t('admin.email'), value: (u) => u.email, width: 240, cell: (u) => <span className="truncate text-muted">{u.email}</span> },
    { id: 'role', title: t('admin.role'), value: (u) => u.role, width: 120, cell: (u) => t(`admin.role.${u.role}`) },
    { id: 'state', title: t('admin.state'), value: (u) => u.disabled, width: 110, cell: (u) => (u.disabled ? <Badge tone="warning">{t('admin.state.closed')}</Badge> : <Badge tone="good">{t('admin.state.open')}</Badge>) },
    { id: 'seen', title: t('admin.lastSeen'), value: (u) => u.lastSeenAt, width: 130, cell: (u) => (u.lastSeenAt ? <RelativeTime at={u.lastSeenAt} /> : <span className="text-subtle">{t('admin.never')}</span>) },
    { id: 'created', title: t('admin.created'), value: (u) => u.createdAt, width: 130, cell: (u) => <RelativeTime at={u.createdAt} /> },
    {
      id: 'actions', title: '', width: 56, fixed: true, align: 'right',
      cell: (u) => (
        <Menu
          align="end"
          trigger={<IconButton icon={MoreHorizontal} size="sm" noTooltip label={t('admin.people.actions', { name: u.name })} />}
          items={[
            { key: 'edit', label: t('admin.people.edit', { name: u.name }), icon: Pencil, onSelect: () => act.edit(u) },
            { key: 'end', label: t('admin.people.endSessions'), icon: LogOut, onSelect: () => act.endSessions(u) },
            { kind: 'separator', key: 's' },
            u.disabled ? { key: 'open', label: t('admin.people.openAccount'), icon: UserCheck, onSelect: () => act.setOpen(u, true) } : { key: 'close', label: t('admin.people.closeAccount'), icon: UserX, danger: true, onSelect: () => act.setOpen(u, false) },
          ]}
        />
      ),
    },
  ];
}
