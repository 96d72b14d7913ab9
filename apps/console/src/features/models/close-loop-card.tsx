'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Button, Card, ErrorPanel, Switch } from '../../ui';
import type { ModelPageData } from './model-types';

/** One action: known outcomes become the next version of the data, ready to train on. */
export function CloseLoopCard({ model }: { model: ModelPageData }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const { can } = useSession();
  const [only, setOnly] = useState(false);
  const close = useMutation(trpc.outcome.closeLoop.mutationOptions({ onSuccess: () => client.invalidateQueries(trpc.dataset.pathFilter()) }));
  const made = close.data;
  return (
    <Card title={t('models.outcomes.close.title')} description={t('models.outcomes.close.body')}>
      <div className="space-y-4">
        <Switch label={t('models.outcomes.close.only')} checked={only} onChange={setOnly} />
        {close.error && <ErrorPanel error={close.error} />}
        {made && (
          <div className="space-y-2 rounded-lg border bg-sunken p-4 text-sm" role="status">
            <p>{t('models.outcomes.close.done', { number: made.number, name: made.datasetName })} {t('models.outcomes.close.count', { count: made.realised })}</p>
            <p className="flex flex-wrap gap-4">
              <Link className="text-accent hover:underline" href={`/data/${made.datasetId}/versions/${made.versionId}`}>{t('models.outcomes.close.open')}</Link>
              <Link className="text-accent hover:underline" href={`/experiments?launch=new&dataset=${made.versionId}`}>{t('models.outcomes.close.train')}</Link>
            </p>
          </div>
        )}
        {can('dataset.write') && <Button variant="primary" icon={RefreshCw} busy={close.isPending} onClick={() => close.mutate({ modelId: model.id, onlyRealised: only })}>{t('models.outcomes.close.button')}</Button>}
      </div>
    </Card>
  );
}
