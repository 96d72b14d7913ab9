'use client';

import type { ExperimentId } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { Telescope } from 'lucide-react';
import Link from 'next/link';
import { useT } from '../../i18n';
import { useFamilies } from '../../run-kit/families';
import { useTRPC } from '../../trpc';
import { Progress, StateBadge, useFormat } from '../../ui';

const LIVE_MS = 4000;

/** The searches of an experiment, newest first; nothing where there is none. */
export function SearchList({ experimentId }: { experimentId: ExperimentId }) {
  const t = useT();
  const format = useFormat();
  const trpc = useTRPC();
  const { metricOf } = useFamilies();
  const { data = [] } = useQuery(trpc.search.list.queryOptions({ experimentId, limit: 20 }, { refetchInterval: (q) => (q.state.data?.some((s) => s.state === 'running' || s.state === 'stopping') ? LIVE_MS : 30_000) }));
  if (data.length === 0) return null;
  return (
    <section aria-label={t('search.searches')} className="mb-4 overflow-hidden rounded-lg border bg-surface">
      <ul className="divide-y">
        {data.map((s) => (
          <li key={s.id}>
            <Link href={`/searches/${s.id}`} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm hover:bg-sunken">
              <Telescope aria-hidden className="size-4 shrink-0 text-subtle" />
              <span className="min-w-0 flex-1 truncate font-medium">{s.name}</span>
              {s.best && <span className="tabular text-xs text-muted">{t.of(metricOf(s.objective, s.familyId).title)} <b className="text-fg">{format.number(s.best.value, 4)}</b></span>}
              <span className="tabular text-xs text-muted">{t('search.trialsOf', { count: s.spent.trials })}</span>
              {s.state === 'running' && s.budget.trials !== undefined && <Progress size="sm" className="w-20" label={t('search.trials')} fraction={(s.spent.trials - s.counts.open) / s.budget.trials} />}
              <StateBadge state={s.state === 'stopping' ? 'running' : s.state === 'stopped' ? 'cancelled' : s.state} label={t(`search.state.${s.state}`)} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
