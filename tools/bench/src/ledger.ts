import { gzipSync } from 'node:zlib';
import type { LedgerAnswer } from '@bellwether/contracts';
import { simulateShop, shopRows } from '@bellwether/simulator';
import type { BenchRow, Suite } from './bench-row';
import { until, withProduct } from './product-http';

const DAY_MS = 86_400_000;
const SHOP = { seed: 6, customers: 2000, days: 300, products: 300, impressionShare: 0 };
/** The shop knows what was before this day; what came in the month after is the truth. */
const [NOW, MONTH] = [270, 30];
/** Days on which customers were looked at in the past, to learn who buys in the month after. */
const LOOKS = [120, 150, 180, 210, 240];

type Line = { customer: string; item: string; day: number; at: string; units: number };
type Shop = { lines: Line[]; category: Map<string, string>; /** units wanted in the month, by category, also from empty shelves */ wanted: Map<string, number> };

function makeShop(): Shop {
  const start = Date.parse('2024-01-01T00:00:00Z');
  const dayOf = (iso: unknown): number => Math.floor((Date.parse(String(iso)) - start) / DAY_MS);
  const byLine = new Map<string, Line>();
  const category = new Map<string, string>();
  const demand: { item: string; units: number }[] = [];
  const truth = (kind: string, row: object): void => {
    const { date, productId, demanded } = row as { date: string; productId: string; demanded: number };
    if (kind === 'demand' && dayOf(date) >= NOW && dayOf(date) < NOW + MONTH) demand.push({ item: productId, units: demanded });
  };
  for (const { kind, row } of shopRows(simulateShop(SHOP, { truth }))) {
    if (kind === 'product') category.set(String(row['productId']), String(row['category']));
    // the newest version of a line stands
    if (kind === 'order_line') byLine.set(String(row['eventId']), { customer: String(row['customerId']), item: String(row['productId']), day: dayOf(row['eventTime']), at: String(row['eventTime']), units: row['state'] === 'cancelled' ? 0 : Number(row['quantity']) });
  }
  const wanted = new Map<string, number>();
  for (const d of demand) wanted.set(category.get(d.item)!, (wanted.get(category.get(d.item)!) ?? 0) + d.units);
  return { lines: [...byLine.values()].filter((l) => l.units > 0), category, wanted };
}

/** What a shop knows of each customer who has ever bought, on a day; whether they bought in the month after, where that is known. */
function customersOn(lines: readonly Line[], day: number): string[] {
  const days = new Map<string, number[]>();
  const next = new Set<string>();
  for (const l of lines) {
    if (l.day < day) days.set(l.customer, [...(days.get(l.customer) ?? []), l.day]);
    else if (l.day < day + MONTH) next.add(l.customer);
  }
  return [...days].map(([customer, all]) => {
    const orders = [...new Set(all)].sort((a, b) => a - b);
    const within = (n: number): number => orders.filter((d) => d >= day - n).length;
    const recency = day - orders.at(-1)!;
    const gap = orders.length > 1 ? (orders.at(-1)! - orders[0]!) / (orders.length - 1) : 90;
    return [customer, recency, orders.length, day - orders[0]!, gap.toFixed(2), (recency / Math.max(1, gap)).toFixed(3), within(30), within(60), within(90), all.length / orders.length, day === NOW ? '' : next.has(customer) ? 1 : 0].join(',');
  });
}

const HEAD = 'customer,recency,orders,tenure,gap,overdue,orders_30d,orders_60d,orders_90d,lines_an_order,bought';
const table = (head: string, rows: readonly string[]): Buffer => gzipSync([head, ...rows].join('\n'));

const shareWrong = (said: number, came: number): number => said / came - 1;

/** One question asked of both models of the made shop, through the product, and what came in the month after. */
export const run: Suite = ({ log }) => withProduct(async (product) => {
  const { lines, category, wanted } = makeShop();
  const known = lines.filter((l) => l.day < NOW);
  const sales = await product.upload('sales.csv.gz', table('customer,item,at,units,category', known.map((l) => [l.customer, l.item, l.at, l.units, category.get(l.item)].join(','))));
  await product.call('dataset.setRoles', { id: sales, roles: { customer: 'id', item: 'item', at: 'time', units: 'quantity', category: 'category' } });
  const past = await product.upload('customers.csv.gz', table(HEAD, LOOKS.flatMap((day) => customersOn(known, day))));
  await product.call('dataset.setRoles', { id: past, roles: { customer: 'id', bought: 'target', ...Object.fromEntries(HEAD.split(',').slice(1, -1).map((name) => [name, 'numeric'])) } });
  log('ledger: training three models');
  await product.goLive('Sales', { familyId: 'forecast', datasetVersionId: sales, params: { frequency: 'day', horizon: MONTH, model: 'blend', members: ['tsb', 'statistical'], bootstrapReplicates: 0 } });
  await product.goLive('Next', { familyId: 'recommendation', datasetVersionId: sales, params: { network: false, linear: ['popular', 'covisitation'], protocol: 'time', windowDays: MONTH, bootstrapReplicates: 0, shuffleTest: 'off', mostLists: 300 } });
  const buyers = await product.goLive('Buyers', { familyId: 'propensity', datasetVersionId: past, params: { model: 'logistic', epochs: 40, bootstrapReplicates: 0, importanceRepeats: 0 } });
  const today = await product.upload('today.csv.gz', table(HEAD.replace(',bought', ''), customersOn(known, NOW).map((row) => row.slice(0, row.lastIndexOf(',')))));
  await product.call('dataset.setRoles', { id: today, roles: { customer: 'id' } });
  const { id } = await product.call<{ id: string }>('prediction.batchStart', { modelVersionId: buyers, datasetVersionId: today });
  const scored = await until(() => product.call<{ state: string; error: unknown }>('prediction.batchGet', { id }), (b) => ['done', 'failed'].includes(b.state));
  if (scored.state !== 'done') throw new Error(`the customers were not scored: ${JSON.stringify(scored.error)}`);
  const answer = await product.call<LedgerAnswer>('ledger.compare', { purchase: 'Buyers', next: 'Next', forecast: 'Sales', days: MONTH, by: 'category' });
  return rowsOf(answer, lines, category, wanted);
});

function rowsOf(answer: LedgerAnswer, lines: readonly Line[], category: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, number>): BenchRow[] {
  const sold = new Map<string, number>();
  const month = lines.filter((l) => l.day >= NOW && l.day < NOW + MONTH);
  for (const l of month) sold.set(category.get(l.item)!, (sold.get(category.get(l.item)!) ?? 0) + l.units);
  const row = (name: string, subject: string, metric: string, value: number, unit = 'units'): BenchRow => ({ suite: 'ledger', case: name, subject, metric, value, unit });
  const sides = ['customers', 'sales', 'agreed'] as const;
  const named = { customers: 'customers', sales: 'products', agreed: 'agreed' };
  const total = month.reduce((n, l) => n + l.units, 0);
  const all = `simulated shop, ${MONTH} days, all categories`;
  const buyers = new Set(month.map((l) => l.customer));
  return [
    ...answer.lines.flatMap((l) => [...sides.map((s) => row(`${MONTH} days, ${l.category}`, named[s], 'units', l[s].mean)), row(`${MONTH} days, ${l.category}`, 'came', 'sold', sold.get(l.category) ?? 0), row(`${MONTH} days, ${l.category}`, 'came', 'wanted', wanted.get(l.category) ?? 0)]),
    row(all, 'customers', 'buyers expected', answer.customers.buyers, 'customers'), row(all, 'came', 'buyers', buyers.size, 'customers'),
    ...sides.flatMap((s) => {
      const error = answer.lines.reduce((sum, l) => sum + Math.abs(l[s].mean - (sold.get(l.category) ?? 0)), 0) / total;
      const inside = answer.lines.filter((l) => (sold.get(l.category) ?? 0) >= l[s].low && (sold.get(l.category) ?? 0) <= l[s].high).length / answer.lines.length;
      return [row(all, named[s], 'units', answer.total[s].mean), row(all, named[s], 'wrong by, of what sold', shareWrong(answer.total[s].mean, total), ''), row(all, named[s], 'error by category, of what sold', error, ''), row(all, named[s], '80 % interval of categories holds', inside, '')];
    }),
    row(all, 'came', 'sold', total), row(all, 'came', 'wanted', [...wanted.values()].reduce((a, b) => a + b, 0)),
  ];
}
