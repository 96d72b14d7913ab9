'use client';

import type { PredictionId } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX, Network } from 'lucide-react';
import Link from 'next/link';
import { useT } from '../../i18n';
import { intervalWord, scoreWord } from '../../serving/score-words';
import { useTRPC } from '../../trpc';
import { decisionWord, outcomeWord } from '../../serving/outcome-words';
import { Badge, Button, Card, Page, PageHeader, QueryView, SkeletonTable, Stat, useFormat } from '../../ui';
import { Provenance, type Explanation } from './provenance';

/** One number, back to the rows and the code it came from. */
export function PredictionPage({ id }: { id: PredictionId }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.prediction.explain.queryOptions({ id }));
  return <Page><QueryView query={query} skeleton={<SkeletonTable />}>{(e) => <Explained e={e} />}</QueryView></Page>;
}

function Explained({ e }: { e: Explanation }) {
  const t = useT();
  const format = useFormat();
  const { prediction: p } = e;
  const word = (score: number): string => scoreWord(e.version.signature.output.kind, score, format);
  const name = p.entityKey ?? p.id.slice(0, 8);
  return (
    <>
      <PageHeader
        title={t('models.explain.title', { score: word(p.score) })}
        crumbs={[{ label: t('models.title'), href: '/models' }, { label: p.modelName, href: `/models/${p.modelId}` }, { label: t('models.tab.predictions'), href: `/models/${p.modelId}?tab=predictions` }, { label: name }]}
        meta={<>{p.label && <Badge tone="accent">{decisionWord(p.label, t)}</Badge>}{p.interval && <Badge>{t('models.predictions.between', { level: format.percent(p.interval.level, 0), range: intervalWord(p.interval, format) })}</Badge>}</>}
        actions={<Button asChild><Link href={`/lineage?kind=prediction&id=${p.id}`}><Network aria-hidden />{t('models.explain.graph')}</Link></Button>}
      />
      <section className="mb-4 grid grid-cols-2 gap-4 rounded-lg border bg-surface p-4 lg:grid-cols-4">
        <Stat label={t('models.predictions.key')} value={name} detail={format.dateTime(p.createdAt)} />
        <Stat label={t('models.predictions.outcome')} value={p.outcome ? outcomeWord(p.outcome.value, p.label, t, format.number) : t('models.predictions.unknown')} detail={p.outcome ? format.dateTime(p.outcome.occurredAt) : undefined} />
        <Stat label={t('models.predictions.latency')} value={`${format.number(p.latencyMs, 3)} ms`} detail={t(p.batchId ? 'models.predictions.batch' : 'models.predictions.online')} />
        <Stat label={t('models.explain.replay')} value={word(e.replay.score)} detail={e.replay.equal ? <span className="flex items-start gap-1 text-good"><CircleCheck aria-hidden className="mt-0.5 size-3 shrink-0" />{t('models.explain.replayEqual')}</span> : <span className="flex items-start gap-1 text-bad"><CircleX aria-hidden className="mt-0.5 size-3 shrink-0" />{t('models.explain.replayDiffers', { score: word(e.replay.score) })}</span>} />
      </section>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Contributions e={e} />
        <div className="min-w-0 space-y-4">
          <Provenance e={e} />
          {p.warnings.length > 0 && <Card title={t('models.predictions.warnings')}><ul className="space-y-1 text-sm text-warning">{p.warnings.map((w) => <li key={`${w.code}${w.field}`}>{w.message}</li>)}</ul></Card>}
        </div>
      </div>
    </>
  );
}

/** Every input with its value and what it did, signed, on the margin scale: association, not cause. */
function Contributions({ e }: { e: Explanation }) {
  const t = useT();
  const format = useFormat();
  const most = Math.max(1e-9, ...e.contributions.map((c) => Math.abs(c.contribution)));
  return (
    <Card title={t('models.explain.contributions')} description={t('models.explain.contributionsHelp')}>
      <table className="w-full table-fixed text-table">
        <thead>
          <tr className="border-b text-left text-xs text-subtle">
            <th scope="col" className="w-2/5 py-1.5 pr-2 font-medium">{t('models.explain.field')}</th>
            <th scope="col" className="w-1/5 py-1.5 pr-2 font-medium">{t('models.explain.value')}</th>
            <th scope="col" className="py-1.5 text-right font-medium">{t('models.explain.contribution')}</th>
          </tr>
        </thead>
        <tbody>
          {e.contributions.map((c) => (
            <tr key={c.feature} className="border-b last:border-b-0">
              <th scope="row" className="truncate py-1.5 pr-2 text-left font-normal" title={c.feature}>{c.feature}</th>
              <td className="tabular truncate py-1.5 pr-2 text-muted" title={c.value}>{c.value || '–'}</td>
              <td className="py-1.5">
                <span className="flex items-center gap-2">
                  <svg aria-hidden viewBox="-50 0 100 10" preserveAspectRatio="none" className="h-2.5 min-w-0 flex-1">
                    <line x1="0" x2="0" y1="0" y2="10" stroke="var(--line-strong)" vectorEffect="non-scaling-stroke" />
                    <rect x={c.contribution < 0 ? (c.contribution / most) * 50 : 0} y="1" width={(Math.abs(c.contribution) / most) * 50} height="8" className={c.contribution < 0 ? 'fill-cat-2' : 'fill-cat-1'} />
                  </svg>
                  <span className="tabular w-20 shrink-0 text-right">{c.contribution > 0 ? '+' : ''}{format.number(c.contribution, 2)}</span>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
