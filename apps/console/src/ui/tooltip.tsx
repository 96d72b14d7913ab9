'use client';

import { Tooltip as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

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
