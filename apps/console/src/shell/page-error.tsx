'use client';

import { useEffect } from 'react';
import { useT } from '../i18n';
import { ErrorPanel } from '../ui/error-panel';

/** A page that threw while it was drawn. The shell around it stays alive. */
export function PageError({ error, onRetry }: { error: Error & { digest?: string }; onRetry: () => void }) {
  const t = useT();
  useEffect(() => console.error(error), [error]);
  const shown = 'data' in error ? error : { code: 'PAGE', message: `${t('shell.pageError')}. ${error.message}`, fix: t('shell.pageErrorFix'), context: { requestId: error.digest } };
  return (
    <div className="mx-auto max-w-2xl p-6">
      <ErrorPanel error={shown} onRetry={onRetry} />
    </div>
  );
}
