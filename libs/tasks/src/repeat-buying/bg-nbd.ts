import { logGamma } from './log-gamma';
import { minimiseSmooth } from './quasi-newton';

// Bound once: a sandboxed realm (Jest) resolves globals slowly, and these run millions of times.
const { exp, log } = Math;

/**
 * One customer, as the model sees them: repeat purchases, time of the last one and time observed, both from the first purchase. Any unit of time, the same for all.
 */
export type BuyingHistory = { repeats: number; last: number; observed: number };

/** r, alpha: how often people buy (gamma); a, b: how soon they leave (beta). */
export type BgNbd = { r: number; alpha: number; a: number; b: number };

/**
 * The beta-geometric/NBD model: everybody buys at a rate of their own until, after some purchase, they leave for good.
 * Three numbers a customer, four parameters for all: the baseline that a model of repeat buying must be seen beside.
 * @source Fader, Hardie & Lee, "Counting your customers the easy way", Marketing Science 24 (2005) 275-284
 */
export function logLikelihood(model: BgNbd, history: BuyingHistory): number {
  return ofRepeats(model, history.repeats) + ofTimes(model, history);
}

/** The part that the number of repeats decides: dear, and the same for many customers. */
function ofRepeats({ r, alpha, a, b }: BgNbd, x: number): number {
  return logGamma(r + x) - logGamma(r) + r * log(alpha) + logGamma(a + b) + logGamma(b + x) - logGamma(b) - logGamma(a + b + x);
}

/** The part that the times decide: still alive, or gone after the last purchase. */
function ofTimes({ r, alpha, a, b }: BgNbd, { repeats: x, last, observed }: BuyingHistory): number {
  const alive = -(r + x) * log(alpha + observed);
  if (x === 0) return alive;
  const gone = log(a / (b + x - 1)) - (r + x) * log(alpha + last);
  return gone > alive ? gone + log(1 + exp(alive - gone)) : alive + log(1 + exp(gone - alive));
}

/** Maximum likelihood. Customers with the same three numbers are counted once. @throws nothing: what it could not finish is said by `converged` */
export function fitBgNbd(histories: readonly BuyingHistory[]): BgNbd & { logLikelihood: number; converged: boolean } {
  const groups = new Map<string, { history: BuyingHistory; count: number }>();
  for (const history of histories) {
    const key = `${history.repeats}/${history.last}/${history.observed}`;
    const group = groups.get(key);
    if (group) group.count++;
    else groups.set(key, { history, count: 1 });
  }
  const all = [...groups.values()];
  const repeats = [...new Set(all.map((g) => g.history.repeats))];
  const scale = mean(histories.map((h) => h.observed));
  const model = (x: readonly number[]): BgNbd => ({ r: Math.exp(x[0]!), alpha: Math.exp(x[1]!) * scale, a: Math.exp(x[2]!), b: Math.exp(x[3]!) });
  // per customer: the size of the table must not set the size of the steps
  const cost = (x: readonly number[]): number => {
    const m = model(x);
    const known = new Map(repeats.map((n) => [n, ofRepeats(m, n)]));
    let sum = 0;
    for (const { history, count } of all) sum -= count * (known.get(history.repeats)! + ofTimes(m, history));
    return sum / histories.length;
  };
  const found = minimiseSmooth(cost, [-1, -1, -0.5, 0.5]);
  return { ...model(found.x), logLikelihood: -found.value * histories.length, converged: found.converged };
}

const mean = (v: number[]): number => v.reduce((s, x) => s + x, 0) / Math.max(1, v.length);

/** The chance that a customer has not left. */
export function chanceAlive({ r, alpha, a, b }: BgNbd, { repeats: x, last, observed }: BuyingHistory): number {
  if (x === 0) return 1;
  return 1 / (1 + (a / (b + x - 1)) * ((alpha + observed) / (alpha + last)) ** (r + x));
}

/** The chance of at least one purchase within `ahead`: alive, and not silent for so long. */
export function chanceOfPurchase(model: BgNbd, history: BuyingHistory, ahead: number): number {
  const { r, alpha } = model;
  const silent = ((alpha + history.observed) / (alpha + history.observed + ahead)) ** (r + history.repeats);
  return chanceAlive(model, history) * (1 - silent);
}

/** Purchases expected within `ahead`. @source equation 10 of the paper; the hypergeometric function by its series */
export function expectedPurchases(model: BgNbd, history: BuyingHistory, ahead: number): number {
  const { r, alpha, a, b } = model;
  const { repeats: x, observed } = history;
  const z = ahead / (alpha + observed + ahead);
  const series = hypergeometric(r + x, b + x, a + b + x - 1, z);
  const gain = 1 - ((alpha + observed) / (alpha + observed + ahead)) ** (r + x) * series;
  return ((a + b + x - 1) / (a - 1)) * gain * chanceAlive(model, history);
}

/** Gauss's 2F1 for 0 <= z < 1. */
function hypergeometric(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < 10_000 && Math.abs(term) > 1e-14 * Math.abs(sum); n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
  }
  return sum;
}
