import type { ReactNode } from 'react';
import { cn } from './cn';

/** Determinate where `fraction` is known; null shows a quiet, still bar with its label. */
export function Progress({ fraction, label, detail, className, size = 'md' }: { /** 0 to 1, or null */ fraction: number | null; /** read aloud */ label: string; /** right of the label: rate, time left */ detail?: ReactNode; className?: string; size?: 'sm' | 'md' }) {
  const percent = fraction === null ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 1000) / 10;
  return (
    <div className={cn('min-w-0', className)}>
      {size === 'md' && (
        <div className="mb-1 flex items-baseline justify-between gap-3 text-xs text-muted">
          <span className="truncate">{label}</span>
          <span className="tabular shrink-0">
            {detail}
            {percent !== null && <span className="ml-2 text-fg">{percent.toFixed(0)} %</span>}
          </span>
        </div>
      )}
      <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent ?? undefined} className={cn('overflow-hidden rounded-full bg-sunken shadow-[inset_0_0_0_1px_var(--line)]', size === 'sm' ? 'h-1' : 'h-1.5')}>
        <div className={cn('h-full rounded-full transition-[width] duration-150', percent === null ? 'motion-pulse bg-accent/25' : 'bg-accent')} style={{ width: `${percent ?? 100}%` }} />
      </div>
    </div>
  );
}
