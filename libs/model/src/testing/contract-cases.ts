import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { BatchArray, InputSpec, StepContext, TrainingProgram } from '../engine/training-engine';
import { sizeOf } from '../engine/parameter-layout';
import { ACTIVATIONS } from '../layer/activation';
import { multiHeadAttention } from '../layer/attention';
import { batchEnsemble, ensembleAdapter, memberDense } from '../layer/batch-ensemble';
import { columnScale, gated, positions, residualBlock, transformerBlock } from '../layer/blocks';
import { dense } from '../layer/dense';
import { dropout } from '../layer/dropout';
import { embedding } from '../layer/embedding';
import { itemTower } from '../layer/item-tower';
import { layerNorm } from '../layer/layer-norm';
import type { Layer } from '../layer/layer';
import { sequential } from '../layer/layer';
import { hstuBlock, ligrBlock } from '../layer/sequence-blocks';
import { periodicEmbedding, piecewiseLinearEmbedding } from '../layer/numeric-embedding';
import * as losses from '../loss/losses';
import type { OptimizerSpec } from '../optimizer/optimizer-spec';
import { Xoshiro128 } from '../random/xoshiro';
import type { ScheduleSpec } from '../schedule/schedule';

/** One thing that every engine must do alike. Noise makes a numeric gradient check meaningless, so those cases say so. */
export type ContractCase = { name: string; program: TrainingProgram; noisy?: boolean; rate: number; /** absent: a line down to half the rate */ schedule?: ScheduleSpec };

const FEATURES = 5;
const ADAM: OptimizerSpec = { kind: 'adam' };
const rng = (): Xoshiro128 => Xoshiro128.fromSeed(11);

const x: InputSpec = { name: 'x', shape: [FEATURES], dtype: 'float32' };
const y: InputSpec = { name: 'y', shape: [], dtype: 'float32' };
const vocabulary = 12;
const ids = (name: string, shape: number[]): InputSpec => ({ name, shape, dtype: 'int32' });

type Make = { layer?: Layer; inputs?: InputSpec[]; optimizer?: OptimizerSpec; rate?: number; noisy?: boolean; scalars?: string[]; extra?: Layer[]; output?(ctx: StepContext): Tensor; loss?(ctx: StepContext, out: Tensor): Scalar };

function make(name: string, m: Make): ContractCase {
  const output = m.output ?? ((ctx: StepContext) => m.layer!.apply(ctx, ctx.x['x']!));
  const loss = m.loss ?? ((ctx: StepContext, out: Tensor) => losses.meanSquaredError(tf.reshape(out, [-1]), ctx.x['y']!));
  return {
    name, noisy: m.noisy, rate: m.rate ?? 0.01,
    program: {
      variables: [...(m.layer?.variables ?? []), ...(m.extra ?? []).flatMap((l) => l.variables)],
      inputs: m.inputs ?? [x, y], scalars: m.scalars, optimizer: m.optimizer ?? ADAM, predict: output, loss: (ctx) => loss(ctx, output(ctx)),
    },
  };
}

/** A hidden layer, what is tested, and one output. */
function around(name: string, middle: (r: Xoshiro128) => Layer, width = 8, out = width): ContractCase {
  const r = rng();
  return make(name, { layer: sequential([dense({ name: 'in', inputs: FEATURES, units: width, activation: 'tanh' }, r), middle(r), dense({ name: 'out', inputs: out, units: 1 }, r)]) });
}

function headed(name: string, units: number, loss: (ctx: StepContext, out: Tensor) => Scalar, inputs: InputSpec[] = [x, y]): ContractCase {
  const r = rng();
  return make(name, { layer: sequential([dense({ name: 'in', inputs: FEATURES, units: 8, activation: 'tanh' }, r), dense({ name: 'out', inputs: 8, units }, r)]), loss, inputs });
}

const flat = (t: Tensor): Tensor => tf.reshape(t, [-1]);
const positive = (t: Tensor): Tensor => tf.abs(t);
const label = ids('label', []);

const lossCases = (): ContractCase[] => [
  headed('loss: mse, weighted', 1, (ctx, o) => losses.meanSquaredError(flat(o), ctx.x['y']!, positive(ctx.x['w']!)), [x, y, { name: 'w', shape: [], dtype: 'float32' }]),
  headed('loss: mae', 1, (ctx, o) => losses.meanAbsoluteError(flat(o), ctx.x['y']!)),
  headed('loss: huber', 1, (ctx, o) => losses.huber(flat(o), ctx.x['y']!, 0.5)),
  headed('loss: pinball', 3, (ctx, o) => losses.pinball(o, ctx.x['y']!, [0.1, 0.5, 0.9])),
  headed('loss: binary cross-entropy', 1, (ctx, o) => losses.binaryCrossEntropy(flat(o), tf.cast(tf.greater(ctx.x['y']!, 0), 'float32'))),
  headed('loss: categorical cross-entropy', vocabulary, (ctx, o) => losses.categoricalCrossEntropy(o, ctx.x['label']!, { smoothing: 0.1 }), [x, label]),
  headed('loss: tweedie', 1, (ctx, o) => losses.tweedie(flat(o), positive(ctx.x['y']!), 1.5)),
  headed('loss: discrete hazard', vocabulary, (ctx, o) => losses.discreteHazard(o, ctx.x['label']!, tf.cast(tf.greater(ctx.x['y']!, 0), 'float32')), [x, y, label]),
];

function sampledSoftmaxCase(): ContractCase {
  const r = rng();
  const table = embedding({ name: 'items', rows: 70, width: 6, deviation: 0.3 }, r);
  const body = dense({ name: 'in', inputs: FEATURES, units: 6 }, r);
  return make('loss: sampled softmax over an embedding of 70 rows', {
    extra: [table, body], inputs: [x, ids('item', []), ids('negative', [])],
    output: (ctx) => body.apply(ctx, ctx.x['x']!),
    loss: (ctx, h) => losses.sampledSoftmax(h, ctx.x['item']!, ctx.x['negative']!, ctx.v['items/table']!),
  });
}

function fullSoftmaxCase(): ContractCase {
  const r = rng();
  const tower = itemTower({ name: 'items', items: 69, width: 6, content: { features: Int32Array.from({ length: 70 * 2 }, (_, i) => (i < 2 ? 0 : (i * 7) % 9)), perItem: 2, vocabulary: 8, contentOnly: 0 } }, r);
  const body = dense({ name: 'in', inputs: FEATURES, units: 6 }, r);
  return make('loss: softmax over a whole catalogue, items with content', {
    extra: [{ variables: tower.variables, apply: (_ctx, t) => t }, body], inputs: [x, ids('item', []), ids('other', [])],
    output: (ctx) => tf.add(body.apply(ctx, ctx.x['x']!), tower.vectors(ctx, ctx.x['other']!)),
    loss: (ctx, h) => losses.fullSoftmax(h, ctx.x['item']!, tower.table(ctx)),
  });
}

/** As small as two heads and a causal mask allow: the reference computes it in plain JavaScript, 200 times. */
const SEQUENCE = { width: 4, length: 3, heads: 2 };

type Sequence = { mask?: boolean; segments?: boolean; times?: boolean };

function sequenceCase(name: string, make3: (r: Xoshiro128) => Layer, { mask, segments, times }: Sequence = {}): ContractCase {
  const r = rng();
  const { width, length } = SEQUENCE;
  const table = embedding({ name: 'items', rows: vocabulary, width, deviation: 0.5 }, r);
  const body = sequential([positions({ name: 'pos', length, width }, r), make3(r), dense({ name: 'out', inputs: width, units: 1 }, r)]);
  const inputs = [ids('seq', [length]), y, ...(mask ? [{ name: 'mask', shape: [length], dtype: 'float32' as const }] : []), ...(segments ? [ids('segment', [length])] : []), ...(times ? [{ name: 'time', shape: [length], dtype: 'float32' as const }] : [])];
  return make(name, { extra: [table, body], inputs, output: (ctx) => tf.mean(tf.squeeze(body.apply(ctx, table.apply(ctx, ctx.x['seq']!)), [2]), 1) });
}

const EDGES = Array.from({ length: FEATURES }, (_, f) => (f === 0 ? [-1, 1] : [-2, -0.5, 0.5, 2]));

const layerCases = (): ContractCase[] => [
  around('layer: layer norm', () => layerNorm({ name: 'n', width: 8 })),
  around('layer: residual block', (r) => residualBlock({ name: 'b', width: 8 }, r)),
  around('layer: gated (SwiGLU)', (r) => gated({ name: 'g', inputs: 8, units: 4, activation: 'silu' }, r), 8, 4),
  around('layer: column scale', () => columnScale({ name: 's', width: 8, lrScale: 6 })),
  { ...around('layer: dropout', () => dropout(0.3)), noisy: true },
  sequenceCase('layer: embedding of few rows, positions', () => sequential([])),
  sequenceCase('layer: causal attention, two heads', (r) => multiHeadAttention({ name: 'a', ...SEQUENCE, causal: true }, r)),
  sequenceCase('layer: attention with a padding mask', (r) => multiHeadAttention({ name: 'a', ...SEQUENCE, mask: 'mask' }, r), { mask: true }),
  sequenceCase('layer: causal attention within segments', (r) => multiHeadAttention({ name: 'a', ...SEQUENCE, causal: true, segments: 'segment' }, r), { segments: true }),
  sequenceCase('layer: LiGR block', (r) => ligrBlock({ name: 'l', ...SEQUENCE, segments: 'segment' }, r), { segments: true }),
  sequenceCase('layer: HSTU block with time bias', (r) => hstuBlock({ name: 'h', ...SEQUENCE, heads: 1, segments: 'segment', times: 'time' }, r), { segments: true, times: true }),
  sequenceCase('layer: transformer block', (r) => transformerBlock({ name: 't', ...SEQUENCE, causal: true }, r)),
  (() => {
    const r = rng();
    return make('layer: piecewise linear embedding, version B', { layer: sequential([piecewiseLinearEmbedding({ name: 'p', edges: EDGES, width: 3, version: 'B' }, r), dense({ name: 'out', inputs: FEATURES * 3, units: 1 }, r)]) });
  })(),
  (() => {
    const r = rng();
    return make('layer: piecewise linear embedding, version A', { layer: sequential([piecewiseLinearEmbedding({ name: 'p', edges: EDGES, width: 3 }, r), dense({ name: 'out', inputs: FEATURES * 3, units: 1 }, r)]) });
  })(),
  (() => {
    const r = rng();
    return make('layer: periodic embedding (PBLD)', { layer: sequential([periodicEmbedding({ name: 'p', features: FEATURES, frequencies: 6 }, r), dense({ name: 'out', inputs: FEATURES * 4, units: 1 }, r)]) });
  })(),
  (() => {
    const r = rng();
    const body = sequential([
      ensembleAdapter({ name: 'a', members: 4, width: FEATURES }, r), dense({ name: 'shared', inputs: FEATURES, units: 8, activation: 'relu' }, r),
      batchEnsemble({ name: 'e', members: 4, inputs: 8, units: 8, activation: 'relu' }, r), memberDense({ name: 'heads', members: 4, inputs: 8, units: 1 }, r),
    ]);
    return make('layer: batch ensemble, TabM-mini adapter and heads', { layer: body, loss: (ctx, o) => tf.mean(tf.squaredDifference(tf.squeeze(o, [2]), tf.expandDims(ctx.x['y']!, 1))) as Scalar });
  })(),
];

const optimizerCases = (): ContractCase[] => ([
  ['sgd', { kind: 'sgd' }, 0.05], ['momentum', { kind: 'momentum' }, 0.01], ['nesterov', { kind: 'nesterov', momentum: 0.8 }, 0.01], ['rmsprop', { kind: 'rmsprop' }, 0.003],
  ['adam', { kind: 'adam', beta2: 0.95 }, 0.01], ['adamw', { kind: 'adamw', weightDecay: 0.05 }, 0.01], ['l2', { kind: 'sgd', l2: 0.01 }, 0.05],
  ['clipping by norm', { kind: 'sgd', clip: { norm: 0.5 } }, 0.05], ['clipping by value', { kind: 'adam', clip: { value: 0.01 } }, 0.01],
  ['moving average', { kind: 'adam', ema: { decay: 0.95 } }, 0.01],
] as [string, OptimizerSpec, number][]).map(([name, optimizer, rate]) => {
  const r = rng();
  const layer = sequential([dense({ name: 'in', inputs: FEATURES, units: 8, activation: 'tanh', lrScale: 0.5 }, r), dense({ name: 'out', inputs: 8, units: 1 }, r)]);
  return make(`optimiser: ${name}`, { layer, optimizer, rate });
});

function noiseAndState(): ContractCase[] {
  const r = rng();
  const layer = sequential([dense({ name: 'in', inputs: FEATURES, units: 8, activation: 'tanh' }, r), dropout({ scalar: 'drop' }), dense({ name: 'out', inputs: 8, units: 1 }, r)]);
  const scheduled = make('per-step numbers: scheduled dropout and weight decay', { layer, scalars: ['drop', 'decay'], optimizer: { kind: 'adamw', weightDecay: { scalar: 'decay' } }, noisy: true });
  const body = dense({ name: 'out', inputs: FEATURES, units: 1 }, rng());
  const running = make('state: a running mean that the loss updates, and normal noise', {
    extra: [body], noisy: true,
    output: (ctx) => body.apply(ctx, tf.sub(ctx.training ? tf.add(ctx.x['x']!, tf.mul(ctx.normal(ctx.x['x']!.shape), 0.1)) : ctx.x['x']!, ctx.v['mean']!)),
    loss: (ctx, o) => {
      const mean = ctx.v['mean']!;
      ctx.update('mean', tf.add(tf.mul(mean, 0.9), tf.mul(tf.mean(ctx.x['x']!, 0), 0.1)));
      return losses.meanSquaredError(flat(o), ctx.x['y']!);
    },
  });
  running.program.variables.push({ name: 'mean', shape: [FEATURES], init: new Float32Array(FEATURES), trainable: false });
  return [scheduled, running];
}

const SCHEDULES: ScheduleSpec[] = [
  { kind: 'constant', rate: 0.01 }, { kind: 'step', rate: 0.02, every: 4, factor: 0.5 }, { kind: 'exponential', rate: 0.02, factor: 0.9 }, { kind: 'cosine', rate: 0.02, floor: 0.1 },
  { kind: 'one-cycle', rate: 0.02 }, { kind: 'coslog4', rate: 0.02 }, { kind: 'flat-cos', rate: 0.01 }, { kind: 'cosine', rate: 0.02, warmup: 0.2 }, { kind: 'plateau', rate: 0.01, factor: 0.5, patience: 2 },
];

const scheduleCases = (): ContractCase[] => SCHEDULES.map((schedule) => {
  const layer = dense({ name: 'out', inputs: FEATURES, units: 1 }, rng());
  return { ...make(`schedule: ${schedule.warmup ? 'warm-up, ' : ''}${schedule.kind}`, { layer }), schedule };
});

/** The smallest program that has noise, optimiser memory and a moving average: for very many steps. */
export function smallestProgram(): TrainingProgram {
  return make('smallest', { layer: sequential([dropout(0.1), dense({ name: 'out', inputs: FEATURES, units: 1 }, rng())]), optimizer: { kind: 'momentum', ema: { decay: 0.9 } } }).program;
}

export function contractCases(): ContractCase[] {
  const activations = ACTIVATIONS.map((a) => {
    const r = rng();
    return make(`activation: ${a}`, { layer: sequential([dense({ name: 'in', inputs: FEATURES, units: 8, activation: a }, r), dense({ name: 'out', inputs: 8, units: 1 }, r)]) });
  });
  return [...activations, ...lossCases(), sampledSoftmaxCase(), fullSoftmaxCase(), ...layerCases(), ...optimizerCases(), ...scheduleCases(), ...noiseAndState()];
}

/** Inputs that fit any case: numbers around 0, ids within the vocabulary, masks of ones with a zero tail. */
export function contractData(program: TrainingProgram, rows: number, seed: number): Record<string, BatchArray> {
  const random = Xoshiro128.fromSeed(seed, 5);
  const features = Float32Array.from({ length: rows * FEATURES }, () => random.normal());
  return Object.fromEntries(program.inputs.map((i) => {
    const size = rows * sizeOf(i.shape);
    if (i.dtype === 'int32') return [i.name, Int32Array.from({ length: size }, () => random.below(vocabulary))];
    if (i.name === 'x') return [i.name, features];
    if (i.name === 'mask') return [i.name, Float32Array.from({ length: size }, (_, j) => (j % i.shape[0]! < 2 ? 1 : 0))];
    return [i.name, Float32Array.from({ length: size }, (_, j) => Math.sin(features[(j * FEATURES) % features.length]!) + 0.1 * random.normal())];
  }));
}
