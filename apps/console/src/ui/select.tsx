'use client';

import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useT } from '../i18n';
import { cn } from './cn';

export type Option<V extends string = string> = { value: V; label: ReactNode; hint?: ReactNode; disabled?: boolean };

type SelectProps<V extends string> = { value: V | undefined; onChange: (value: V) => void; options: readonly Option<V>[]; placeholder?: string; id?: string; label?: string; disabled?: boolean; className?: string; size?: 'sm' | 'md'; 'aria-describedby'?: string; 'aria-invalid'?: true };

// Radix refuses an empty value; a choice of "none" is a real choice here.
const EMPTY = '\u0000';

/** One of a short list. For a long list, or one to search, use Combobox. */
export function Select<V extends string>({ value, onChange, options, placeholder, id, label, disabled, className, size = 'md', ...aria }: SelectProps<V>) {
  const t = useT();
  return (
    <Radix.Root value={value === '' ? EMPTY : value} onValueChange={(v) => onChange((v === EMPTY ? '' : v) as V)} disabled={disabled}>
      <Radix.Trigger id={id} aria-label={label} {...aria} className={cn('flex w-full min-w-0 items-center gap-2 rounded-md border border-control bg-surface px-2.5 text-left text-sm disabled:opacity-60 aria-invalid:border-bad data-[placeholder]:text-subtle', size === 'sm' ? 'h-7 text-xs' : 'h-8', className)}>
        <span className="min-w-0 flex-1 truncate">
          <Radix.Value placeholder={placeholder ?? t('ui.selectPlaceholder')} />
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-subtle" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content position="popper" sideOffset={4} collisionPadding={8} className="motion-fade z-50 max-h-[min(20rem,var(--radix-select-content-available-height))] min-w-[var(--radix-select-trigger-width)] max-w-[calc(100vw-2rem)] overflow-hidden rounded-lg bg-raised shadow-raised">
          <Radix.Viewport className="p-1">
            {options.map((o) => (
              <Radix.Item key={o.value} value={o.value === '' ? EMPTY : o.value} disabled={o.disabled} className="relative flex min-h-7 cursor-pointer select-none flex-col justify-center rounded-sm py-1 pl-7 pr-2 text-sm outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover">
                <Radix.ItemIndicator className="absolute left-2 top-2">
                  <Check aria-hidden className="size-4" />
                </Radix.ItemIndicator>
                <Radix.ItemText>{o.label}</Radix.ItemText>
                {o.hint && <span className="text-xs text-subtle">{o.hint}</span>}
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
