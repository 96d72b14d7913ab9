import type { AskInput, AskOutput } from '../asks';
import type { AlignedCatalogue } from './catalogue';
import type { Recommender } from './recommender';

type Shown = AskOutput<'items'>[number];

const known = (value: number): number | null => (Number.isNaN(value) ? null : Number(value.toPrecision(7)));

/** What is known of an item: what training saw, and over it what the shop tells now. */
function shownItem({ state }: Recommender, { name, categories, price, stock, promoted, active }: AlignedCatalogue, i: number): Shown {
  return { item: state.itemKeys[i]!, name: name[i]!, price: known(price[i]!), count: state.counts[i]!, categories: [...categories[i]!], stock: known(stock[i]!), promoted: promoted[i] === 1, active: active[i] === 1 };
}

export function itemsByKey(r: Recommender, { keys, catalogue: facts }: AskInput<'items'>): Shown[] {
  const catalogue = r.catalogue(facts);
  return keys.flatMap((key) => {
    const i = r.itemOf.get(key);
    return i === undefined ? [] : [shownItem(r, catalogue, i)];
  });
}

export function customerHistory(r: Recommender, { customer, limit, catalogue: facts }: AskInput<'customer'>): AskOutput<'customer'> {
  const c = r.customerOf.get(customer);
  if (c === undefined) return { known: false, events: [], total: 0 };
  const { histories, since } = r.state;
  const catalogue = r.catalogue(facts);
  const [from, to] = [histories.start[c]!, histories.start[c + 1]!];
  const events = Array.from({ length: Math.min(limit, to - from) }, (_, k) => {
    const e = to - 1 - k;
    return { ...shownItem(r, catalogue, histories.item[e]!), at: since + histories.time[e]! * 1000 };
  });
  return { known: true, events, total: to - from };
}

/** Keys and names that begin with, then that contain, what was typed; of equals, the busier first. */
export function find(r: Recommender, { kind, text, limit, catalogue }: AskInput<'find'>): AskOutput<'find'> {
  const wanted = text.trim().toLowerCase();
  const { state } = r;
  const names = r.catalogue(catalogue).name;
  const keys = kind === 'customer' ? state.customerKeys : state.itemKeys;
  const count = (i: number): number => (kind === 'customer' ? state.histories.start[i + 1]! - state.histories.start[i]! : state.counts[i]!);
  const name = (i: number): string | null => (kind === 'customer' ? null : names[i]!);
  const rank = (i: number): number => {
    const key = keys[i]!.toLowerCase();
    const title = name(i)?.toLowerCase() ?? '';
    return key === wanted ? 0 : key.startsWith(wanted) ? 1 : title.startsWith(wanted) ? 2 : key.includes(wanted) || title.includes(wanted) ? 3 : 4;
  };
  const found = keys.flatMap((_, i) => {
    const at = rank(i);
    return at < 4 ? [{ i, at }] : [];
  });
  return found.sort((a, b) => a.at - b.at || count(b.i) - count(a.i) || a.i - b.i).slice(0, limit).map(({ i }) => ({ key: keys[i]!, name: name(i), count: count(i) }));
}

const MOST_CATEGORIES = 500;

/** What rules can be made of: categories with their items, prices, and how far the data reach. */
export function catalogueOverview(r: Recommender, { catalogue: facts }: AskInput<'catalogue'>): AskOutput<'catalogue'> {
  const { state } = r;
  const catalogue = r.catalogue(facts);
  const counts = new Map<string, number>();
  for (const own of catalogue.categories) for (const c of own) counts.set(c, (counts.get(c) ?? 0) + 1);
  const prices = catalogue.price.filter((p) => !Number.isNaN(p)).sort();
  return {
    items: state.itemKeys.length, customers: state.customerKeys.length, removeHistory: state.removeHistory,
    categories: [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_CATEGORIES).map(([name, items]) => ({ name, items })),
    priceMin: prices[0] ?? null, priceMax: prices.at(-1) ?? null, until: state.since + state.histories.time.reduce((m, t) => Math.max(m, t), 0) * 1000,
  };
}
