'use client';

import type { User } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Button, ErrorPanel, Field, Input, Sheet, toast } from '../../../ui';
import { MIN_PASSWORD_LENGTH, PasswordInput, PasswordLength } from '../sign-in/password-input';
import { fieldErrors } from '../sign-in/sign-in';
import { PERSON_ROLES, RoleChoice, type PersonRole } from './person-form';

/** Name and role of somebody, and a new first password. Mounted anew for each person. */
export function EditPersonSheet({ person, onClose }: { person: User; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(person.name);
  const [role, setRole] = useState<PersonRole>(PERSON_ROLES.find((r) => r === person.role) ?? 'viewer');
  const update = useMutation(
    trpc.user.update.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.user.pathFilter());
        toast.done(t('admin.people.saved'));
        onClose();
      },
    }),
  );
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('admin.people.edit', { name: person.name })}
      description={person.email}
      footer={
        <Button variant="primary" busy={update.isPending} disabled={!name.trim() || (name.trim() === person.name && role === person.role)} onClick={() => update.mutate({ id: person.id, name: name.trim(), role })}>
          {t('admin.people.save')}
        </Button>
      }
    >
      <div className="space-y-5">
        <Field label={t('admin.name')}>{(ids) => <Input {...ids} maxLength={100} value={name} onChange={(e) => setName(e.target.value)} />}</Field>
        <RoleChoice value={role} onChange={setRole} />
        {update.isError && <ErrorPanel error={update.error} />}
        <hr />
        <NewPassword person={person} />
      </div>
    </Sheet>
  );
}

function NewPassword({ person }: { person: User }) {
  const t = useT();
  const trpc = useTRPC();
  const [password, setPassword] = useState('');
  const set = useMutation(
    trpc.user.setPassword.mutationOptions({
      onSuccess: () => {
        setPassword('');
        toast.done(t('admin.people.passwordSet'));
      },
    }),
  );
  const wrong = fieldErrors(set.error);
  return (
    <form className="space-y-3" noValidate onSubmit={(e) => { e.preventDefault(); set.mutate({ id: person.id, password }); }}>
      <div>
        <Field label={t('admin.people.setPassword')} help={t('admin.people.setPasswordLead', { name: person.name })} error={wrong.password}>{(ids) => <PasswordInput {...ids} autoComplete="new-password" value={password} onChange={(e) => setPassword(e.target.value)} />}</Field>
        {password !== '' && <PasswordLength password={password} />}
      </div>
      {set.isError && !wrong.password && <ErrorPanel error={set.error} />}
      <Button type="submit" busy={set.isPending} disabled={[...password].length < MIN_PASSWORD_LENGTH}>{t('admin.people.setPassword')}</Button>
    </form>
  );
}
