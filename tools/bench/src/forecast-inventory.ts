import { familyRegistry } from '@bellwether/tasks';
import type { BenchRow, SuiteOptions } from './bench-row';
import { trainTable } from './forecast';
import { customersTimes, orderKnowing } from './forecast-clairvoyant';
import { completeJourney, simulatedShop, tableAt, type DailyShop } from './forecast-shops';
import { publicFile } from './public-data';

const STEPS = 14;
/** Two weeks each, the newest last; what the family does was chosen on earlier ones and on shops of other seeds. */
const ORIGINS = [3, 2, 1];
/** A missed unit costs nine times a kept one. */
const [OVER, UNDER] = [1, 9];
/** Products that sold on fewer days before an origin say nothing of an order for two weeks; half as many are enough to help the others. */
const MIN_DAYS_SOLD = 20;
const SHOP = { seed: 5, customers: 3000, days: 300, products: 300 };

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

/** What the usual rule is told: mean and variance of a day over the last eight weeks. */
type Habit = { mean: number; variance: number };

function habitOf(y: Float64Array, origin: number, counts: (day: number) => boolean): Habit {
  const seen = Array.from(y.subarray(Math.max(0, origin - 56), origin)).filter((_, d) => counts(Math.max(0, origin - 56) + d));
  const mean = seen.reduce((a, b) => a + b, 0) / Math.max(1, seen.length);
  return { mean, variance: seen.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, seen.length - 1) };
}

const normalOrder = ({ mean, variance }: Habit, z: number): number => Math.max(0, mean * STEPS + z * Math.sqrt(variance * STEPS));

type Judged = { demanded: number; all: Habit; inStock: Habit };

/** The usual rule in each way a careful shop might use it: as it is, in whole units, and without the days on which nothing could be sold. */
const RULES: readonly ((j: Judged, z: number) => number)[] = [(j, z) => normalOrder(j.all, z), (j, z) => Math.ceil(normalOrder(j.all, z)), (j, z) => normalOrder(j.inStock, z), (j, z) => Math.ceil(normalOrder(j.inStock, z))];

/** The least that any form of the rule costs where its safety factor is moved until it serves as many units. */
function ruleAtFill(judged: readonly Judged[], fill: number): number {
  return Math.min(...RULES.map((rule) => {
    const at = (z: number): Outcome => outcomeOf(judged.map((j) => ({ ordered: rule(j, z), demanded: j.demanded })));
    let [low, high] = [-3, 12];
    for (let i = 0; i < 40; i++) {
      const z = (low + high) / 2;
      if (at(z).fill < fill) low = z;
      else high = z;
    }
    return at(high).cost;
  }));
}

type Line = { item: string; order: number; low: number; high: number };

/** What the product itself would order for two weeks with nothing on the shelf. */
async function linesAt(shop: DailyShop, items: readonly number[], origin: number, options: SuiteOptions): Promise<Line[]> {
  const { table, roles } = tableAt(shop, items, origin, STEPS);
  const family = familyRegistry.get('forecast');
  const { artifact } = await trainTable(table, roles, { frequency: 'day', horizon: STEPS, model: 'blend', members: ['tsb'], totals: 'trees', trees: 120, rows: 20_000, protectionSteps: STEPS, hierarchy: false, knownAhead: Object.keys(shop.known), stockColumn: shop.stock ? 'stock' : '' }, options);
  const predictor = await family.load(artifact);
  const request = family.asks!['reorder']!.input.parse({ policy: 'newsvendor', terms: { leadTime: STEPS - 1, reviewPeriod: 1, holdingCost: OVER, shortageCost: UNDER }, limit: 10_000 });
  const { lines } = (await predictor.ask!('reorder', request)) as { lines: Line[] };
  predictor.dispose();
  return lines;
}

type Trial = { own: Order[]; judged: Judged[]; inside: number; at: { item: number; origin: number }[] };

async function tryShop(shop: DailyShop, options: SuiteOptions): Promise<Trial> {
  const trial: Trial = { own: [], judged: [], inside: 0, at: [] };
  const place = new Map(shop.items.map((id, i) => [id, i]));
  for (const back of ORIGINS) {
    const origin = shop.days - back * STEPS;
    const sales = shop.salesAt(origin);
    const soldDays = sales.map((y) => y.subarray(0, origin).reduce((n, v) => n + (v > 0 ? 1 : 0), 0));
    const lines = await linesAt(shop, soldDays.flatMap((n, i) => (n >= MIN_DAYS_SOLD / 2 ? [i] : [])), origin, options);
    for (const line of lines) {
      const i = place.get(line.item)!;
      if (soldDays[i]! < MIN_DAYS_SOLD) continue;
      const demanded = shop.demand[i]!.subarray(origin, origin + STEPS).reduce((a, b) => a + b, 0);
      trial.own.push({ ordered: line.order, demanded });
      trial.judged.push({ demanded, all: habitOf(sales[i]!, origin, () => true), inStock: habitOf(sales[i]!, origin, (d) => !(shop.stock && shop.stock[i]![d]! <= 0)) });
      trial.inside += demanded >= line.low - 1e-9 && demanded <= line.high + 1e-9 ? 1 : 0;
      trial.at.push({ item: i, origin });
    }
  }
  return trial;
}

async function compare(shop: DailyShop, knower: { name: string; rate(item: number, from: number, to: number): number }, options: SuiteOptions): Promise<BenchRow[]> {
  const trial = await tryShop(shop, options);
  const mine = outcomeOf(trial.own);
  const equal = ruleAtFill(trial.judged, mine.fill);
  const ninety = outcomeOf(trial.judged.map((j) => ({ ordered: normalOrder(j.all, 1.2816), demanded: j.demanded })));
  const knows = outcomeOf(trial.at.map(({ item, origin }, k) => ({ ordered: orderKnowing(knower.rate(item, origin, origin + STEPS), UNDER / (UNDER + OVER)), demanded: trial.own[k]!.demanded })));
  const row = (metric: string, value: number, more: Partial<BenchRow> = {}): BenchRow => ({ suite: 'forecast', case: `orders for ${STEPS} days, ${shop.name}, judged by ${shop.demandIs}`, subject: 'blend', metric, value, unit: '', ...more });
  const over = (cost: number) => ({ peer: 'normal approximation', ratio: mine.cost / cost });
  const covered = trial.inside / trial.own.length;
  return [
    row('products x origins', trial.own.length), row('fill', mine.fill), row('cost over the normal rule at equal fill', mine.cost / equal, { ...over(equal), bar: { at: 0.85, must: 'stay-below' } }), row('cost over the normal rule at its own 90 %', mine.cost / ninety.cost, over(ninety.cost)),
    row('80 % interval of totals covers', covered, { bar: { at: 0.77, must: 'reach' } }), row('80 % interval of totals covers at most', covered, { bar: { at: 0.83, must: 'stay-below' } }),
    row('fill', knows.fill, { subject: knower.name }), row('cost over the normal rule at equal fill', knows.cost / ruleAtFill(trial.judged, knows.fill), { subject: knower.name }), row('cost over the blend', knows.cost / mine.cost, { subject: knower.name }),
  ];
}

export async function inventoryRows(options: SuiteOptions): Promise<BenchRow[]> {
  const asked = (name: string): boolean => options.only === null || `orders, ${name}`.includes(options.only);
  const rows: BenchRow[] = [];
  const [transactions, products] = ['completejourney_transactions_sample.csv.gz', 'completejourney_products.csv.gz'].map((name) => publicFile(options, name));
  if (transactions && products && asked('Complete Journey')) {
    const shop = completeJourney(transactions, products);
    const year = shop.demand.map((y) => y.reduce((a, b) => a + b, 0) / shop.days);
    rows.push(...(await compare(shop, { name: "who knows each product's mean of the whole year", rate: (i, from, to) => year[i]! * (to - from) }, options)));
  }
  // the shop's own plan of two weeks, then only what its log had announced: price cuts a week ahead, mailings on their day
  for (const [name, announced] of [['simulated shop', false], ['simulated shop, announced plans only', true]] as const) {
    if (!asked(name)) continue;
    const shop = { ...simulatedShop(SHOP, announced), name };
    const rate = customersTimes(SHOP);
    rows.push(...(await compare(shop, { name: 'who knows the true rates', rate: (i, from, to) => rate(shop.items[i]!, from, to) }, options)));
  }
  return rows;
}
