'use client';

import type { Figure, Placement } from '@bellwether/contracts';
import type { RouterOutputs } from '@bellwether/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { FigureView } from '../../../figures';
import { useT, type Translate } from '../../../i18n';
import { readError, useTRPC } from '../../../trpc';
import { Badge, Card, cn, CodeBlock, EmptyState, Field, QueryView, Select, SkeletonText, Stat, useFormat, useUrlState, type Tone } from '../../../ui';
import { RulesForm } from './rules-form';
import { PLACEMENTS, type RulesProps } from './rules-draft';
import { useItemNames } from './use-item-names';
import { useSettled } from '../use-settled';

type Replay = RouterOutputs['recommendation']['replay'];
const REWARDS = ['click', 'cart', 'purchase'] as const;

/** What other rules would have earned on lists that were shown, before anybody is shown anything by them. */
export function ReplayTab({ model, overview, rulesOf, onRules }: RulesProps) {
  const t = useT();
  const trpc = useTRPC();
  const [wanted, setPlacement] = useUrlState('placement', 'for-you');
  const [reward, setReward] = useUrlState('reward', 'click');
  const placement = PLACEMENTS.find((p) => p === wanted) ?? 'for-you';
  const rules = rulesOf(placement);
  const nameOf = useItemNames(model, [], rules.filters.hide);
  const query = useQuery(trpc.recommendation.replay.queryOptions({ model, placement, reward: REWARDS.find((r) => r === reward) ?? 'click', rules: useSettled(rules, 400) }, { enabled: overview.lists.lists > 0, placeholderData: keepPreviousData, retry: false }));
  if (overview.lists.lists === 0) return <NothingShown model={model} />;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
      <div className="min-w-0 space-y-4">
        <p className="max-w-3xl text-sm text-muted">{t('recommend.replayBody')}</p>
        <div className="flex flex-wrap gap-3">
          <Field label={t('recommend.placement')} className="w-48">{(ids) => <Select {...ids} value={placement} onChange={(p: Placement) => setPlacement(p)} options={PLACEMENTS.map((value) => ({ value, label: t(`recommend.place.${value}`) }))} />}</Field>
          <Field label={t('recommend.reward')} className="w-48">{(ids) => <Select {...ids} value={reward} onChange={(r) => setReward(r)} options={REWARDS.map((value) => ({ value: value as string, label: t(`recommend.rewardKind.${value}`) }))} />}</Field>
        </div>
        {query.isError && readError(query.error).code === 'DATA_EMPTY' ? <EmptyState icon={History} title={t('recommend.nothingHere')}>{t('recommend.nothingHereBody', { placement: t(`recommend.place.${placement}`) })}</EmptyState> : <QueryView query={query} skeleton={<SkeletonText lines={10} />}>{(data) => <div className={cn('space-y-4', query.isPlaceholderData && 'opacity-60')}><Result of={data} /></div>}</QueryView>}
      </div>
      <Card title={t('recommend.policyInQuestion')} description={t('recommend.policyHelp')} className="scroll-thin lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto"><RulesForm model={model} overview={overview} rules={rules} onChange={(next) => onRules(placement, next)} nameOf={nameOf} /></Card>
    </div>
  );
}

function Result({ of }: { of: Replay }) {
  const t = useT();
  const format = useFormat();
  const { tone, words } = verdictOf(t, of, (v) => format.percent(v, 2));
  return (
    <>
      <Card>
        <div className="flex flex-wrap items-center gap-2"><Badge tone={tone}>{t(`recommend.verdict.${tone === 'good' ? 'better' : tone === 'bad' ? 'worse' : 'open'}`)}</Badge></div>
        <p className="mt-2 text-sm" aria-live="polite">{words}</p>
        {of.support < 0.9 && <p className="mt-2 text-sm text-warning">{t('recommend.lowSupport', { share: format.percent(of.support, 0) })}</p>}
      </Card>
      <FigureView figure={figureOf(of, t)} height={240} />
      <div className="grid grid-cols-2 gap-3 xl:grid-cols-4">
        <Card><Stat label={t('recommend.listsReplayed')} value={format.number(of.lists)} detail={of.from && of.to ? `${format.dateTime(of.from)} – ${format.dateTime(of.to)}` : undefined} /></Card>
        <Card><Stat label={t('recommend.rewards')} value={format.number(of.rewards)} detail={t('recommend.ofShown', { count: of.shown })} /></Card>
        <Card><Stat label={t('recommend.effective')} value={format.number(Math.round(of.effectiveChoices))} detail={t('recommend.effectiveHelp')} /></Card>
        <Card><Stat label={t('recommend.sameShare')} value={format.percent(of.sameShare, 0)} detail={t('recommend.sameShareHelp')} /></Card>
      </div>
    </>
  );
}

/** Doubly robust against what happened; where the intervals cannot tell them apart, that is what is said. */
export function verdictOf(t: Translate, { logged, dr }: Pick<Replay, 'logged' | 'dr'>, rate: (v: number | null) => string): { tone: Tone; words: string } {
  const values = { value: rate(dr.value), lo: rate(dr.lo), hi: rate(dr.hi), logged: rate(logged.value) };
  if (dr.lo === null || dr.hi === null || logged.lo === null || logged.hi === null) return { tone: 'warning', words: t('recommend.tooFew', values) };
  if (dr.lo > logged.hi) return { tone: 'good', words: t('recommend.wouldEarn', values) };
  if (dr.hi < logged.lo) return { tone: 'bad', words: t('recommend.wouldEarn', values) };
  return { tone: 'neutral', words: `${t('recommend.wouldEarn', values)} ${t('recommend.noTelling')}` };
}

const both = (en: string, zh: string): Figure['title'] => ({ en, zh });

const hundred = (rate: number | null): number | null => (rate === null ? null : 100 * rate);

function figureOf(of: Replay, t: Translate): Figure {
  const rows = [{ name: t('recommend.happened'), e: of.logged }, { name: 'IPS', e: of.ips }, { name: 'SNIPS', e: of.snips }, { name: t('recommend.robust'), e: of.dr }];
  return {
    key: 'replay', mark: 'bar', horizontal: true, title: both('Outcomes of a hundred items shown', '每百个展示商品的结果'), note: both('95% intervals, lists drawn together. IPS counts what was never tried as nothing; SNIPS divides by what was tried; doubly robust fills in by a model of each item.', '95% 区间，按列表整体重采样。IPS 将从未尝试者计为零；SNIPS 除以尝试过的份额；双重稳健以各商品的模型补足。'),
    x: { label: both('Outcomes of a hundred', '每百个的结果') }, y: { label: both('Estimate', '估计') }, categories: rows.map((r) => r.name),
    series: [{ name: both('Outcomes of a hundred', '每百个的结果'), y: rows.map((r) => hundred(r.e.value)), lo: rows.map((r) => hundred(r.e.lo)), hi: rows.map((r) => hundred(r.e.hi)) }],
  };
}

function NothingShown({ model }: { model: string }) {
  const t = useT();
  const origin = typeof window === 'undefined' ? '' : window.location.origin;
  const call = (path: string, body: unknown) => `curl ${origin}/api/v1/recommendation/${path} \\\n  -H "authorization: Bearer $BELLWETHER_API_KEY" \\\n  -H "content-type: application/json" \\\n  -d '${JSON.stringify(body)}'`;
  return (
    <EmptyState icon={History} title={t('recommend.nothingShown')}>
      <p>{t('recommend.nothingShownBody')}</p>
      <div className="mt-4 w-full max-w-2xl text-left"><CodeBlock label="curl" code={`${call('recommend', { model, customer: '…' })}\n\n${call('feedback', { feedback: [{ listId: '…', item: '…', kind: 'click' }] })}`} /></div>
    </EmptyState>
  );
}
