'use client';

import { Boxes, Check } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Sparkline } from '../../figures';
import { useT } from '../../i18n';
import { Badge, Button, Card, EmptyState, RelativeTime, useFormat } from '../../ui';
import type { HomeOverview, LiveModel } from './overview';
import { useMetricTitle, useRealised } from './use-live-metric';

/** One strip a live model: its number now against the one at promotion, its volume, and where to go next. */
export function LiveModels({ live, counts }: { live: LiveModel[]; counts: HomeOverview['counts'] }) {
  const t = useT();
  return (
    <Card title={t('home.live.title')} flush>
      {live.length === 0 ? <FirstSteps counts={counts} /> : <ul className="divide-y">{live.map((m) => <LiveStrip key={m.modelId} model={m} />)}</ul>}
    </Card>
  );
}

function LiveStrip({ model }: { model: LiveModel }) {
  const t = useT();
  const format = useFormat();
  const title = useMetricTitle(model.familyId, model.metric);
  const now = useRealised(model);
  return (
    <li className="p-4">
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link href={`/models/${model.modelId}`} className="min-w-0 text-base font-semibold [overflow-wrap:anywhere] hover:underline">
          {model.name}
        </Link>
        <Badge tone="accent">{t('home.live.version', { number: String(model.versionNumber) })}</Badge>
        <span className="text-xs text-subtle">
          {t('home.live.since')} <RelativeTime at={model.since} />, {model.byName}
        </span>
      </div>
      <div className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-4">
        <Number label={`${title}, ${t('home.live.now')}`} value={now?.estimate ? format.estimate(now.estimate) : '–'} detail={model.predictions === 0 ? t('home.live.noPredictions') : model.matured === 0 ? t('home.live.notMatured') : t('home.live.matured', { matured: model.matured, predictions: model.predictions })} strong />
        <Number label={`${title}, ${t('home.live.atPromotion')}`} value={format.estimate(model.atPromotion)} detail={model.atPromotion ? t('ui.rows', { count: model.atPromotion.n }) : null} />
        <Number label={t('home.live.predictionsToday')} value={format.number(model.predictions24h)} />
        <div className="min-w-0">
          <div className="truncate text-xs text-subtle">{t('home.live.predictions14')}</div>
          <Sparkline bars values={model.predictionsByDay} width={140} height={32} className="mt-1 max-w-full" />
        </div>
      </div>
    </li>
  );
}

const Number = ({ label, value, detail, strong }: { label: ReactNode; value: ReactNode; detail?: ReactNode; strong?: boolean }) => (
  <div className="min-w-0">
    <div className="text-xs text-subtle">{label}</div>
    <div className={strong ? 'tabular mt-0.5 text-xl font-semibold' : 'tabular mt-0.5 text-lg font-medium leading-7'}>{value}</div>
    {detail && <div className="text-xs text-muted">{detail}</div>}
  </div>
);

/** The way to a first live model, with what is done already. */
function FirstSteps({ counts }: { counts: HomeOverview['counts'] }) {
  const t = useT();
  const steps = [
    { key: 'data', href: '/data?upload=1', title: t('home.welcome.data'), hint: t('home.welcome.dataHint'), done: counts.datasets > 0 },
    { key: 'train', href: '/experiments?launch=1', title: t('home.welcome.train'), hint: t('home.welcome.trainHint'), done: counts.runsDone > 0 },
    { key: 'promote', href: '/models', title: t('home.welcome.promote'), hint: t('home.welcome.promoteHint'), done: false },
    { key: 'predict', href: '/models', title: t('home.welcome.predict'), hint: t('home.welcome.predictHint'), done: counts.predictions > 0 },
  ];
  const next = steps.find((s) => !s.done) ?? steps[2]!;
  return (
    <EmptyState
      icon={Boxes}
      title={t('home.live.none')}
      action={
        <Button variant="primary" asChild>
          <Link href={next.href}>{next.title}</Link>
        </Button>
      }
    >
      <p>{t('home.live.noneHint')}</p>
      <ol aria-label={t('home.welcome.title')} className="mt-5 grid gap-x-8 gap-y-3 text-left sm:grid-cols-2">
        {steps.map((s, i) => (
          <li key={s.key} className="flex gap-3">
            <span className={`tabular mt-0.5 flex size-5 shrink-0 items-center justify-center rounded-full text-xs font-semibold ${s.done ? 'bg-good-soft text-good' : 'bg-sunken text-muted'}`}>{s.done ? <Check aria-label="✓" className="size-3.5" /> : i + 1}</span>
            <span className="min-w-0">
              <Link href={s.href} className="font-medium text-fg hover:underline">
                {s.title}
              </Link>
              <span className="block text-xs text-subtle">{s.hint}</span>
            </span>
          </li>
        ))}
      </ol>
    </EmptyState>
  );
}
