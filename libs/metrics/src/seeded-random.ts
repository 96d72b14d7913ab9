// Bound once: a sandboxed realm (Jest) resolves globals slowly, and these run millions of times.
const { floor, imul } = Math;

/**
 * xoshiro128** seeded through splitmix32: resampling must give the same interval on every machine.
 * @source Blackman & Vigna, "Scrambled linear pseudorandom number generators", 2018
 */
export type SeededRandom = {
  /** uniform in 0..bound-1; bound <= 2^31. Multiply-shift: the bias is below bound / 2^32. */
  below(bound: number): number;
  /** uniform in [0, 1) with 32 bits */
  unit(): number;
};

export function seededRandom(seed: number): SeededRandom {
  let z = seed | 0;
  const mix = (): number => {
    z = (z + 0x9e3779b9) | 0;
    let t = z ^ (z >>> 16);
    t = imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) | 0;
  };
  let a = mix();
  let b = mix();
  let c = mix();
  let d = mix();
  const next = (): number => {
    const m = imul(b, 5);
    const result = imul((m << 7) | (m >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  return { below: (bound) => floor((next() / 0x100000000) * bound), unit: () => next() / 0x100000000 };
}
