const { floor, imul, log, sqrt } = Math;

/** xoshiro128** seeded through splitmix32: a proposal must be the same on every machine. @source Blackman & Vigna, 2018 */
export type Random = {
  /** uniform in [0, 1) with 32 bits */
  unit(): number;
  /** uniform in 0..bound-1 */
  below(bound: number): number;
  /** standard normal */
  normal(): number;
};

/** @param seeds together name one stream: the seed of a search and the number of a trial, for example */
export function randomOf(...seeds: number[]): Random {
  let z = 0;
  const mix = (): number => {
    z = (z + 0x9e3779b9) | 0;
    let t = z ^ (z >>> 16);
    t = imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) | 0;
  };
  for (const seed of seeds) z = (mix() ^ (seed | 0)) | 0;
  let [a, b, c, d] = [mix(), mix(), mix(), mix()] as [number, number, number, number];
  const unit = (): number => {
    const m = imul(b, 5);
    const result = imul((m << 7) | (m >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result / 0x100000000;
  };
  // Marsaglia's polar method; the second normal of a pair is thrown away, so that a stream has no memory
  const normal = (): number => {
    for (;;) {
      const [u, v] = [2 * unit() - 1, 2 * unit() - 1];
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * sqrt((-2 * log(s)) / s);
    }
  };
  return { unit, below: (bound) => floor(unit() * bound), normal };
}

/** A seeded permutation of 0..n-1 (Fisher–Yates). */
export function shuffled(n: number, random: Random): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
