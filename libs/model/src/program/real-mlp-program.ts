import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import type { InputSpec, StepContext, TrainingProgram, VariableSpec } from '../engine/training-engine';
import { activate } from '../layer/activation';
import { columnScale } from '../layer/blocks';
import { embedding } from '../layer/embedding';
import { periodicEmbedding } from '../layer/numeric-embedding';
import { binaryCrossEntropy, meanSquaredError } from '../loss/losses';
import { Xoshiro128 } from '../random/xoshiro';
import type { ScheduleSpec } from '../schedule/schedule';
import { fitLayer } from './real-mlp-init';
import type { InitSample, RealActivation } from './real-mlp-init';

export type RealMlpOptions = {
  /** number columns, scaled by median and quartiles and clipped smoothly */
  numeric: number;
  /** columns that come as they are: one-hot and ±1 */
  plainColumns: number;
  /** columns of ids with many levels; each gets an embedding */
  categories?: { levels: number; width?: number }[];
  hidden?: number[];
  loss?: 'cross-entropy' | 'squared';
  /** some hundred training rows, from which the first weights are fitted */
  sample: { rows: number; numeric?: Float32Array; plain?: Float32Array; ids?: Int32Array };
  seed: number;
  weighted?: boolean;
  activation?: RealActivation;
  dropout?: number;
  weightDecay?: number;
};

/** How RealMLP-TD is trained; pass to `fitNetwork`. */
export type RealMlpTraining = { schedule: ScheduleSpec; scalars: Record<string, (t: number) => number>; epochs: number; batchSize(rows: number): number; lastBatch: 'drop' };

/** Constant over the first half, then a cosine to 0. */
const flatCos = (t: number): number => (t < 0.5 ? 1 : 0.5 * (1 + Math.cos(Math.PI * (2 * t - 1))));

const batchSize = (rows: number): number => (rows <= 1024 ? 64 : rows <= 8192 ? 128 : rows <= 30_000 ? 256 : rows <= 100_000 ? 512 : 1024);

type Front = { variables: VariableSpec[]; inputs: InputSpec[]; width: number; apply(ctx: StepContext): Tensor; sample(): InitSample };

/** Everything before the first dense layer: [numbers with waves, plain columns, embeddings]. */
function front(options: RealMlpOptions, random: Xoshiro128): Front {
  const { numeric, plainColumns, categories = [], sample } = options;
  const waves = numeric > 0 ? periodicEmbedding({ name: 'waves', features: numeric, lrScale: 0.1 }, random) : null;
  const tables = categories.map((c, i) => embedding({ name: `category-${i + 1}`, rows: c.levels, width: c.width ?? 8, deviation: 1 }, random));
  const width = numeric * 4 + plainColumns + categories.reduce((n, c) => n + (c.width ?? 8), 0);
  const inputs: InputSpec[] = [];
  if (numeric > 0) inputs.push({ name: 'numeric', shape: [numeric], dtype: 'float32' });
  if (plainColumns > 0) inputs.push({ name: 'plain', shape: [plainColumns], dtype: 'float32' });
  if (categories.length > 0) inputs.push({ name: 'ids', shape: [categories.length], dtype: 'int32' });
  const apply = (ctx: StepContext): Tensor => {
    const parts: Tensor[] = [];
    if (waves) parts.push(waves.apply(ctx, ctx.x['numeric']!));
    if (plainColumns > 0) parts.push(ctx.x['plain']!);
    if (tables.length > 0) tf.split(ctx.x['ids']!, tables.length, 1).forEach((ids, i) => parts.push(tables[i]!.apply(ctx, tf.reshape(ids, [-1]))));
    return parts.length > 1 ? tf.concat(parts, 1) : parts[0]!;
  };
  const variables = [...(waves?.variables ?? []), ...tables.flatMap((t) => t.variables)];
  return { variables, inputs, width, apply, sample: () => frontSample(options, variables, width, sample.rows) };
}

/** What the front hands on for the sample rows, worked out without tensors: it happens before any engine is open. */
function frontSample(options: RealMlpOptions, variables: VariableSpec[], width: number, rows: number): InitSample {
  const { numeric, plainColumns, categories = [], sample } = options;
  const init = (name: string): Float32Array => variables.find((v) => v.name === name)!.init;
  const values = new Float32Array(rows * width);
  for (let r = 0; r < rows; r++) {
    let at = r * width;
    for (let f = 0; f < numeric; f++) {
      const x = sample.numeric![r * numeric + f]!;
      values[at] = x;
      for (let o = 0; o < 3; o++) {
        let sum = init('waves/bias')[f * 3 + o]!;
        for (let q = 0; q < 16; q++) sum += Math.cos(2 * Math.PI * x * init('waves/frequency')[f * 16 + q]! + init('waves/phase')[f * 16 + q]!) * init('waves/kernel')[(f * 16 + q) * 3 + o]!;
        values[at + 1 + o] = sum;
      }
      at += 4;
    }
    for (let c = 0; c < plainColumns; c++) values[at++] = sample.plain![r * plainColumns + c]!;
    categories.forEach((c, i) => {
      const size = c.width ?? 8;
      const from = sample.ids![r * categories.length + i]! * size;
      values.set(init(`category-${i + 1}/table`).subarray(from, from + size), at);
      at += size;
    });
  }
  return { values, rows, width };
}

type Hidden = { kernel: VariableSpec; bias: VariableSpec; slope: VariableSpec | null; inputs: number };

function hiddenLayers(options: RealMlpOptions, first: InitSample, random: Xoshiro128): Hidden[] {
  const activation = activationOf(options);
  const widths = [...(options.hidden ?? [256, 256, 256]), 1];
  let sample = first;
  return widths.map((units, i) => {
    const last = i === widths.length - 1;
    const name = last ? 'output' : `hidden-${i + 1}`;
    const inputs = sample.width;
    const fitted = fitLayer(sample, units, last ? null : activation, random);
    sample = fitted.next;
    return {
      inputs,
      kernel: { name: `${name}/kernel`, shape: [inputs, units], init: fitted.kernel },
      bias: { name: `${name}/bias`, shape: [units], init: fitted.bias, lrScale: 0.1, decay: 0 },
      slope: last ? null : { name: `${name}/slope`, shape: [units], init: new Float32Array(units).fill(1), lrScale: 0.1, decay: 0 },
    };
  });
}

const activationOf = (options: RealMlpOptions): RealActivation => options.activation ?? (options.loss === 'squared' ? 'mish' : 'selu');

/**
 * RealMLP-TD: waves of the numbers (PBLD), a factor for each input, NTK-scaled layers with parametric activation, first weights
 * fitted to the data. Inputs: `numeric`, `plain`, `ids` (each where there is one), `y`, `weight` when weighted.
 * Departs from the paper: no label smoothing (it costs AUC and log-loss), as its authors advise for those metrics.
 * @source Holzmüller, Grinsztajn, Steinwart, "Better by default", 2024; defaults of pytabkit
 * @throws NO_FEATURES
 */
export function realMlpProgram(options: RealMlpOptions): { program: TrainingProgram; training: RealMlpTraining } {
  const { loss = 'cross-entropy', dropout = 0.15, weightDecay = 0.02 } = options;
  const random = Xoshiro128.fromSeed(options.seed);
  const input = front(options, random);
  if (input.width < 1) throw new AppError({ code: 'NO_FEATURES', message: 'The network needs at least one column; none came.', fix: 'Keep at least one feature.' });
  const scale = columnScale({ name: 'inputs', width: input.width, lrScale: 6 });
  const layers = hiddenLayers(options, input.sample(), random);
  const activation = activationOf(options);
  const raw = (ctx: StepContext): Tensor => {
    let h = scale.apply(ctx, input.apply(ctx));
    for (const layer of layers) {
      const z = tf.add(tf.mul(tf.matMul(h as tf.Tensor2D, ctx.v[layer.kernel.name] as tf.Tensor2D), 1 / Math.sqrt(layer.inputs)), ctx.v[layer.bias.name]!);
      if (!layer.slope) return tf.reshape(z, [-1]);
      h = tf.add(z, tf.mul(tf.sub(activate(activation, z), z), ctx.v[layer.slope.name]!));
      if (ctx.training && dropout > 0) h = ctx.dropout(h, ctx.scalar('dropout'));
    }
    return h;
  };
  const output = (ctx: StepContext): Tensor => (loss === 'squared' ? raw(ctx) : tf.sigmoid(raw(ctx)));
  const program: TrainingProgram = {
    variables: [...input.variables, ...scale.variables, ...layers.flatMap((l) => [l.kernel, l.bias, ...(l.slope ? [l.slope] : [])])],
    inputs: [...input.inputs, { name: 'y', shape: [], dtype: 'float32' }, ...(options.weighted ? [{ name: 'weight', shape: [], dtype: 'float32' as const }] : [])],
    scalars: ['dropout', 'weightDecay'],
    optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.95, weightDecay: { scalar: 'weightDecay' } },
    predict: output,
    loss: (ctx) => {
      const weights = options.weighted ? ctx.x['weight'] : undefined;
      return loss === 'squared' ? meanSquaredError(raw(ctx), ctx.x['y']!, weights) : binaryCrossEntropy(raw(ctx), ctx.x['y']!, weights);
    },
  };
  const scalars = { dropout: (t: number) => dropout * flatCos(t), weightDecay: (t: number) => weightDecay * flatCos(t) };
  return { program, training: { schedule: { kind: 'coslog4', rate: loss === 'squared' ? 0.2 : 0.04 }, scalars, epochs: 256, batchSize, lastBatch: 'drop' } };
}
