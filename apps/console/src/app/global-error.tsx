'use client';

import './globals.css';

/** The root layout itself threw: no provider is left, so the words are in both languages. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <div role="alert" className="mx-auto max-w-lg space-y-3 p-8">
          <h1 className="text-xl font-semibold">The console could not be shown · 控制台无法显示</h1>
          <p className="text-muted">{error.digest ?? error.message}</p>
          <button type="button" onClick={reset} className="h-8 rounded-md bg-accent px-3 text-sm font-medium text-accent-fg">
            Try again · 重试
          </button>
        </div>
      </body>
    </html>
  );
}
