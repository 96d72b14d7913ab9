'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { SegmentedControl, useUrlState } from '../../../ui';
import { HistoryCard } from './history-card';
import { KeyPicker } from './key-picker';
import { ApiCard, ListCard } from './list-card';
import { BESIDE_AN_ITEM, PLACEMENTS, type RulesProps } from './rules-draft';
import { RulesCard } from './rules-card';
import { useSettled } from './use-settled';

/** A customer, what they did, what they would be shown and why; rules beside it, and the list follows them. */
export function CustomerTab({ model, overview, rulesOf, onRules }: RulesProps) {
  const t = useT();
  const trpc = useTRPC();
  const [typed, setCustomer] = useUrlState('customer');
  const [wanted, setPlacement] = useUrlState('placement', 'for-you');
  const [chosenItem, setItem] = useUrlState('item');
  const placement = PLACEMENTS.find((p) => p === wanted) ?? 'for-you';
  // somebody to begin with: who is known best
  const first = useQuery(trpc.recommendation.find.queryOptions({ model, kind: 'customer', text: '', limit: 1 }, { enabled: typed === '', staleTime: Infinity }));
  const customer = typed || (first.data?.[0]?.key ?? '');
  const history = useQuery(trpc.recommendation.history.queryOptions({ model, customer, limit: 60 }, { enabled: customer !== '', placeholderData: keepPreviousData }));
  const item = chosenItem || (history.data?.events[0]?.item ?? '');
  const beside = BESIDE_AN_ITEM.includes(placement);
  const rules = rulesOf(placement);
  const settled = useSettled(rules);
  const request = { model, placement, customer, limit: 12, ...(beside && item !== '' ? { item } : {}) };
  const ready = customer !== '' && (!beside || item !== '');
  const list = useQuery(trpc.recommendation.preview.queryOptions({ ...request, rules: settled }, { enabled: ready, placeholderData: keepPreviousData }));
  const bare = useQuery(trpc.recommendation.preview.queryOptions({ ...request, limit: 40, rules: { filters: { inStock: false } } }, { enabled: ready, placeholderData: keepPreviousData }));
  const hide = (key: string) => onRules(placement, { ...rules, filters: { ...rules.filters, hide: [...rules.filters.hide, key] } });
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-end gap-3">
        <KeyPicker model={model} kind="customer" label={t('recommend.customer')} value={customer} onChange={setCustomer} className="w-full sm:w-72" />
        {beside && <KeyPicker model={model} kind="item" label={t('recommend.besideItem')} value={item} onChange={setItem} className="w-full sm:w-72" />}
      </div>
      <div className="scroll-thin overflow-x-auto">
        <SegmentedControl label={t('recommend.placement')} value={placement} onChange={(p) => setPlacement(p)} options={PLACEMENTS.map((value) => ({ value, label: <span className="whitespace-nowrap">{t(`recommend.place.${value}`)}</span> }))} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_300px] xl:grid-cols-[280px_minmax(0,1fr)_320px]">
        <div className="order-3 min-w-0 space-y-4 lg:col-span-2 xl:order-1 xl:col-span-1">
          <HistoryCard query={history} customer={customer} />
          <ApiCard request={request} />
        </div>
        <div className="order-1 min-w-0 xl:order-2"><ListCard query={list} before={bare.data?.items.map((i) => i.item) ?? []} onHide={hide} /></div>
        <div className="order-2 min-w-0 xl:order-3"><RulesCard model={model} overview={overview} placement={placement} rules={rules} onRules={onRules} /></div>
      </div>
    </div>
  );
}
