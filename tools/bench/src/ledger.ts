import { gzipSync } from 'node:zlib';
import type { LedgerAnswer } from '@bellwether/contracts';
import type { BenchRow, Suite, SuiteOptions } from './bench-row';
import { journeyShop, madeShop, MONTH, type LedgerLine, type LedgerShop } from './ledger-shops';
import { until, withProduct } from './product-http';
import { publicFile } from './public-data';

/** Categories that are printed one by one: those of a large shop fill screens. */
const MOST_SHOWN = 40;

/** What a shop knows of each customer who has ever bought, on a day; whether they bought in the month after, where that is known. */
function customersOn(lines: readonly LedgerLine[], day: number, now: number): string[] {
  const days = new Map<string, number[]>();
  const next = new Set<string>();
  for (const l of lines) {
    if (l.day < day) (days.get(l.customer) ?? days.set(l.customer, []).get(l.customer)!).push(l.day);
    else if (l.day < day + MONTH) next.add(l.customer);
  }
  return [...days].map(([customer, all]) => {
    const orders = [...new Set(all)].sort((a, b) => a - b);
    const within = (n: number): number => orders.filter((d) => d >= day - n).length;
    const recency = day - orders.at(-1)!;
    const gap = orders.length > 1 ? (orders.at(-1)! - orders[0]!) / (orders.length - 1) : 90;
    return [customer, recency, orders.length, day - orders[0]!, gap.toFixed(2), (recency / Math.max(1, gap)).toFixed(3), within(30), within(60), within(90), all.length / orders.length, day === now ? '' : next.has(customer) ? 1 : 0].join(',');
  });
}

const HEAD = 'customer,recency,orders,tenure,gap,overdue,orders_30d,orders_60d,orders_90d,lines_an_order,bought';
const table = (head: string, rows: readonly string[]): Buffer => gzipSync([head, ...rows].join('\n'));
/** Names of types hold commas. */
const quoted = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const shareWrong = (said: number, came: number): number => said / came - 1;

/** The question asked of three models of made shops, one that was looked at and one that was not, and of a real one. */
export const run: Suite = async (options) => {
  const asked = (name: string): boolean => options.only === null || name.includes(options.only);
  const rows: BenchRow[] = [];
  for (const seed of [6, 7]) if (asked(`simulated shop, seed ${seed}`)) rows.push(...(await shopLedger(madeShop(seed), options)));
  if (asked('Complete Journey')) {
    const [transactions, products] = ['completejourney_transactions_sample.csv.gz', 'completejourney_products.csv.gz'].map((name) => publicFile(options, name));
    if (transactions && products) rows.push(...(await shopLedger(journeyShop(transactions, products), options)));
  }
  return rows;
};

/** All three models trained and asked through the product, and what came in the month after. */
const shopLedger = (shop: LedgerShop, { log }: SuiteOptions): Promise<BenchRow[]> => withProduct(async (product) => {
  const known = shop.lines.filter((l) => l.day < shop.now);
  const sales = await product.upload('sales.csv.gz', table('customer,item,at,units,category', known.map((l) => [l.customer, quoted(l.item), l.at, l.units, quoted(shop.category.get(l.item)!)].join(','))));
  await product.call('dataset.setRoles', { id: sales, roles: { customer: 'id', item: 'item', at: 'time', units: 'quantity', category: 'category' } });
  const past = await product.upload('customers.csv.gz', table(HEAD, shop.looks.flatMap((day) => customersOn(known, day, shop.now))));
  await product.call('dataset.setRoles', { id: past, roles: { customer: 'id', bought: 'target', ...Object.fromEntries(HEAD.split(',').slice(1, -1).map((name) => [name, 'numeric'])) } });
  log(`ledger: ${shop.name}, training three models`);
  await product.goLive('Sales', { familyId: 'forecast', datasetVersionId: sales, params: { frequency: 'day', horizon: MONTH, model: 'blend', members: ['tsb', 'statistical'], bootstrapReplicates: 0 } });
  await product.goLive('Next', { familyId: 'recommendation', datasetVersionId: sales, params: { network: false, linear: ['popular', 'covisitation'], protocol: 'time', windowDays: MONTH, bootstrapReplicates: 0, shuffleTest: 'off', mostLists: 300 } });
  const buyers = await product.goLive('Buyers', { familyId: 'propensity', datasetVersionId: past, params: { model: 'logistic', epochs: 40, bootstrapReplicates: 0, importanceRepeats: 0 } });
  const today = await product.upload('today.csv.gz', table(HEAD.replace(',bought', ''), customersOn(known, shop.now, shop.now).map((row) => row.slice(0, row.lastIndexOf(',')))));
  await product.call('dataset.setRoles', { id: today, roles: { customer: 'id' } });
  const { id } = await product.call<{ id: string }>('prediction.batchStart', { modelVersionId: buyers, datasetVersionId: today });
  const scored = await until(() => product.call<{ state: string; error: unknown }>('prediction.batchGet', { id }), (b) => ['done', 'failed'].includes(b.state));
  if (scored.state !== 'done') throw new Error(`the customers were not scored: ${JSON.stringify(scored.error)}`);
  return rowsOf(await product.call<LedgerAnswer>('ledger.compare', { purchase: 'Buyers', next: 'Next', forecast: 'Sales', days: MONTH, by: 'category' }), shop);
});

function rowsOf(answer: LedgerAnswer, { name, lines, category, wanted, now }: LedgerShop): BenchRow[] {
  const sold = new Map<string, number>();
  const month = lines.filter((l) => l.day >= now && l.day < now + MONTH);
  for (const l of month) sold.set(category.get(l.item)!, (sold.get(category.get(l.item)!) ?? 0) + l.units);
  const row = (part: string, subject: string, metric: string, value: number, unit = 'units'): BenchRow => ({ suite: 'ledger', case: part, subject, metric, value, unit });
  const sides = ['customers', 'sales', 'agreed'] as const;
  const named = { customers: 'customers', sales: 'products', agreed: 'agreed' };
  const total = month.reduce((n, l) => n + l.units, 0);
  const all = `${name}, ${MONTH} days, all categories`;
  const buyers = new Set(month.map((l) => l.customer));
  const one = (c: string): string => `${name}, ${MONTH} days, ${c}`;
  return [
    ...answer.lines.slice(0, MOST_SHOWN).flatMap((l) => [...sides.map((s) => row(one(l.category), named[s], 'units', l[s].mean)), row(one(l.category), 'came', 'sold', sold.get(l.category) ?? 0), ...(wanted ? [row(one(l.category), 'came', 'wanted', wanted.get(l.category) ?? 0)] : [])]),
    row(all, 'customers', 'buyers expected', answer.customers.buyers, 'customers'), row(all, 'came', 'buyers', buyers.size, 'customers'), row(all, 'came', 'categories', answer.lines.length, ''),
    ...sides.flatMap((s) => {
      const error = answer.lines.reduce((sum, l) => sum + Math.abs(l[s].mean - (sold.get(l.category) ?? 0)), 0) / total;
      const inside = answer.lines.filter((l) => (sold.get(l.category) ?? 0) >= l[s].low && (sold.get(l.category) ?? 0) <= l[s].high).length / answer.lines.length;
      return [row(all, named[s], 'units', answer.total[s].mean), row(all, named[s], 'wrong by, of what sold', shareWrong(answer.total[s].mean, total), ''), row(all, named[s], 'error by category, of what sold', error, ''), row(all, named[s], '80 % interval of categories holds', inside, '')];
    }),
    row(all, 'came', 'sold', total), ...(wanted ? [row(all, 'came', 'wanted', [...wanted.values()].reduce((a, b) => a + b, 0))] : []),
  ];
}
