/** The whole state of a generator: four 32-bit words. */
export type RandomState = [number, number, number, number];

const rotl = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** SplitMix32: spreads a small seed over the state, so that seeds 1 and 2 share nothing. */
function splitmix32(seed: number): () => number {
  let a = seed | 0;
  return () => {
    a = (a + 0x9e3779b9) | 0;
    let t = a ^ (a >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
}

/**
 * xoshiro128**: every random number of the lib comes from here, never from `Math.random` nor from a backend,
 * so that one seed gives one training on every engine, and a checkpoint can hold the state.
 * @source Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021.
 */
export class Xoshiro128 {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(state: RandomState) {
    [this.a, this.b, this.c, this.d] = state;
  }

  /** @param stream separates the uses of one seed (weights, shuffling, noise), so that adding draws to one leaves the others alone. */
  static fromSeed(seed: number, stream = 0): Xoshiro128 {
    const next = splitmix32((seed >>> 0) ^ Math.imul(stream + 1, 0x85ebca6b));
    // Seeds above 32 bits keep their upper half.
    const upper = Math.floor(Math.abs(seed) / 4294967296) >>> 0;
    return new Xoshiro128([next() ^ upper, next(), next(), next() | 1]);
  }

  /** @unit uint32 */
  nextUint32(): number {
    const result = Math.imul(rotl(Math.imul(this.b, 5), 7), 9) >>> 0;
    const t = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= t;
    this.d = rotl(this.d, 11);
    return result;
  }

  /** Uniform in [0, 1), 24 bits: exact in float32. */
  uniform(): number {
    return (this.nextUint32() >>> 8) * 5.9604644775390625e-8;
  }

  /** Standard normal by Box-Muller; two uniforms a draw, no hidden spare, so that the state above is the whole state. */
  normal(): number {
    const u = 1 - this.uniform();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Uniform integer in [0, bound), without modulo bias (Lemire's rejection). */
  below(bound: number): number {
    const threshold = (4294967296 - bound) % bound;
    for (;;) {
      const x = this.nextUint32();
      if (x >= threshold) return x % bound;
    }
  }

  /** Inverted dropout: 0 with probability `rate`, else 1/(1 - rate); two draws share one word, so the rate is exact to 2^-16. */
  fillDropout(out: Float32Array, rate: number): void {
    const threshold = Math.round(rate * 65536);
    const keep = 1 / (1 - rate);
    const even = out.length & ~1;
    // The generator is written out over local numbers: this loop is the larger part of what dropout costs.
    let a = this.a | 0, b = this.b | 0, c = this.c | 0, d = this.d | 0;
    for (let i = 0; i < even; i += 2) {
      const scrambled = Math.imul(b, 5);
      const word = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
      out[i] = (word & 0xffff) >= threshold ? keep : 0;
      out[i + 1] = word >>> 16 >= threshold ? keep : 0;
    }
    [this.a, this.b, this.c, this.d] = [a, b, c, d];
    if (even < out.length) out[even] = (this.nextUint32() & 0xffff) >= threshold ? keep : 0;
  }

  fillUniform(out: Float32Array): void {
    for (let i = 0; i < out.length; i++) out[i] = this.uniform();
  }

  fillNormal(out: Float32Array): void {
    for (let i = 0; i < out.length; i++) out[i] = this.normal();
  }

  /** Fisher-Yates, in place. */
  shuffle(items: Int32Array): Int32Array {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const held = items[i]!;
      items[i] = items[j]!;
      items[j] = held;
    }
    return items;
  }

  get state(): RandomState {
    return [this.a >>> 0, this.b >>> 0, this.c >>> 0, this.d >>> 0];
  }

  set state(state: RandomState) {
    [this.a, this.b, this.c, this.d] = state;
  }
}
