'use client';

import { useState } from 'react';
import { useT } from '../../i18n';
import { ErrorPanel, FileDrop, Progress } from '../../ui';
import { sendEventFile, type Sent } from './send-file';

/** Files are sent one after another as soon as they are chosen. */
export function FilesStep({ onSent }: { onSent: (sent: Sent[]) => void }) {
  const t = useT();
  const [sending, setSending] = useState<{ name: string; fraction: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const send = async (files: File[]) => {
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
      <FileDrop label={t('events.wizard.choose')} multiple accept=".csv,.tsv,.tab,.txt,.jsonl,.ndjson,.json,.parquet,.gz" disabled={sending !== null} onFiles={(files) => void send(files)}><p>{t('events.wizard.drop')}</p></FileDrop>
      {sending && <div className="space-y-1.5" aria-live="polite"><p className="text-sm">{t('events.wizard.sending', { name: sending.name })}</p><Progress label={t('events.wizard.sending', { name: sending.name })} fraction={sending.fraction} /></div>}
      {error !== null && <ErrorPanel error={error} />}
    </div>
  );
}
