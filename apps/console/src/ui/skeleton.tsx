import { cn } from './cn';

/** A grey shape of the size of what is coming, so that nothing jumps. */
export const Skeleton = ({ className }: { className?: string }) => <div aria-hidden className={cn('motion-pulse h-4 rounded-sm bg-line', className)} />;

/** Lines of text that are on their way. */
export function SkeletonText({ lines = 3, className }: { lines?: number; className?: string }) {
  return (
    <div aria-hidden className={cn('space-y-2', className)}>
      {Array.from({ length: lines }, (_, i) => (
        <Skeleton key={i} className={i === lines - 1 ? 'w-2/3' : 'w-full'} />
      ))}
    </div>
  );
}

/** A table that is on its way. */
export function SkeletonTable({ rows = 8, columns = 5, className }: { rows?: number; columns?: number; className?: string }) {
  return (
    <div aria-hidden className={cn('overflow-hidden rounded-lg border bg-surface', className)}>
      <div className="h-9 border-b bg-sunken" />
      {Array.from({ length: rows }, (_, r) => (
        <div key={r} className="flex h-9 items-center gap-6 border-b px-3 last:border-b-0">
          {Array.from({ length: columns }, (_, c) => (
            <Skeleton key={c} className={cn('h-3 flex-1', c === 0 && 'flex-[2]')} />
          ))}
        </div>
      ))}
    </div>
  );
}
