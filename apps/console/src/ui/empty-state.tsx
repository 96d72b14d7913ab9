import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';

/** What this place is for, and one action that works. `picture` may be a real figure in place of the icon. */
export function EmptyState({ icon: Icon, picture, title, children, action, className }: { icon?: LucideIcon; picture?: ReactNode; title: ReactNode; children?: ReactNode; action?: ReactNode; className?: string }) {
  return (
    <div className={cn('flex flex-col items-center justify-center px-6 py-10 text-center', className)}>
      {picture ?? (Icon && <Icon aria-hidden className="mb-3 size-8 text-subtle" strokeWidth={1.5} />)}
      <div className="text-base font-medium text-fg">{title}</div>
      {children && <div className="mt-1 max-w-md text-sm text-muted">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
