'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, Layers, Plus } from 'lucide-react';
import { useState } from 'react';
import { useT, type MessageKey } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Button, Elapsed, EmptyState, ErrorPanel, Progress, QueryView, RelativeTime, SkeletonTable, StateBadge, toast, useFormat, useNow } from '../../ui';
import { BatchSheet } from './batch-sheet';
import type { BatchRow, ModelPageData } from './model-types';

const ACTIVE = new Set(['queued', 'running']);

/** Scorings of whole dataset versions, with progress, file and cancel. */
export function BatchesTab({ model }: { model: ModelPageData }) {
  const t = useT();
  const trpc = useTRPC();
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  const query = useQuery(trpc.prediction.batchList.queryOptions({ modelId: model.id }, { refetchInterval: (q) => (q.state.data?.some((b) => ACTIVE.has(b.state)) ? 700 : 10_000) }));
  const start = can('prediction.create') && model.versions.length > 0 && <Button variant="primary" icon={Plus} onClick={() => setOpen(true)}>{t('models.batch.new')}</Button>;
  return (
    <>
      <QueryView query={query} skeleton={<SkeletonTable rows={3} />}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon={Layers} title={t('models.batch.empty')} action={start}>{t('models.batch.emptyBody')}</EmptyState>
          ) : (
            <>
              <div className="mb-3">{start}</div>
              <ul className="divide-y divide-line rounded-lg border bg-surface">{rows.map((row) => <BatchItem key={row.id} row={row} />)}</ul>
            </>
          )
        }
      </QueryView>
      {open && <BatchSheet model={model} onClose={() => setOpen(false)} />}
    </>
  );
}

function BatchItem({ row }: { row: BatchRow }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const format = useFormat();
  const { can } = useSession();
  const cancel = useMutation(trpc.prediction.batchCancel.mutationOptions({ onSettled: () => client.invalidateQueries(trpc.prediction.pathFilter()), onError: toast.failed }));
  const active = ACTIVE.has(row.state);
  return (
    <li className="space-y-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <StateBadge state={row.state} label={t(`models.batch.state.${row.state}` as MessageKey)} />
        <span className="min-w-0 truncate font-medium">{row.datasetName} v{row.datasetVersionNumber}</span>
        <span className="text-muted">{t('models.version', { number: row.versionNumber })} · {t('ui.rows', { count: row.rowsTotal })} · {row.format.toUpperCase()}{row.outputBytes !== null && ` · ${format.bytes(row.outputBytes)}`}</span>
        <span className="ml-auto flex items-center gap-2 text-xs text-subtle">
          {row.startedAt && row.finishedAt && <Elapsed since={row.startedAt} until={row.finishedAt} />}
          <RelativeTime at={row.createdAt} />
        </span>
        {row.state === 'done' && <Button asChild size="sm" icon={Download}><a href={`/api/download/scores/${row.id}`} download>{t('models.batch.download')}</a></Button>}
        {active && can('prediction.create') && <Button size="sm" busy={cancel.isPending || row.cancelRequested} onClick={() => cancel.mutate({ id: row.id })}>{t('models.batch.cancel')}</Button>}
      </div>
      {active && <BatchProgress row={row} />}
      {row.error && <ErrorPanel error={row.error} />}
    </li>
  );
}

function BatchProgress({ row }: { row: BatchRow }) {
  const t = useT();
  const format = useFormat();
  const now = useNow(1000);
  const seconds = row.startedAt && now ? (now.getTime() - row.startedAt.getTime()) / 1000 : 0;
  const rate = seconds > 1 ? row.rowsDone / seconds : null;
  return <Progress fraction={row.rowsTotal > 0 ? row.rowsDone / row.rowsTotal : null} label={t('models.batch.progress', { done: row.rowsDone, total: row.rowsTotal })} detail={rate ? t('models.batch.rate', { rate: format.number(Math.round(rate)) }) : undefined} />;
}
