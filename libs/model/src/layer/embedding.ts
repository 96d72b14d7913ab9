import * as tf from '@tensorflow/tfjs-core';
import { initialize } from '../random/initializers';
import type { Xoshiro128 } from '../random/xoshiro';
import type { Layer } from './layer';

export type EmbeddingOptions = { name: string; rows: number; width: number; /** standard deviation of the first values, default 0.02 */ deviation?: number; lrScale?: number };

/** One learned row for each id. @shape ids: int32 [...] → [..., width] */
export function embedding({ name, rows, width, deviation = 0.02, lrScale }: EmbeddingOptions, random: Xoshiro128): Layer {
  const init = initialize('normal', rows * width, rows, width, random).map((v) => v * deviation);
  const table = { name: `${name}/table`, shape: [rows, width], init, lrScale };
  return { variables: [table], apply: (ctx, ids) => tf.gather(ctx.v[table.name]!, ids as tf.Tensor1D) };
}
