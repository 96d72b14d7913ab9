import { RandomStream, STREAM } from './random-stream';
import type { ShopChunk } from './rows/row-table';
import { makeShopTables } from './rows/shop-tables';
import { DAY_MS, shopSpecSchema, type ShopSpec, type ShopSpecInput } from './shop-spec';
import type { OnTruth } from './truth';
import { CAMPAIGN_WINDOW, makeCampaignState, planCampaigns, planSales, treatmentChance } from './world/campaigns';
import { dayAfter, makeCalendar, seasonOf } from './world/calendar';
import { changePrice, makeCatalogue, RANK_EVERY, rankLists } from './world/catalogue';
import { BRANDS, CATEGORIES } from './world/catalogue-words';
import { makeCustomers } from './world/customers';
import { makeFraudRings } from './world/fraud-rings';
import { CHECKOUT_STEPS, OBSTACLES } from './world/obstacles';
import { Stock } from './world/stock';
import { settleDue } from './day/aftermath';
import { writeCustomer } from './day/order';
import { customerId, customerNumber, startCampaign, type OnSuperseded, type Shop } from './day/shop';
import { Visitor } from './day/visit';

export type SimulateOptions = {
  /** rows a chunk; changes nothing but memory */
  chunkRows?: number;
  truth?: OnTruth;
  superseded?: OnSuperseded;
  /** after each day @param day counted from 1 */
  onDay?: (day: number, days: number) => void;
};

/** Customers simulated between two looks at whether a chunk is full. */
const SLICE = 4096;

/**
 * A whole shop, day by day, in chunks of rows. Within a day rows come customer by customer, not by the clock.
 * Memory: about 150 bytes a customer, 200 a product, and the chunks that are open; nothing grows with the number of events.
 */
export function* simulateShop(input: ShopSpecInput, options: SimulateOptions = {}): Generator<ShopChunk, void> {
  const spec = shopSpecSchema.parse(input);
  const ready: ShopChunk[] = [];
  const shop = openShop(spec, options, (chunk) => ready.push(chunk));
  const visitor = new Visitor(shop);
  const drain = function* () {
    while (ready.length) yield ready.shift()!;
  };
  for (let day = 0; day < spec.days; day++) {
    openDay(shop, day);
    // who comes first to an empty shelf changes from day to day
    const offset = (day * 7919) % spec.customers;
    for (let n = 0; n < spec.customers; n++) {
      liveDay(shop, visitor, (n + offset) % spec.customers, day);
      if (n % SLICE === 0) yield* drain();
    }
    closeDay(shop, day);
    yield* drain();
    options.onDay?.(day + 1, spec.days);
  }
  for (const table of Object.values(shop.tables)) table.flush();
  yield* drain();
}

function openShop(spec: ShopSpec, options: SimulateOptions, full: (chunk: ShopChunk) => void): Shop {
  const calendar = makeCalendar(spec.start, spec.days);
  const catalogue = makeCatalogue(spec);
  const customers = makeCustomers(spec);
  const shop: Shop = {
    spec, calendar, catalogue, customers, rings: makeFraudRings(spec, customers), stock: new Stock(spec, catalogue), sales: planSales(spec), campaigns: planCampaigns(spec), campaignState: makeCampaignState(spec.customers),
    tables: makeShopTables(spec, catalogue, options.chunkRows ?? 65_536, full), truth: options.truth ?? (() => undefined), superseded: options.superseded ?? (() => undefined),
    cut: new Float64Array(CATEGORIES.length), season: new Float64Array(CATEGORIES.length), due: new Map(), sessions: 0, lists: 0, orders: 0, orderLines: 0, reviews: 0, eventIds: 0,
  };
  firstVisits(shop);
  if (options.truth) tellTruth(shop);
  return shop;
}

/** Where everybody stands in their rhythm at the beginning; some of the old customers are gone already. */
function firstVisits({ spec, calendar, customers: c }: Shop): void {
  const r = new RandomStream();
  for (let i = 0; i < c.count; i++) {
    r.key(spec.seed, STREAM.clock, i, -1);
    const from = Math.max(0, c.join[i]!);
    const old = c.join[i]! < 0;
    if (old && r.chance(1 - Math.exp((0.5 * c.dropout[i]! * c.join[i]!) / c.rhythm[i]!))) c.gone[i] = 1;
    c.nextPurpose[i] = dayAfter(calendar, c.country[i]!, from, old ? c.rhythm[i]! * r.unit() : r.exponential(6));
    c.nextBrowse[i] = dayAfter(calendar, c.country[i]!, from, c.browsing[i]! * r.unit());
  }
}

function tellTruth({ truth, customers: c, catalogue: p, rings }: Shop): void {
  const taste = (list: Float32Array, at: number) => [...list.subarray(at * 6, at * 6 + 6)].map((v) => Number(v.toFixed(4)));
  for (let i = 0; i < c.count; i++)
    truth('customer', { customerId: customerId(i), taste: taste(c.taste, i), rhythmDays: c.rhythm[i]!, steadiness: c.steadiness[i]!, browsingDays: c.browsing[i]!, priceSensitivity: c.priceSensitivity[i]!, repeatShare: c.repeat[i]!, dropoutChance: c.dropout[i]!, response: c.response[i]!, fraudRing: c.ring[i]! < 0 ? null : rings[c.ring[i]!]!.id });
  for (let k = 0; k < p.count; k++) truth('product', { productId: p.ids[k]!, taste: taste(p.taste, k), quality: p.quality[k]!, popularity: p.popularity[k]!, launchDay: p.launch[k]! });
  for (const o of OBSTACLES) truth('obstacle', { obstacleId: o.id, errorCode: o.code, step: CHECKOUT_STEPS[o.step]!, effect: o.effect, who: o.who });
  for (const ring of rings) truth('fraud_ring', { ringId: ring.id, customerIds: ring.members.map(customerId) });
}

/** Deliveries, prices, promotions, what falls due, stock as it stands. */
function openDay(shop: Shop, day: number): void {
  const { spec, calendar, catalogue, sales, campaigns, tables, stock } = shop;
  const start = calendar.startMs + day * DAY_MS;
  if (day % RANK_EVERY === 0) rankLists(catalogue, day);
  stock.openDay(day);
  for (let p = 0; p < catalogue.count; p++) {
    const launched = day === 0 ? catalogue.launch[p]! <= 0 : catalogue.launch[p] === day;
    if (launched || changePrice(catalogue, spec, p, day)) writeProduct(shop, p, day === 0 ? start - DAY_MS : start);
  }
  shop.cut.fill(0);
  for (const sale of sales) {
    if (sale.announced === day) tables.promotion.add([++shop.eventIds, start, start, sale.id, sale.name, 'discount', categoryPath(sale.category), sale.share, calendar.startMs + sale.from * DAY_MS, calendar.startMs + sale.to * DAY_MS]);
    if (day >= sale.from && day < sale.to) shop.cut[sale.category] = Math.max(shop.cut[sale.category]!, sale.share);
  }
  for (let k = 0; k < CATEGORIES.length; k++) shop.season[k] = seasonOf(CATEGORIES[k]!.peak, CATEGORIES[k]!.season, calendar.dayOfYear[day]!);
  for (const campaign of campaigns) if (campaign.day === day) address(shop, campaign.index, start);
  for (const [p, units] of stock.changed(day)) tables.stock_level.add([++shop.eventIds, start, start + 60_000, p, 'warehouse', units]);
  settleDue(shop, day);
}

const categoryPath = (k: number): string => `${CATEGORIES[k]!.department} > ${CATEGORIES[k]!.name}`;

function writeProduct({ tables, catalogue: c }: Shop, p: number, at: number): void {
  tables.product.add([tables.product.total + 1, at, at, p, c.names[p]!, categoryPath(c.category[p]!), BRANDS[c.brand[p]!]!, c.price[p]!, c.cost[p]!, 0, 1]);
}

/** Sends a campaign, and holds out. */
function address(shop: Shop, index: number, start: number): void {
  const campaign = shop.campaigns[index]!;
  const { tables, calendar } = shop;
  tables.promotion.add([++shop.eventIds, start, start, campaign.id, campaign.name, 'coupon', categoryPath(campaign.category), 0.1, start, calendar.startMs + (campaign.day + CAMPAIGN_WINDOW) * DAY_MS]);
  for (let i = 0; i < shop.customers.count; i++) {
    const arm = startCampaign(shop, campaign, i, campaign.day, (since) => treatmentChance(campaign, since));
    if (arm === null) continue;
    const at = start + 9 * 3_600_000 + (i % 3600) * 1000;
    tables.promotion_exposure.add([++shop.eventIds, at, at + 3_600_000, campaign.id, customerNumber(i), campaign.channel, arm === 'treated' ? 1 : 0, arm === 'treated' ? campaign.cost : 0, 0]);
  }
}

/** What one customer does today. */
function liveDay(shop: Shop, visitor: Visitor, i: number, day: number): void {
  const { customers: c, spec, calendar, campaignState: s, rings } = shop;
  if (c.join[i]! > day) return;
  if (c.join[i] === day || (day === 0 && c.join[i]! < 0)) writeCustomer(shop, i, calendar.startMs + c.join[i]! * DAY_MS + (i % 40_000), null);
  const r = visitor.r;
  if (c.nextPurpose[i] === day && !c.gone[i]) {
    visitor.make(i, day, 'purpose');
    r.key(spec.seed, STREAM.clock, i, day * 2);
    c.nextPurpose[i] = Math.max(day + 1, dayAfter(calendar, c.country[i]!, day, r.erlang(c.steadiness[i]!, c.rhythm[i]!)));
  }
  if (c.nextBrowse[i] === day && !c.gone[i]) {
    visitor.make(i, day, 'browse');
    r.key(spec.seed, STREAM.clock, i, day * 2 + 1);
    c.nextBrowse[i] = Math.max(day + 1, dayAfter(calendar, c.country[i]!, day, r.exponential(c.browsing[i]!)));
  }
  if (s.extraDay[i] === day && (s.treated[i] === 0 || visitor.make(i, day, 'campaign'))) s.treatedOrders[i]!++;
  const ring = c.ring[i]! < 0 ? undefined : rings[c.ring[i]!];
  if (ring && day >= ring.from && day < ring.to && r.key(spec.seed, STREAM.fraud, i, 1000 + day).chance(0.2)) visitor.make(i, day, 'fraud');
}

function closeDay(shop: Shop, day: number): void {
  const { stock, catalogue, calendar, truth, campaigns, campaignState: s } = shop;
  const date = new Date(calendar.startMs + day * DAY_MS).toISOString().slice(0, 10);
  for (let p = 0; p < catalogue.count; p++) if (stock.demanded[p]! > 0 || stock.sold[p]! > 0) truth('demand', { date, productId: catalogue.ids[p]!, demanded: stock.demanded[p]!, sold: stock.sold[p]!, substituted: stock.substituted[p]! });
  stock.closeDay(day);
  for (const campaign of campaigns) {
    if (campaign.day + CAMPAIGN_WINDOW - 1 !== day) continue;
    for (let i = 0; i < s.campaign.length; i++) {
      if (s.campaign[i] !== campaign.index) continue;
      truth('promotion_effect', { promotionId: campaign.id, customerId: customerId(i), treated: s.treated[i] === 1, propensity: s.propensity[i]!, untreatedOrders: s.untreatedOrders[i]!, treatedOrders: s.treatedOrders[i]! });
      s.campaign[i] = -1;
      s.extraDay[i] = -1;
    }
  }
}
