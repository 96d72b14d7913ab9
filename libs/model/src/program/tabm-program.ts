import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import type { StepContext, TrainingProgram } from '../engine/training-engine';
import { ensembleAdapter, memberDense } from '../layer/batch-ensemble';
import { dense } from '../layer/dense';
import { dropout } from '../layer/dropout';
import { sequential } from '../layer/layer';
import type { Layer } from '../layer/layer';
import { piecewiseLinearEmbedding } from '../layer/numeric-embedding';
import { binaryCrossEntropy, meanSquaredError } from '../loss/losses';
import type { OptimizerSpec } from '../optimizer/optimizer-spec';
import { Xoshiro128 } from '../random/xoshiro';

export type TabmOptions = {
  /** bin edges of each numeric column, from the training part; [] for none */
  edges: number[][];
  /** columns that come as they are (one-hot, flags) */
  plainColumns: number;
  members?: number;
  blocks?: number;
  units?: number;
  embeddingWidth?: number;
  dropout?: number;
  loss?: 'cross-entropy' | 'squared';
  optimizer?: OptimizerSpec;
  seed: number;
  weighted?: boolean;
};

/**
 * TabM-mini: one shared network, an ensemble by a factor at its input and by its heads; numbers through piecewise linear
 * embeddings of version B. The loss is the mean of the members' losses, the prediction the mean of their probabilities.
 * Inputs: `numeric` [B, F] (where edges are given), `plain` [B, plainColumns] (where there are any), `y` [B], `weight` [B] when weighted.
 * @source Gorishniy et al., TabM, 2024
 */
export function tabmProgram(options: TabmOptions): TrainingProgram {
  const { edges, plainColumns, members = 32, blocks = 3, units = 512, embeddingWidth = 16, loss = 'cross-entropy' } = options;
  const width = edges.length * embeddingWidth + plainColumns;
  if (width < 1) throw new AppError({ code: 'NO_FEATURES', message: 'The network needs at least one column; none came.', fix: 'Keep at least one feature.' });
  const random = Xoshiro128.fromSeed(options.seed);
  const embedding = edges.length > 0 ? piecewiseLinearEmbedding({ name: 'bins', edges, width: embeddingWidth, version: 'B' }, random) : null;
  const sections = [...edges.map(() => embeddingWidth), ...Array<number>(plainColumns).fill(1)];
  const layers: Layer[] = [ensembleAdapter({ name: 'members', members, width, sections, init: embedding ? 'normal' : 'signs' }, random)];
  for (let i = 0, inputs = width; i < blocks; i++, inputs = units) {
    layers.push(dense({ name: `block-${i + 1}`, inputs, units, activation: 'relu', init: 'uniform-fan-in' }, random), dropout(options.dropout ?? 0.1));
  }
  layers.push(memberDense({ name: 'heads', members, inputs: units, units: 1 }, random));
  const body = sequential(layers);
  const output = (ctx: StepContext): Tensor => {
    const parts: Tensor[] = [];
    if (embedding) parts.push(embedding.apply(ctx, ctx.x['numeric']!));
    if (plainColumns > 0) parts.push(ctx.x['plain']!);
    return tf.squeeze(body.apply(ctx, parts.length > 1 ? tf.concat(parts, 1) : parts[0]!), [2]);
  };
  return {
    variables: [...(embedding?.variables ?? []), ...body.variables],
    inputs: [
      ...(embedding ? [{ name: 'numeric', shape: [edges.length], dtype: 'float32' as const }] : []),
      ...(plainColumns > 0 ? [{ name: 'plain', shape: [plainColumns], dtype: 'float32' as const }] : []),
      { name: 'y', shape: [], dtype: 'float32' },
      ...(options.weighted ? [{ name: 'weight', shape: [], dtype: 'float32' as const }] : []),
    ],
    optimizer: options.optimizer ?? { kind: 'adamw', weightDecay: 3e-4, clip: { norm: 1 } },
    predict: (ctx) => tf.mean(loss === 'cross-entropy' ? tf.sigmoid(output(ctx)) : output(ctx), 1),
    loss: (ctx) => {
      const z = output(ctx);
      const y = tf.broadcastTo(tf.expandDims(ctx.x['y']!, 1), z.shape);
      const weights = options.weighted ? tf.broadcastTo(tf.expandDims(ctx.x['weight']!, 1), z.shape) : undefined;
      return loss === 'cross-entropy' ? binaryCrossEntropy(z, y, weights) : meanSquaredError(z, y, weights);
    },
  };
}
