// Bound once: a sandboxed realm (Jest) resolves globals slowly, and these run thousands of millions of times.
const { floor, imul, log, sqrt, cos, exp, PI } = Math;

/** Where a stream is used: two uses of one object never share their numbers. */
export const STREAM = { world: 1, customer: 2, clock: 3, session: 4, campaign: 5, catalogue: 6, fraud: 7, after: 8 } as const;

/**
 * sfc32, keyed by (seed, use, object, moment): what happens to one customer on one day does not depend on who was simulated before,
 * so that no chunk size, order or number of files can change a shop.
 * @source Doty-Humphrey, PractRand 0.94 (sfc32)
 */
export class RandomStream {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 1;

  constructor(seed = 0, use = 0, object = 0, moment = 0) {
    this.key(seed, use, object, moment);
  }

  /** Starts again under another key: one object serves many sessions. */
  key(seed: number, use: number, object = 0, moment = 0): this {
    this.a = seed | 0;
    this.b = object | 0;
    this.c = (imul(use, 0x9e3779b9) ^ moment) | 0;
    this.d = 1;
    for (let i = 0; i < 12; i++) this.next();
    return this;
  }

  /** 32 random bits, unsigned */
  next(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return t >>> 0;
  }

  /** uniform in [0, 1) */
  unit(): number {
    return this.next() / 0x100000000;
  }

  /** uniform in 0..bound-1 */
  below(bound: number): number {
    return floor((this.next() / 0x100000000) * bound);
  }

  chance(p: number): boolean {
    return this.next() / 0x100000000 < p;
  }

  between(lo: number, hi: number): number {
    return lo + (hi - lo) * (this.next() / 0x100000000);
  }

  /** standard normal (Box-Muller, one of the pair) */
  normal(): number {
    return sqrt(-2 * log(1 - this.unit())) * cos(2 * PI * this.unit());
  }

  /** median and spread of its logarithm */
  lognormal(median: number, sigma: number): number {
    return median * exp(sigma * this.normal());
  }

  exponential(mean: number): number {
    return -mean * log(1 - this.unit());
  }

  /** Erlang: the sum of `shape` exponentials. The larger the shape, the steadier the rhythm. */
  erlang(shape: number, mean: number): number {
    let product = 1;
    for (let i = 0; i < shape; i++) product *= 1 - this.unit();
    return (-mean / shape) * log(product);
  }

  /** index of the first entry of an ascending running sum that a uniform draw falls below */
  pick(running: ArrayLike<number>, count = running.length): number {
    const at = this.unit() * running[count - 1]!;
    let lo = 0;
    let hi = count - 1;
    while (lo < hi) {
      const mid = (lo + hi) >>> 1;
      if (running[mid]! > at) hi = mid;
      else lo = mid + 1;
    }
    return lo;
  }
}

export const sigmoid = (x: number): number => 1 / (1 + exp(-x));

/** Running sums of weights, for `pick`. */
export function runningSum(weights: ArrayLike<number>): Float64Array {
  const out = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) out[i] = sum += weights[i]!;
  return out;
}
