'use client';

import type { LaunchInput } from '@bellwether/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { AlertTriangle, Clock, MemoryStick, Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { cn, ErrorPanel, useFormat } from '../../ui';
import type { LaunchEstimate } from '../families';
import type { DraftProblem } from './launch-spec';

/** A pause of editing before the server is asked again. @unit ms */
const PAUSE_MS = 350;

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** What a launch would start, cost and break, from the server; while it is edited the last answer stays. */
export function useLaunchEstimate(spec: LaunchInput | null) {
  const trpc = useTRPC();
  const text = useSettled(spec ? JSON.stringify(spec) : null);
  const settled = text ? (JSON.parse(text) as LaunchInput) : null;
  const query = useQuery(trpc.run.estimate.queryOptions(settled ?? ({} as LaunchInput), { enabled: settled !== null, placeholderData: keepPreviousData, staleTime: 60_000, retry: false }));
  return { ...query, fresh: settled !== null && spec !== null && JSON.stringify(spec) === text && !query.isPlaceholderData };
}

/** One sentence of what will happen, its cost, and what stands in the way. */
export function LaunchSummary({ estimate, error, problem, stale, data }: { estimate: LaunchEstimate | undefined; error: unknown; problem: DraftProblem | null; stale: boolean; data: string | null }) {
  const t = useT();
  const format = useFormat();
  if (problem) {
    return (
      <p className="flex gap-2 rounded-lg border bg-sunken p-3 text-sm text-muted">
        <AlertTriangle aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
        {problem.kind === 'range' ? t('launch.problem.range', { path: problem.path }) : problem.kind === 'axis' ? t('launch.problem.axis', { path: problem.path, found: problem.found }) : t(`launch.problem.${problem.kind}`)}
      </p>
    );
  }
  if (error) return <ErrorPanel error={error} />;
  if (!estimate) return <p className="h-16 text-sm text-subtle">{t('launch.estimating')}</p>;
  const facts = [
    { icon: Play, text: t('launch.runs', { count: estimate.runs }) },
    { icon: Clock, text: t('launch.time', { time: format.duration(estimate.totalSeconds) }) },
    { icon: MemoryStick, text: t('launch.memory', { size: format.bytes(estimate.memoryBytes) }) },
  ];
  return (
    <section aria-live="polite" aria-label={t('launch.whatWillHappen')} className={cn('space-y-2 rounded-lg border bg-sunken p-3 transition-opacity', stale && 'opacity-60')}>
      <p className="text-sm">{estimate.runs === 1 ? t.of(estimate.sentence) : t('launch.sentence', { count: estimate.runs, data: data ?? '', time: format.duration(estimate.totalSeconds) })}</p>
      <ul className="tabular flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        {facts.map(({ icon: Icon, text }) => (
          <li key={text} className="flex items-center gap-1">
            <Icon aria-hidden className="size-3.5 text-subtle" />
            {text}
          </li>
        ))}
      </ul>
      {estimate.runs > 1 && (
        <details className="text-xs text-muted">
          <summary className="hover:text-fg">{t('launch.names')}</summary>
          <ul className="mt-1 list-inside list-disc">
            {estimate.names.map((name) => <li key={name} className="truncate">{name}</li>)}
            {estimate.runs > estimate.names.length && <li>{t('launch.more', { count: estimate.runs - estimate.names.length })}</li>}
          </ul>
        </details>
      )}
      {estimate.issues.map((issue) => (
        <p key={`${issue.path}${issue.message}`} role="alert" className="flex gap-2 border-t pt-2 text-sm">
          <AlertTriangle aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
          <span className="min-w-0 break-words">
            {issue.message} <span className="text-muted">{issue.fix}</span>
          </span>
        </p>
      ))}
    </section>
  );
}
