import { simulateShop, shopRows } from '@bellwether/simulator';
import { completeJourneyTypes } from './complete-journey-types';
import { DAY_MS } from './forecast-shops';

export type LedgerLine = { customer: string; item: string; day: number; at: string; units: number };
/** A shop that knows what was before a day; what came in the month after is the truth. */
export type LedgerShop = { name: string; lines: LedgerLine[]; category: Map<string, string>; /** units wanted in the month, by category, also from empty shelves; null: nobody knows */ wanted: Map<string, number> | null; now: number; /** days on which customers were looked at in the past, to learn who buys in the month after */ looks: number[] };

export const MONTH = 30;
const looksBefore = (now: number): number[] => [5, 4, 3, 2, 1].map((months) => now - months * MONTH);

/** @param seed what was changed in the ledger was looked at on 6; others were not looked at */
export function madeShop(seed: number): LedgerShop {
  const spec = { seed, customers: 2000, days: 300, products: 300, impressionShare: 0 };
  const now = spec.days - MONTH;
  const start = Date.parse('2024-01-01T00:00:00Z');
  const dayOf = (iso: unknown): number => Math.floor((Date.parse(String(iso)) - start) / DAY_MS);
  const byLine = new Map<string, LedgerLine>();
  const category = new Map<string, string>();
  const demand: { item: string; units: number }[] = [];
  const truth = (kind: string, row: object): void => {
    const { date, productId, demanded } = row as { date: string; productId: string; demanded: number };
    if (kind === 'demand' && dayOf(date) >= now && dayOf(date) < now + MONTH) demand.push({ item: productId, units: demanded });
  };
  for (const { kind, row } of shopRows(simulateShop(spec, { truth }))) {
    if (kind === 'product') category.set(String(row['productId']), String(row['category']));
    // the newest version of a line stands
    if (kind === 'order_line') byLine.set(String(row['eventId']), { customer: String(row['customerId']), item: String(row['productId']), day: dayOf(row['eventTime']), at: String(row['eventTime']), units: row['state'] === 'cancelled' ? 0 : Number(row['quantity']) });
  }
  const wanted = new Map<string, number>();
  for (const d of demand) wanted.set(category.get(d.item)!, (wanted.get(category.get(d.item)!) ?? 0) + d.units);
  return { name: `simulated shop, seed ${seed}`, lines: [...byLine.values()].filter((l) => l.units > 0), category, wanted, now, looks: looksBefore(now) };
}

/** Households and product types of the last month of a real shop's year. */
export function journeyShop(transactions: string, products: string): LedgerShop {
  const all = completeJourneyTypes(transactions, products);
  const start = Date.parse('2017-01-01T00:00:00Z');
  const now = 365 - MONTH;
  return {
    name: 'Complete Journey', category: new Map(all.map((l) => [l.type, l.category])), wanted: null, now, looks: looksBefore(now),
    lines: all.map((l) => ({ customer: l.household, item: l.type, day: Math.floor((l.at - start) / DAY_MS), at: new Date(l.at).toISOString(), units: l.units })),
  };
}
