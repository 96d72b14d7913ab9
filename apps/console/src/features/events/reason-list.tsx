'use client';

import { useT } from '../../i18n';
import { useFormat } from '../../ui';

/** Why rows are refused, the commonest first, each with the first row that it struck. */
export function ReasonList({ rejects }: { rejects: readonly { reason: string; rows: number; row: number; raw: string }[] }) {
  const t = useT();
  const format = useFormat();
  return (
    <ul aria-label={t('events.reasons')} className="divide-y rounded-lg border text-sm">
      {rejects.map((r) => (
        <li key={r.reason} className="space-y-0.5 px-3 py-2">
          <p className="flex items-baseline gap-3"><span className="min-w-0 flex-1 break-words">{r.reason}</span><span className="tabular shrink-0 font-medium">{format.number(r.rows)}</span></p>
          <p className="truncate text-xs text-subtle"><span>{t('events.preview.firstRow', { row: r.row })}</span> <code className="font-mono" title={r.raw}>{r.raw}</code></p>
        </li>
      ))}
    </ul>
  );
}
