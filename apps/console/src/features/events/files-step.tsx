'use client';

import { UploadCloud } from 'lucide-react';
import { useRef, useState } from 'react';
import { useT } from '../../i18n';
import { Button, cn, ErrorPanel, Progress } from '../../ui';
import { sendEventFile, type Sent } from './send-file';

/** Files are sent one after another as soon as they are chosen. */
export function FilesStep({ onSent }: { onSent: (sent: Sent[]) => void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<{ name: string; fraction: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const send = async (list: FileList | null) => {
    const files = [...(list ?? [])];
    if (files.length === 0 || sending) return;
    const bytes = files.reduce((n, f) => n + f.size, 0);
    const done: Sent[] = [];
    setError(null);
    try {
      for (const file of files) {
        const before = done.reduce((n, f) => n + f.bytes, 0);
        setSending({ name: file.name, fraction: before / (bytes || 1) });
        done.push(await sendEventFile(file, { signal: new AbortController().signal, onProgress: (sent) => setSending({ name: file.name, fraction: (before + sent) / (bytes || 1) }) }));
      }
      onSent(done);
    } catch (e) {
      setError(e);
    } finally {
      setSending(null);
    }
  };
  return (
    <div className="space-y-4">
      <div
        onDragOver={(e) => { e.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)}
        onDrop={(e) => { e.preventDefault(); setOver(false); void send(e.dataTransfer.files); }}
        className={cn('flex flex-col items-center gap-3 rounded-lg border border-dashed px-6 py-14 text-center', over ? 'border-accent bg-hover' : 'bg-sunken')}
      >
        <UploadCloud aria-hidden className="size-7 text-subtle" />
        <p className="text-sm text-muted">{t('events.wizard.drop')}</p>
        <Button disabled={sending !== null} onClick={() => input.current?.click()}>{t('events.wizard.choose')}</Button>
        <input ref={input} type="file" multiple className="sr-only" tabIndex={-1} aria-label={t('events.wizard.choose')} accept=".csv,.tsv,.tab,.txt,.jsonl,.ndjson,.json,.parquet,.gz" onChange={(e) => { void send(e.target.files); e.target.value = ''; }} />
      </div>
      {sending && <div className="space-y-1.5" aria-live="polite"><p className="text-sm">{t('events.wizard.sending', { name: sending.name })}</p><Progress label={t('events.wizard.sending', { name: sending.name })} fraction={sending.fraction} /></div>}
      {error !== null && <ErrorPanel error={error} />}
    </div>
  );
}
