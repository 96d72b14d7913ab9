'use client';

import { Tooltip as Radix } from 'radix-ui';
import { useState, type ReactNode } from 'react';

/** A short text on hover and focus. Never the only place where something is said. */
export function Tooltip({ text, children, side = 'top' }: { text: ReactNode; children: ReactNode; side?: 'top' | 'right' | 'bottom' | 'left' }) {
  if (!text) return children;
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content side={side} sideOffset={6} collisionPadding={8} className="motion-fade z-50 max-w-72 rounded-md bg-fg px-2 py-1 text-xs text-bg shadow-raised">
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A word of the trade with what it means: on hover, on focus, and on a touch, which has no hover. */
export function Term({ help, children }: { help: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  if (!help) return children;
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>
        <button type="button" className="max-w-full cursor-help truncate text-left underline decoration-subtle decoration-dotted underline-offset-2 hover:text-fg" onClick={(e) => { e.preventDefault(); setOpen(true); }}>
          {children}
        </button>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content side="top" sideOffset={6} collisionPadding={8} className="motion-fade z-50 max-w-72 rounded-md bg-fg px-2 py-1 text-xs text-bg shadow-raised">
          {help}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
