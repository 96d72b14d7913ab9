import type { ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import { simulateShop, shopRows, type ShopSpecInput } from '@bellwether/simulator';
import { linesOf } from './public-data';

export const DAY_MS = 86_400_000;
/** Lines of a day's stores arrive in the night: who orders looks in the morning. */
const MORNING_MS = 6 * 3_600_000;

/** A shop by the day, as an operator could have known it. Days are counted from the first. */
export type DailyShop = {
  name: string;
  first: number;
  days: number;
  items: string[];
  /** what is written to the table as text, by product */
  statics: Record<string, string[]>;
  /** units sold by product and day, as known in the morning of day `origin` @shape [products][days] */
  salesAt(origin: number): Float64Array[];
  /** units on the shelf when a day began; null: not told @shape [products][days] */
  stock: Float64Array[] | null;
  /** columns known ahead, as known in the morning of day `origin` @shape [products][days] */
  known: Record<string, (origin: number) => Float64Array[]>;
  /** what was wanted, judged by @shape [products][days] */
  demand: Float64Array[];
  demandIs: string;
};

const grid = (rows: number, days: number, fill = 0): Float64Array[] => Array.from({ length: rows }, () => new Float64Array(days).fill(fill));

/** Sales lines of the chosen products up to a day; where more than sales is known of a day, with a line for each day of their life and what is planned for `ahead` days more. */
export function tableAt(shop: DailyShop, items: readonly number[], origin: number, ahead: number): { table: ColumnTable; roles: ColumnRoles } {
  const sales = shop.salesAt(origin);
  const names = Object.keys(shop.known);
  const known = names.map((name) => shop.known[name]!(origin));
  const sparse = names.length === 0 && !shop.stock;
  const cells = items.flatMap((i) => {
    const from = sales[i]!.findIndex((v) => v > 0);
    if (sparse) return Array.from(sales[i]!.subarray(0, origin).keys()).filter((day) => sales[i]![day]! > 0).map((day) => ({ i, day }));
    return from < 0 ? [] : Array.from({ length: origin - from + (names.length > 0 ? ahead : 0) }, (_, k) => ({ i, day: from + k }));
  }).filter((c) => c.day < shop.days);
  const number = (name: string, of: (c: { i: number; day: number }) => number) => ({ name, type: 'number' as const, values: Float64Array.from(cells, of) });
  const text = (name: string, of: (i: number) => string) => ({ name, type: 'string' as const, values: cells.map((c) => of(c.i)) });
  return {
    roles: { at: 'time', item: 'item', units: 'quantity', ...Object.fromEntries(Object.keys(shop.statics).map((n) => [n, 'category'])) } as ColumnRoles,
    table: {
      rows: cells.length, rowIndex: Int32Array.from({ length: cells.length }, (_, k) => k + 1),
      columns: [
        { name: 'at', type: 'date', values: Float64Array.from(cells, (c) => shop.first + c.day * DAY_MS) }, text('item', (i) => shop.items[i]!), number('units', (c) => (c.day < origin ? sales[c.i]![c.day]! : Number.NaN)),
        ...Object.entries(shop.statics).map(([name, values]) => text(name, (i) => values[i]!)),
        ...(shop.stock ? [number('stock', (c) => (c.day < origin ? shop.stock![c.i]![c.day]! : Number.NaN))] : []),
        ...names.map((name, k) => number(name, (c) => known[k]![c.i]![c.day]!)),
      ],
    },
  };
}

/** A day's sales by product and the product's category. Nothing is published ahead, and no stock is told: sales stand for demand. @source Complete Journey 2.0, 84.51 (CC0) */
export function completeJourney(transactions: string, products: string): DailyShop {
  const [head, ...lines] = linesOf(transactions);
  const names = head!.replace(/"/g, '').split(',');
  const [item, quantity, at] = ['product_id', 'quantity', 'transaction_timestamp'].map((n) => names.indexOf(n));
  const cells = lines.map((line) => line.replace(/"/g, '').split(',')).map((c) => ({ item: c[item!]!, units: Number(c[quantity!]), at: Date.parse(`${c[at!]!.slice(0, 10)}T00:00:00Z`) })).filter((c) => c.units > 0 && c.units < 1000);
  const first = cells.reduce((m, c) => Math.min(m, c.at), Number.POSITIVE_INFINITY);
  const days = Math.floor((cells.reduce((m, c) => Math.max(m, c.at), 0) - first) / DAY_MS) + 1;
  const items = [...new Set(cells.map((c) => c.item))].sort();
  const place = new Map(items.map((id, i) => [id, i]));
  const sales = grid(items.length, days);
  for (const c of cells) sales[place.get(c.item)!]![Math.floor((c.at - first) / DAY_MS)]! += c.units;
  const [, ...described] = linesOf(products);
  // id, manufacturer, department, brand, category: none of these five holds a comma
  const category = new Map(described.map((line) => line.replace(/"/g, '').split(',')).map((c) => [c[0]!, c[4]!]));
  return { name: 'Complete Journey', first, days, items, statics: { category: items.map((id) => category.get(id) ?? '') }, salesAt: () => sales, stock: null, known: {}, demand: sales, demandIs: 'sales' };
}

const time = (v: unknown): number => Date.parse(String(v));

/**
 * A made shop. Sales as far as they had been told by a morning, the stock that each day began with, and the shop's own plan of price cuts and mailings.
 * Judged by what was wanted, also from an empty shelf: the simulator keeps that apart and no model sees it.
 * @param announced only what its log had announced by then, instead of all that the shop has planned
 */
export function simulatedShop(spec: ShopSpecInput & { days: number }, announced = false): DailyShop {
  const demanded: { item: string; day: number; units: number }[] = [];
  const dayOf = (ms: number): number => Math.floor((ms - first) / DAY_MS);
  const first = Date.parse(`${spec.start ?? '2024-01-01'}T00:00:00Z`);
  const lines: { id: string; item: string; day: number; told: number; units: number }[] = [];
  const stocks: { item: string; day: number; units: number }[] = [];
  const plans: { kind: string; category: string; share: number; told: number; from: number; to: number }[] = [];
  const category = new Map<string, string>();
  const truth = (kind: string, row: object): void => {
    if (kind !== 'demand') return;
    const { date, productId, demanded: units } = row as { date: string; productId: string; demanded: number };
    demanded.push({ item: productId, day: dayOf(Date.parse(date)), units });
  };
  for (const { kind, row } of shopRows(simulateShop({ ...spec, impressionShare: 0 }, { truth }))) {
    const [item, day] = [String(row['productId']), dayOf(time(row['eventTime']))];
    if (kind === 'order_line') lines.push({ id: String(row['eventId']), item, day, told: time(row['knownTime']), units: row['state'] === 'cancelled' ? 0 : Number(row['quantity']) });
    else if (kind === 'stock_level') stocks.push({ item, day, units: Number(row['quantity']) });
    else if (kind === 'product') category.set(item, String(row['category']));
    else if (kind === 'promotion') plans.push({ kind: String(row['promotionKind']), category: String(row['category']), share: Number(row['discountShare']), told: time(row['knownTime']), from: dayOf(time(row['startTime'])), to: dayOf(time(row['endTime'])) });
  }
  const items = [...category.keys()].sort();
  const place = new Map(items.map((id, i) => [id, i]));
  const { days } = spec;
  const demand = grid(items.length, days);
  for (const d of demanded) demand[place.get(d.item)!]![d.day]! += d.units;
  const stock = grid(items.length, days, Number.NaN);
  // levels are told when they change
  for (const s of stocks) stock[place.get(s.item)!]!.fill(s.units, s.day);
  lines.sort((a, b) => a.told - b.told);
  const planned = (kind: string) => (origin: number): Float64Array[] => {
    const out = grid(items.length, days);
    for (const p of plans) if (p.kind === kind && (!announced || p.told <= first + origin * DAY_MS)) items.forEach((id, i) => { if (category.get(id) === p.category) for (let d = p.from; d < Math.min(days, p.to); d++) out[i]![d] = Math.max(out[i]![d]!, p.share); });
    return out;
  };
  return {
    name: 'simulated shop', first, days, items, statics: { category: items.map((id) => category.get(id)!) }, stock, known: { price_cut: planned('discount'), mailing: planned('coupon') }, demand, demandIs: 'what was wanted',
    salesAt(origin) {
      const newest = new Map<string, (typeof lines)[number]>();
      for (const l of lines) if (l.told <= first + origin * DAY_MS + MORNING_MS) newest.set(l.id, l);
      const out = grid(items.length, days);
      for (const l of newest.values()) if (l.day < origin) out[place.get(l.item)!]![l.day]! += l.units;
      return out;
    },
  };
}
