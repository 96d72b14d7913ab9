import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import type { StepContext, TrainingProgram, VariableSpec } from '../engine/training-engine';
import { activate, type ActivationName } from '../layer/activation';
import { columnScale } from '../layer/blocks';
import { sequential, type Layer } from '../layer/layer';
import { periodicEmbedding } from '../layer/numeric-embedding';
import { binaryCrossEntropy, meanSquaredError } from '../loss/losses';
import { Xoshiro128 } from '../random/xoshiro';
import { fitLayer, periodicSample, type FittedLayer, type InitSample } from './realmlp-init';

export type RealMlpOptions = {
  /** columns that hold numbers, robustly scaled (median 0, quartiles one apart) */
  numericColumns: number;
  /** columns that come as they are (one-hot, flags) */
  plainColumns: number;
  hidden?: number[];
  /** default SELU, the paper's choice for classification; Mish for regression */
  activation?: ActivationName;
  loss?: 'cross-entropy' | 'squared';
  seed: number;
  weighted?: boolean;
  /** first bias of the output: the logit of the base rate */
  outputBias?: number;
  /** Some hundred training rows: the first weights are then fitted to them, as in the paper. @shape numeric: [rows, numericColumns], plain: [rows, plainColumns] */
  sample?: { rows: number; numeric?: Float32Array; plain?: Float32Array };
};

/** Per-step numbers of the recipe, over t in [0, 1): constant over the first half, then a cosine to 0. */
const flatCosine = (peak: number) => (t: number): number => peak * (t < 0.5 ? 1 : 0.5 * (1 + Math.cos(Math.PI * (2 * t - 1))));

/** How RealMLP-TD is trained; `fitNetwork` takes these as they are. */
export const REALMLP_RECIPE = {
  epochs: 256,
  schedule: { kind: 'coslog4', rate: 0.04 },
  lastBatch: 'drop',
  scalars: { dropout: flatCosine(0.15), weightDecay: flatCosine(0.02) },
  batchSize: (rows: number): number => (rows <= 1024 ? 64 : rows <= 8192 ? 128 : rows <= 30_000 ? 256 : rows <= 100_000 ? 512 : 1024),
} as const;

/** y = x·W/√inputs + b: in this scale one learning rate suits every width. @shape [B, inputs] → [B, units] */
function ntkDense({ name, inputs, units, bias, fitted }: { name: string; inputs: number; units: number; bias?: number; fitted?: { kernel: Float32Array; bias: Float32Array } }, random: Xoshiro128): Layer {
  const normal = (size: number): Float32Array => Float32Array.from({ length: size }, () => random.normal());
  const kernel: VariableSpec = { name: `${name}/kernel`, shape: [inputs, units], init: fitted?.kernel ?? normal(inputs * units) };
  const firstBias = bias === undefined ? (fitted?.bias ?? normal(units)) : new Float32Array(units).fill(bias);
  const offset: VariableSpec = { name: `${name}/bias`, shape: [units], init: firstBias, decay: 0, lrScale: 0.1 };
  return {
    variables: [kernel, offset],
    apply: (ctx, x) => tf.add(tf.mul(tf.matMul(x as tf.Tensor2D, ctx.v[kernel.name] as tf.Tensor2D), 1 / Math.sqrt(inputs)), ctx.v[offset.name]!),
  };
}

/** x + a·(f(x) - x), one a for each unit, 1 at first: each unit may turn linear. */
function parametric({ name, units, activation }: { name: string; units: number; activation: ActivationName }): Layer {
  const alpha: VariableSpec = { name: `${name}/alpha`, shape: [units], init: new Float32Array(units).fill(1), decay: 0, lrScale: 0.1 };
  return { variables: [alpha], apply: (ctx, x) => tf.add(x, tf.mul(tf.sub(activate(activation, x), x), ctx.v[alpha.name]!)) };
}

const scheduledDropout: Layer = { variables: [], apply: (ctx, x) => (ctx.training ? ctx.dropout(x, ctx.scalar('dropout')) : x) };

/** z/√(1 + (z/3)²): outliers are drawn in, smoothly, to less than 3. */
const smoothClip = (z: Tensor): Tensor => tf.div(z, tf.sqrt(tf.add(1, tf.square(tf.div(z, 3)))));

const clipped = (z: number): number => z / Math.sqrt(1 + (z / 3) ** 2);

/** First weights from the sample, layer by layer; null without a sample. */
function fittedLayers(options: RealMlpOptions, embedding: Layer | null, width: number, hidden: number[], activation: ActivationName, random: Xoshiro128): FittedLayer[] | null {
  const { sample, numericColumns, plainColumns } = options;
  if (!sample || sample.rows < 2) return null;
  const values = new Float32Array(sample.rows * width);
  const waves = embedding && periodicSample(embedding.variables, Float32Array.from(sample.numeric!, clipped), sample.rows, numericColumns);
  for (let r = 0; r < sample.rows; r++) {
    if (waves) values.set(waves.subarray(r * numericColumns * 4, (r + 1) * numericColumns * 4), r * width);
    for (let c = 0; c < plainColumns; c++) values[r * width + numericColumns * 4 + c] = sample.plain![r * plainColumns + c]!;
  }
  let current: InitSample = { values, rows: sample.rows, width };
  return [...hidden, 1].map((units, i) => {
    const layer = fitLayer(current, units, i === hidden.length ? 'linear' : activation, random);
    current = layer.next;
    return layer;
  });
}

/**
 * RealMLP-TD: periodic embeddings, a learned scale for each input, three hidden layers in NTK scale with parametric activations,
 * dropout and decoupled weight decay that fade out. Train it with `REALMLP_RECIPE`.
 * Inputs: `numeric` [B, F] and `plain` [B, P] (each where there are such columns), `y` [B], `weight` [B] when weighted.
 * Departures from the paper: without a `sample` biases start normal rather than on training points and kernels are not rescaled on data;
 * two-level categories keep their one-hot columns, no label smoothing (it harms log-loss).
 * @source Holzmüller, Grinsztajn and Steinwart, "Better by default", 2024; pytabkit 33cbf23
 */
export function realMlpProgram(options: RealMlpOptions): TrainingProgram {
  const { numericColumns, plainColumns, hidden = [256, 256, 256], loss = 'cross-entropy', activation = loss === 'cross-entropy' ? 'selu' : 'mish' } = options;
  if (numericColumns + plainColumns < 1) throw new AppError({ code: 'NO_FEATURES', message: 'The network needs at least one column; none came.', fix: 'Keep at least one feature.' });
  const random = Xoshiro128.fromSeed(options.seed);
  const embedding = numericColumns > 0 ? periodicEmbedding({ name: 'waves', features: numericColumns, lrScale: 0.1 }, random) : null;
  let width = numericColumns * 4 + plainColumns;
  const fitted = fittedLayers(options, embedding, width, hidden, activation, random);
  const layers: Layer[] = [columnScale({ name: 'columns', width, lrScale: 6 })];
  hidden.forEach((units, i) => {
    layers.push(ntkDense({ name: `hidden-${i + 1}`, inputs: width, units, fitted: fitted?.[i] }, random), parametric({ name: `hidden-${i + 1}`, units, activation }), scheduledDropout);
    width = units;
  });
  layers.push(ntkDense({ name: 'output', inputs: width, units: 1, bias: options.outputBias ?? 0, fitted: fitted?.[hidden.length] }, random));
  const body = sequential(layers);
  const raw = (ctx: StepContext): Tensor => {
    const parts: Tensor[] = [];
    if (embedding !== null) parts.push(embedding.apply(ctx, smoothClip(ctx.x['numeric']!)));
    if (plainColumns > 0) parts.push(ctx.x['plain']!);
    return tf.reshape(body.apply(ctx, parts.length > 1 ? tf.concat(parts, 1) : parts[0]!), [-1]);
  };
  return {
    variables: [...(embedding?.variables ?? []), ...body.variables],
    inputs: [
      ...(numericColumns > 0 ? [{ name: 'numeric', shape: [numericColumns], dtype: 'float32' as const }] : []),
      ...(plainColumns > 0 ? [{ name: 'plain', shape: [plainColumns], dtype: 'float32' as const }] : []),
      { name: 'y', shape: [], dtype: 'float32' },
      ...(options.weighted ? [{ name: 'weight', shape: [], dtype: 'float32' as const }] : []),
    ],
    scalars: ['dropout', 'weightDecay'],
    optimizer: { kind: 'adamw', beta2: 0.95, weightDecay: { scalar: 'weightDecay' } },
    predict: (ctx) => (loss === 'cross-entropy' ? tf.sigmoid(raw(ctx)) : raw(ctx)),
    loss: (ctx) => {
      const weights = options.weighted ? ctx.x['weight'] : undefined;
      return loss === 'cross-entropy' ? binaryCrossEntropy(raw(ctx), ctx.x['y']!, weights) : meanSquaredError(raw(ctx), ctx.x['y']!, weights);
    },
  };
}
