'use client';

import type { SearchId } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleStop, Plus } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useFamilies, type SearchView } from '../../run-kit/families';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, Card, ErrorPanel, Page, PageHeader, Progress, QueryView, RelativeTime, Skeleton, SkeletonTable, StateBadge, Stat, toast, useConfirm, useFormat } from '../../ui';
import { ExtendDialog } from './extend-dialog';
import { BestSoFar, Importance } from './search-figures';
import { ParallelCoordinates } from './parallel-coordinates';
import { TradeOff } from './trade-off';
import { TrialTable } from './trial-table';

const LIVE_MS = 1500;

/** One search: how it goes, what matters, what it costs, and every trial. */
export function SearchPage({ id }: { id: SearchId }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.search.get.queryOptions({ id }, { refetchInterval: (q) => (q.state.data && (q.state.data.state === 'running' || q.state.data.state === 'stopping') ? LIVE_MS : false) }));
  return (
    <Page wide>
      <QueryView query={query} skeleton={<><Skeleton className="mb-6 h-7 w-72" /><Skeleton className="mb-6 h-72 w-full" /><SkeletonTable rows={8} /></>}>
        {(search) => <Search search={search} />}
      </QueryView>
    </Page>
  );
}

function Search({ search }: { search: SearchView }) {
  const t = useT();
  const { metricOf } = useFamilies();
  const [active, setActive] = useState<number | null>(null);
  const metric = metricOf(search.objective, search.familyId);
  const shared = { search, metric, active, onActive: setActive };
  return (
    <>
      <SearchHeader search={search} />
      <div className="space-y-6">
        <SearchFacts search={search} />
        {search.error && <ErrorPanel error={search.error} />}
        <Card title={t('search.parallelTitle')} description={t('search.parallelBody')}>
          <ParallelCoordinates {...shared} />
        </Card>
        <div className="grid gap-6 lg:grid-cols-2 2xl:grid-cols-3">
          <BestSoFar search={search} metric={metric} />
          <Importance search={search} />
          <TradeOff {...shared} />
        </div>
        <TrialTable {...shared} />
      </div>
    </>
  );
}

function SearchHeader({ search }: { search: SearchView }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const confirm = useConfirm();
  const { can } = useSession();
  const [extending, setExtending] = useState(false);
  const stop = useMutation(trpc.search.stop.mutationOptions({ onSuccess: () => client.invalidateQueries(trpc.search.pathFilter()), onError: toast.failed }));
  const ask = async () => {
    if (await confirm({ title: t('search.stopTitle'), body: t('search.stopBody', { count: search.counts.open }), confirmLabel: t('search.stop'), danger: true })) stop.mutate({ id: search.id });
  };
  return (
    <PageHeader
      title={search.name}
      crumbs={[{ label: t('shell.experiments'), href: '/experiments' }, { label: search.experimentName, href: `/experiments/${search.experimentId}` }, { label: search.name }]}
      meta={
        <>
          <StateBadge state={search.state === 'stopping' || search.state === 'running' ? 'running' : search.state === 'stopped' ? 'cancelled' : search.state} label={t(`search.state.${search.state}`)} />
          {search.endReason && <Badge>{t(`search.end.${search.endReason}`)}</Badge>}
          <Badge>{t(`search.sampler.${search.sampler.kind}`)}</Badge>
          {search.pruner.kind === 'asha' && <Badge>{t('search.asha')}</Badge>}
          <span className="text-xs text-subtle">{search.datasetName} v{search.datasetVersionNumber} · {search.createdByName}, <RelativeTime at={search.createdAt} /></span>
        </>
      }
      actions={
        can('run.write') && (
          <>
            {search.state === 'running' && <Button icon={CircleStop} busy={stop.isPending} onClick={() => void ask()}>{t('search.stop')}</Button>}
            <Button icon={Plus} variant={search.state === 'running' || search.state === 'stopping' ? 'secondary' : 'primary'} disabled={search.state === 'stopping'} onClick={() => setExtending(true)}>{t('search.extend')}</Button>
            {extending && <ExtendDialog search={search} onClose={() => setExtending(false)} />}
          </>
        )
      }
    />
  );
}

/** The best so far and what was spent of each budget. */
function SearchFacts({ search }: { search: SearchView }) {
  const t = useT();
  const format = useFormat();
  const { metricOf } = useFamilies();
  const metric = metricOf(search.objective, search.familyId);
  const { best, budget, spent, counts } = search;
  const limits = (['trials', 'minutes', 'coreMinutes'] as const).map((key) => ({ key, of: budget[key], used: spent[key] }));
  const words = [t('search.count.done', { count: counts.done }), counts.pruned > 0 && t('search.count.pruned', { count: counts.pruned }), counts.failed > 0 && t('search.count.failed', { count: counts.failed }), counts.cancelled > 0 && t('search.count.cancelled', { count: counts.cancelled }), counts.open > 0 && t('search.count.open', { count: counts.open })];
  return (
    <section aria-label={t('search.facts')} className="grid gap-x-8 gap-y-4 rounded-lg border bg-surface p-4 sm:grid-cols-2 lg:grid-cols-4">
      <Stat
        label={t('search.best', { metric: t.of(metric.title) })}
        value={best ? format.number(best.value, 4) : '–'}
        detail={best ? <Link href={`/runs/${best.runId}`} className="text-accent hover:underline">{t('search.trialNumber', { number: best.trial })}</Link> : t('search.noBest')}
      />
      {limits.map(({ key, of, used }) => (
        <div key={key} className="min-w-0">
          <div className="truncate text-xs text-subtle">{t(`search.${key}`)}</div>
          <div className="tabular mt-0.5 text-xl font-semibold">
            {format.number(used, key === 'trials' ? 0 : 2)}
            <span className="text-sm font-normal text-subtle">{of === undefined ? ` · ${t('search.open')}` : ` / ${format.number(of, 3)}`}</span>
          </div>
          {key === 'trials' ? <div className="mt-0.5 text-xs text-muted">{words.filter(Boolean).join(' · ')}</div> : of !== undefined && <Progress size="sm" className="mt-1.5" label={t('search.spentOf', { name: t(`search.${key}`) })} fraction={Math.min(1, used / of)} />}
        </div>
      ))}
    </section>
  );
}
