'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useT, type MessageKey } from '../../../i18n';
import { useSession } from '../../../shell/session';
import { Badge, Button, Card, ErrorPanel, Field, KeyValueList, Page, PageHeader, toast } from '../../../ui';
import { MIN_PASSWORD_LENGTH, PasswordInput, PasswordLength } from '../sign-in/password-input';
import { fieldErrors, postAuth } from '../sign-in/sign-in';

export function AccountPage() {
  const t = useT();
  const { user } = useSession();
  if (!user) return null;
  return (
    <Page>
      <PageHeader title={t('auth.account.title')} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title={t('auth.account.facts')}>
          <KeyValueList items={[{ key: 'name', label: t('auth.account.name'), value: user.name }, { key: 'role', label: t('auth.account.role'), value: t(`admin.role.${user.role}` as MessageKey) }]} />
          <h3 className="mb-2 mt-4 text-xs text-subtle">{t('auth.account.rights')}</h3>
          <ul className="flex flex-wrap gap-1.5">{user.permissions.map((p) => <li key={p}><Badge><code className="font-mono">{p}</code></Badge></li>)}</ul>
        </Card>
        <ChangePassword />
      </div>
    </Page>
  );
}

function ChangePassword() {
  const t = useT();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const change = useMutation({
    mutationFn: () => postAuth('change-password', { currentPassword: current, newPassword: password }),
    onSuccess: () => {
      setCurrent('');
      setPassword('');
      toast.done(t('auth.account.changed'));
    },
  });
  const wrong = fieldErrors(change.error);
  return (
    <Card title={t('auth.account.change')} description={t('auth.account.changeLead')}>
      <form className="space-y-4" noValidate onSubmit={(e) => { e.preventDefault(); change.mutate(); }}>
        <Field label={t('auth.account.current')}>{(ids) => <PasswordInput {...ids} autoComplete="current-password" value={current} onChange={(e) => setCurrent(e.target.value)} />}</Field>
        <div>
          <Field label={t('auth.account.new')} help={t('auth.passwordHelp')} error={wrong.password}>{(ids) => <PasswordInput {...ids} autoComplete="new-password" value={password} onChange={(e) => setPassword(e.target.value)} />}</Field>
          <PasswordLength password={password} />
        </div>
        {change.isError && !wrong.password && <ErrorPanel error={change.error} />}
        <Button variant="primary" type="submit" busy={change.isPending} disabled={!current || [...password].length < MIN_PASSWORD_LENGTH}>{t('auth.account.submit')}</Button>
      </form>
    </Card>
  );
}
