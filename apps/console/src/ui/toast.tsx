'use client';

import { toast as sonner, Toaster as Sonner } from 'sonner';
import { readError } from '../trpc/error';

/** Where toasts appear; mounted once by UiProvider. */
export function Toaster({ theme }: { theme: 'system' | 'light' | 'dark' }) {
  return (
    <Sonner
      theme={theme}
      position="bottom-right"
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: 'flex font-sans w-[min(24rem,calc(100vw-2rem))] items-start gap-3 rounded-lg bg-raised p-3 text-sm text-fg shadow-raised',
          content: 'min-w-0 flex-1',
          title: 'font-medium break-words',
          description: 'text-muted break-words',
          actionButton: 'shrink-0 rounded-md border border-line-strong px-2 py-0.5 text-xs font-medium hover:bg-hover',
          icon: 'mt-0.5',
          error: 'border-l-2 border-l-bad',
        },
      }}
    />
  );
}

type Options = { description?: string; /** shows a button that takes the change back */ undo?: { label: string; onUndo: () => void } };

/** `toast.done('Archived', { undo: { label: t('ui.undo'), onUndo } })`, `toast.failed(error)`. */
export const toast = {
  done: (message: string, options: Options = {}) =>
    sonner.success(message, { description: options.description, duration: options.undo ? 8000 : 4000, action: options.undo ? { label: options.undo.label, onClick: options.undo.onUndo } : undefined }),
  info: (message: string, options: Options = {}) => sonner.info(message, { description: options.description }),
  /** Any thrown thing: its message, and below how to mend it. */
  failed: (error: unknown) => {
    const { message, fix } = readError(error);
    return sonner.error(message, { description: fix ?? undefined, duration: 10_000 });
  },
};
