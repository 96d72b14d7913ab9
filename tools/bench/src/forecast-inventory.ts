import { familyRegistry } from '@bellwether/tasks';
import type { BenchRow, SuiteOptions } from './bench-row';
import { centralShare, type SaidTotal } from './count-coverage';
import { trainTable } from './forecast';
import { customersTimes, orderKnowing } from './forecast-clairvoyant';
import { completeJourney, simulatedShop, tableAt, type DailyShop } from './forecast-shops';
import { HABIT_DAYS, habitOf, normalOrder, outcomeOf, OVER, ruleAtFill, UNDER, type Judged, type Order } from './forecast-normal-rule';
import { publicFile } from './public-data';

const STEPS = 14;
/** Two weeks each, the newest last; what the family does was chosen on earlier ones and on shops of other seeds. */
const ORIGINS = [3, 2, 1];
/** Bands of days with a sale before the origin: a shop orders for slow movers too. */
const BANDS = [{ name: '1 to 4', from: 1, to: 4 }, { name: '5 to 19', from: 5, to: 19 }, { name: '20 and more', from: 20, to: Number.POSITIVE_INFINITY }] as const;
const SHOP = { seed: 5, customers: 3000, days: 300, products: 300 };

type Line = { item: string; order: number; low: number; high: number; total: SaidTotal };

/** What the product itself would order for two weeks with nothing on the shelf. */
async function linesAt(shop: DailyShop, sales: readonly Float64Array[], items: readonly number[], origin: number, options: SuiteOptions): Promise<Line[]> {
  // the whole log is learnt from: products that have not sold of late tell how often such products sell again
  const { table, roles } = tableAt(shop, sales.flatMap((y, i) => (y.subarray(0, origin).some((v) => v > 0) ? [i] : [])), origin, STEPS);
  const family = familyRegistry.get('forecast');
  const { artifact } = await trainTable(table, roles, { frequency: 'day', horizon: STEPS, model: 'blend', members: ['tsb'], totals: 'trees', trees: 120, rows: 20_000, protectionSteps: STEPS, hierarchy: false, knownAhead: Object.keys(shop.known), stockColumn: shop.stock ? 'stock' : '' }, options);
  const predictor = await family.load(artifact);
  const request = family.asks!['reorder']!.input.parse({ items: items.map((i) => ({ item: shop.items[i]! })), policy: 'newsvendor', terms: { leadTime: STEPS - 1, reviewPeriod: 1, holdingCost: OVER, shortageCost: UNDER }, limit: 10_000 });
  const { lines } = (await predictor.ask!('reorder', request)) as { lines: Omit<Line, 'total'>[] };
  const { series } = (await predictor.ask!('forecast', family.asks!['forecast']!.input.parse({ items: items.map((i) => shop.items[i]!), limit: 10_000, historySteps: 0 }))) as { series: { item: string; total: SaidTotal }[] };
  predictor.dispose();
  const totals = new Map(series.map((s) => [s.item, s.total]));
  return lines.map((l) => ({ ...l, total: totals.get(l.item)! }));
}

/** One product at one origin: what the product ordered, what the usual rule was told, what came. */
type Case = Judged & { own: Order; inside: boolean; /** of the central 80 % of its distribution, ends counted by their share */ central: number; item: number; origin: number; soldDays: number };

/** Every product that sold in the eight weeks before an origin, so that the usual rule has something to go on. */
async function tryShop(shop: DailyShop, options: SuiteOptions): Promise<Case[]> {
  const cases: Case[] = [];
  const place = new Map(shop.items.map((id, i) => [id, i]));
  for (const back of ORIGINS) {
    const origin = shop.days - back * STEPS;
    const sales = shop.salesAt(origin);
    const sells = sales.flatMap((y, i) => (y.subarray(Math.max(0, origin - HABIT_DAYS), origin).some((v) => v > 0) ? [i] : []));
    for (const line of await linesAt(shop, sales, sells, origin, options)) {
      const item = place.get(line.item)!;
      const demanded = shop.demand[item]!.subarray(origin, origin + STEPS).reduce((a, b) => a + b, 0);
      cases.push({
        item, origin, demanded, own: { ordered: line.order, demanded }, inside: demanded >= line.low - 1e-9 && demanded <= line.high + 1e-9, central: centralShare(line.total, demanded), soldDays: sales[item]!.subarray(0, origin).reduce((n, v) => n + (v > 0 ? 1 : 0), 0),
        all: habitOf(sales[item]!, origin, () => true), inStock: habitOf(sales[item]!, origin, (d) => !(shop.stock && shop.stock[item]![d]! <= 0)),
      });
    }
  }
  return cases;
}

type Knower = { name: string; rate(item: number, from: number, to: number): number };

/** What the blend, and somebody who knows, spend over what the usual rule would at equal fill. */
function rowsOf(cases: readonly Case[], name: string, knower: Knower, judged: boolean): BenchRow[] {
  const mine = outcomeOf(cases.map((c) => c.own));
  const equal = ruleAtFill(cases, mine.fill, STEPS);
  const ninety = outcomeOf(cases.map((c) => ({ ordered: normalOrder(c.all, 1.2816, STEPS), demanded: c.demanded })));
  const knows = outcomeOf(cases.map((c) => ({ ordered: orderKnowing(knower.rate(c.item, c.origin, c.origin + STEPS), UNDER / (UNDER + OVER)), demanded: c.demanded })));
  const row = (metric: string, value: number, more: Partial<BenchRow> = {}): BenchRow => ({ suite: 'forecast', case: name, subject: 'blend', metric, value, unit: '', ...more });
  const over = (cost: number) => ({ peer: 'normal approximation', ratio: mine.cost / cost });
  const covered = cases.filter((c) => c.inside).length / cases.length;
  const central = cases.reduce((n, c) => n + c.central, 0) / cases.length;
  const bar = (at: number, must: 'reach' | 'stay-below'): Partial<BenchRow> => (judged ? { bar: { at, must } } : {});
  const within = (metric: string, value: number): BenchRow[] => [row(metric, value, bar(0.77, 'reach')), ...(judged ? [row(`${metric}, at most`, value, bar(0.83, 'stay-below'))] : [])];
  return [
    row('products x origins', cases.length), row('units wanted', cases.reduce((n, c) => n + c.demanded, 0)), row('fill', mine.fill),
    row('cost over the normal rule at equal fill', mine.cost / equal, { ...over(equal), ...bar(0.85, 'stay-below') }), row('cost over the normal rule at its own 90 %', mine.cost / ninety.cost, over(ninety.cost)),
    ...within('80 % interval of totals covers, ends included', covered), ...within('80 % interval covers, ends by their share', central),
    row('fill', knows.fill, { subject: knower.name }), row('cost over the normal rule at equal fill', knows.cost / ruleAtFill(cases, knows.fill, STEPS), { subject: knower.name }), row('cost over the blend', knows.cost / mine.cost, { subject: knower.name }),
  ];
}

async function compare(shop: DailyShop, knower: Knower, options: SuiteOptions): Promise<BenchRow[]> {
  const cases = await tryShop(shop, options);
  const name = `orders for ${STEPS} days, ${shop.name}, judged by ${shop.demandIs}`;
  return [...rowsOf(cases, name, knower, true), ...BANDS.flatMap((band) => {
    const within = cases.filter((c) => c.soldDays >= band.from && c.soldDays <= band.to);
    return within.length === 0 ? [] : rowsOf(within, `${name}: sold on ${band.name} days`, knower, false);
  })];
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
