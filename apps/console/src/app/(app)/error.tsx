'use client';

import { PageError } from '../../shell/page-error';

export default function Failed({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageError error={error} onRetry={reset} />;
}
