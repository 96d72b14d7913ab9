'use client';

import type { ModelVersionId } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../i18n';
import { OnnxLink } from '../../run-kit/downloads';
import { useTRPC } from '../../trpc';
import { Card, CodeBlock, QueryView, Select, SkeletonText } from '../../ui';
import type { ModelPageData, VersionData } from './model-types';
import { SignatureTable } from './signature-table';
import { TryForm } from './try-form';

/** The model in use: a form to try it, what a row must look like, and calls that run as they are. */
export function UseTab({ model }: { model: ModelPageData }) {
  const t = useT();
  const trpc = useTRPC();
  const champion = model.aliases.find((a) => a.alias === 'champion');
  const [chosen, setChosen] = useState<ModelVersionId | null>(champion?.versionId ?? model.versions[0]?.id ?? null);
  const query = useQuery(trpc.model.version.queryOptions({ id: chosen! }, { enabled: chosen !== null }));
  if (chosen === null) return null;
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-2"><Select size="sm" className="w-52" label={t('models.batch.version')} value={chosen as string} onChange={(v) => setChosen(v as ModelVersionId)}
        options={model.versions.map((v) => ({ value: v.id as string, label: `${t('models.version', { number: v.number })}${v.id === champion?.versionId ? ' · champion' : ''}` }))} />
        {query.data && <OnnxLink runId={query.data.runId} href={`/api/download/version/${chosen}`} />}</div>
      <QueryView query={query} skeleton={<SkeletonText lines={8} />}>
        {(version) => (
          <div className="grid items-start gap-4 xl:grid-cols-2">
            <TryForm key={version.id} model={model} version={version} />
            <Calls model={model} version={version} />
            <SignatureTable version={version} />
          </div>
        )}
      </QueryView>
    </div>
  );
}

/** With this model's own name and a row that it takes. */
function Calls({ model, version }: { model: ModelPageData; version: VersionData }) {
  const t = useT();
  const origin = typeof window === 'undefined' ? '' : window.location.origin;
  const features = Object.fromEntries(version.signature.inputs.slice(0, 6).map((f) => [f.name, f.example]));
  const body = JSON.stringify({ model: model.name, rows: [{ key: 'customer-17', features }] }, null, 2);
  const curl = `curl ${origin}/api/v1/prediction/predict \\\n  -H "authorization: Bearer $BELLWETHER_API_KEY" \\\n  -H "content-type: application/json" \\\n  -d '${body.replace(/'/g, "'\\''")}'`;
  const client = `import { createBellwetherClient } from '@bellwether/api/client';\n\nconst bellwether = createBellwetherClient({ url: '${origin}', apiKey: process.env.BELLWETHER_API_KEY! });\nconst { predictions } = await bellwether.prediction.predict.mutate(${body});\nawait bellwether.outcome.record.mutate({ outcomes: [{ predictionId: predictions[0]!.predictionId, value: true }] });`;
  return (
    <Card title="API">
      <p className="mb-3 text-sm text-muted">{t('models.use.intro')}</p>
      <h3 className="mb-1 text-sm font-medium">{t('models.use.curl')}</h3>
      <CodeBlock code={curl} label={t('models.use.curl')} />
      <h3 className="mt-4 mb-1 text-sm font-medium">{t('models.use.client')}</h3>
      <CodeBlock code={client} label={t('models.use.client')} />
    </Card>
  );
}
