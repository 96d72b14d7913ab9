'use client';

import type { PredictionId } from '@bellwether/contracts';
import type { RouterOutputs } from '@bellwether/api';
import { useQuery } from '@tanstack/react-query';
import { Network } from 'lucide-react';
import Link from 'next/link';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Badge, Button, Card, KeyValueList, Page, PageHeader, QueryView, SkeletonTable, Stat, useFormat } from '../../ui';

type Explanation = RouterOutputs['prediction']['explain'];

/** One number, back to the rows and the code it came from. */
export function PredictionPage({ id }: { id: PredictionId }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.prediction.explain.queryOptions({ id }));
  return <Page wide><QueryView query={query} skeleton={<SkeletonTable />}>{(e) => <Explained e={e} />}</QueryView></Page>;
}

function Explained({ e }: { e: Explanation }) {
  const t = useT();
  const format = useFormat();
  const { prediction: p, version: v } = e;
  return (
    <>
      <PageHeader title={p.entityKey ?? p.id.slice(0, 8)} crumbs={[{ label: t('models.title'), href: '/models' }, { label: p.modelName, href: `/models/${p.modelId}` }, { label: p.entityKey ?? p.id.slice(0, 8) }]}
        meta={<>{p.label && <Badge tone="good">{p.label}</Badge>}<Badge>{t('models.version', { number: p.versionNumber })}</Badge></>}
        actions={<Button asChild><Link href={`/lineage?kind=prediction&id=${p.id}`}><Network aria-hidden className="size-4" />{t('trace.graph')}</Link></Button>} description={t('trace.prediction')} />
      <div className="mb-4 grid grid-cols-2 gap-4 sm:grid-cols-4">
        <Stat label={t('models.try.score')} value={format.percent(p.score)} />
        <Stat label={t('trace.outcome')} value={p.outcome ? format.number(p.outcome.value) : t('models.predictions.unknown')} />
        <Stat label={t('trace.latency')} value={`${format.number(p.latencyMs)} ms`} />
        <Stat label={t('trace.replay')} value={<Badge tone={e.replay.equal ? 'good' : 'bad'}>{t(e.replay.equal ? 'trace.replayEqual' : 'trace.replayOther')}</Badge>} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Contributions e={e} />
        <Card title={t('trace.from')}>
          <KeyValueList items={[
            { key: 'at', label: t('trace.at'), value: format.dateTime(p.createdAt) },
            { key: 'input', label: t('trace.inputHash'), value: <code className="break-all font-mono text-xs">{p.inputHash}</code> },
            { key: 'alias', label: t('trace.alias'), value: p.alias ?? '–' },
            { key: 'run', label: t('trace.kind.run'), value: <Link className="text-accent hover:underline" href={`/runs/${v.runId}`}>#{v.runNumber} {v.runName}</Link> },
            { key: 'rows', label: t('trace.rows'), value: t('trace.trainTest', { train: format.number(e.training.trainRows), test: format.number(e.training.testRows) }) },
            { key: 'data', label: t('trace.kind.dataset-version'), value: <Link className="text-accent hover:underline" href={`/lineage?kind=dataset-version&id=${v.datasetVersionId}`}>{v.datasetVersionId.slice(0, 8)}</Link> },
            { key: 'artifact', label: t('trace.artifact'), value: <code className="break-all font-mono text-xs">{v.artifactHash}</code> },
            { key: 'code', label: t('trace.code'), value: v.codeVersion },
            { key: 'packages', label: t('trace.packages'), value: Object.entries(v.packages as Record<string, string>).map(([n, x]) => `${n} ${x}`).join(', ') },
          ]} />
        </Card>
      </div>
    </>
  );
}

/** Signed, on the margin scale, against the training medians: association, not cause. */
function Contributions({ e }: { e: Explanation }) {
  const t = useT();
  const most = Math.max(1e-9, ...e.contributions.map((c) => Math.abs(c.contribution)));
  return (
    <Card title={t('models.try.why')} description={t('trace.contributions')}>
      <ul className="space-y-1 text-xs">
        {e.contributions.slice(0, 20).map((c) => (
          <li key={c.feature} className="grid grid-cols-[minmax(0,1fr)_8rem_4rem] items-center gap-2">
            <span className="truncate" title={`${c.feature} = ${c.value}`}>{c.feature} <span className="text-subtle">= {c.value || '–'}</span></span>
            <svg viewBox="-50 0 100 10" className="h-3 w-full" role="img" aria-label={c.contribution.toFixed(3)}><rect x={c.contribution < 0 ? (c.contribution / most) * 50 : 0} y="0" width={(Math.abs(c.contribution) / most) * 50} height="10" className={c.contribution < 0 ? 'fill-cat-2' : 'fill-cat-1'} /></svg>
            <span className="tabular text-right">{c.contribution > 0 ? '+' : ''}{c.contribution.toFixed(3)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
