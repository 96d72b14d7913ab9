'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { SegmentedControl, useUrlState } from '../../../ui';
import { HistoryCard } from './history-card';
import { ItemsPicker, KeyPicker } from './key-picker';
import { ApiCard, ListCard } from './list-card';
import { BESIDE_AN_ITEM, PLACEMENTS, type RulesProps } from './rules-draft';
import { RulesCard } from './rules-card';
import { useBestKnown } from './use-best-known';
import { useItemNames } from './use-item-names';
import { useSettled } from '../use-settled';

const LOOKED_SEPARATOR = '~';
const MOST_LOOKED = 20;

/** A customer, what they did, what they would be shown and why; rules beside it, and the list follows them. */
export function CustomerTab({ model, overview, rulesOf, onRules }: RulesProps) {
  const t = useT();
  const trpc = useTRPC();
  const [typed, setCustomer] = useUrlState('customer');
  const [wanted, setPlacement] = useUrlState('placement', 'for-you');
  const [chosenItem, setItem] = useUrlState('item');
  const [looked, setLooked] = useUrlState('recent');
  const recent = looked === '' ? [] : looked.split(LOOKED_SEPARATOR);
  const placement = PLACEMENTS.find((p) => p === wanted) ?? 'for-you';
  const best = useBestKnown(model, typed === '');
  const customer = typed || best;
  const history = useQuery(trpc.recommendation.history.queryOptions({ model, customer, limit: 60 }, { enabled: customer !== '', placeholderData: keepPreviousData }));
  const beside = BESIDE_AN_ITEM.includes(placement);
  const newest = history.data?.events[0]?.item ?? '';
  const seller = useQuery(trpc.recommendation.find.queryOptions({ model, kind: 'item', text: '', limit: 1 }, { enabled: beside && chosenItem === '' && history.isSuccess && newest === '', staleTime: Infinity }));
  const item = chosenItem || newest || (seller.data?.[0]?.key ?? '');
  const rules = rulesOf(placement);
  const settled = useSettled(rules);
  const request = { model, placement, customer, limit: 12, ...(beside && item !== '' ? { item } : {}), ...(recent.length > 0 ? { recent: recent.map((key) => ({ item: key })) } : {}) };
  const ready = customer !== '' && (!beside || item !== '');
  const list = useQuery(trpc.recommendation.preview.queryOptions({ ...request, rules: settled }, { enabled: ready, placeholderData: keepPreviousData }));
  // the same filters without lift and variety: what is left out moves nothing
  const bare = useQuery(trpc.recommendation.preview.queryOptions({ ...request, limit: 40, rules: { filters: settled.filters } }, { enabled: ready, placeholderData: keepPreviousData }));
  const nameOf = useItemNames(model, [...(history.data?.events ?? []), ...(list.data?.facts ?? []), ...(bare.data?.facts ?? [])], [...rules.filters.hide, ...recent, ...(item === '' ? [] : [item])]);
  const hide = (key: string) => onRules(placement, { ...rules, filters: { ...rules.filters, hide: [...new Set([...rules.filters.hide, key])] } });
  return (
    <div className="space-y-4">
      <div className="grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
        <KeyPicker model={model} kind="customer" label={t('recommend.customer')} value={customer} onChange={setCustomer} nameOf={(key) => key} className="min-w-0 sm:w-60" />
        {beside && <KeyPicker model={model} kind="item" label={t('recommend.besideItem')} value={item} onChange={setItem} nameOf={nameOf} className="min-w-0 sm:w-60" />}
        {!beside && placement !== 'trending' && <ItemsPicker model={model} label={t('recommend.justLooked')} placeholder={t('recommend.nothingLooked')} value={recent} onChange={(keys) => setLooked(keys.slice(-MOST_LOOKED).join(LOOKED_SEPARATOR))} nameOf={nameOf} className="min-w-0 sm:w-60" />}
        <div className="col-span-2 max-w-full">
          <SegmentedControl label={t('recommend.placement')} value={placement} onChange={(p) => setPlacement(p)} options={PLACEMENTS.map((value) => ({ value, label: t(`recommend.place.${value}`) }))} />
        </div>
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_300px] xl:grid-cols-[280px_minmax(0,1fr)_320px]">
        <div className="order-3 min-w-0 space-y-4 lg:col-span-2 xl:order-1 xl:col-span-1">
          <HistoryCard query={history} customer={customer} />
          <ApiCard request={request} />
        </div>
        <div className="order-1 min-w-0 xl:order-2"><ListCard query={list} before={bare.data?.items.map((i) => i.item) ?? []} onHide={hide} /></div>
        <div className="order-2 min-w-0 lg:sticky lg:top-4 xl:order-3"><RulesCard model={model} overview={overview} placement={placement} rules={rules} onRules={onRules} nameOf={nameOf} first={list.data?.items.slice(0, 3).map((i) => nameOf(i.item)) ?? []} /></div>
      </div>
    </div>
  );
}
