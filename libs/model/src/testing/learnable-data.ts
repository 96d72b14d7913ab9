import type { FitData } from '../fit/fit-options';
import { Xoshiro128 } from '../random/xoshiro';

/** Rows whose label follows a logit of the first columns: something to learn, with noise that cannot be. */
export function learnableData(rows: number, features: number, seed: number): FitData {
  const random = Xoshiro128.fromSeed(seed, 9);
  const x = new Float32Array(rows * features);
  const y = new Float32Array(rows);
  for (let i = 0; i < rows; i++) {
    let logit = 0;
    for (let j = 0; j < features; j++) {
      const v = random.normal();
      x[i * features + j] = v;
      logit += j < 4 ? v * (j - 1.5) * 2 : 0;
    }
    y[i] = random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  }
  return { rows, inputs: { x, y } };
}
