'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useState, type FormEvent } from 'react';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Button, ErrorPanel, Field, Input } from '../../../ui';
import { AuthFrame } from './auth-frame';
import { PasswordInput } from './password-input';
import { safeNext, signIn } from './sign-in';

export function LoginPage() {
  const t = useT();
  const trpc = useTRPC();
  const next = safeNext(useSearchParams().get('next'));
  const setup = useQuery(trpc.setup.status.queryOptions());
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const login = useMutation({
    mutationFn: () => signIn(email, password),
    // a full load: nothing of another session stays in memory
    onSuccess: () => window.location.assign(next),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate();
  };
  return (
    <AuthFrame title={t('auth.login.title')} lead={t('auth.login.lead')}>
      {setup.data?.needed && (
        <div role="status" className="mb-6 flex gap-3 rounded-lg border border-line-strong bg-surface p-4 text-sm">
          <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
          <div>
            <p className="font-medium">{t('auth.login.needsSetup')}</p>
            <p className="mt-0.5 text-muted">{t('auth.login.needsSetupBody')}</p>
          </div>
        </div>
      )}
      <form onSubmit={submit} className="space-y-4" noValidate>
        <Field label={t('auth.email')}>{(ids) => <Input {...ids} className="h-10" type="email" name="email" autoComplete="username" autoFocus required value={email} onChange={(e) => setEmail(e.target.value)} />}</Field>
        <Field label={t('auth.password')}>{(ids) => <PasswordInput {...ids} className="h-10" name="password" autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.target.value)} />}</Field>
        {login.isError && <ErrorPanel error={login.error} />}
        <Button type="submit" variant="primary" size="lg" className="w-full" busy={login.isPending || login.isSuccess} disabled={!email.trim() || !password}>
          {t('auth.login.submit')}
        </Button>
        <p className="text-xs text-subtle">{t('auth.login.lost')}</p>
      </form>
    </AuthFrame>
  );
}
