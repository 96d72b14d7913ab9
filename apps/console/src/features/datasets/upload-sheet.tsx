'use client';

import type { DatasetId } from '@bellwether/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, ErrorPanel, Field, FileDrop, Input, Progress, Select, Sheet, toast, useFormat } from '../../ui';
import { uploadFile } from './upload-file';

type Props = { open: boolean; onClose: () => void; /** a new version of this one; null: a new dataset */ dataset: { id: DatasetId; name: string } | null };
/** `seconds` since the first byte, as of the last event */
type Sending = { sent: number; seconds: number; abort: AbortController };

const nameOf = (file: File) => file.name.replace(/\.gz$/i, '').replace(/\.[^.]+$/, '').replace(/[_-]+/g, ' ').trim();
const MOST_BYTES = 2 * 1024 ** 3;

export function UploadSheet({ open, onClose, dataset }: Props) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  const [delimiter, setDelimiter] = useState('');
  const [sending, setSending] = useState<Sending | null>(null);
  const [error, setError] = useState<unknown>(null);
  const choose = (chosen: File) => {
    setFile(chosen);
    setError(chosen.size > MOST_BYTES ? { code: 'DATA_TOO_LARGE', message: t('datasets.upload.tooLarge'), fix: t('datasets.upload.tooLargeFix') } : null);
    setName(nameOf(chosen));
  };
  const send = async () => {
    if (!file) return;
    const abort = new AbortController();
    setError(null);
    setSending({ sent: 0, seconds: 0, abort });
    try {
      const result = await uploadFile(file, dataset ? { datasetId: dataset.id } : { name: name.trim() }, { delimiter: delimiter || null, signal: abort.signal, onProgress: (sent, seconds) => setSending({ sent, seconds, abort }) });
      await client.invalidateQueries(trpc.dataset.pathFilter());
      toast.done(result.existing ? t('datasets.upload.same', { number: result.number }) : t('datasets.upload.done'));
      close();
      router.push(`/data/${result.datasetId}/versions/${result.versionId}`);
    } catch (e) {
      setSending(null);
      if (e !== null) setError(e);
    }
  };
  const close = () => {
    sending?.abort.abort();
    setSending(null);
    setFile(null);
    setError(null);
    onClose();
  };
  return (
    <Sheet open={open} onOpenChange={(o) => !o && close()} title={dataset ? t('datasets.upload.versionTitle', { name: dataset.name }) : t('datasets.upload.title')} description={t('datasets.upload.formats')}
      footer={
        <>
          <Button onClick={close}>{t('ui.cancel')}</Button>
          <Button variant="primary" icon={FileUp} busy={sending !== null} disabled={!file || (!dataset && !name.trim()) || file.size > MOST_BYTES} onClick={() => void send()}>{t('datasets.upload.action')}</Button>
        </>
      }>
      <div className="space-y-5">
        <DropZone file={file} onFile={choose} disabled={sending !== null} />
        {sending && file && <UploadProgress file={file} sending={sending} />}
        {!dataset && <Field label={t('datasets.name')} help={t('datasets.upload.nameHelp')}>{(ids) => <Input {...ids} value={name} maxLength={200} onChange={(e) => setName(e.target.value)} disabled={sending !== null} />}</Field>}
        <Field label={t('datasets.delimiter')} help={t('datasets.delimiterHelp')}>
          {(ids) => <Select {...ids} value={delimiter} onChange={setDelimiter} disabled={sending !== null} options={[{ value: '', label: t('datasets.delimiter.auto') }, { value: ',', label: t('datasets.delimiter.comma') }, { value: ';', label: t('datasets.delimiter.semicolon') }, { value: '\t', label: t('datasets.delimiter.tab') }, { value: '|', label: t('datasets.delimiter.bar') }]} />}
        </Field>
        {error !== null && <ErrorPanel error={error} />}
        <p className="text-xs text-muted">{t('datasets.upload.next')}</p>
      </div>
    </Sheet>
  );
}

function DropZone({ file, onFile, disabled }: { file: File | null; onFile: (file: File) => void; disabled: boolean }) {
  const t = useT();
  const format = useFormat();
  return (
    <FileDrop label={t('datasets.upload.choose')} action={file ? t('datasets.upload.other') : undefined} accept=".csv,.tsv,.tab,.txt,.jsonl,.ndjson,.json,.parquet,.gz" disabled={disabled} onFiles={([chosen]) => chosen && onFile(chosen)}>
      {file ? <p className="max-w-full font-medium break-words text-fg">{file.name} <span className="tabular font-normal text-muted">{format.bytes(file.size)}</span></p> : <p>{t('datasets.upload.drop')}</p>}
    </FileDrop>
  );
}

function UploadProgress({ file, sending }: { file: File; sending: Sending }) {
  const t = useT();
  const format = useFormat();
  const rate = sending.seconds > 0 ? sending.sent / sending.seconds : 0;
  return (
    <div className="space-y-1.5" aria-live="polite">
      <Progress label={t('datasets.upload.sending')} fraction={file.size > 0 ? sending.sent / file.size : null} />
      <p className="tabular flex justify-between text-xs text-muted">
        <span>{format.bytes(sending.sent)} / {format.bytes(file.size)}</span>
        <span>{format.bytes(rate)}/s{rate > 0 && sending.sent < file.size ? ` · ${format.duration((file.size - sending.sent) / rate)}` : ''}</span>
      </p>
    </div>
  );
}
