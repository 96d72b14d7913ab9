'use client';

import type { Placement, RecommendationRules } from '@bellwether/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useT } from '../../../i18n';
import { useSession } from '../../../shell/session';
import { useTRPC } from '../../../trpc';
import { Badge, Button, Card, cn, Skeleton, Term, toast, useFormat } from '../../../ui';
import { costShare, NO_RULES, sameRules, savedFor, type Overview } from './rules-draft';
import { RulesForm } from './rules-form';
import { useSettled } from '../use-settled';

type RulesCardProps = { model: string; overview: Overview; placement: Placement; rules: RecommendationRules; onRules: (placement: Placement, rules: RecommendationRules | null) => void; nameOf: (item: string) => string; /** names at the top of the list, said here too where the list is out of sight */ first: readonly string[] };

/** The rules of a placement with their price in relevance beside them; nothing is live until it is saved. */
export function RulesCard({ model, overview, placement, rules, onRules, nameOf, first }: RulesCardProps) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const { can } = useSession();
  const saved = savedFor(overview, placement);
  const changed = !sameRules(rules, saved.rules);
  const save = useMutation(trpc.recommendation.saveRules.mutationOptions({
    onSuccess: async () => {
      toast.done(t('recommend.saved', { placement: t(`recommend.place.${placement}`) }));
      await client.invalidateQueries(trpc.recommendation.overview.pathFilter());
      onRules(placement, null);
    },
    onError: toast.failed,
  }));
  return (
    <Card title={t('recommend.rules')} description={saved.number === 0 ? t('recommend.neverSaved') : t('recommend.savedLine', { number: saved.number, name: saved.savedBy ?? '' })} actions={changed ? <Badge tone="warning">{t('recommend.unsaved')}</Badge> : undefined} flush className="lg:flex lg:max-h-[calc(100dvh-2rem)] lg:flex-col lg:overflow-hidden lg:[&>div:last-child]:flex lg:[&>div:last-child]:min-h-0 lg:[&>div:last-child]:flex-1 lg:[&>div:last-child]:flex-col">
      <div className="sticky top-12 z-10 border-b bg-surface px-4 py-3 lg:static">
        <Cost model={model} rules={rules} />
        {first.length > 0 && <p className="mt-1 truncate text-xs text-muted lg:hidden">{first.map((name, k) => `${k + 1} ${name}`).join(' · ')}</p>}
      </div>
      <div className="scroll-thin min-h-0 flex-1 space-y-4 overflow-y-auto p-4">
        <RulesForm model={model} overview={overview} rules={rules} onChange={(next) => onRules(placement, next)} nameOf={nameOf} />
      </div>
      {(can('model.promote') || changed) && (
        <div className="flex flex-wrap gap-2 border-t px-4 py-3">
          {can('model.promote') && <Button variant="primary" disabled={!changed} busy={save.isPending} onClick={() => save.mutate({ model, placement, rules })}>{t('recommend.putInForce')}</Button>}
          {changed && <Button onClick={() => onRules(placement, null)}>{t('ui.reset')}</Button>}
          {!changed && !sameRules(rules, NO_RULES) && <Button variant="ghost" onClick={() => onRules(placement, NO_RULES)}>{t('recommend.clearRules')}</Button>}
        </div>
      )}
    </Card>
  );
}

/** NDCG@10 on held-out lists with the rules against without. */
function Cost({ model, rules }: { model: string; rules: RecommendationRules }) {
  const t = useT();
  const trpc = useTRPC();
  const format = useFormat();
  const query = useQuery(trpc.recommendation.ruleCost.queryOptions({ model, rules: useSettled(rules, 250) }, { placeholderData: keepPreviousData }));
  const cost = query.data;
  const share = cost ? costShare(cost) : null;
  const tone = cost?.verdict === 'worse' ? 'text-bad' : cost?.verdict === 'better' ? 'text-good' : '';
  return (
    <div className={cn('transition-opacity duration-100', query.isPlaceholderData && 'opacity-60')} aria-live="polite" aria-busy={query.isFetching}>
      <div className="text-xs text-subtle">{t('recommend.cost')}</div>
      {cost === undefined ? <Skeleton className="mt-1 h-7 w-28" /> : (
        <>
          <div className={cn('tabular text-xl font-semibold', tone)}>{format.change(share, 1)} <span className="text-sm font-normal text-muted"><Term help={t('recommend.ndcgHelp')}>NDCG@10</Term></span></div>
          <p className="text-xs text-muted">{cost.baseline === null || cost.candidate === null ? t('recommend.costUnknown') : t('recommend.costLine', { from: format.number(cost.baseline, 3), to: format.number(cost.candidate, 3), lists: cost.n })} {cost.verdict === 'noise' ? t('recommend.costNoise') : cost.lo !== null && cost.hi !== null && cost.baseline ? t('recommend.costRange', { lo: format.percent(cost.lo / cost.baseline, 1), hi: format.percent(cost.hi / cost.baseline, 1) }) : ''}</p>
        </>
      )}
    </div>
  );
}
