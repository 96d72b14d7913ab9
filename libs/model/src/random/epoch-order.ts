import { Xoshiro128 } from './xoshiro';

const SHUFFLE_STREAM = 2;

/**
 * The order of the rows in one epoch: a function of seed and epoch alone, so that a resumed run sees the rows it would have seen.
 * @shape [rows]
 */
export function epochOrder(rows: number, seed: number, epoch: number): Int32Array {
  const order = new Int32Array(rows);
  for (let i = 0; i < rows; i++) order[i] = i;
  const random = Xoshiro128.fromSeed(seed, SHUFFLE_STREAM + 16 * (epoch + 1));
  return random.shuffle(order);
}
