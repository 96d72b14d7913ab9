'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, RotateCcw } from 'lucide-react';
import type { IngestCounts } from '@bellwether/contracts';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Button, ErrorPanel, KeyValueList, QueryView, RelativeTime, Sheet, SkeletonText, toast, useFormat } from '../../ui';
import { BatchState } from './batch-state';
import { total, type EventBatch } from './event-types';

/** One batch: every row of it is accounted for. */
export function BatchSheet({ batch, onClose }: { batch: EventBatch | null; onClose: () => void }) {
  const t = useT();
  return (
    <Sheet open={batch !== null} onOpenChange={(o) => !o && onClose()} size="lg" title={batch ? t('events.batch.title', { source: batch.sourceName, number: batch.number }) : ''} description={batch?.files.map((f) => f.fileName).join(', ')}>
      {batch && <Detail batch={batch} />}
    </Sheet>
  );
}

function Detail({ batch }: { batch: EventBatch }) {
  const t = useT();
  const made = batch.state === 'done' ? (total(batch.counts?.accepted) > 0 && batch.versionNumber ? t('events.batch.made', { number: batch.versionNumber }) : t('events.batch.unchanged')) : null;
  return (
    <div className="space-y-5">
      <div className="flex flex-wrap items-center gap-3 text-sm"><BatchState batch={batch} /><span>{made}</span><span className="text-muted">{batch.createdByName} · <RelativeTime at={batch.arrivedAt} /></span></div>
      {batch.error && <ErrorPanel error={batch.error} />}
      {batch.state === 'failed' && <Retry batch={batch} />}
      {batch.counts && <Counts counts={batch.counts} />}
      {batch.warnings.length > 0 && <section className="space-y-1"><h3 className="text-sm font-semibold">{t('events.warnings')}</h3><ul className="list-disc pl-5 text-sm text-muted">{batch.warnings.map((w, i) => <li key={i}>{w.code === 'column-added' || w.code === 'column-missing' || w.code === 'column-type' ? t(`events.drift.${w.code}`, { column: w.column ?? '', before: String(w.context?.before ?? ''), now: String(w.context?.now ?? '') }) : w.message}</li>)}</ul></section>}
      {batch.state === 'done' && <Rejects batch={batch} />}
    </div>
  );
}

/** Its files are kept: what was acknowledged to a sender is not lost by a failure. */
function Retry({ batch }: { batch: EventBatch }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const { can } = useSession();
  const retry = useMutation(trpc.events.retryBatch.mutationOptions({ onSuccess: () => client.invalidateQueries(trpc.events.pathFilter()), onError: toast.failed }));
  if (!can('dataset.write')) return null;
  return <div className="flex flex-wrap items-center gap-3 text-sm"><Button icon={RotateCcw} busy={retry.isPending} onClick={() => retry.mutate({ eventBatchId: batch.id })}>{t('events.batch.retry')}</Button><span className="text-muted">{t('events.batch.kept')}</span></div>;
}

function Counts({ counts: c }: { counts: IngestCounts }) {
  const t = useT();
  const format = useFormat();
  const all = [['read', c.read], ['accepted', total(c.accepted)], ['duplicates', total(c.duplicates)], ['corrections', total(c.corrections)], ['conflicts', total(c.conflicts)], ['rejected', c.rejected], ['unmapped', c.unmapped], ['late', c.late], ['outOfOrder', c.outOfOrder], ['skewed', c.skewed], ['doubledHour', c.doubledHour], ['missingHour', c.missingHour], ['cancelled', c.cancelled], ['cancelUnmatched', c.cancelUnmatched]] as const;
  const always = new Set(['read', 'accepted', 'duplicates', 'rejected', 'late']);
  return <KeyValueList columns={2} items={all.filter(([key, n]) => n > 0 || always.has(key)).map(([key, n]) => ({ key, label: t(`events.${key}`), value: format.number(n) }))} />;
}

function Rejects({ batch }: { batch: EventBatch }) {
  const t = useT();
  const trpc = useTRPC();
  const none = !batch.counts?.rejected;
  const query = useQuery(trpc.events.rejects.queryOptions({ eventBatchId: batch.id, limit: 100 }, { enabled: !none }));
  if (none) return <p className="text-sm text-muted">{t('events.rejects.none')}</p>;
  return (
    <section className="space-y-2">
      <div className="flex items-center gap-3"><h3 className="flex-1 text-sm font-semibold">{t('events.rejects.title')}</h3><Button size="sm" asChild><a href={`/api/download/event-rejects/${batch.id}`} download><Download aria-hidden className="size-4" />{t('events.rejects.download')}</a></Button></div>
      <QueryView query={query} skeleton={<SkeletonText />}>
        {({ rows }) => (
          <div tabIndex={0} role="group" aria-label={t('events.rejects.title')} className="scroll-thin max-h-96 overflow-auto rounded-lg border">
            <table className="w-full text-xs">
              <thead className="sticky top-0 bg-sunken text-left text-subtle"><tr>{(['file', 'row', 'reason', 'raw'] as const).map((k) => <th key={k} scope="col" className="px-2 py-1.5 font-medium">{t(`events.rejects.${k}`)}</th>)}</tr></thead>
              <tbody className="divide-y">{rows.map((r, i) => <tr key={i}><td className="px-2 py-1.5 whitespace-nowrap">{r.file}</td><td className="tabular px-2 py-1.5 text-right">{r.row}</td><td className="px-2 py-1.5">{r.reason}</td><td className="max-w-64 truncate px-2 py-1.5 font-mono" title={r.raw}>{r.raw}</td></tr>)}</tbody>
            </table>
          </div>
        )}
      </QueryView>
    </section>
  );
}
