'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState, useSyncExternalStore, type FormEvent } from 'react';
import { useT } from '../../../i18n';
import { useTRPC, useTRPCClient } from '../../../trpc';
import { Button, ErrorPanel, Field, Input, Skeleton } from '../../../ui';
import { AuthFrame } from './auth-frame';
import { MIN_PASSWORD_LENGTH, PasswordInput, PasswordLength } from './password-input';
import { fieldErrors, setupToken, signIn } from './sign-in';

const onHash = (notify: () => void) => {
  window.addEventListener('hashchange', notify);
  return () => window.removeEventListener('hashchange', notify);
};

/** The token stands behind the `#`, so that it reached no server on the way here. */
const useHash = () => useSyncExternalStore(onHash, () => window.location.hash, () => '');

export function SetupPage() {
  const t = useT();
  const trpc = useTRPC();
  const setup = useQuery(trpc.setup.status.queryOptions());
  if (setup.isError) return <AuthFrame title={t('auth.setup.title')}><ErrorPanel error={setup.error} onRetry={() => void setup.refetch()} /></AuthFrame>;
  if (!setup.data)
    return (
      <AuthFrame title={t('auth.setup.title')} lead={t('auth.setup.lead')}>
        <div className="space-y-4" aria-busy>{[0, 1, 2].map((i) => <Skeleton key={i} className="h-16 w-full" />)}</div>
      </AuthFrame>
    );
  if (!setup.data.needed)
    return (
      <AuthFrame title={t('auth.setup.done')} lead={t('auth.setup.doneBody')}>
        <Button asChild variant="primary" size="lg"><Link href="/login">{t('auth.setup.toLogin')}</Link></Button>
      </AuthFrame>
    );
  return (
    <AuthFrame title={t('auth.setup.title')} lead={t('auth.setup.lead')}>
      <SetupForm />
    </AuthFrame>
  );
}

function SetupForm() {
  const t = useT();
  const client = useTRPCClient();
  const fromLink = setupToken(useHash());
  const [pasted, setPasted] = useState('');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const token = setupToken(pasted) ?? fromLink;
  const setup = useMutation({
    mutationFn: async () => {
      await client.setup.complete.mutate({ token: token ?? '', name, email: email.trim(), password });
      await signIn(email, password);
    },
    onSuccess: () => window.location.replace('/'),
  });
  const wrong = fieldErrors(setup.error);
  const invalidLink = setup.isError && Object.keys(wrong).length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setup.mutate();
  };
  const complete = token && name.trim() && email.trim() && [...password].length >= MIN_PASSWORD_LENGTH;
  return (
    <form onSubmit={submit} className="space-y-4" noValidate>
      {(!fromLink || invalidLink) && (
        <Field label={t('auth.setup.link')} help={t('auth.setup.linkHelp')} error={pasted && !setupToken(pasted) ? t('auth.setup.linkMissing') : undefined}>
          {(ids) => <Input {...ids} className="h-10 font-mono" name="link" autoComplete="off" spellCheck={false} value={pasted} onChange={(e) => setPasted(e.target.value)} />}
        </Field>
      )}
      <Field label={t('auth.setup.name')} error={wrong.name}>{(ids) => <Input {...ids} className="h-10" name="name" autoComplete="name" autoFocus required maxLength={100} value={name} onChange={(e) => setName(e.target.value)} />}</Field>
      <Field label={t('auth.email')} help={t('auth.emailHelp')} error={wrong.email}>{(ids) => <Input {...ids} className="h-10" type="email" name="email" autoComplete="username" required value={email} onChange={(e) => setEmail(e.target.value)} />}</Field>
      <div>
        <Field label={t('auth.password')} help={t('auth.passwordHelp')} error={wrong.password}>{(ids) => <PasswordInput {...ids} className="h-10" name="new-password" autoComplete="new-password" required value={password} onChange={(e) => setPassword(e.target.value)} />}</Field>
        <PasswordLength password={password} />
      </div>
      {invalidLink && <ErrorPanel error={setup.error} />}
      <Button type="submit" variant="primary" size="lg" className="w-full" busy={setup.isPending || setup.isSuccess} disabled={!complete}>
        {t('auth.setup.submit')}
      </Button>
      <p className="text-xs text-subtle">{t('auth.setup.next')}</p>
    </form>
  );
}
