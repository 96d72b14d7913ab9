'use client';

import { FileCheck2 } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../i18n';
import { Button, CopyButton, ErrorPanel, FileDrop, KeyValueList, Progress, Sheet, useFormat } from '../../ui';
import { shapeText } from './declared-signature';
import { ImportForm } from './import-form';
import { sendModel, type SentModel } from './send-model';

/** A model from elsewhere: its file is looked through, its signature declared, then a run measures it. */
export function ImportSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT();
  const [sent, setSent] = useState<SentModel | null>(null);
  const [footer, setFooter] = useState<HTMLElement | null>(null);
  const close = () => {
    setSent(null);
    onClose();
  };
  return (
    <Sheet open={open} onOpenChange={(o) => !o && close()} size="lg" title={t('models.import.title')} description={t('models.import.description')}
      footer={sent ? <div ref={setFooter} className="flex flex-wrap justify-end gap-2" /> : <Button onClick={close}>{t('ui.cancel')}</Button>}>
      {sent ? (
        <div className="space-y-6">
          <FileFacts sent={sent} onOther={() => setSent(null)} />
          <ImportForm key={sent.uploadId} sent={sent} footer={footer} onDone={close} />
        </div>
      ) : <ChooseFile onSent={setSent} />}
    </Sheet>
  );
}

function ChooseFile({ onSent }: { onSent: (sent: SentModel) => void }) {
  const t = useT();
  const [sending, setSending] = useState<{ name: string; fraction: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const send = async (file: File | undefined) => {
    if (!file) return;
    setError(null);
    setSending({ name: file.name, fraction: 0 });
    try {
      onSent(await sendModel(file, { signal: new AbortController().signal, onProgress: (bytes) => setSending({ name: file.name, fraction: bytes / (file.size || 1) }) }));
    } catch (e) {
      setError(e);
    } finally {
      setSending(null);
    }
  };
  return (
    <div className="space-y-4">
      <FileDrop label={t('models.import.choose')} accept=".onnx" disabled={sending !== null} onFiles={([file]) => void send(file)}><p>{t('models.import.drop')}</p></FileDrop>
      {sending && <div className="space-y-1.5" aria-live="polite"><p className="text-sm">{t(sending.fraction < 1 ? 'models.import.sending' : 'models.import.checking', { name: sending.name })}</p><Progress label={sending.name} fraction={sending.fraction < 1 ? sending.fraction : null} /></div>}
      {error !== null && <ErrorPanel error={error} />}
      <p className="text-xs text-muted">{t('models.import.safety')}</p>
    </div>
  );
}

/** What the file says of itself. */
function FileFacts({ sent, onOther }: { sent: SentModel; onOther: () => void }) {
  const t = useT();
  const format = useFormat();
  const { described } = sent;
  const shapes = (list: SentModel['described']['inputs']) => <ul>{list.map((v) => <li key={v.name}><span className="font-medium">{v.name}</span> <code className="text-2xs text-subtle">{shapeText(v)}</code></li>)}</ul>;
  return (
    <section className="space-y-2">
      <header className="flex items-center gap-2">
        <FileCheck2 aria-hidden className="size-4 shrink-0 text-good" />
        <h3 className="min-w-0 flex-1 truncate text-sm font-semibold">{sent.fileName} <span className="tabular font-normal text-muted">{format.bytes(sent.bytes)}</span></h3>
        <Button size="sm" onClick={onOther}>{t('models.import.other')}</Button>
      </header>
      <KeyValueList items={[
        { key: 'inputs', label: t('models.import.inputs'), value: shapes(described.inputs) },
        { key: 'outputs', label: t('models.import.outputs'), value: shapes(described.outputs) },
        { key: 'size', label: t('models.import.size'), value: t('models.import.sizeOf', { nodes: described.nodes, weights: described.weights }) },
        { key: 'operators', label: t('models.import.operators'), value: described.operators.join(', ') },
        { key: 'producer', label: t('models.import.producer'), value: described.producer || '–' },
        { key: 'sha', label: 'SHA-256', value: <span className="inline-flex items-center gap-1"><code>{sent.sha256.slice(0, 16)}</code><CopyButton text={sent.sha256} /></span> },
      ]} />
    </section>
  );
}
