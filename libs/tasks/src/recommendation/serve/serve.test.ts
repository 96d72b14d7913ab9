import { recommendationContextSchema, recommendationRulesSchema, type CatalogueItem } from '@bellwether/contracts';
import { recordTraining } from '../../testing/recorded-training';
import { unpackModel } from '../artifact';
import { exampleEvents } from '../example-events';
import { recommendationFamily } from '../index';
import { choiceProbability, draw, explorePolicy } from './explore';
import { catalogueOverview, customerHistory, find, itemsByKey } from './lookup';
import { policyAt, recommend, type RecommendAsk } from './recommend';
import { openRecommender, type Recommender } from './recommender';
import { judgedLists, ruleCost } from './rule-cost';
import { dueScore } from '../repeats';

const NOW = Date.parse('2026-01-10T00:00:00Z');
let r: Recommender;

beforeAll(async () => {
  const { model } = await recordTraining(recommendationFamily, exampleEvents(), { params: { network: false, linear: ['popular', 'recent', 'covisitation', 'item-knn', 'ease', 'markov'], protocol: 'leave-one-out', bootstrapReplicates: 0, history: 'remove' } });
  r = await openRecommender(unpackModel(model.artifact).state);
}, 180_000);
afterAll(() => r.dispose());

const ask = (request: Record<string, unknown>, rules: Record<string, unknown> = {}, items: Partial<CatalogueItem>[] = []): RecommendAsk => ({
  request: recommendationContextSchema.parse(request), rules: recommendationRulesSchema.parse(rules), seed: 'seed', now: NOW,
  catalogue: items.length === 0 ? null : { items: items.map((i) => ({ item: '', name: null, category: null, price: null, margin: null, stock: null, promoted: false, active: true, ...i })) },
});
const keys = async (...args: Parameters<typeof ask>): Promise<string[]> => (await recommend(r, ask(...args))).items.map((i) => i.item);
const sku = (n: number): string => `sku-${String(n).padStart(3, '0')}`;

describe('placements', () => {
  test('next in session: what follows the newest event, with that event as the reason', async () => {
    const { items } = await recommend(r, ask({ placement: 'next', recent: [{ item: sku(20) }, { item: sku(7), at: '2026-01-09T23:59:00Z' }] }));
    expect(items[0]).toMatchObject({ item: sku(8), reasons: [expect.objectContaining({ kind: 'history', item: sku(7) }), ...items[0]!.reasons.slice(1)] });
    expect(items[0]!.reasons.reduce((s, w) => s + w.share, 0)).toBeLessThanOrEqual(1.0001);
  });

  test('similar: what the same customers take, never the item itself; bought together: what is taken on the same day', async () => {
    const similar = await keys({ placement: 'similar', item: sku(12) });
    expect(similar).not.toContain(sku(12));
    expect(similar.slice(0, 4)).toEqual(expect.arrayContaining([sku(11), sku(13)]));
    expect(await keys({ placement: 'bought-together', basket: [sku(12)] })).toEqual(expect.arrayContaining([sku(13)]));
  });

  test('a list beside an item is full, and tells what goes with the item from what only fills it', async () => {
    const { items } = await recommend(r, ask({ placement: 'bought-together', item: sku(12), limit: 39 }));
    expect(items).toHaveLength(39);
    const kinds = items.map((i) => i.reasons[0]!.kind);
    const last = kinds.lastIndexOf('together');
    expect(kinds.slice(0, last + 1).every((k) => k === 'together')).toBe(true);
    expect(kinds.slice(last + 1).length).toBeGreaterThan(5);
    const { itemOf, state, similar } = r;
    const goWith = (m: typeof similar, item: string): boolean => [...m.other.subarray(m.start[12]!, m.start[13]!)].includes(itemOf.get(item)!);
    for (const { item, reasons: [why] } of items) {
      if (why!.kind === 'together') expect(goWith(state.together, item)).toBe(true);
      else if (why!.kind === 'similar') expect(goWith(similar, item)).toBe(true);
      // of the kitchen, or of a price within a fifth
      else expect(why!.kind === 'alike').toBe(/sku-01\d/.test(item) || Math.abs(Math.log((5 + Number(item.slice(4))) / 17)) <= Math.log(1.25));
    }
  });

  test('buy again: only what the customer took; trending and popular need nobody', async () => {
    const { items, fallback } = await recommend(r, ask({ placement: 'buy-again', customer: 'c0004' }));
    expect(fallback).toBe('none');
    const c = r.customerOf.get('c0004')!;
    const own = new Set(Array.from(r.state.histories.item.subarray(r.state.histories.start[c]!, r.state.histories.start[c + 1]!), (i) => r.state.itemKeys[i]!));
    expect(items.every((i) => own.has(i.item) && i.reasons[0]!.kind === 'again')).toBe(true);
    expect((await recommend(r, ask({ placement: 'trending' }))).items).toHaveLength(10);
  });

  test('a customer nobody knows, with a category in mind, gets what sells in it', async () => {
    const answer = await recommend(r, ask({ category: 'toys' }));
    expect(answer.fallback).toBe('category');
    expect(answer.items.every((i) => Number(i.item.slice(4)) >= 30)).toBe(true);
  });

  test('an item is due again when its usual time has passed, not at once and not much later', () => {
    const at = (days: number): number => dueScore(0.5, 30, days);
    expect(at(30)).toBeGreaterThan(at(3));
    expect(at(30)).toBeGreaterThan(at(300));
    expect(dueScore(0.5, 30, 30)).toBeGreaterThan(dueScore(0.1, 30, 30));
  });
});

describe('rules', () => {
  test('filters take out what they name and count it; what is not known hides nothing', async () => {
    const bare = await keys({ customer: 'c0004' });
    const answer = await recommend(r, ask({ customer: 'c0004' }, { filters: { priceMax: 30, hide: [bare[0]!] } }, [{ item: bare[1]!, stock: 0 }, { item: bare[2]!, active: false }]));
    expect(answer.removed).toMatchObject({ withdrawn: 1, stock: 1, hidden: 1 });
    expect(answer.removed.price).toBeGreaterThan(5);
    expect(answer.items.map((i) => i.item)).not.toEqual(expect.arrayContaining([bare[1]!]));
    expect((await recommend(r, ask({ customer: 'c0004' }, { filters: { categories: ['garden'] } }))).items.every((i) => Number(i.item.slice(4)) < 10)).toBe(true);
  });

  test('already bought: removed as the model was trained, shown when asked', async () => {
    const c = r.customerOf.get('c0004')!;
    const own = new Set(Array.from(r.state.histories.item.subarray(r.state.histories.start[c]!, r.state.histories.start[c + 1]!), (i) => r.state.itemKeys[i]!));
    expect((await keys({ customer: 'c0004', limit: 30 })).some((k) => own.has(k))).toBe(false);
    expect((await keys({ customer: 'c0004', limit: 40 }, { filters: { alreadyBought: 'show' } })).some((k) => own.has(k))).toBe(true);
  });

  test('a promotion and a margin lift an item, and the reason says so', async () => {
    const last = (await keys({ customer: 'c0004', limit: 30 })).at(-1)!;
    const { items } = await recommend(r, ask({ customer: 'c0004' }, { boosts: { promotion: 5 } }, [{ item: last, promoted: true }]));
    expect(items.find((i) => i.item === last)?.reasons.map((w) => w.kind)).toContain('promotion');
    const margins = await recommend(r, ask({ customer: 'c0004' }, { boosts: { margin: 5 } }, [{ item: last, margin: 0.9 }, { item: sku(1), margin: 0.1 }, { item: sku(2), margin: 0.1 }]));
    expect(margins.items.map((i) => i.item)).toContain(last);
  });

  test('variety spreads a list over categories; a cap on a category holds', async () => {
    const categories = (list: string[]) => list.map((k) => Math.floor(Number(k.slice(4)) / 10));
    const most = (list: string[]) => Math.max(...[0, 1, 2, 3].map((d) => categories(list).filter((c) => c === d).length));
    expect(new Set(categories(await keys({ customer: 'c0004', limit: 6 }, { diversity: 0.9 }))).size).toBeGreaterThanOrEqual(new Set(categories(await keys({ customer: 'c0004', limit: 6 }))).size);
    expect(most(await keys({ customer: 'c0004', limit: 8 }, { maxPerCategory: 2 }))).toBe(2);
  });

  test('the cost of a rule is measured on held-out lists: none for no rule, much for a rule that forbids what comes next', async () => {
    const judged = await judgedLists(r);
    expect(judged.targets.length).toBeGreaterThan(100);
    const cost = (rules: Record<string, unknown>) => ruleCost(r, judged, recommendationRulesSchema.parse(rules), null);
    expect(cost({})).toMatchObject({ difference: 0, verdict: 'noise' });
    expect(cost({ filters: { hideCategories: ['garden', 'kitchen'] } })).toMatchObject({ verdict: 'worse' });
    const dear = Array.from({ length: 40 }, (_, i) => ({ item: sku(i), margin: i < 5 ? 0.9 : 0.1, promoted: i >= 35 }));
    const boosted = (boosts: Record<string, number>) => ruleCost(r, judged, recommendationRulesSchema.parse({ boosts }), ask({}, {}, dear).catalogue);
    expect(boosted({ margin: 5 })).toMatchObject({ verdict: 'worse', hi: expect.any(Number) });
    expect(boosted({ promotion: 5 }).difference).toBeLessThan(boosted({ promotion: 0.1 }).difference!);
    const explored = cost({ explore: { share: 0.5 } });
    expect(explored.difference! / explored.baseline!).toBeCloseTo(-0.05, 6);
  });
});

describe('exploration', () => {
  const policy = explorePolicy({ list: [1, 2, 3], next: [7, 8] }, { share: 0.3, pool: 2 });

  test('probabilities of all items at a place add up to one, and draws come as often as they say', () => {
    for (const place of [0, 1, 2]) expect([1, 2, 3, 7, 8].reduce((s, item) => s + choiceProbability(policy, item, place), 0)).toBeCloseTo(1, 12);
    const draws = 6000;
    let shown = 0;
    for (let k = 0; k < draws; k++) if (draw(policy, `list ${k}`).items[1] === 7) shown++;
    expect(shown / draws).toBeCloseTo(choiceProbability(policy, 7, 1), 2);
  });

  test('one list holds at most one experiment, the same id draws the same, and with nothing to draw from nothing is drawn', () => {
    for (let k = 0; k < 200; k++) expect(draw(policy, `l${k}`).items.filter((i) => i > 3).length).toBeLessThanOrEqual(1);
    expect(draw(policy, 'same')).toEqual(draw(policy, 'same'));
    expect(explorePolicy({ list: [1], next: [] }, { share: 1, pool: 9 }).share).toBe(0);
  });

  test('a served list is replayed from what was asked: the same items, the same probabilities', async () => {
    const asked = { ...ask({ customer: 'c0007' }, { explore: { share: 1, pool: 5 } }), seed: 'a-list' };
    const served = await recommend(r, asked);
    expect(await recommend(r, asked)).toEqual(served);
    expect(served.exploredPosition).not.toBeNull();
    expect(served.items[served.exploredPosition! - 1]!.reasons).toEqual([{ kind: 'explored', item: null, share: 1 }]);
    const policy = await policyAt(r, { ...asked, shown: served.items.map((i) => i.item) });
    expect(policy.probabilities).toEqual(served.items.map((i) => i.probability));
    expect(policy).toMatchObject({ share: 1, list: expect.arrayContaining(served.items.filter((_, p) => p !== served.exploredPosition! - 1).map((i) => i.item)), pool: expect.arrayContaining([served.items[served.exploredPosition! - 1]!.item]) });
  });
});

describe('what is known of items', () => {
  const told = (): RecommendAsk['catalogue'] => ask({}, {}, [{ item: sku(12), name: ' Red kettle ', category: 'home > kitchen', price: 19.99, stock: 3, promoted: true }, { item: sku(13), active: false }]).catalogue;

  test('what the shop tells goes before what training saw, and what it does not tell stays', () => {
    const [before] = itemsByKey(r, { keys: [sku(12)], catalogue: null });
    expect(before).toMatchObject({ stock: null, promoted: false, active: true });
    expect(itemsByKey(r, { keys: [sku(12), 'nothing', sku(13)], catalogue: told() })).toMatchObject([
      { item: sku(12), name: 'Red kettle', categories: ['home', 'kitchen'], price: 19.99, stock: 3, promoted: true, count: before!.count },
      { item: sku(13), name: itemsByKey(r, { keys: [sku(13)], catalogue: null })[0]!.name, active: false },
    ]);
  });

  test('an item is found by the name that the shop gives it, stands under it in a history, and its category can be filtered by', () => {
    expect(find(r, { kind: 'item', text: 'red ket', limit: 5, catalogue: told() })).toMatchObject([{ key: sku(12), name: 'Red kettle' }]);
    expect(find(r, { kind: 'item', text: 'red ket', limit: 5, catalogue: null })).toEqual([]);
    const owner = r.state.customerKeys.find((customer) => customerHistory(r, { customer, limit: 300, catalogue: null }).events.some((e) => e.item === sku(12)))!;
    expect(customerHistory(r, { customer: owner, limit: 300, catalogue: told() }).events.map((e) => e.name)).toContain('Red kettle');
    expect(catalogueOverview(r, { catalogue: told() }).categories.map((c) => c.name)).toContain('home');
  });
});
