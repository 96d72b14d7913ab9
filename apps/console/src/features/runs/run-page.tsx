'use client';

import { openFindings, type RunId } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { useT } from '../../i18n';
import type { RunDetail } from '../../run-kit/families';
import { LaunchSheet } from '../../run-kit/launch/launch-sheet';
import { useLaunch } from '../../run-kit/launch/use-launch';
import { ParameterList } from '../../run-kit/parameter-list';
import { runLabel } from '../../run-kit/run-words';
import { useLiveRun, useProgressTitle } from '../../run-kit/use-live-run';
import { useTRPC } from '../../trpc';
import { ErrorPanel, Page, Skeleton, SkeletonText, Tabs } from '../../ui';
import { ArtifactsTab } from './artifacts-tab';
import { CurvesTab } from './curves-tab';
import { DataTab } from './data-tab';
import { LineageTab } from './lineage-tab';
import { LogTab } from './log-tab';
import { OverviewTab } from './overview-tab';
import { RunHeader } from './run-header';
import { RunStatus } from './run-status';
import { SystemTab } from './system-tab';

/** One training run, live while it trains. */
export function RunPage({ id }: { id: RunId }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.run.get.queryOptions({ id }));
  if (query.isError) {
    return (
      <Page>
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  if (!query.data) {
    return (
      <Page>
        <div aria-busy>
          <Skeleton className="mb-2 h-3 w-64" />
          <Skeleton className="mb-6 h-7 w-96 max-w-full" />
          <SkeletonText lines={10} />
        </div>
      </Page>
    );
  }
  return <Run run={query.data} />;
}

/** Severe findings that nobody answers for yet: the number on the tab. */
function useOpenLeaks(id: RunId, done: boolean): number {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.run.leaks.queryOptions({ id }, { enabled: done }));
  return data?.report ? openFindings(data.report, data.acceptances.map((a) => a.findingKey)).length : 0;
}

function Run({ run }: { run: RunDetail }) {
  const t = useT();
  const live = useLiveRun(run.id, run.state);
  const launch = useLaunch(run.experimentId);
  const state = live.state ?? run.state;
  const progress = live.live?.progress ?? run.progress;
  useProgressTitle(runLabel(run), progress, state === 'running');
  const openLeaks = useOpenLeaks(run.id, state === 'done');
  const clone = () => launch.open({ cloneOf: run.id });
  return (
    <Page>
      <RunHeader run={run} state={state} cancelling={live.live?.cancelRequested ?? run.cancelRequested} onClone={clone} />
      <RunStatus run={run} state={state} live={live.live} connected={live.connected} />
      <Tabs
        label={t('runs.tabs')}
        className="mt-5"
        tabs={[
          { key: 'overview', label: t('runs.tab.overview'), content: <OverviewTab run={run} state={state} curves={live.curves} onClone={clone} /> },
          { key: 'curves', label: t('runs.tab.curves'), badge: live.curves.length || undefined, content: <CurvesTab run={run} curves={live.curves} loading={live.loading} /> },
          { key: 'parameters', label: t('runs.tab.parameters'), content: <ParameterList familyId={run.familyId} params={run.params} /> },
          { key: 'data', label: t('runs.tab.data'), badge: openLeaks || undefined, content: <DataTab run={run} /> },
          { key: 'log', label: t('runs.tab.log'), content: <LogTab runId={run.id} live={live.logs} /> },
          { key: 'system', label: t('runs.tab.system'), content: <SystemTab run={run} live={live.live} /> },
          { key: 'artifacts', label: t('runs.tab.artifacts'), content: <ArtifactsTab run={run} /> },
          { key: 'lineage', label: t('runs.tab.lineage'), content: <LineageTab run={run} /> },
        ]}
      />
      <LaunchSheet start={launch.start} onClose={launch.close} />
    </Page>
  );
}
