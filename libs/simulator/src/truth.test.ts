import { shopRows } from './rows/chunk-rows';
import { simulateShop } from './simulate-shop';
import type { TruthRows } from './truth';

type Line = { orderId: string; eventId: string; customerId: string; productId: string; quantity: number; unitPrice: number; state: string; day: string; at: number };
type SessionEvent = { sessionId: string; kind: string; step: string | null; error: string | null; device: string };

/** One shop, looked at from both sides: what it logged, and what was true. */
const SHOP = { seed: 11, days: 365, customers: 1500, products: 320, impressionShare: 0 };
const truth: { [K in keyof TruthRows]: TruthRows[K][] } = { customer: [], product: [], promotion_effect: [], obstacle: [], obstacle_exposure: [], demand: [], fraud_ring: [], fraud_order: [], review: [] };
const lines: Line[] = [];
const sessions: SessionEvent[] = [];
const reviews: { productId: string; rating: number; text: string; language: string; reviewId: string }[] = [];
const payments: { orderId: string; outcome: string; cardHash: string | null; customerId: string; at: number }[] = [];
const categories = new Map<string, string>();
const returned: { productId: string; orderId: string; at: number }[] = [];
const exposures: { promotionId: string; customerId: string; treated: boolean; at: number }[] = [];
let text = '';

beforeAll(() => {
  const keep = <K extends keyof TruthRows>(kind: K, row: TruthRows[K]) => void (truth[kind] as TruthRows[K][]).push(row);
  for (const { kind, row } of shopRows(simulateShop(SHOP, { truth: keep }))) {
    const at = Date.parse(String(row.eventTime));
    if (kind === 'order_line') lines.push({ ...(row as unknown as Line), day: String(row.eventTime).slice(0, 10), at });
    else if (kind === 'session_event') sessions.push({ sessionId: String(row.sessionId), kind: String(row.kind), step: row.step as string | null, error: row.errorCode as string | null, device: String(row.device) });
    else if (kind === 'review') reviews.push(row as never);
    else if (kind === 'payment') payments.push({ ...(row as never as (typeof payments)[0]), at });
    else if (kind === 'product') categories.set(String(row.productId), String(row.category));
    else if (kind === 'return') returned.push({ ...(row as never as (typeof returned)[0]), at });
    else if (kind === 'promotion_exposure') exposures.push({ ...(row as never as (typeof exposures)[0]), at });
    if (text.length < 4_000_000 && kind !== 'stock_level') text += `${Object.values(row).filter((v) => typeof v === 'string').join(' ')}\n`;
  }
}, 120_000);

const mean = (v: number[]): number => v.reduce((s, x) => s + x, 0) / v.length;
const variance = (v: number[]): number => mean(v.map((x) => (x - mean(v)) ** 2));
function correlation(a: number[], b: number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  return mean(a.map((x, i) => (x - ma) * (b[i]! - mb))) / Math.sqrt(variance(a) * variance(b));
}
const ranks = (v: number[]): number[] => {
  const order = v.map((_, i) => i).sort((x, y) => v[x]! - v[y]!);
  const out = new Array<number>(v.length);
  order.forEach((i, rank) => (out[i] = rank));
  return out;
};
/** As first known: corrections come after their line. */
const placed = (): Line[] => {
  const first = new Map<string, Line>();
  for (const l of lines) if (!first.has(l.eventId)) first.set(l.eventId, l);
  return [...first.values()];
};

describe('what is planted can be found', () => {
  it('uplift: the difference in means between treated and held out is the mean true effect, within three standard errors', () => {
    const random = truth.promotion_effect.filter((e) => Math.abs(e.propensity - 0.5) < 1e-6);
    // what the log shows: orders of the fortnight after the exposure
    const orders = new Map<string, number[]>();
    for (const l of lines) if (l.state === 'placed') orders.set(l.customerId, [...(orders.get(l.customerId) ?? []), l.at]);
    const seen = new Map(exposures.map((e) => [`${e.promotionId}/${e.customerId}`, e]));
    const outcome = (e: TruthRows['promotion_effect']): number => {
      const at = seen.get(`${e.promotionId}/${e.customerId}`)!.at;
      const from = at - 9 * 3_600_000 - 3_600_000;
      return new Set(orders.get(e.customerId)?.filter((t) => t >= from && t < from + 14 * 86_400_000)).size;
    };
    const treated = random.filter((e) => e.treated).map(outcome);
    const heldOut = random.filter((e) => !e.treated).map(outcome);
    const difference = mean(treated) - mean(heldOut);
    const error = Math.sqrt(variance(treated) / treated.length + variance(heldOut) / heldOut.length);
    const effect = mean(random.map((e) => e.treatedOrders - e.untreatedOrders));
    expect(effect).toBeGreaterThan(0.03);
    expect(Math.abs(difference - effect)).toBeLessThan(3 * error);
    // and some are put off
    expect(truth.promotion_effect.some((e) => e.treatedOrders < e.untreatedOrders)).toBe(true);
    expect(seen.size).toBe(truth.promotion_effect.length);
  });

  it('obstacles: who met one gives up there more often by its effect; decoys do nothing', () => {
    const steps = ['cart', 'address', 'shipping', 'payment', 'done'];
    const reached = new Map<string, number>();
    for (const e of sessions) if (e.kind === 'checkout_step') reached.set(e.sessionId, Math.max(reached.get(e.sessionId) ?? -1, steps.indexOf(e.step!)));
    for (const o of truth.obstacle) {
      const step = steps.indexOf(o.step);
      const met = new Set(sessions.filter((e) => e.error === o.errorCode).map((e) => e.sessionId));
      const gaveUp = (ids: string[]): number[] => ids.map((s) => (reached.get(s)! === step ? 1 : 0));
      const exposed = gaveUp([...met]);
      // the same kind of session that did not meet it: what giving up anyway was, from the truth of who met it
      const anyway = truth.obstacle_exposure.filter((x) => x.obstacleId === o.obstacleId).map((x): number => (x.gaveUp === 'anyway' ? 1 : 0));
      const difference = mean(exposed) - mean(anyway);
      expect(met.size).toBeGreaterThan(100);
      // other obstacles of the same step, and orders that failed for want of stock, are in both
      expect(Math.abs(difference - o.effect)).toBeLessThan(3 * Math.sqrt(0.25 / exposed.length) + 0.02);
    }
  });

  it('a decoy met by people who leave anyway looks like an obstacle until one compares like with like', () => {
    const decoy = truth.obstacle.find((o) => o.obstacleId === 'decoy-captcha')!;
    const finished = new Set(sessions.filter((e) => e.step === 'done').map((e) => e.sessionId));
    const started = new Set(sessions.filter((e) => e.step === 'cart').map((e) => e.sessionId));
    const met = new Set(sessions.filter((e) => e.error === decoy.errorCode).map((e) => e.sessionId));
    const rate = (ids: string[]): number => mean(ids.map((s) => (finished.has(s) ? 0 : 1)));
    expect(rate([...met]) - rate([...started].filter((s) => !met.has(s)))).toBeGreaterThan(0.03);
    expect(truth.obstacle_exposure.filter((x) => x.obstacleId === decoy.obstacleId && x.gaveUp === 'because')).toEqual([]);
  });

  it('stock-outs: what was sold is what the log says; what was asked for is more, on days without stock only', () => {
    const sold = new Map<string, number>();
    for (const l of placed()) if (l.quantity < 10_000) sold.set(`${l.day}/${l.productId}`, (sold.get(`${l.day}/${l.productId}`) ?? 0) + l.quantity);
    let checked = 0;
    for (const d of truth.demand) {
      const logged = sold.get(`${d.date}/${d.productId}`) ?? 0;
      // an order after midnight of a visit that began before counts on the next day: compare where both agree that it is quiet
      if (logged === d.sold) checked++;
      expect(d.demanded).toBeGreaterThanOrEqual(d.sold - d.substituted);
    }
    expect(checked / truth.demand.length).toBeGreaterThan(0.98);
    const [demanded, met] = [truth.demand.reduce((s, d) => s + d.demanded, 0), truth.demand.reduce((s, d) => s + d.sold - d.substituted, 0)];
    expect(met / demanded).toBeGreaterThan(0.8);
    expect(met / demanded).toBeLessThan(0.97);
  });

  it('taste: customers buy where taste and product agree', () => {
    const taste = new Map(truth.product.map((p) => [p.productId, p.taste]));
    const own = new Map(truth.customer.map((c) => [c.customerId, c.taste]));
    const dot = (a: number[], b: number[]): number => a.reduce((s, x, i) => s + x * b[i]!, 0);
    const bought = lines.slice(0, 8000).map((l) => dot(own.get(l.customerId)!, taste.get(l.productId)!));
    const others = lines.slice(0, 8000).map((l, i) => dot(own.get(lines[(i + 997) % 8000]!.customerId)!, taste.get(l.productId)!));
    expect(mean(bought) - mean(others)).toBeGreaterThan(0.5);
  });

  it('habit: who is due more often orders more often', () => {
    const orders = new Map<string, Set<string>>();
    for (const l of lines) orders.set(l.customerId, (orders.get(l.customerId) ?? new Set()).add(l.orderId));
    const regular = truth.customer.filter((c) => (orders.get(c.customerId)?.size ?? 0) >= 3);
    expect(correlation(ranks(regular.map((c) => c.rhythmDays)), ranks(regular.map((c) => orders.get(c.customerId)!.size)))).toBeLessThan(-0.35);
  });

  it('price sensitivity: who minds prices buys the cheaper of a category', () => {
    const usual = new Map<string, number[]>();
    const [own, sane] = [new Map<string, number[]>(), lines.filter((l) => l.quantity < 10_000)];
    const of = (l: Line): string => categories.get(l.productId)!;
    for (const l of sane) (usual.get(of(l)) ?? usual.set(of(l), []).get(of(l))!).push(Math.log(l.unitPrice));
    const level = new Map([...usual].map(([category, list]) => [category, mean(list)]));
    for (const l of sane) own.set(l.customerId, [...(own.get(l.customerId) ?? []), Math.log(l.unitPrice) - level.get(of(l))!]);
    const known = truth.customer.filter((c) => (own.get(c.customerId)?.length ?? 0) >= 5);
    expect(known.length).toBeGreaterThan(200);
    expect(correlation(ranks(known.map((c) => c.priceSensitivity)), ranks(known.map((c) => mean(own.get(c.customerId)!))))).toBeLessThan(-0.25);
  });

  it('seasons: the weeks before Christmas sell more than spring', () => {
    const aDay = (from: string, to: string): number => placed().filter((l) => l.day >= from && l.day < to).length / ((Date.parse(to) - Date.parse(from)) / 86_400_000);
    expect(aDay('2024-11-25', '2024-12-20') / aDay('2024-04-01', '2024-06-01')).toBeGreaterThan(1.3);
  });

  it('returns: of products of low quality more come back, and none before its order', () => {
    const [quality, sold, back] = [new Map(truth.product.map((p) => [p.productId, p.quality])), new Map<string, number>(), new Map<string, number>()];
    for (const l of placed()) sold.set(l.productId, (sold.get(l.productId) ?? 0) + 1);
    for (const r of returned) back.set(r.productId, (back.get(r.productId) ?? 0) + 1);
    const known = [...sold.keys()].filter((p) => sold.get(p)! >= 20);
    expect(correlation(known.map((p) => quality.get(p)!), known.map((p) => (back.get(p) ?? 0) / sold.get(p)!))).toBeLessThan(-0.3);
    const ordered = new Map(placed().map((l) => [l.orderId, l.at]));
    expect(returned.filter((r) => !(r.at > ordered.get(r.orderId)!))).toEqual([]);
  });

  it('reviews: stars follow true quality, in both languages, and the words follow the stars', () => {
    const quality = new Map(truth.product.map((p) => [p.productId, p.quality]));
    expect(correlation(reviews.map((r) => r.rating), reviews.map((r) => quality.get(r.productId)!))).toBeGreaterThan(0.5);
    const chinese = reviews.filter((r) => r.language === 'zh');
    expect(chinese.length).toBeGreaterThan(50);
    for (const r of reviews) expect(/\p{Script=Han}/u.test(r.text)).toBe(r.language === 'zh');
    const praised = (list: typeof reviews): number => mean(list.map((r) => (/Love it|Very happy|非常喜欢|很满意/.test(r.text) ? 1 : 0)));
    expect(praised(reviews.filter((r) => r.rating === 5))).toBeGreaterThan(0.3);
    expect(praised(reviews.filter((r) => r.rating === 1))).toBe(0);
    expect(truth.review.length).toBe(reviews.length);
  });

  it('fraud: a ring shares cards, and is charged back weeks later', () => {
    const fraud = new Map(truth.fraud_order.map((f) => [f.orderId, f.ringId]));
    expect(fraud.size).toBeGreaterThan(20);
    const byCard = new Map<string, Set<string>>();
    for (const p of payments) if (p.cardHash) byCard.set(p.cardHash, (byCard.get(p.cardHash) ?? new Set()).add(p.customerId));
    const sharing = (wanted: boolean): number => mean(payments.filter((p) => p.outcome === 'authorised' && p.cardHash && fraud.has(p.orderId) === wanted).map((p) => (byCard.get(p.cardHash!)!.size > 2 ? 1 : 0)));
    expect(sharing(true)).toBeGreaterThan(0.8);
    expect(sharing(false)).toBeLessThan(0.05);
    const at = new Map(payments.filter((p) => p.outcome === 'authorised').map((p) => [p.orderId, p.at]));
    const back = payments.filter((p) => p.outcome === 'chargeback' || p.outcome === 'fraud');
    expect(back.length).toBeGreaterThan(10);
    for (const p of back) {
      expect(fraud.has(p.orderId)).toBe(true);
      expect(p.at - at.get(p.orderId)!).toBeGreaterThan(18 * 86_400_000);
    }
  });
});

describe('what is true stays out of the log', () => {
  it('no planted name appears in an event', () => {
    for (const word of ['decoy', 'ring-', 'bank-page', 'withheld', 'held out', 'quality-', 'truth']) expect(text).not.toContain(word);
  });

  it('who was held out is in the log, what would have happened is not', () => {
    expect(exposures.filter((e) => !e.treated).length).toBeGreaterThan(500);
    expect(Object.keys(exposures[0]!)).not.toContain('treatedOrders');
  });
});
