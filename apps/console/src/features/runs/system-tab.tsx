'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { LiveChart } from '../../figures';
import { useT } from '../../i18n';
import type { RunDetail } from '../../run-kit/families';
import type { LiveRun } from '../../run-kit/use-live-run';
import { useTRPC } from '../../trpc';
import { Badge, Card, KeyValueList, useFormat } from '../../ui';

/** Processor and memory over time, the engine and why, packages and code. */
export function SystemTab({ run, live }: { run: RunDetail; live: LiveRun | null }) {
  const t = useT();
  const format = useFormat();
  const trpc = useTRPC();
  const { data = [] } = useQuery(trpc.run.samples.queryOptions({ runId: run.id }, { staleTime: 5000 }));
  const samples = useMemo(() => {
    const last = data.at(-1)?.at.getTime() ?? 0;
    return [...data, ...(live?.samples ?? []).filter((s) => s.at.getTime() > last)];
  }, [data, live]);
  const start = (run.startedAt ?? samples[0]?.at)?.getTime() ?? 0;
  const seconds = samples.map((s) => Math.max(0, (s.at.getTime() - start) / 1000));
  const cpu = { id: 'cpu', name: t('runs.cpuPercent'), x: seconds, seconds, y: samples.map((s) => s.cpuPercent), colorId: run.id };
  const memory = { id: 'memory', name: t('runs.memoryMiB'), x: seconds, seconds, y: samples.map((s) => s.rssBytes / 1024 ** 2), colorId: run.id };
  const facts = [
    { key: 'wall', label: t('runs.fact.time'), value: format.duration(run.cost?.wallSeconds) },
    { key: 'cpu', label: t('runs.fact.cpu'), value: format.duration(run.cost?.cpuSeconds) },
    { key: 'memory', label: t('runs.fact.memory'), value: format.bytes(run.cost?.peakRssBytes) },
    { key: 'attempts', label: t('runs.column.attempts'), value: run.attempts },
    { key: 'checkpoint', label: t('runs.checkpoint'), value: run.checkpointStep ?? '–' },
    { key: 'code', label: t('runs.codeVersion'), value: <code className="text-xs">{run.codeVersion}</code> },
  ];
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card title={t('runs.cpuPercent')}><LiveChart label={t('runs.cpuPercent')} curves={[cpu]} height={180} byTime syncKey={`system-${run.id}`} /></Card>
      <Card title={t('runs.memoryMiB')}><LiveChart label={t('runs.memoryMiB')} curves={[memory]} height={180} byTime syncKey={`system-${run.id}`} /></Card>
      <Card title={t('runs.fact.engine')} description={run.engine?.reason}>
        {run.engine ? (
          <ul className="space-y-1 text-sm">
            {run.engine.tried.map((e) => (
              <li key={e.name} className="flex items-start gap-2 border-b py-1.5 last:border-b-0">
                <Badge tone={e.available ? 'good' : 'neutral'}>{e.name}</Badge>
                <span className="min-w-0 break-words text-xs text-muted">{e.reason}</span>
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-sm text-subtle">{t('runs.noEngine')}</p>
        )}
      </Card>
      <Card title={t('runs.cost')}><KeyValueList items={facts} /></Card>
      {Object.keys(run.packages).length > 0 && <Card title={t('runs.packages')} className="lg:col-span-2"><KeyValueList columns={3} items={Object.entries(run.packages).map(([key, value]) => ({ key, label: <code className="text-xs">{key}</code>, value: String(value) }))} /></Card>}
    </div>
  );
}
