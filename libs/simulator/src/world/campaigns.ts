import type { ShopSpec } from '../shop-spec';
import { RandomStream, STREAM } from '../random-stream';
import { CATEGORIES } from './catalogue-words';

/** Days in which a campaign can have an effect, and the days between two campaigns. */
export const CAMPAIGN_WINDOW = 14;
const CAMPAIGN_EVERY = 28;
const SALE_EVERY = 12;
const SALE_DAYS = 7;

/** A price cut on one category, announced a week before it begins. */
export type Sale = { id: string; name: string; category: number; share: number; announced: number; from: number; to: number };
/**
 * Customers are addressed, or held out on purpose. `assignment` is chance, or what marketing does when nobody watches: the recent buyers first.
 * With the latter a difference in means is not the effect; the truth has the propensities.
 */
export type Campaign = { id: string; index: number; name: string; category: number; channel: string; cost: number; day: number; assignment: 'random' | 'recent-first'; audience: number };

export function planSales(spec: ShopSpec): Sale[] {
  const sales: Sale[] = [];
  for (let from = 10; from < spec.days; from += SALE_EVERY) {
    const r = new RandomStream(spec.seed, STREAM.campaign, 1, from);
    const category = r.below(CATEGORIES.length);
    const share = [0.1, 0.15, 0.2, 0.3][r.below(4)]!;
    sales.push({ id: `sale-${sales.length + 1}`, name: `${Math.round(share * 100)} % off ${CATEGORIES[category]!.name.toLowerCase()}`, category, share, announced: from - 7, from, to: Math.min(spec.days, from + SALE_DAYS) });
  }
  return sales;
}

export function planCampaigns(spec: ShopSpec): Campaign[] {
  const campaigns: Campaign[] = [];
  for (let day = 20; day + CAMPAIGN_WINDOW < spec.days; day += CAMPAIGN_EVERY) {
    const r = new RandomStream(spec.seed, STREAM.campaign, 2, day);
    const n = campaigns.length;
    const category = r.below(CATEGORIES.length);
    campaigns.push({ id: `campaign-${n + 1}`, index: n, name: `Coupon for ${CATEGORIES[category]!.name.toLowerCase()}`, category, channel: r.chance(0.7) ? 'e-mail' : 'app', cost: r.chance(0.7) ? 0.02 : 0.1, day, assignment: n % 4 === 3 ? 'recent-first' : 'random', audience: r.between(0.4, 0.7) });
  }
  return campaigns;
}

/** The chance to be treated, given that one is in the audience. */
export function treatmentChance(campaign: Campaign, daysSinceOrder: number): number {
  if (campaign.assignment === 'random') return 0.5;
  return daysSinceOrder < 30 ? 0.8 : daysSinceOrder < 90 ? 0.5 : 0.2;
}

/** Who is in a campaign now, and what would have happened either way. One campaign a customer at a time. */
export type CampaignState = {
  campaign: Int16Array; treated: Uint8Array; propensity: Float32Array;
  /** share of natural orders that being addressed would withhold */
  withhold: Float32Array;
  /** day of the order that being addressed would add, -1: none */
  extraDay: Int32Array;
  /** orders in the window without and with treatment: both worlds */
  untreatedOrders: Uint8Array; treatedOrders: Uint8Array;
};

export const makeCampaignState = (customers: number): CampaignState => ({
  campaign: new Int16Array(customers).fill(-1), treated: new Uint8Array(customers), propensity: new Float32Array(customers), withhold: new Float32Array(customers),
  extraDay: new Int32Array(customers).fill(-1), untreatedOrders: new Uint8Array(customers), treatedOrders: new Uint8Array(customers),
});
