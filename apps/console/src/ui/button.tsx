'use client';

import { cva, type VariantProps } from 'class-variance-authority';
import type { LucideIcon } from 'lucide-react';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn';
import { Tooltip } from './tooltip';

const button = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border text-sm font-medium transition-colors duration-100 disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-accent text-accent-fg hover:bg-accent-strong disabled:hover:bg-accent',
        secondary: 'border-line-strong bg-surface text-fg hover:bg-hover',
        ghost: 'border-transparent bg-transparent text-muted hover:bg-hover hover:text-fg',
        danger: 'border-bad bg-surface text-bad hover:bg-bad-soft',
      },
      size: { sm: 'h-7 px-2 text-xs', md: 'h-8 px-3', lg: 'h-10 px-4 text-base' },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

type ButtonProps = ComponentProps<'button'> & VariantProps<typeof button> & { /** the child (a link) becomes the button */ asChild?: boolean; icon?: LucideIcon; /** work is under way: disabled, width kept */ busy?: boolean };

export function Button({ className, variant, size, asChild, icon: Icon, busy, disabled, children, type = 'button', ...rest }: ButtonProps) {
  const classes = cn(button({ variant, size }), busy && 'motion-pulse', className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {Icon && <Icon aria-hidden />}
        <Slot.Slottable>{children}</Slot.Slottable>
      </Slot.Root>
    );
  }
  return (
    <button type={type} className={classes} disabled={disabled || busy} aria-busy={busy || undefined} {...rest}>
      {Icon && <Icon aria-hidden />}
      {children}
    </button>
  );
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & { icon: LucideIcon; /** read aloud and shown on hover */ label: string; size?: 'sm' | 'md'; variant?: 'ghost' | 'secondary' | 'danger'; pressed?: boolean; noTooltip?: boolean };

/** A button with a picture only; the label is its name and its tooltip. */
export function IconButton({ icon: Icon, label, size = 'md', variant = 'ghost', pressed, noTooltip, className, type = 'button', ...rest }: IconButtonProps) {
  const control = (
    <button type={type} aria-label={label} aria-pressed={pressed} className={cn(button({ variant }), 'px-0', size === 'sm' ? 'size-7' : 'size-8', pressed && 'bg-selected text-accent', className)} {...rest}>
      <Icon aria-hidden />
    </button>
  );
  return noTooltip ? control : <Tooltip text={label}>{control}</Tooltip>;
}
