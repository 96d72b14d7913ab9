import type { TaskEntity } from '@bellwether/contracts';
import type { LogFacts } from './log-facts';
import { proposeFeatures, weeklyRecipe } from './propose-features';
import { proposeTasks } from './propose-tasks';

const DAY = 86_400_000;
const log = (days: number, more: Partial<LogFacts> = {}): LogFacts => ({ rows: { order_line: 5000 }, filled: { order_line: { product_id: 1, unit_price: 1, discount: 0 } }, from: 0, to: days * DAY, timeZone: 'UTC', currency: 'USD', ...more });

it('proposes questions whose rows the log has, with a horizon that its span allows', () => {
  const year = proposeTasks(log(365));
  expect(year.map((p) => p.key)).toEqual(['repurchase', 'value', 'product-demand']);
  expect(year[0]!.spec).toMatchObject({ entity: 'customer', horizonDays: 30, cadence: { every: 'month', at: 'end' }, population: { active: { days: 90 } } });
  expect(proposeTasks(log(60))[0]!.spec).toMatchObject({ horizonDays: 7, cadence: { every: 'week' } });
  expect(proposeTasks(log(365, { rows: { order_line: 5000, session_event: 900, return: 100 } })).map((p) => p.key)).toEqual(['repurchase', 'value', 'first-visit-order', 'return', 'product-demand']);
  expect(proposeTasks(log(0, { rows: {}, from: null, to: null }))).toEqual([]);
});

it.each<TaskEntity>(['customer', 'product', 'session'])('proposes features of a %s that plan, once each, none that nothing fills', (entity) => {
  const kinds = { order_line: 9, session_event: 9, promotion_exposure: 9, return: 9, review: 9, stock_level: 9, product: 9, customer: 9 };
  const all = log(800, { rows: Object.fromEntries(Object.keys(kinds).map((k) => [k, 1000])), filled: { order_line: { product_id: 1, unit_price: 1, discount: 1, coupon: 1 }, product: { category: 1, price: 1, brand: 1 }, customer: { country: 1, segment: 1 }, session_event: { device: 1, source: 1, kind: 1, product_id: 1 }, review: { text: 1 } } });
  const names = proposeFeatures(all, entity).map((p) => p.definition.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(7);
  const bare = proposeFeatures(log(365), entity).map((p) => p.definition.name);
  expect(bare).not.toContain('discount_share');
  expect(bare.filter((n) => /visit|contact|review|stock|segment/.test(n))).toEqual([]);
});

it('asks no window further back than the data reach', () => {
  const proposed = proposeFeatures(log(50), 'customer').map((p) => p.definition);
  expect(proposed.filter((d) => d.name.startsWith('orders_')).map((d) => d.name)).toEqual(['orders_14d', 'orders_30d', 'orders_trend']);
  const kinds = { order_line: 5000, promotion_exposure: 900, return: 900 };
  const filled = { order_line: { product_id: 1, unit_price: 1, discount: 1 } };
  for (const [days, entity, most] of [[50, 'customer', 40], [50, 'product', 40], [20, 'product', 16]] as const) {
    const all = proposeFeatures(log(days, { rows: kinds, filled }), entity).map((p) => p.definition);
    expect(all.filter((d) => Math.max(Number(d.params.days ?? 0), Number(d.params.periods ?? 0) * Number(d.params.periodDays ?? 0)) > most && d.kind !== 'calendar').map((d) => d.name)).toEqual([]);
  }
  const of = (days: number) => proposeFeatures(log(days, { rows: kinds, filled }), 'customer').map((p) => p.definition.name).filter((n) => /^(contacts|returns)/.test(n));
  expect([of(365), of(50)]).toEqual([['contacts_90d', 'returns_180d'], ['contacts_30d', 'returns_30d']]);
});

it('proposes nothing that is the same for everybody', () => {
  const filled = { order_line: { product_id: 1, unit_price: 1, discount: 1, coupon: 1, channel: 1 }, product: { category: 1, brand: 1 }, customer: { country: 1, segment: 1 } };
  const shop = { rows: { order_line: 5000, product: 100, customer: 100 }, filled };
  const names = (constant: LogFacts['constant']) => proposeFeatures(log(365, { ...shop, constant }), 'customer').map((p) => p.definition.name);
  const gone = names({}).filter((n) => !names({ customer: ['country'], product: ['category'], order_line: ['discount', 'channel'] }).includes(n));
  expect(gone).toEqual(['discount_share', 'discounted_lines', 'category_top', 'category_top_share', 'category_breadth', 'category_entropy', 'channel_top', 'country']);
});

it('keeps the holidays of the country by whose clock the shop runs', () => {
  const country = (more: Partial<LogFacts>) => proposeFeatures(log(365, more), 'customer').find((p) => p.definition.name === 'holidays_ahead')?.definition.params.country;
  expect([country({ timeZone: 'Europe/Paris', currency: 'EUR' }), country({ currency: 'CNY' }), country({ currency: 'EUR' })]).toEqual(['FR', 'CN', undefined]);
});

it('knows the public recipe: five weeks and ever, each feature once', () => {
  const names = weeklyRecipe(log(365, { rows: { order_line: 5000, product: 100 }, filled: { order_line: { channel: 1 }, product: { category: 1 } } })).map((p) => p.definition.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((n) => n.startsWith('popularity_'))).toHaveLength(6);
  expect(names).toEqual(expect.arrayContaining(['channel_share_week_5', 'favourite_department_week_1', 'favourite_section_ever', 'calendar_week']));
});
