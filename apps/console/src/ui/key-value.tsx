import type { ReactNode } from 'react';
import { cn } from './cn';

/** Names and values; long values wrap. `columns` at wide screens. */
export function KeyValueList({ items, columns = 1, className }: { items: readonly { key: string; label: ReactNode; value: ReactNode }[]; columns?: 1 | 2 | 3; className?: string }) {
  const grid = { 1: '', 2: 'sm:grid-cols-2', 3: 'sm:grid-cols-2 lg:grid-cols-3' }[columns];
  return (
    <dl className={cn('grid gap-x-8', grid, className)}>
      {items.map((item) => (
        <div key={item.key} className="flex min-w-0 items-baseline justify-between gap-4 border-b py-1.5 text-sm">
          <dt className="shrink-0 text-subtle">{item.label}</dt>
          <dd className="tabular min-w-0 text-right break-words [overflow-wrap:anywhere]">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
