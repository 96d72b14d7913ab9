'use client';

import type { RunState } from '@bellwether/contracts';
import Link from 'next/link';
import { colorOf } from '../figures';
import { useT } from '../i18n';
import { cn, StateBadge } from '../ui';

export function RunStateBadge({ state }: { state: RunState }) {
  const t = useT();
  return <StateBadge state={state} label={t(`runs.state.${state}`)} />;
}

type Named = { id: string; number: number; name: string };

/** What a run is called: `#12 mlp wide`. */
export const runLabel = (run: Pick<Named, 'number' | 'name'>): string => `#${run.number} ${run.name}`;

/** The colour of a run: the same on every page. */
export const RunDot = ({ id, className }: { id: string; className?: string }) => <span aria-hidden className={cn('inline-block size-2 shrink-0 rounded-full', className)} style={{ background: colorOf(id) }} />;

export function RunLink({ run, className }: { run: Named; className?: string }) {
  return (
    <Link href={`/runs/${run.id}`} className={cn('inline-flex min-w-0 max-w-full items-center gap-1.5 hover:underline', className)} title={run.name}>
      <RunDot id={run.id} />
      <span className="tabular shrink-0 text-subtle">#{run.number}</span>
      <span className="truncate">{run.name}</span>
    </Link>
  );
}
