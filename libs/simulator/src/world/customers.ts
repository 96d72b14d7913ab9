import { RandomStream, runningSum, STREAM } from '../random-stream';
import type { ShopSpec } from '../shop-spec';
import { TASTE } from './catalogue';
import { COUNTRIES, EMAIL_DOMAINS } from './catalogue-words';

/** Products a customer remembers having bought. */
export const MEMORY = 4;

/**
 * Everything true of the customers, struct of arrays by customer index: about 150 bytes each, the only thing that grows with a shop.
 * The first block never changes; the second is where they are now.
 */
export type Customers = {
  count: number;
  /** day of registration, negative: before the first day */
  join: Int32Array;
  country: Uint8Array;
  region: Uint8Array;
  birthYear: Uint16Array;
  email: Uint8Array;
  device: Uint8Array;
  /** index whose devices this customer shares: a household; itself otherwise */
  household: Int32Array;
  consent: Uint8Array;
  taste: Float32Array;
  /** ordinary days between two visits with a purpose, and how steady that is (Erlang shape) */
  rhythm: Float32Array;
  steadiness: Uint8Array;
  /** ordinary days between two visits without one */
  browsing: Float32Array;
  priceSensitivity: Float32Array;
  /** chance that a visit with a purpose is for something bought before */
  repeat: Float32Array;
  /** chance of leaving for good after an order */
  dropout: Float32Array;
  returner: Float32Array;
  /** answer to being addressed: chance of an order more within the window; negative: share of orders withheld */
  response: Float32Array;
  storeShare: Float32Array;
  ring: Int32Array;

  nextPurpose: Int32Array;
  nextBrowse: Int32Array;
  gone: Uint8Array;
  memory: Int32Array;
  orders: Uint16Array;
  lastOrder: Int32Array;
};

const COUNTRY = runningSum(COUNTRIES.map((c) => c.share));

export function makeCustomers(spec: ShopSpec): Customers {
  const { customers: count } = spec;
  const c: Customers = {
    count, join: new Int32Array(count), country: new Uint8Array(count), region: new Uint8Array(count), birthYear: new Uint16Array(count), email: new Uint8Array(count), device: new Uint8Array(count),
    household: Int32Array.from({ length: count }, (_, i) => i), consent: new Uint8Array(count), taste: new Float32Array(count * TASTE), rhythm: new Float32Array(count), steadiness: new Uint8Array(count),
    browsing: new Float32Array(count), priceSensitivity: new Float32Array(count), repeat: new Float32Array(count), dropout: new Float32Array(count), returner: new Float32Array(count), response: new Float32Array(count),
    storeShare: new Float32Array(count), ring: new Int32Array(count).fill(-1),
    nextPurpose: new Int32Array(count), nextBrowse: new Int32Array(count), gone: new Uint8Array(count), memory: new Int32Array(count * MEMORY).fill(-1), orders: new Uint16Array(count), lastOrder: new Int32Array(count).fill(-1),
  };
  const r = new RandomStream();
  for (let i = 0; i < count; i++) makeCustomer(c, spec, i, r.key(spec.seed, STREAM.customer, i));
  return c;
}

function makeCustomer(c: Customers, spec: ShopSpec, i: number, r: RandomStream): void {
  // six in ten were there before the first day, the others come evenly
  c.join[i] = r.chance(0.6) ? -1 - r.below(730) : r.below(spec.days);
  c.country[i] = r.pick(COUNTRY);
  c.region[i] = r.below(4);
  c.birthYear[i] = 1950 + r.below(56);
  c.email[i] = c.country[i] === 4 ? 3 + r.below(2) : r.below(EMAIL_DOMAINS.length);
  c.device[i] = r.chance(0.62) ? 1 : r.chance(0.8) ? 0 : 2;
  if (i > 0 && r.chance(0.03)) c.household[i] = r.below(i);
  c.consent[i] = r.chance(0.85) ? 1 : 0;
  // scaled so that taste times product has a spread of about one
  for (let t = 0; t < TASTE; t++) c.taste[i * TASTE + t] = (r.normal() * 1.1) / Math.sqrt(TASTE);
  c.rhythm[i] = Math.min(240, Math.max(5, r.lognormal(38, 0.7)));
  c.steadiness[i] = 1 + r.below(5);
  c.browsing[i] = Math.min(120, Math.max(2, r.lognormal(15, 0.6)));
  c.priceSensitivity[i] = r.lognormal(0.9, 0.5);
  c.repeat[i] = r.between(0.05, 0.75);
  c.dropout[i] = 0.14 * r.unit() * r.unit();
  c.returner[i] = r.lognormal(0.9, 0.5);
  // the price sensitive answer, some are annoyed, most hardly notice
  const bent = 0.2 * (c.priceSensitivity[i]! - 0.5) + 0.03 * r.normal();
  c.response[i] = r.chance(0.12) ? -r.between(0.15, 0.6) : Math.min(0.4, Math.max(0, bent));
  c.storeShare[i] = r.chance(0.2) ? r.between(0.2, 0.8) : 0;
}
