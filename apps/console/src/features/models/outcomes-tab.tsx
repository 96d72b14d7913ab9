'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC, useTRPCClient } from '../../trpc';
import { Card, ErrorPanel, FileDrop, Progress, SkeletonText } from '../../ui';
import { CloseLoopCard } from './close-loop-card';
import { csvParts } from './csv-parts';
import type { ModelPageData } from './model-types';

type Result = { accepted: number; duplicates: number; rejected: { index: number; reason: string }[] };
const SHOWN_REJECTIONS = 8;

/** What happened, reported by file; and what can be made of it. */
export function OutcomesTab({ model }: { model: ModelPageData }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <UploadCard />
      <CloseLoopCard model={model} />
    </div>
  );
}

/** Sends the file in parts, one after another; a part that fails stops it, and what was sent stays: reporting twice changes nothing. */
function useOutcomeUpload() {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [fraction, setFraction] = useState<number | null>(null);
  const upload = useMutation({
    mutationFn: async (file: File): Promise<Result> => {
      const parts = csvParts(await file.text());
      const total: Result = { accepted: 0, duplicates: 0, rejected: [] };
      for (const [i, part] of parts.entries()) {
        setFraction(i / parts.length);
        const result = await client.outcome.upload.mutate({ csv: part.csv });
        total.accepted += result.accepted;
        total.duplicates += result.duplicates;
        total.rejected.push(...result.rejected.map((r) => ({ ...r, index: r.index + part.rowsBefore })));
      }
      return total;
    },
    onSettled: () => {
      setFraction(null);
      void queries.invalidateQueries(trpc.prediction.pathFilter());
      void queries.invalidateQueries(trpc.monitoring.pathFilter());
    },
  });
  return { upload, fraction };
}

function UploadCard() {
  const t = useT();
  const { can } = useSession();
  const { upload, fraction } = useOutcomeUpload();
  return (
    <Card title={t('models.outcomes.title')} description={t('models.outcomes.body')}>
      <FileDrop label={t('models.outcomes.choose')} accept=".csv,.tsv,.txt,text/csv" className="py-8" disabled={!can('outcome.write')} busy={upload.isPending} onFiles={([file]) => file && upload.mutate(file)}><p>{t('models.outcomes.drop')}</p></FileDrop>
      <div className="mt-3 space-y-2" aria-live="polite">
        {upload.isPending && <Progress fraction={fraction} label={t('models.outcomes.sending')} />}
        {upload.isError && <ErrorPanel error={upload.error} />}
        {upload.data && <UploadResult result={upload.data} />}
        {upload.isPending && fraction === null && <SkeletonText lines={1} />}
      </div>
    </Card>
  );
}

function UploadResult({ result }: { result: Result }) {
  const t = useT();
  const more = result.rejected.length - SHOWN_REJECTIONS;
  return (
    <div className="text-sm">
      <p className="font-medium">{t('models.outcomes.result', { accepted: result.accepted, duplicates: result.duplicates, rejected: result.rejected.length })}</p>
      {result.rejected.length > 0 && (
        <ul className="mt-1 space-y-0.5 text-xs text-muted">
          {result.rejected.slice(0, SHOWN_REJECTIONS).map((r) => <li key={r.index} className="break-words">{t('models.outcomes.rejectedRow', { row: r.index, reason: r.reason })}</li>)}
          {more > 0 && <li>{t('models.outcomes.more', { count: more })}</li>}
        </ul>
      )}
    </div>
  );
}
