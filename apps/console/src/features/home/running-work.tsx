'use client';

import { useQuery } from '@tanstack/react-query';
import { CirclePlay } from 'lucide-react';
import Link from 'next/link';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Badge, Button, Card, EmptyState, Progress, QueryView, SkeletonText, StateBadge, useFormat } from '../../ui';
import { WorkerEngines } from './worker-engines';

/** Runs that train or wait, asked for again every two seconds while there are any. */
export function RunningWork() {
  const t = useT();
  const trpc = useTRPC();
  const query = useQuery(trpc.queue.status.queryOptions(undefined, { refetchInterval: (q) => ((q.state.data?.entries.length ?? 0) > 0 ? 2_000 : 6_000) }));
  return (
    <Card title={t('home.work.title')} flush actions={query.data && query.data.slots > 0 ? <span className="px-1 text-xs text-subtle">{t('home.work.slots', { count: query.data.slots })}</span> : undefined}>
      <QueryView query={query} skeleton={<SkeletonText className="p-4" lines={2} />}>
        {(queue) => (
          <>
            {queue.slots === 0 && (
              <p className="border-b px-4 py-2 text-sm">
                <Badge tone="warning">{t('home.work.noWorker')}</Badge>
              </p>
            )}
            {queue.entries.length === 0 ? (
              <EmptyState icon={CirclePlay} title={t('home.work.none')} className="py-6" action={<Button asChild><Link href="/experiments?launch=1">{t('home.work.launch')}</Link></Button>}>
                {t('home.work.noneHint')}
              </EmptyState>
            ) : (
              <ul className="divide-y">{queue.entries.slice(0, 12).map((entry) => <WorkRow key={entry.runId} entry={entry} />)}</ul>
            )}
            <WorkerEngines workers={queue.workers} />
          </>
        )}
      </QueryView>
    </Card>
  );
}

type Entry = { runId: string; number: number; name: string; state: 'queued' | 'running'; position: number | null; etaSeconds: number | null; progress: { phase: string; step: number; totalSteps: number } | null };

function WorkRow({ entry }: { entry: Entry }) {
  const t = useT();
  const format = useFormat();
  const eta = entry.etaSeconds === null ? null : t('ui.progress.eta', { time: format.duration(entry.etaSeconds) });
  return (
    <li className="px-4 py-2.5">
      <div className="flex items-center gap-3 text-sm">
        <Link href={`/runs/${entry.runId}`} className="min-w-0 flex-1 truncate font-medium hover:underline">
          {entry.name || `#${entry.number}`}
        </Link>
        {entry.state === 'queued' ? (
          <>
            <span className="tabular text-xs text-subtle">{[entry.position === null ? null : t('home.work.position', { position: entry.position }), eta].filter(Boolean).join(' · ')}</span>
            <StateBadge state="queued" label={t('home.work.queued')} />
          </>
        ) : (
          <span className="tabular text-xs text-subtle">{[entry.progress?.phase, eta].filter(Boolean).join(' · ')}</span>
        )}
      </div>
      {entry.state === 'running' && <Progress className="mt-2" size="sm" label={entry.name || `#${entry.number}`} fraction={entry.progress && entry.progress.totalSteps > 0 ? entry.progress.step / entry.progress.totalSteps : null} />}
    </li>
  );
}
