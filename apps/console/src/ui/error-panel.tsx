'use client';

import { AlertTriangle } from 'lucide-react';
import { hasMessage, useT } from '../i18n';
import { readError } from '../trpc/error';
import { Button } from './button';
import { cn } from './cn';
import { CopyButton } from './copy-button';

/** What was expected, what came, how to mend it, and a reference to copy. Takes any thrown thing, or an ErrorRecord of the API. */
export function ErrorPanel({ error, onRetry, className }: { error: unknown; onRetry?: () => void; className?: string }) {
  const t = useT();
  const shown = readError(error);
  const titleKey = `errors.${shown.code}`;
  const unforeseen = !shown.offline && shown.fix === null;
  const title = shown.offline ? t('ui.error.offline') : unforeseen ? t('ui.error.unexpected') : hasMessage(titleKey) ? t(titleKey) : t('ui.error.title');
  const fix = shown.offline ? t('ui.error.offlineFix') : (shown.fix ?? t('ui.error.unexpectedFix'));
  const reference = [shown.code, shown.id].filter(Boolean).join(' ');
  return (
    <div role="alert" className={cn('rounded-lg border border-bad/40 bg-bad-soft p-4 text-sm', className)}>
      <div className="flex gap-3">
        <AlertTriangle aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
        <div className="min-w-0 flex-1 space-y-1">
          <p className="font-medium text-fg">{title}</p>
          {!shown.offline && <p className="break-words text-muted">{shown.message}</p>}
          <p className="break-words text-fg">{fix}</p>
          <div className="flex flex-wrap items-center gap-2 pt-1">
            {onRetry && (
              <Button size="sm" onClick={onRetry}>
                {t('ui.retry')}
              </Button>
            )}
            <span className="inline-flex items-center gap-1 text-xs text-muted">
              {t('ui.error.id')}: <code className="font-mono">{reference}</code>
              <CopyButton text={reference} />
            </span>
          </div>
        </div>
      </div>
    </div>
  );
}
