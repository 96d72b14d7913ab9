import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { StepContext, TrainingProgram } from '../engine/training-engine';
import { positions, transformerBlock } from '../layer/blocks';
import { dropout } from '../layer/dropout';
import { embedding } from '../layer/embedding';
import { layerNorm } from '../layer/layer-norm';
import { sequential } from '../layer/layer';
import { sampledSoftmax } from '../loss/losses';
import type { OptimizerSpec } from '../optimizer/optimizer-spec';
import { Xoshiro128 } from '../random/xoshiro';

export type SequenceOptions = {
  /** ids run from 0 to items − 1; 0 is padding */
  items: number;
  length: number;
  width?: number;
  heads?: number;
  blocks?: number;
  dropout?: number;
  /** negatives that come with each row; all rows of a batch share them all */
  negativesPerRow: number;
  optimizer?: OptimizerSpec;
  seed: number;
};

/**
 * Causal transformer over item ids: each position predicts the next item among shared negatives (SASRec with sampled softmax).
 * Inputs: int32 `seq` [B, T], `next` [B, T] (0 where there is none), `negative` [B, N]. Predicts the state after the last position [B, width];
 * scores are its products with the rows of `items/table`.
 * @source Kang and McAuley 2018; Klenitskiy and Vasilev 2023 (cross-entropy)
 */
export function sequenceProgram(options: SequenceOptions): TrainingProgram {
  const { items, length, width = 64, heads = 2, blocks = 2, negativesPerRow } = options;
  const rate = options.dropout ?? 0;
  const random = Xoshiro128.fromSeed(options.seed);
  const table = embedding({ name: 'items', rows: items, width }, random);
  const body = sequential([
    positions({ name: 'places', length, width }, random), dropout(rate),
    ...Array.from({ length: blocks }, (_, i) => transformerBlock({ name: `block-${i + 1}`, width, heads, causal: true, dropout: rate, rate }, random)),
    layerNorm({ name: 'last', width }),
  ]);
  const states = (ctx: StepContext): Tensor => body.apply(ctx, table.apply(ctx, ctx.x['seq']!));
  return {
    variables: [...table.variables, ...body.variables],
    inputs: [{ name: 'seq', shape: [length], dtype: 'int32' }, { name: 'next', shape: [length], dtype: 'int32' }, { name: 'negative', shape: [negativesPerRow], dtype: 'int32' }],
    optimizer: options.optimizer ?? { kind: 'adam' },
    predict: (ctx) => tf.reshape(tf.slice(states(ctx), [0, length - 1, 0], [-1, 1, width]), [-1, width]),
    loss: (ctx) => {
      const next = tf.reshape(ctx.x['next']!, [-1]);
      const real = tf.cast(tf.greater(next, tf.scalar(0, 'int32')), 'float32');
      return sampledSoftmax(tf.reshape(states(ctx), [-1, width]), next, tf.reshape(ctx.x['negative']!, [-1]), ctx.v['items/table']!, { weights: real });
    },
  };
}
