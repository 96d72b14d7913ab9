'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useT } from '../i18n';
import { IconButton } from './button';
import { cn } from './cn';

type PanelProps = { open: boolean; onOpenChange: (open: boolean) => void; title: ReactNode; description?: ReactNode; children?: ReactNode; /** buttons, right aligned, always in sight */ footer?: ReactNode; className?: string };

function PanelFrame({ title, description, children, footer }: Omit<PanelProps, 'open' | 'onOpenChange' | 'className'>) {
  const t = useT();
  return (
    <>
      <header className="flex items-start gap-3 border-b px-4 py-3 sm:px-6">
        <div className="min-w-0 flex-1">
          <Radix.Title className="text-lg font-semibold break-words">{title}</Radix.Title>
          {description ? <Radix.Description className="mt-0.5 text-sm text-muted">{description}</Radix.Description> : <Radix.Description className="sr-only">{title}</Radix.Description>}
        </div>
        <Radix.Close asChild>
          <IconButton icon={X} label={t('ui.close')} noTooltip className="-mr-1" />
        </Radix.Close>
      </header>
      <div className="scroll-thin min-h-0 flex-1 overflow-y-auto px-4 py-4 sm:px-6">{children}</div>
      {footer && <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-4 py-3 sm:px-6">{footer}</footer>}
    </>
  );
}

/** A centred question or small form. */
export function Dialog({ open, onOpenChange, className, ...frame }: PanelProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="motion-fade fixed inset-0 z-40 bg-overlay" />
        <Radix.Content className={cn('motion-rise fixed inset-x-4 top-[12vh] z-50 mx-auto flex max-h-[76vh] max-w-lg flex-col rounded-lg bg-raised shadow-raised outline-none', className)}>
          <PanelFrame {...frame} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A panel over the page, from the right; on a phone it fills the screen. For uploads, launches, editing. */
export function Sheet({ open, onOpenChange, className, size = 'md', ...frame }: PanelProps & { size?: 'md' | 'lg' | 'xl' }) {
  const width = { md: 'sm:max-w-lg', lg: 'sm:max-w-2xl', xl: 'sm:max-w-5xl' }[size];
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="motion-fade fixed inset-0 z-40 bg-overlay" />
        <Radix.Content className={cn('motion-slide fixed inset-y-0 right-0 z-50 flex w-full flex-col bg-raised shadow-raised outline-none', width, className)}>
          <PanelFrame {...frame} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Closes the dialog or sheet around it. */
export const DialogClose = ({ children }: { children: ReactNode }) => <Radix.Close asChild>{children}</Radix.Close>;
