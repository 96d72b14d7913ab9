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
  const all = log(800, { rows: Object.fromEntries(Object.keys(kinds).map((k) => [k, 1000])), filled: { order_line: { product_id: 1, unit_price: 1, discount: 1, coupon: 1 }, product: { category: 1, price: 1 }, customer: { country: 1, segment: 1 }, session_event: { device: 1 } } });
  const names = proposeFeatures(all, entity).map((p) => p.definition.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(7);
  const bare = proposeFeatures(log(365), entity).map((p) => p.definition.name);
  expect(bare).not.toEqual(expect.arrayContaining(['discount_share']));
  expect(bare.filter((n) => /visit|contact|review|stock|segment/.test(n))).toEqual([]);
});

it('asks no window further back than the data reach', () => {
  expect(proposeFeatures(log(50), 'customer').filter((p) => p.definition.name.startsWith('orders_')).map((p) => p.definition.name)).toEqual(['orders_14d', 'orders_30d', 'orders_trend']);
});

it('knows the public recipe: five weeks and ever, each feature once', () => {
  const names = weeklyRecipe(log(365, { rows: { order_line: 5000, product: 100 }, filled: { order_line: { channel: 1 }, product: { category: 1 } } })).map((p) => p.definition.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((n) => n.startsWith('popularity_'))).toHaveLength(6);
  expect(names).toEqual(expect.arrayContaining(['web_share_week_5', 'favourite_category', 'calendar_week']));
});
