import type { ReactNode } from 'react';
import { cn } from './cn';

type CardProps = { title?: ReactNode; description?: ReactNode; /** at the right of the title */ actions?: ReactNode; children?: ReactNode; className?: string; /** no inner padding: tables and charts that reach the edge */ flush?: boolean; as?: 'section' | 'div' | 'article' };

/** A surface with a hairline. */
export function Card({ title, description, actions, children, className, flush, as: As = 'section' }: CardProps) {
  return (
    <As className={cn('min-w-0 rounded-lg border bg-surface', className)}>
      {(title || actions) && (
        <header className={cn('flex items-center gap-3 px-4', flush ? 'border-b py-3' : 'pt-3')}>
          <div className="min-w-0 flex-1">
            {title && <h2 className="text-sm font-semibold break-words">{title}</h2>}
            {description && <p className="text-xs text-subtle">{description}</p>}
          </div>
          {actions && <div className="-my-1 flex shrink-0 items-center gap-1">{actions}</div>}
        </header>
      )}
      <div className={flush ? '' : 'p-4'}>{children}</div>
    </As>
  );
}

/** A number first, its name above, what it means below. */
export function Stat({ label, value, detail, className }: { label: ReactNode; value: ReactNode; detail?: ReactNode; className?: string }) {
  return (
    <div className={cn('min-w-0', className)}>
      <div className="truncate text-xs text-subtle">{label}</div>
      <div className="tabular mt-0.5 truncate text-xl font-semibold">{value}</div>
      {detail && <div className="mt-0.5 text-xs text-muted">{detail}</div>}
    </div>
  );
}
