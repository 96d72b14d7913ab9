'use client';

import type { RunState } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { PlugZap } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useT } from '../../i18n';
import { useEndingText } from '../../run-kit/run-words';
import type { RunDetail } from '../../run-kit/families';
import type { LiveRun } from '../../run-kit/use-live-run';
import { useTRPC } from '../../trpc';
import { Badge, Elapsed, Progress, RelativeTime, Tooltip, useFormat } from '../../ui';

type StatusProps = { run: RunDetail; state: RunState; live: LiveRun | null; connected: boolean };

/** Where the run stands and what it took: one line of facts, and a bar while it is under way. */
export function RunStatus({ run, state, live, connected }: StatusProps) {
  const t = useT();
  const format = useFormat();
  const endingText = useEndingText();
  const startedAt = live?.startedAt ?? run.startedAt;
  const facts: [string, ReactNode][] = [
    [t('runs.fact.data'), <Link key="d" className="text-accent hover:underline" href={`/data/${run.datasetId}/versions/${run.datasetVersionId}`}>{`${run.datasetName} v${run.datasetVersionNumber}`}</Link>],
    [t('runs.fact.engine'), run.engine ? <Tooltip key="e" text={run.engine.reason}><span>{`${run.engine.name} · ${run.engine.device}`}</span></Tooltip> : '–'],
    [t('runs.fact.seed'), run.seed],
    [t('runs.fact.time'), startedAt ? <Elapsed key="t" since={startedAt} until={live?.finishedAt ?? run.finishedAt} /> : '–'],
    [t('runs.fact.cpu'), format.duration(run.cost?.cpuSeconds)],
    [t('runs.fact.memory'), format.bytes(run.cost?.peakRssBytes ?? live?.sample?.rssBytes)],
    [t('runs.fact.by'), <span key="b">{run.createdByName}, <RelativeTime at={run.queuedAt} /></span>],
  ];
  return (
    <div className="space-y-4">
      <dl className="tabular flex flex-wrap gap-x-6 gap-y-1 text-xs">
        {facts.map(([name, value]) => (
          <div key={name} className="flex gap-1.5">
            <dt className="text-subtle">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {run.attempts > 1 && <dd><Badge tone="warning">{t('runs.attempt', { count: run.attempts })}</Badge></dd>}
        {!connected && <dd><Badge tone="warning" icon={PlugZap}>{t('runs.reconnecting')}</Badge></dd>}
      </dl>
      {state === 'cancelled' && run.ending && <p className="text-sm text-muted">{endingText(run.ending)}</p>}
      {state === 'queued' && <QueuePlace runId={run.id} />}
      {state === 'running' && <RunProgressBar run={run} live={live} />}
    </div>
  );
}

function RunProgressBar({ run, live }: { run: RunDetail; live: LiveRun | null }) {
  const t = useT();
  const format = useFormat();
  const p = live?.progress ?? run.progress;
  if (!p) return <Progress label={t('runs.starting')} fraction={null} />;
  const parts = [
    p.epoch !== null && p.totalEpochs !== null ? t('runs.epoch', { epoch: p.epoch, total: p.totalEpochs }) : t('runs.step', { step: p.step, total: p.totalSteps }),
    p.stepsPerSecond !== null ? t('runs.rate', { rate: format.number(p.stepsPerSecond, 3) }) : null,
    p.etaSeconds !== null ? t('ui.progress.eta', { time: format.duration(p.etaSeconds) }) : null,
  ];
  return <Progress label={p.phase} fraction={p.totalSteps > 0 ? p.step / p.totalSteps : null} detail={parts.filter(Boolean).join(' · ')} />;
}

function QueuePlace({ runId }: { runId: string }) {
  const t = useT();
  const format = useFormat();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.queue.status.queryOptions(undefined, { refetchInterval: 2000 }));
  const entry = data?.entries.find((e) => e.runId === runId);
  const detail = entry?.etaSeconds != null ? t('runs.queueEta', { time: format.duration(entry.etaSeconds) }) : data && data.slots === 0 ? t('runs.noWorker') : undefined;
  return <Progress label={entry?.position ? t('runs.queuePosition', { position: entry.position, total: data?.queued ?? 0 }) : t('runs.state.queued')} fraction={null} detail={detail} />;
}
