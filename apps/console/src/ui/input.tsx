'use client';

import { Search, X } from 'lucide-react';
import { useId, useRef, type ComponentProps, type ReactNode } from 'react';
import { useT } from '../i18n';
import { cn } from './cn';

const control = 'w-full rounded-md border border-control bg-surface px-2.5 text-base outline-offset-0 transition-colors disabled:opacity-60 aria-invalid:border-bad focus-visible:outline-2 focus-visible:outline-accent sm:text-sm';

type InputProps = Omit<ComponentProps<'input'>, 'prefix'> & { /** inside, at the right: a unit */ unit?: ReactNode };

export function Input({ className, unit, ...rest }: InputProps) {
  if (unit === undefined || unit === null || unit === '') return <input className={cn(control, 'h-8', className)} {...rest} />;
  return (
    <span className={cn('relative block', className)}>
      <input className={cn(control, 'h-8 pr-16')} {...rest} />
      <span aria-hidden className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-xs text-subtle">
        {unit}
      </span>
    </span>
  );
}

export const Textarea = ({ className, ...rest }: ComponentProps<'textarea'>) => <textarea className={cn(control, 'min-h-20 py-1.5 leading-5', className)} {...rest} />;

/** A search box with a clear button. */
export function SearchInput({ value, onChange, label, className, ...rest }: Omit<ComponentProps<'input'>, 'value' | 'onChange'> & { value: string; onChange: (value: string) => void; label: string }) {
  const t = useT();
  const ref = useRef<HTMLInputElement>(null);
  const clear = () => {
    onChange('');
    ref.current?.focus();
  };
  return (
    <span className={cn('relative block', className)}>
      <Search aria-hidden className="pointer-events-none absolute left-2.5 top-2 size-4 text-subtle" />
      <input ref={ref} type="text" role="searchbox" aria-label={label} placeholder={label} className={cn(control, 'h-8 px-8')} value={value} onChange={(e) => onChange(e.target.value)} {...rest} />
      {value !== '' && (
        <button type="button" aria-label={t('ui.clear')} onClick={clear} className="absolute right-1 top-1 flex size-6 items-center justify-center rounded-sm text-subtle hover:bg-hover hover:text-fg">
          <X aria-hidden className="size-4" />
        </button>
      )}
    </span>
  );
}

type FieldProps = { label: ReactNode; help?: ReactNode; error?: ReactNode; optional?: boolean; className?: string; /** gets the ids to put on the control */ children: (ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }) => ReactNode };

/** Label above, control, then help or what is wrong. `<Field label="Name">{(ids) => <Input {...ids} />}</Field>` */
export function Field({ label, help, error, optional, className, children }: FieldProps) {
  const t = useT();
  const id = useId();
  const described = error ? `${id}-error` : help ? `${id}-help` : undefined;
  return (
    <div className={cn('min-w-0 space-y-1', className)}>
      <label htmlFor={id} className="flex items-baseline gap-2 text-sm font-medium">
        <span className="min-w-0 break-words">{label}</span>
        {optional && <span className="text-xs font-normal text-subtle">{t('ui.optional')}</span>}
      </label>
      {children({ id, 'aria-describedby': described, 'aria-invalid': error ? true : undefined })}
      {error ? (
        <p id={`${id}-error`} className="text-xs text-bad">
          {error}
        </p>
      ) : (
        help && (
          <p id={`${id}-help`} className="text-xs text-subtle">
            {help}
          </p>
        )
      )}
    </div>
  );
}
