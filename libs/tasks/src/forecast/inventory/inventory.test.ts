import { FORECAST_LEVELS, seededRandom } from '@bellwether/metrics';
import type { ItemTerms } from '@bellwether/contracts';
import { criticalLevel, expectedShortage, planOrder, quantileAt, withinBudget } from './policy';
import { simulatePolicy } from './simulate';

const TERMS: ItemTerms = { leadTime: 2, reviewPeriod: 1, costsIn: 'money', holdingCost: 1, shortageCost: 9, leftoverCost: 0, orderCost: 0, unitCost: 5, minimumOrder: 0, packSize: 1 };
const uniform = (top: number): number[] => FORECAST_LEVELS.map((l) => l * top);

describe('inventory', () => {
  test('the critical level is the share of the cost of missing a unit, and costs of nothing are refused', () => {
    expect(criticalLevel('base-stock', TERMS)).toBeCloseTo(0.9, 12);
    // a newsvendor's leftover is written off: half of what a miss costs aims at two thirds; what is kept on a shelf is not
    expect(criticalLevel('newsvendor', { ...TERMS, leftoverCost: 4.5 })).toBeCloseTo(2 / 3, 12);
    expect(criticalLevel('base-stock', { ...TERMS, leftoverCost: 4.5 })).toBeCloseTo(0.9, 12);
    expect(() => criticalLevel('base-stock', { ...TERMS, holdingCost: 0 })).toThrow(expect.objectContaining({ code: 'PARAMS_INVALID', fix: expect.stringContaining('keep') }));
  });

  test('a distribution is read between its levels and beyond them, always rising', () => {
    const q = uniform(100);
    expect([quantileAt(q, 0.5), quantileAt(q, 0.55)]).toEqual([50, expect.closeTo(55, 9)]);
    let last = -1;
    for (let level = 0.001; level < 1; level += 0.001) {
      const v = quantileAt(q, level);
      expect(v).toBeGreaterThanOrEqual(last);
      last = v;
    }
    // uniform on [0, 100]: E max(0, D - 80) = 20^2 / 200 = 2, a little more for the tail beyond .9
    expect(expectedShortage(q, 80)).toBeGreaterThan(1.9);
    expect(expectedShortage(q, 80)).toBeLessThan(3);
  });

  test('an order fills up to the target, in packs, at least the minimum, less what is on the way', () => {
    const q = uniform(100);
    const plan = (over: Partial<ItemTerms>, onHand: number, onOrder = 0) => planOrder('base-stock', { ...TERMS, ...over }, { onHand, onOrder }, q, q, 10).order;
    expect(plan({}, 40)).toBe(50);
    expect(plan({}, 40, 50)).toBe(0);
    expect(plan({ packSize: 12 }, 40)).toBe(60);
    expect(plan({ minimumOrder: 200 }, 40)).toBe(200);
    expect(planOrder('s-S', { ...TERMS, orderCost: 50 }, { onHand: 89, onOrder: 0 }, q, q, 10)).toMatchObject({ reorderPoint: expect.closeTo(90, 9), order: Math.ceil(90 + Math.sqrt(1000) - 89) });
    expect(planOrder('s-S', { ...TERMS, orderCost: 50 }, { onHand: 91, onOrder: 0 }, q, q, 10).order).toBe(0);
  });

  test('a budget buys first what saves most, never more than it has, and says what the cut costs', () => {
    const line = (id: string, top: number, onHand: number) => {
      const position = { onHand, onOrder: 0 };
      return { id, terms: TERMS, position, protection: uniform(top), plan: planOrder('newsvendor', TERMS, position, uniform(top), uniform(top), 1) };
    };
    const lines = [line('empty', 100, 0), line('half full', 100, 60)];
    const rich = withinBudget(lines, 1e6);
    expect([...rich.orders.values(), rich.expectedLoss]).toEqual([90, 30, 0]);
    const poor = withinBudget(lines, 150);
    expect(poor.spent).toBeLessThanOrEqual(150);
    expect(poor.orders.get('empty')!).toBeGreaterThan(poor.orders.get('half full')!);
    expect(poor.expectedLoss).toBeGreaterThan(0);
  });

  test('the simulation accounts for every unit and for the lead time', () => {
    const demand = Float64Array.from({ length: 60 }, (_, t) => 3 + (t % 4));
    const view = { protection: FORECAST_LEVELS.map(() => 15), lead: FORECAST_LEVELS.map(() => 10), meanPerStep: 4.5 };
    const r = simulatePolicy({ demand, viewAt: () => view, policy: 'base-stock', terms: TERMS, startStock: 0 });
    expect(r.served + r.lost).toBeCloseTo(r.demanded, 9);
    expect(r.cost).toBeCloseTo(r.holding + r.shortage + r.ordering, 9);
    // nothing can be sold before the first order has arrived
    expect(r.lost).toBeGreaterThanOrEqual(3 + 4);
    const instant = simulatePolicy({ demand, viewAt: () => view, policy: 'base-stock', terms: { ...TERMS, leadTime: 0 }, startStock: 0 });
    expect(instant.lost).toBe(0);
  });

  test('what a newsvendor has left is written off when its time is over, and orders planned with that cost are the cheapest', () => {
    const terms: ItemTerms = { ...TERMS, leadTime: 0, reviewPeriod: 2, leftoverCost: 3 };
    const view = { protection: FORECAST_LEVELS.map(() => 10), lead: [], meanPerStep: 3 };
    const r = simulatePolicy({ demand: [2, 3, 4, 4, 1], viewAt: () => view, policy: 'newsvendor', terms, startStock: 0 });
    // ten are there at each of three looks: five, two and, at the end of a look cut short, nine are left
    expect(r).toMatchObject({ writtenOff: 3 * (5 + 2 + 9), holding: 8 + 6, lost: 0, orders: 3 });
    expect(r.cost).toBeCloseTo(r.holding + r.writtenOff, 9);
    expect(simulatePolicy({ demand: [2, 3, 4, 4, 1], viewAt: () => view, policy: 'base-stock', terms, startStock: 0 })).toMatchObject({ writtenOff: 0, orders: 3, holding: 8 + 5 + 6 + 2 + 9 });
    const random = seededRandom(5);
    const demand = Float64Array.from({ length: 4_000 }, () => 100 * random.unit());
    const cost = (target: number): number => simulatePolicy({ demand, viewAt: () => ({ protection: FORECAST_LEVELS.map(() => target), lead: [], meanPerStep: 50 }), policy: 'newsvendor', terms: { ...terms, reviewPeriod: 1 }, startStock: 0 }).cost;
    // nine for a miss against three for a leftover: the level .75 of a uniform demand, not the .9 of a unit that is kept
    for (const other of [60, 68, 82, 90]) expect(cost(other)).toBeGreaterThan(cost(75));
  });

  test('on demand of a known distribution no other base stock is cheaper than the critical level', () => {
    const random = seededRandom(9);
    const demand = Float64Array.from({ length: 20_000 }, () => 100 * random.unit());
    const terms = { ...TERMS, leadTime: 0 };
    const cost = (target: number): number => simulatePolicy({ demand, viewAt: () => ({ protection: FORECAST_LEVELS.map(() => target), lead: [], meanPerStep: 50 }), policy: 'base-stock', terms, startStock: 0 }).cost;
    const best = cost(90);
    for (const other of [70, 80, 97, 110]) expect(cost(other)).toBeGreaterThan(best);
  });
});
