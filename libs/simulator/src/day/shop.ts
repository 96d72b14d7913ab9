import type { EntityKind } from '@bellwether/contracts';
import type { ShopTables } from '../rows/shop-tables';
import type { ShopSpec } from '../shop-spec';
import { RandomStream, sigmoid, STREAM } from '../random-stream';
import type { OnTruth } from '../truth';
import type { Campaign, CampaignState, Sale } from '../world/campaigns';
import type { ShopCalendar } from '../world/calendar';
import { TASTE, type Catalogue } from '../world/catalogue';
import { CATEGORIES } from '../world/catalogue-words';
import type { Customers } from '../world/customers';
import { scramble, type FraudRing } from '../world/fraud-rings';
import type { Stock } from '../world/stock';

/** A correction closed an earlier row of the same event: what the event store calls superseded. */
export type OnSuperseded = (kind: EntityKind, eventId: string, knownMs: number, supersededMs: number) => void;

/** The running shop: what is true, what lies on the shelves, and where rows go. */
export type Shop = {
  spec: ShopSpec; calendar: ShopCalendar; catalogue: Catalogue; customers: Customers; stock: Stock;
  sales: readonly Sale[]; campaigns: readonly Campaign[]; campaignState: CampaignState; rings: readonly FraudRing[];
  tables: ShopTables; truth: OnTruth; superseded: OnSuperseded;
  /** what happens on later days, by day */
  due: Map<number, ((shop: Shop) => void)[]>;
  /** price cut of each category today, 0: none */
  cut: Float64Array;
  /** season of each category today */
  season: Float64Array;
  sessions: number; lists: number; orders: number; orderLines: number; reviews: number; eventIds: number;
};

/** Public numbers: c100017 is the customer of index 17. Nothing about an index is informative: traits are drawn independently of it. */
export const customerNumber = (i: number): number => 100_000 + i;
export const customerId = (i: number): string => `c${customerNumber(i)}`;

/** How much a customer wants a product at today's price: taste, what can be seen of quality, and price against its category's. */
export function utility({ customers, catalogue, cut }: Shop, i: number, p: number): number {
  let match = 0;
  for (let t = 0; t < TASTE; t++) match += customers.taste[i * TASTE + t]! * catalogue.taste[p * TASTE + t]!;
  const k = catalogue.category[p]!;
  const price = catalogue.price[p]! * (1 - cut[k]!);
  return 0.8 * match + 0.25 * catalogue.quality[p]! - customers.priceSensitivity[i]! * Math.log(price / CATEGORIES[k]!.price);
}

/** Running sum over categories of how likely a customer is to look there today. */
export function categoryPull({ customers, catalogue, season, cut }: Shop, i: number, into: Float64Array): void {
  let sum = 0;
  for (let k = 0; k < CATEGORIES.length; k++) {
    let match = 0;
    for (let t = 0; t < TASTE; t++) match += customers.taste[i * TASTE + t]! * catalogue.centres[k * TASTE + t]!;
    sum += Math.exp(1.1 * match) * season[k]! * (1 + 3 * cut[k]! * customers.priceSensitivity[i]!);
    into[k] = sum;
  }
}

/** The browser of a visit: their own first one mostly, a second one, or that of the household. */
export function deviceOf(customers: Customers, i: number, r: RandomStream): number {
  const head = customers.household[i]!;
  if (head !== i && r.chance(0.4)) return scramble(head * 2, 0x51ab);
  return scramble(i * 2 + (r.chance(0.15) ? 1 : 0), 0x51ab);
}

/** An order added by a campaign is drawn once, when the campaign starts: both worlds are then known. */
export function startCampaign(shop: Shop, campaign: Campaign, i: number, day: number, chanceToTreat: (since: number) => number): 'treated' | 'held-out' | null {
  const { customers: c, campaignState: s, catalogue } = shop;
  if (c.join[i]! >= day || c.consent[i] === 0) return null;
  const r = new RandomStream(shop.spec.seed, STREAM.campaign, i, 1000 + campaign.index);
  if (!r.chance(campaign.audience)) return null;
  const propensity = chanceToTreat(c.lastOrder[i]! < 0 ? Infinity : day - c.lastOrder[i]!);
  let match = 0;
  for (let t = 0; t < TASTE; t++) match += c.taste[i * TASTE + t]! * catalogue.centres[campaign.category * TASTE + t]!;
  const response = c.response[i]! * (c.response[i]! > 0 ? 0.4 + 1.2 * sigmoid(match) : 1) * (c.gone[i] ? 0.3 : 1);
  s.campaign[i] = campaign.index;
  s.propensity[i] = propensity;
  s.treated[i] = r.chance(propensity) ? 1 : 0;
  s.withhold[i] = Math.max(0, -response);
  s.extraDay[i] = r.chance(Math.max(0, response)) ? day + 1 + r.below(12) : -1;
  s.untreatedOrders[i] = 0;
  s.treatedOrders[i] = 0;
  return s.treated[i] === 1 ? 'treated' : 'held-out';
}
