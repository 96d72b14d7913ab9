'use client';

import type { Figure } from '@bellwether/contracts';
import type { RouterOutputs } from '@bellwether/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useMemo } from 'react';
import { FigureView } from '../../../figures';
import { useT } from '../../../i18n';
import { lookup } from '../../../i18n/dictionaries';
import { useSession } from '../../../shell/session';
import { useTRPC } from '../../../trpc';
import { Card, IconButton, QueryView, SkeletonText, Stat, useFormat } from '../../../ui';
import { useMoney } from '../use-money';
import { readableUnits } from './stock-lines';
import type { Terms } from './terms-form';

type Answer = RouterOutputs['inventory']['simulate'];
const both = (key: string): Figure['title'] => ({ en: lookup('en', key), zh: lookup('zh', key) });

/** Cost over the share of units served, ours and the usual rule's: the lower line is the better one. */
const curveOf = (curve: Answer['curve'], currency: string): Figure => ({
  key: 'cost-against-fill', mark: 'line', title: both('stock.trial.curve'), points: true,
  x: { label: both('stock.trial.curveX'), unit: '%', range: [Math.floor(100 * Math.min(1, ...curve.flatMap((c) => [c.fill, c.ruleFill]))), 100] }, y: { label: both('stock.trial.triedCost'), unit: currency },
  series: [
    { name: both('stock.trial.curveModel'), x: curve.map((c) => 100 * c.fill), y: curve.map((c) => c.cost) },
    { name: both('stock.trial.curveRule'), x: curve.map((c) => 100 * c.ruleFill), y: curve.map((c) => c.ruleCost) },
  ],
});

/** What the terms would have cost and served, beside what the shop would have done without a model. Mounted when asked for: it costs a forecast at every review. */
export function PolicyTrial({ model, terms: { policy, budget: _, ...terms }, onClose }: { model: string; terms: Terms; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const query = useQuery(trpc.inventory.simulate.queryOptions({ model, policy, terms }, { placeholderData: keepPreviousData }));
  return (
    <Card title={t('stock.trial.tried')} actions={<IconButton icon={X} label={t('ui.close')} size="sm" onClick={onClose} />}>
      <QueryView query={query} skeleton={<div aria-busy><p className="mb-2 text-sm text-muted">{t('stock.trial.running')}</p><SkeletonText lines={4} /></div>}>
        {(data) => <Result data={data} />}
      </QueryView>
    </Card>
  );
}

function Result({ data }: { data: Answer }) {
  const t = useT();
  const format = useFormat();
  const money = useMoney();
  const units = (v: number) => format.number(readableUnits(v));
  const share = (v: number | null) => (v === null ? '–' : format.percent(v));
  const { own, rule } = data;
  const { project } = useSession();
  const figure = useMemo(() => curveOf(data.curve, project?.currency ?? 'USD'), [data.curve, project]);
  return (
    <div className="space-y-3">
      <p className="text-sm text-muted">{t('stock.trial.triedBody', { steps: data.steps, step: t(`stock.step.${data.frequency}`), from: format.day(data.from), to: format.day(data.to), count: data.products })}</p>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        <Stat label={t('stock.trial.triedCost')} value={money(own.cost)} detail={data.costRatio === null ? undefined : t('stock.trial.ratio', { share: format.percent(data.costRatio) })} />
        <Stat label={t('stock.trial.served')} value={share(own.fill)} detail={rule ? `${t('stock.trial.curveRule')}: ${share(rule.fill)}, ${money(rule.cost)}` : undefined} />
        <Stat label={t('stock.trial.lostUnits')} value={units(own.lost)} detail={rule ? `${t('stock.trial.curveRule')}: ${units(rule.lost)}` : undefined} />
      </div>
      <FigureView figure={figure} height={220} bare />
      <p className="text-xs text-subtle">{rule ? t('stock.trial.ruleHelp', { factor: format.number(rule.safetyFactor) }) : t('stock.trial.ruleNone')}</p>
    </div>
  );
}
