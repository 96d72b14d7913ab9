import type { Random } from './random';

const { abs, exp, sqrt, PI } = Math;
const SCALE = 1 / sqrt(2 * PI);

/** Standard normal distribution function; absolute error below 7.5e-8. @source Abramowitz & Stegun 26.2.17 */
export function normalCdf(z: number): number {
  const x = abs(z);
  const t = 1 / (1 + 0.2316419 * x);
  const tail = exp(-0.5 * x * x) * SCALE * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}

/** A normal kept inside the unit interval by drawing again: the middle lies inside, so every second draw or more is kept. */
export function truncatedNormal(mu: number, sigma: number, random: Random): number {
  for (let tries = 0; tries < 200; tries++) {
    const x = mu + sigma * random.normal();
    if (x >= 0 && x <= 1) return x;
  }
  return random.unit();
}
