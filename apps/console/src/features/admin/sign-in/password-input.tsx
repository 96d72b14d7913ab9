'use client';

import { Check, Eye, EyeOff } from 'lucide-react';
import { useState, type ComponentProps } from 'react';
import { useT } from '../../../i18n';
import { cn, Input } from '../../../ui';

export const MIN_PASSWORD_LENGTH = 12;

/** A password box whose letters can be shown. */
export function PasswordInput({ className, ...rest }: Omit<ComponentProps<'input'>, 'type' | 'prefix'>) {
  const t = useT();
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <span className="relative block">
      <Input type={shown ? 'text' : 'password'} autoCapitalize="off" autoCorrect="off" spellCheck={false} maxLength={512} className={cn('pr-10', className)} {...rest} />
      <button type="button" aria-pressed={shown} aria-label={t(shown ? 'auth.password.hide' : 'auth.password.show')} onClick={() => setShown(!shown)} className="absolute inset-y-0 right-0 flex w-9 items-center justify-center rounded-md text-subtle hover:text-fg">
        <Icon aria-hidden className="size-4" />
      </button>
    </span>
  );
}

/** How far a new password is from long enough. The server judges the rest. */
export function PasswordLength({ password }: { password: string }) {
  const t = useT();
  const length = [...password].length;
  const missing = Math.max(0, MIN_PASSWORD_LENGTH - length);
  return (
    <div className="mt-1.5 flex h-4 items-center gap-2" aria-live="polite">
      <span aria-hidden className="h-1 flex-1 overflow-hidden rounded-full bg-sunken">
        <span className={cn('block h-full rounded-full transition-[width] duration-150', missing ? 'bg-warning' : 'bg-good')} style={{ width: `${Math.min(100, (100 * length) / MIN_PASSWORD_LENGTH)}%` }} />
      </span>
      <span className={cn('flex items-center gap-1 text-xs', missing ? 'text-subtle' : 'text-good')}>
        {length > 0 && (missing ? t('auth.password.missing', { count: missing }) : <><Check aria-hidden className="size-3" />{t('auth.password.long')}</>)}
      </span>
    </div>
  );
}
