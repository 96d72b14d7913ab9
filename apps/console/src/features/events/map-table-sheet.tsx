'use client';

import type { EventMapping, RowMapping } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, Checkbox, ErrorPanel, Sheet, SkeletonTable, toast } from '../../ui';
import type { EventLog, EventSource, Proposal } from './event-types';
import { total } from './event-types';
import { MappingEditor } from './mapping-editor';
import { PreviewPanel } from './preview-panel';
import type { Sent } from './send-file';
import { usePreview } from './use-preview';

type Sampled = { upload: Sent; proposal: Proposal; mapping: EventMapping; own: OwnKeys };
type OwnKeys = { knownTime: RowMapping['knownTime'] | null; eventIdColumn: string | null };

/** A row of a table is known from its last change on, and named by its primary key, where the table has them. */
const ownKeys = (mapping: EventMapping, { knownTime, eventIdColumn }: OwnKeys): EventMapping => ({
  ...mapping, rows: mapping.rows.map((row) => ({ ...row, ...(knownTime ? { knownTime } : {}), fields: eventIdColumn ? { ...row.fields, eventId: { column: eventIdColumn } } : row.fields })),
});

/** The columns of a pulled table, mapped on its own first rows. */
export function MapTableSheet({ log, source, onClose }: { log: EventLog; source: EventSource | null; onClose: () => void }) {
  const t = useT();
  return (
    <Sheet open={source !== null} onOpenChange={(o) => !o && onClose()} size="xl" title={t('events.pull.map')} description={source?.name}>
      {source && <Sample key={source.id} log={log} source={source} onClose={onClose} />}
    </Sheet>
  );
}

function Sample({ log, source, onClose }: { log: EventLog; source: EventSource; onClose: () => void }) {
  const trpc = useTRPC();
  const sample = useMutation(trpc.events.sampleSource.mutationOptions());
  const propose = useMutation(trpc.events.proposeMapping.mutationOptions());
  const [sampled, setSampled] = useState<Sampled | null>(null);
  const asked = useRef(false);
  const take = async () => {
    const { uploadId, knownTime, eventIdColumn } = await sample.mutateAsync({ sourceId: source.id });
    const proposal = await propose.mutateAsync({ logId: log.id, uploadId, entity: null });
    setSampled({ upload: { uploadId, fileName: source.name, bytes: 0 }, proposal, own: { knownTime, eventIdColumn }, mapping: source.mapping?.mapping ?? ownKeys(proposal.mapping, { knownTime, eventIdColumn }) });
  };
  useEffect(() => {
    // once, also where effects run twice
    if (asked.current) return;
    asked.current = true;
    void take().catch(() => undefined);
  });
  const error = sample.error ?? propose.error;
  if (error) return <ErrorPanel error={error} />;
  if (!sampled) return <SkeletonTable />;
  const entity = (kind: EventMapping['rows'][number]['kind']) => propose.mutate({ logId: log.id, uploadId: sampled.upload.uploadId, entity: kind }, { onSuccess: (proposal) => setSampled({ ...sampled, proposal, mapping: ownKeys(proposal.mapping, sampled.own) }) });
  return <Mapped log={log} source={source} sampled={sampled} onMapping={(mapping) => setSampled({ ...sampled, mapping })} onEntity={entity} onClose={onClose} />;
}

function Mapped({ log, source, sampled, onMapping, onEntity, onClose }: { log: EventLog; source: EventSource; sampled: Sampled; onMapping: (mapping: EventMapping) => void; onEntity: (kind: EventMapping['rows'][number]['kind']) => void; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [uploads] = useState([sampled.upload]);
  const preview = usePreview(log.id, uploads, sampled.mapping);
  const [seen, setSeen] = useState('');
  const accept = useMutation(
    trpc.events.acceptMapping.mutationOptions({
      onSuccess: async () => {
        toast.done(t('events.pull.began'));
        await client.invalidateQueries(trpc.events.pathFilter());
        onClose();
      },
    }),
  );
  const counts = preview.data?.preview.counts;
  const lost = counts ? counts.rejected + counts.unmapped : 0;
  const known = lost === 0 || seen === preview.data?.previewId;
  const ready = preview.current && preview.data && known && counts && total(counts.accepted) > 0;
  return (
    <div className="space-y-5">
      <div className="grid gap-6 lg:grid-cols-2">
        <div className="min-w-0"><MappingEditor mapping={sampled.mapping} proposal={sampled.proposal} onChange={onMapping} onEntity={onEntity} /></div>
        <PreviewPanel preview={preview} />
      </div>
      {accept.isError && <ErrorPanel error={accept.error} />}
      <div className="flex flex-wrap items-center justify-end gap-3 border-t pt-4">
        {lost > 0 && preview.current && <Checkbox checked={known} onChange={(on) => setSeen(on ? preview.data!.previewId : '')} label={t('events.wizard.loss', { count: lost })} />}
        <Button variant="primary" disabled={!ready} busy={accept.isPending} onClick={() => accept.mutate({ sourceId: source.id, previewId: preview.data!.previewId })}>{t('events.pull.accept')}</Button>
      </div>
    </div>
  );
}
