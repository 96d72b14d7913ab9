'use client';

import type { EventLogId, TaskTarget } from '@bellwether/contracts';
import type { UseQueryResult } from '@tanstack/react-query';
import { usePreferences, useT } from '../../i18n';
import { Badge, Button, Card, ErrorPanel, Skeleton, Stat, useFormat } from '../../ui';
import { PreviewChart } from './preview-chart';
import type { Preview } from './task-types';
import { useOutcome } from './use-outcome';

/** What the declaration comes to on the newest events, or why nothing can be learnt from it. */
export function PreviewCard({ query, logId, target, stale, onYesNo }: { logId: EventLogId; target: TaskTarget; query: UseQueryResult<Preview, unknown>; stale: boolean; /** asks the nearest yes/no question in place of a number; null: may not */ onYesNo: ((usual: number | null) => void) | null }) {
  const t = useT();
  const format = useFormat();
  const { data } = query;
  const mean = useOutcome(logId, target, data?.output);
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Card title={t('tasks.preview.title')} description={t('tasks.preview.description')} actions={data && <span className="text-xs text-subtle">{stale ? t('tasks.preview.counting') : t('tasks.preview.counted', { time: format.duration(data.seconds) })}</span>}>
      <div className={`min-h-80 space-y-4 transition-opacity duration-100 ${stale ? 'opacity-60' : ''}`} aria-busy={stale}>
        {!data ? <Skeleton className="h-72 w-full" /> : (
          <>
            <Problems preview={data} />
            {data.output === 'number' && data.problems.length === 0 && (
              <div className="flex flex-wrap items-center gap-3 rounded-md border bg-sunken px-3 py-2 text-sm">
                <p className="min-w-0 flex-1 basis-80">{t('tasks.number.help')}</p>
                {onYesNo && <Button size="sm" disabled={stale} onClick={() => onYesNo(data.parts.train.mean)}>{t('tasks.number.ask')}</Button>}
              </div>
            )}
            <div className="grid grid-cols-3 gap-4">
              {(['train', 'tune', 'test'] as const).map((part) => (
                <Stat key={part} label={t(`tasks.part.${part}`)} value={format.number(data.parts[part].rows)} detail={<>{t('tasks.preview.snapshots', { count: data.parts[part].snapshots })}<br />{t(data.output === 'binary' ? 'tasks.preview.rate' : 'tasks.preview.mean')} <span className={data.output === 'binary' ? 'tabular whitespace-nowrap' : 'tabular'}>{mean(data.parts[part].mean)}</span></>} />
              ))}
            </div>
            {data.snapshots.length > 0 && <PreviewChart preview={data} outcome={mean} />}
          </>
        )}
      </div>
    </Card>
  );
}

function Problems({ preview }: { preview: Preview }) {
  const t = useT();
  const { locale } = usePreferences();
  if (preview.problems.length === 0) return null;
  return (
    <div role="alert"><ul className="space-y-2">
      {preview.problems.map((p) => (
        <li key={p.code} className="rounded-md border border-warning bg-warning-soft px-3 py-2 text-sm">
          <p className="flex flex-wrap items-center gap-2 font-medium"><Badge tone="warning">{t('tasks.problem.title')}</Badge>{locale === 'en' ? p.message : t(`tasks.problem.${p.code}`)}</p>
          <p className="mt-1 text-muted">{locale === 'en' ? p.fix : t(`tasks.problemFix.${p.code}`)}</p>
        </li>
      ))}
    </ul></div>
  );
}
