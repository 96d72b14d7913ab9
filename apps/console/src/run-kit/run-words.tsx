'use client';

import type { RunEnding, RunState } from '@bellwether/contracts';
import { Scissors } from 'lucide-react';
import Link from 'next/link';
import { colorOf } from '../figures';
import { useT } from '../i18n';
import { Badge, cn, StateBadge, useFormat } from '../ui';

/** What a search ended says so, in place of the bare word for cancelled. */
export function RunStateBadge({ state, ending }: { state: RunState; ending?: RunEnding | null }) {
  const t = useT();
  if (state === 'cancelled' && ending?.kind === 'pruned') return <Badge icon={Scissors}>{t('search.pruned')}</Badge>;
  return <StateBadge state={state} label={t(`runs.state.${state}`)} />;
}

/** Why a search ended a run, in a sentence. */
export function useEndingText(): (ending: RunEnding) => string {
  const t = useT();
  const format = useFormat();
  return (ending) => {
    if (ending.kind === 'search-stopped') return t('search.ending.stopped');
    if (ending.kind === 'budget') return t(`search.ending.${ending.budget}`);
    return t(`search.ending.pruned-${ending.unit}`, { at: ending.at, curve: ending.curve, value: format.number(ending.value, 4), rank: ending.rank, of: ending.of });
  };
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
