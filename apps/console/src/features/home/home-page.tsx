'use client';

import { useQuery } from '@tanstack/react-query';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Page, PageHeader, QueryView, Skeleton } from '../../ui';
import { ActivityFeed } from './activity-feed';
import { CountStrip } from './count-strip';
import { LiveModels } from './live-models';
import { NeedsYou } from './needs-you';
import { RunningWork } from './running-work';

/** What is live and how it is doing, what runs, what needs me: in that order. */
export function HomePage() {
  const t = useT();
  const trpc = useTRPC();
  const query = useQuery(trpc.home.overview.queryOptions(undefined, { refetchInterval: 10_000 }));
  return (
    <Page>
      <PageHeader title={t('home.title')} />
      <QueryView query={query} skeleton={<HomeSkeleton />}>
        {(home) => (
          <div className="space-y-4">
            <CountStrip counts={home.counts} />
            <div className="grid items-start gap-4 lg:grid-cols-3">
              <div className="min-w-0 space-y-4 lg:col-span-2">
                <LiveModels live={home.live} counts={home.counts} />
                <RunningWork />
              </div>
              <div className="min-w-0 space-y-4">
                <NeedsYou needs={home.needs} />
                <ActivityFeed activity={home.activity} />
              </div>
            </div>
          </div>
        )}
      </QueryView>
    </Page>
  );
}

/** The page's own shapes, so that nothing moves when the numbers come. */
function HomeSkeleton() {
  return (
    <div className="space-y-4" aria-hidden>
      <Skeleton className="h-[74px] w-full rounded-lg" />
      <div className="grid items-start gap-4 lg:grid-cols-3">
        <div className="space-y-4 lg:col-span-2">
          <Skeleton className="h-56 w-full rounded-lg" />
          <Skeleton className="h-40 w-full rounded-lg" />
        </div>
        <div className="space-y-4">
          <Skeleton className="h-32 w-full rounded-lg" />
          <Skeleton className="h-64 w-full rounded-lg" />
        </div>
      </div>
    </div>
  );
}
