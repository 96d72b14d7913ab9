'use client';

import type { EventMapping, EventSourceId } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, Checkbox, ErrorPanel, Field, Input, Select, Sheet, SkeletonText, toast, useUrlState } from '../../ui';
import type { EventLog, EventSource, Proposal } from './event-types';
import { total } from './event-types';
import { FilesStep } from './files-step';
import { MappingEditor } from './mapping-editor';
import { PreviewPanel } from './preview-panel';
import type { Sent } from './send-file';
import { usePreview } from './use-preview';

const NEW = 'new';
const nameOf = (file: string) => file.replace(/\.gz$/i, '').replace(/\.[^.]+$/, '').replace(/[_-]+/g, ' ').trim();

/** Files, what their columns mean, what becomes of every row: nothing is taken in before the loss was shown. */
export function AddFilesSheet({ log, sources, open, onClose }: { log: EventLog; sources: readonly EventSource[]; open: boolean; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const [uploads, setUploads] = useState<Sent[]>([]);
  const propose = useMutation(trpc.events.proposeMapping.mutationOptions());
  const [mapping, setMapping] = useState<EventMapping | null>(null);
  const files = sources.filter((s) => s.kind === 'file');
  const take = async (sent: Sent[]) => {
    setUploads(sent);
    const proposal = await propose.mutateAsync({ logId: log.id, uploadId: sent[0]!.uploadId, entity: null }).catch(() => null);
    if (proposal) setMapping(rememberedMapping(files, proposal)?.mapping?.mapping ?? proposal.mapping);
  };
  const close = () => {
    setUploads([]);
    setMapping(null);
    propose.reset();
    onClose();
  };
  if (uploads.length === 0 || !mapping || !propose.data)
    return (
      <Sheet open={open} onOpenChange={(o) => !o && close()} size="xl" title={t('events.wizard.title')} description={t('events.wizard.files')}>
        {propose.isPending ? <div className="space-y-3" aria-live="polite"><p className="text-sm text-muted">{t('events.wizard.proposing')}</p><SkeletonText /></div> : <FilesStep onSent={(sent) => void take(sent)} />}
        {propose.isError && <ErrorPanel error={propose.error} className="mt-4" />}
      </Sheet>
    );
  return <MapStep log={log} sources={files} uploads={uploads} proposal={propose.data} mapping={mapping} onMapping={setMapping} open={open} onClose={close} onBack={() => { setUploads([]); setMapping(null); propose.reset(); }} onEntity={(entity) => propose.mutate({ logId: log.id, uploadId: uploads[0]!.uploadId, entity }, { onSuccess: (p) => setMapping(p.mapping) })} />;
}

/** A source whose mapping names the same columns has read such files before. */
function rememberedMapping(sources: readonly EventSource[], proposal: Proposal): EventSource | undefined {
  const columns = new Set(proposal.columns.map((c) => c.name));
  return sources.find((s) => {
    const used = (s.mapping?.mapping.rows ?? []).flatMap((r) => Object.values(r.fields).flatMap((f) => [f.column, ...(f.columns ?? []), ...(f.sum ?? [])])).filter((c) => c !== undefined);
    return used.length > 1 && used.every((c) => columns.has(c));
  });
}

type MapStepProps = { log: EventLog; sources: readonly EventSource[]; uploads: Sent[]; proposal: Proposal; mapping: EventMapping; onMapping: (mapping: EventMapping) => void; onEntity: (entity: EventMapping['rows'][number]['kind']) => void; open: boolean; onClose: () => void; onBack: () => void };

function MapStep({ log, sources, uploads, proposal, mapping, onMapping, onEntity, open, onClose, onBack }: MapStepProps) {
  const t = useT();
  const preview = usePreview(log.id, uploads, mapping);
  const [sourceId, setSourceId] = useState<string>(() => rememberedMapping(sources, proposal)?.id ?? NEW);
  const [name, setName] = useState(nameOf(uploads[0]!.fileName));
  const [seen, setSeen] = useState('');
  const [, setTab] = useUrlState('tab', 'quality');
  const counts = preview.data?.preview.counts;
  const lost = counts ? counts.rejected + counts.unmapped : 0;
  const taken = counts ? total(counts.accepted) : 0;
  // seen holds for the loss that was shown, not for the next one
  const known = lost === 0 || seen === preview.data?.previewId;
  const accept = useAccept(() => { onClose(); setTab('batches'); });
  const ready = preview.current && preview.data && known && taken > 0 && (sourceId !== NEW || name.trim() !== '');
  return (
    <Sheet open={open} onOpenChange={(o) => !o && onClose()} size="xl" title={t('events.wizard.title')} description={uploads.map((u) => u.fileName).join(', ')}
      footer={
        <>
          <Button onClick={onBack} className="mr-auto">{t('events.wizard.back')}</Button>
          {lost > 0 && preview.current && <Checkbox checked={known} onChange={(on) => setSeen(on ? preview.data!.previewId : '')} label={t('events.wizard.loss', { count: lost })} />}
          <Button variant="primary" disabled={!ready} busy={accept.isPending} onClick={() => accept.mutate({ logId: log.id, previewId: preview.data!.previewId, source: sourceId === NEW ? { name: name.trim() } : { id: sourceId as EventSourceId } })}>
            {preview.current && taken === 0 ? t('events.wizard.acceptNone') : t('events.wizard.accept', { count: taken })}
          </Button>
        </>
      }>
      <div className="grid gap-6 lg:grid-cols-2">
        <div className="min-w-0 space-y-4">
          <MappingEditor mapping={mapping} proposal={proposal} onChange={onMapping} onEntity={onEntity} />
          <div className="grid gap-3 sm:grid-cols-2">
            {sources.length > 0 && <Field label={t('events.wizard.source')} help={t('events.wizard.sourceHelp')}>{(ids) => <Select {...ids} value={sourceId} onChange={setSourceId} options={[{ value: NEW, label: t('events.wizard.newSource', { name }) }, ...sources.map((s) => ({ value: s.id as string, label: s.name }))]} />}</Field>}
            {sourceId === NEW && <Field label={t('events.wizard.sourceName')} help={sources.length === 0 ? t('events.wizard.sourceHelp') : undefined}>{(ids) => <Input {...ids} value={name} maxLength={200} onChange={(e) => setName(e.target.value)} />}</Field>}
          </div>
          {accept.isError && <ErrorPanel error={accept.error} />}
        </div>
        <PreviewPanel preview={preview} />
      </div>
    </Sheet>
  );
}

function useAccept(onAccepted: () => void) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  return useMutation(
    trpc.events.acceptFiles.mutationOptions({
      onSuccess: async (batch) => {
        toast.done(batch.existing ? t('events.wizard.same') : t('events.wizard.done'));
        await client.invalidateQueries(trpc.events.pathFilter());
        onAccepted();
      },
    }),
  );
}
