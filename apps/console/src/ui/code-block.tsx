'use client';

import { CopyButton } from './copy-button';
import { cn } from './cn';

/** Code or a log line to copy. Scrolls sideways rather than wrapping. */
export function CodeBlock({ code, label, className, wrap }: { code: string; /** names the block for screen readers */ label: string; className?: string; wrap?: boolean }) {
  return (
    <div className={cn('group relative min-w-0 rounded-lg border bg-sunken', className)}>
      <pre tabIndex={0} role="region" aria-label={label} className={cn('scroll-thin overflow-x-auto p-3 pr-12 font-mono text-xs leading-5', wrap && 'whitespace-pre-wrap break-words')}>
        <code>{code}</code>
      </pre>
      <CopyButton text={code} label={label} className="absolute right-2 top-2 bg-sunken" />
    </div>
  );
}
