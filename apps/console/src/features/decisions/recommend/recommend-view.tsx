'use client';

import type { Placement, RecommendationRules } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { QueryView, SkeletonText, Tabs, useUrlState } from '../../../ui';
import type { LiveModel } from '../live-model';
import { CustomerTab } from './customer-tab';
import { ReplayTab } from './replay-tab';
import { savedFor, type Overview } from './rules-draft';
import { ShownTab } from './shown-tab';
import { useBestKnown } from './use-best-known';

/** What to show whom: one customer from close by with the rules beside the list, what other rules would have earned, and what was shown. */
export function RecommendView({ model }: { model: LiveModel }) {
  const trpc = useTRPC();
  const [customer] = useUrlState('customer');
  const overview = useQuery(trpc.recommendation.overview.queryOptions({ model: model.name }));
  // asked for beside it, so that the first list does not wait for one after the other
  useBestKnown(model.name, customer === '');
  return <QueryView query={overview} skeleton={<SkeletonText lines={12} />}>{(data) => <Views model={model.name} overview={data} />}</QueryView>;
}

function Views({ model, overview }: { model: string; overview: Overview }) {
  const t = useT();
  // edited rules of each placement, until they are saved or let go of
  const [edited, setEdited] = useState<Partial<Record<Placement, RecommendationRules | undefined>>>({});
  const rulesOf = (placement: Placement): RecommendationRules => edited[placement] ?? savedFor(overview, placement).rules;
  const change = (placement: Placement, rules: RecommendationRules | null) => setEdited((all) => ({ ...all, [placement]: rules ?? undefined }));
  const shared = { model, overview, rulesOf, onRules: change };
  return (
    <Tabs label={t('recommend.views')} param="view" tabs={[
      { key: 'customer', label: t('recommend.customerView'), content: <CustomerTab {...shared} /> },
      { key: 'replay', label: t('recommend.replayView'), content: <ReplayTab {...shared} /> },
      { key: 'shown', label: t('recommend.shownView'), badge: overview.lists.lists > 0 ? overview.lists.lists : null, content: <ShownTab model={model} overview={overview} /> },
    ]} />
  );
}
