'use client';

import { Flag } from 'lucide-react';
import type { ReactNode } from 'react';
import { useT } from '../../i18n';
import type { RunRow } from '../../run-kit/families';
import { RunLink, RunStateBadge } from '../../run-kit/run-words';
import { cn } from '../../ui';

export type CompareLine = { key: string; head: ReactNode; title?: string; differs: boolean; cell: (run: RunRow, index: number) => ReactNode };

/** Runs side by side: the first column names the line, the baseline stays beside it while the others scroll. */
export function CompareTable({ rows, lines, label, numeric }: { rows: RunRow[]; lines: readonly CompareLine[]; label: string; numeric?: boolean }) {
  const t = useT();
  return (
    <div className="scroll-thin max-h-[70vh] overflow-auto rounded-lg border bg-surface" tabIndex={0} role="region" aria-label={label}>
      <table className="min-w-full border-separate border-spacing-0 text-table">
        <thead>
          <tr>
            <th scope="col" className="sticky left-0 top-0 z-30 w-40 min-w-40 border-b border-r bg-sunken px-3 py-2 text-left text-xs font-medium text-muted sm:w-64 sm:min-w-64">{label}</th>
            {rows.map((run, i) => (
              <th key={run.id} scope="col" className={cn('sticky top-0 w-44 min-w-44 max-w-52 border-b bg-sunken px-3 py-2 text-left align-bottom text-xs font-medium', i === 0 ? 'z-20 border-r sm:left-64 sm:z-30' : 'z-20')}>
                <RunLink run={run} />
                <span className="mt-1 flex items-center gap-1 font-normal text-subtle">
                  {i === 0 ? <><Flag aria-hidden className="size-3 text-accent" />{t('compare.baseline')}</> : <RunStateBadge state={run.state} ending={run.ending} />}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.key} className="group/line">
              <th scope="row" title={line.title} className="sticky left-0 z-10 w-40 min-w-40 border-b border-r bg-surface px-3 py-1.5 text-left font-normal break-words group-hover/line:bg-hover sm:w-64 sm:min-w-64">{line.head}</th>
              {rows.map((run, i) => (
                <td key={run.id} className={cn('max-w-52 border-b bg-surface px-3 py-1.5 align-top group-hover/line:bg-hover', numeric && 'tabular', i === 0 && 'border-r sm:sticky sm:left-64 sm:z-10')}>
                  {line.cell(run, i)}
                </td>
              ))}
            </tr>
          ))}
          {lines.length === 0 && <tr><td colSpan={rows.length + 1} className="px-3 py-8 text-center text-subtle">{t('compare.nothingDiffers')}</td></tr>}
        </tbody>
      </table>
    </div>
  );
}
