'use client';

import { Check, Minus } from 'lucide-react';
import { Checkbox as RadixCheckbox, Switch as RadixSwitch, ToggleGroup } from 'radix-ui';
import { useId, type ReactNode } from 'react';
import { cn } from './cn';

type ToggleProps = { checked: boolean; onChange: (checked: boolean) => void; /** visible text; without it give `aria-label` */ label?: ReactNode; help?: ReactNode; disabled?: boolean; 'aria-label'?: string; className?: string; id?: string };

const Labelled = ({ id, label, help, control, className }: { id: string; label: ReactNode; help?: ReactNode; control: ReactNode; className?: string }) => (
  <div className={cn('flex items-start gap-2', className)}>
    {control}
    <label htmlFor={id} className="min-w-0 cursor-pointer text-sm">
      {label}
      {help && <span className="block text-xs text-subtle">{help}</span>}
    </label>
  </div>
);

export function Checkbox({ checked, onChange, label, help, disabled, className, id: given, ...aria }: Omit<ToggleProps, 'checked'> & { checked: boolean | 'indeterminate' }) {
  const own = useId();
  const id = given ?? own;
  const control = (
    <RadixCheckbox.Root id={id} checked={checked} disabled={disabled} onCheckedChange={(v) => onChange(v === true)} {...aria} className={cn('flex size-4 shrink-0 items-center justify-center rounded-sm border border-control bg-surface text-accent-fg disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent', label ? 'mt-0.5' : className)}>
      <RadixCheckbox.Indicator>{checked === 'indeterminate' ? <Minus aria-hidden className="size-3" strokeWidth={3} /> : <Check aria-hidden className="size-3" strokeWidth={3} />}</RadixCheckbox.Indicator>
    </RadixCheckbox.Root>
  );
  return label ? <Labelled id={id} label={label} help={help} control={control} className={className} /> : control;
}

/** On or off, taking effect at once. */
export function Switch({ checked, onChange, label, help, disabled, className, id: given, ...aria }: ToggleProps) {
  const own = useId();
  const id = given ?? own;
  const control = (
    <RadixSwitch.Root id={id} checked={checked} disabled={disabled} onCheckedChange={onChange} {...aria} className={cn('relative mt-0.5 h-4 w-7 shrink-0 rounded-full border border-control bg-sunken transition-colors duration-100 disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent', !label && className)}>
      <RadixSwitch.Thumb className="block size-2.5 translate-x-0.5 rounded-full bg-control transition-transform duration-100 data-[state=checked]:translate-x-3.5 data-[state=checked]:bg-accent-fg" />
    </RadixSwitch.Root>
  );
  return label ? <Labelled id={id} label={label} help={help} control={control} className={className} /> : control;
}

/** One of two to five short choices, side by side. */
export function SegmentedControl<V extends string>({ value, onChange, options, label, className, size = 'md' }: { value: V; onChange: (value: V) => void; options: readonly { value: V; label: ReactNode }[]; label: string; className?: string; size?: 'sm' | 'md' }) {
  return (
    <ToggleGroup.Root type="single" value={value} onValueChange={(v) => v && onChange(v as V)} aria-label={label} className={cn('inline-flex max-w-full flex-wrap rounded-md border bg-sunken p-0.5', className)}>
      {options.map((o) => (
        <ToggleGroup.Item key={o.value} value={o.value} className={cn('whitespace-nowrap rounded-sm px-2 text-xs font-medium text-muted transition-colors duration-100 hover:text-fg data-[state=on]:bg-surface data-[state=on]:text-fg data-[state=on]:shadow-[0_0_0_1px_var(--line-strong)]', size === 'sm' ? 'h-5' : 'h-6')}>
          {o.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
