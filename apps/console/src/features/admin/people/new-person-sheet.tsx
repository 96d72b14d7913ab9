'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Button, ErrorPanel, Field, Input, Sheet, toast } from '../../../ui';
import { MIN_PASSWORD_LENGTH, PasswordInput, PasswordLength } from '../sign-in/password-input';
import { fieldErrors } from '../sign-in/sign-in';
import { RoleChoice, type PersonRole } from './person-form';

const BLANK = { name: '', email: '', password: '', role: 'operator' as PersonRole };

export function NewPersonSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useT();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [person, setPerson] = useState(BLANK);
  const change = (part: Partial<typeof BLANK>) => setPerson((p) => ({ ...p, ...part }));
  const create = useMutation(
    trpc.user.create.mutationOptions({
      onSuccess: (made) => {
        void queryClient.invalidateQueries(trpc.user.pathFilter());
        toast.done(t('admin.people.created', { name: made.name }));
        setPerson(BLANK);
        onOpenChange(false);
      },
    }),
  );
  const wrong = fieldErrors(create.error);
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title={t('admin.people.new')}
      description={t('admin.people.newLead')}
      footer={
        <Button variant="primary" type="submit" form="new-person" busy={create.isPending} disabled={!person.name.trim() || !person.email.trim() || [...person.password].length < MIN_PASSWORD_LENGTH}>
          {t('admin.people.create')}
        </Button>
      }
    >
      <form id="new-person" className="space-y-4" noValidate onSubmit={(e) => { e.preventDefault(); create.mutate(person); }}>
        <Field label={t('admin.name')} error={wrong.name}>{(ids) => <Input {...ids} autoComplete="off" maxLength={100} value={person.name} onChange={(e) => change({ name: e.target.value })} />}</Field>
        <Field label={t('admin.email')} error={wrong.email}>{(ids) => <Input {...ids} type="email" autoComplete="off" value={person.email} onChange={(e) => change({ email: e.target.value })} />}</Field>
        <RoleChoice value={person.role} onChange={(role) => change({ role })} />
        <div>
          <Field label={t('auth.password')} help={t('auth.passwordHelp')} error={wrong.password}>{(ids) => <PasswordInput {...ids} autoComplete="new-password" value={person.password} onChange={(e) => change({ password: e.target.value })} />}</Field>
          <PasswordLength password={person.password} />
        </div>
        {create.isError && Object.keys(wrong).length === 0 && <ErrorPanel error={create.error} />}
      </form>
    </Sheet>
  );
}
