import { simulateShop, shopRows } from '@bellwether/simulator';
import { familyRegistry } from '@bellwether/tasks';
import type { BenchRow, SuiteOptions } from './bench-row';
import { trainOn, type SalesCell } from './forecast';
import { linesOf, publicFile } from './public-data';

const DAY_MS = 86_400_000;
const STEPS = 14;
const ORIGINS = 3;
/** A missed unit costs nine times a kept one. */
const [OVER, UNDER] = [1, 9];
/** Products that sold on fewer days say nothing of an order for two weeks. */
const MIN_DAYS_SOLD = 20;

type Order = { ordered: number; demanded: number };
type Outcome = { cost: number; fill: number };

const outcomeOf = (orders: readonly Order[]): Outcome => {
  let [cost, served, demanded] = [0, 0, 0];
  for (const o of orders) {
    cost += OVER * Math.max(0, o.ordered - o.demanded) + UNDER * Math.max(0, o.demanded - o.ordered);
    served += Math.min(o.ordered, o.demanded);
    demanded += o.demanded;
  }
  return { cost, fill: served / demanded };
};

/** Days of sales by product, products that sell rarely left out. */
function daily(cells: readonly SalesCell[]): { days: number; first: number; byItem: Map<string, Float64Array> } {
  const first = cells.reduce((m, c) => Math.min(m, c.at), Number.POSITIVE_INFINITY);
  const days = Math.floor((cells.reduce((m, c) => Math.max(m, c.at), 0) - first) / DAY_MS) + 1;
  const byItem = new Map<string, Float64Array>();
  for (const c of cells) {
    const y = byItem.get(c.item) ?? byItem.set(c.item, new Float64Array(days)).get(c.item)!;
    y[Math.floor((c.at - first) / DAY_MS)]! += c.units;
  }
  for (const [item, y] of byItem) if (y.reduce((n, v) => n + (v > 0 ? 1 : 0), 0) < MIN_DAYS_SOLD) byItem.delete(item);
  return { days, first, byItem };
}

/** The usual rule: the mean and deviation of the last eight weeks, added up as if days were independent and normal. */
const normalOrder = (y: Float64Array, origin: number, z: number): number => {
  const seen = y.subarray(Math.max(0, origin - 56), origin);
  const mean = seen.reduce((a, b) => a + b, 0) / seen.length;
  const variance = seen.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, seen.length - 1);
  return Math.max(0, mean * STEPS + z * Math.sqrt(variance * STEPS));
};

async function compare(name: string, cells: readonly SalesCell[], options: SuiteOptions): Promise<BenchRow[]> {
  const { days, first, byItem } = daily(cells);
  const family = familyRegistry.get('forecast');
  const own: Order[] = [];
  const rule: { y: Float64Array; origin: number; demanded: number }[] = [];
  let [inside, totals] = [0, 0];
  for (let k = ORIGINS; k >= 1; k--) {
    const origin = days - k * STEPS;
    // the day before the origin holds a line of every product, so that no panel ends early
    const before = [...byItem].flatMap(([item, y]) => Array.from(y.subarray(0, origin), (units, d) => ({ at: first + d * DAY_MS, item, units })));
    const { artifact } = await trainOn(before, { frequency: 'day', horizon: STEPS, model: 'blend', members: ['tsb', 'statistical', 'boosted'], trees: 120, rows: 40_000, protectionSteps: STEPS, hierarchy: false }, options);
    const predictor = await family.load(artifact);
    const ask = family.asks!['forecast']!;
    const answer = (await predictor.ask!('forecast', ask.input.parse({ limit: 10_000, historySteps: 0 }))) as { series: { item: string; total: { quantiles: number[] } | null }[] };
    predictor.dispose();
    for (const s of answer.series) {
      const y = byItem.get(s.item)!;
      const demanded = y.subarray(origin, origin + STEPS).reduce((a, b) => a + b, 0);
      const q = s.total!.quantiles;
      own.push({ ordered: q[8]!, demanded });
      rule.push({ y, origin, demanded });
      // an interval's ends are met by whole units: a total on the end counts as inside
      inside += demanded >= q[0]! - 1e-9 && demanded <= q[8]! + 1e-9 ? 1 : 0;
      totals++;
    }
  }
  const mine = outcomeOf(own);
  const at = (z: number): Outcome => outcomeOf(rule.map((r) => ({ ordered: normalOrder(r.y, r.origin, z), demanded: r.demanded })));
  // the rule's own safety factor is moved until it serves as many units, and costs are compared there
  let [low, high] = [-3, 8];
  for (let i = 0; i < 40; i++) {
    const z = (low + high) / 2;
    if (at(z).fill < mine.fill) low = z;
    else high = z;
  }
  const equal = at(high);
  const row = (metric: string, value: number, more: Partial<BenchRow> = {}): BenchRow => ({ suite: 'forecast', case: `orders for ${STEPS} days, ${name}`, subject: 'blend', metric, value, unit: '', ...more });
  return [
    row('products x origins', totals), row('fill', mine.fill), row('cost over the normal rule at equal fill', mine.cost / equal.cost, { peer: 'normal approximation', ratio: mine.cost / equal.cost, bar: { at: 0.85, must: 'stay-below' } }),
    row('cost over the normal rule at its own 90 %', mine.cost / at(1.2816).cost, { peer: 'normal approximation', ratio: mine.cost / at(1.2816).cost }),
    row('80 % interval of totals covers', inside / totals, { bar: { at: 0.77, must: 'reach' } }), row('80 % interval of totals covers at most', inside / totals, { bar: { at: 0.83, must: 'stay-below' } }),
  ];
}

/** @source Complete Journey 2.0, 84.51 (CC0): product and day of each line */
function completeJourney(file: string): SalesCell[] {
  const [head, ...lines] = linesOf(file);
  const names = head!.replace(/"/g, '').split(',');
  const [item, quantity, at] = ['product_id', 'quantity', 'transaction_timestamp'].map((n) => names.indexOf(n));
  return lines.map((line) => line.replace(/"/g, '').split(',')).map((c) => ({ item: c[item!]!, units: Number(c[quantity!]), at: Date.parse(`${c[at!]!.slice(0, 10)}T00:00:00Z`) })).filter((c) => c.units > 0 && c.units < 1000);
}

/** A year of a made shop: what was sold, as a shop would know it. */
function simulated(): SalesCell[] {
  const cells: SalesCell[] = [];
  for (const { kind, row } of shopRows(simulateShop({ seed: 5, customers: 3000, days: 300, products: 300, impressionShare: 0 }))) {
    if (kind === 'order_line' && row['state'] !== 'cancelled') cells.push({ item: String(row['productId']), units: Number(row['quantity']), at: Math.floor(Date.parse(String(row['eventTime'])) / DAY_MS) * DAY_MS });
  }
  return cells;
}

export async function inventoryRows(options: SuiteOptions): Promise<BenchRow[]> {
  const file = publicFile(options, 'completejourney_transactions_sample.csv.gz');
  return [...(file === null ? [] : await compare('Complete Journey', completeJourney(file), options)), ...(await compare('simulated shop', simulated(), options))];
}
