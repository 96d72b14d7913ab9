'use client';

import { CopyButton } from './copy-button';
import { cn } from './cn';

/** Code or a log line to copy. Scrolls sideways rather than wrapping. */
export function CodeBlock({ code, label, className, wrap }: { code: string; /** names the block for screen readers */ label: string; className?: string; wrap?: boolean }) {
  return (
    <div className={cn('flex min-w-0 items-start rounded-lg border bg-sunken', className)}>
      <pre tabIndex={0} role="region" aria-label={label} className={cn('scroll-thin min-w-0 flex-1 overflow-x-auto py-3 pl-3 font-mono text-xs leading-5', wrap && 'whitespace-pre-wrap break-words')}>
        <code>{code}</code>
      </pre>
      <CopyButton text={code} label={label} className="m-1.5 shrink-0" />
    </div>
  );
}
