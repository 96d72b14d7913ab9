import * as tf from '@tensorflow/tfjs-core';
import { chooseEngine } from '../engine/choose-engine';
import type { StepContext, TrainingProgram } from '../engine/training-engine';
import { fitNetwork } from '../fit/fit-network';
import type { FitData, FitOptions } from '../fit/fit-options';
import { dense } from '../layer/dense';
import { embedding } from '../layer/embedding';
import { sequential } from '../layer/layer';
import { periodicEmbedding } from '../layer/numeric-embedding';
import { binaryCrossEntropy } from '../loss/losses';
import { Xoshiro128 } from '../random/xoshiro';
import { exportNetwork } from '../serving/export-network';
import { learnableData } from '../testing/learnable-data';
import { logisticProgram, mlpProgram, parameterCount } from './mlp-program';
import { fitLayer, periodicSample } from './realmlp-init';
import { REALMLP_RECIPE, realMlpProgram } from './realmlp-program';
import { sequenceProgram } from './sequence-program';
import { tabmProgram } from './tabm-program';

const FEATURES = 6;
const data = (rows: number, seed: number, name: string, more: Record<string, Float32Array | Int32Array> = {}): FitData => {
  const { inputs } = learnableData(rows, FEATURES, seed);
  return { rows, inputs: { [name]: inputs['x']!, y: inputs['y']!, ...more } };
};

/** Log-loss of the base rate is about 0.69 here, of the true logits about 0.35. */
const LEARNED = 0.45;

async function fit(program: TrainingProgram, name: string, more: Partial<FitOptions>): Promise<number> {
  const { engine } = await chooseEngine('compiled');
  const result = await fitNetwork({ program, engine, train: data(2000, 1, name), valid: data(500, 2, name), epochs: 12, batchSize: 128, schedule: { kind: 'cosine', rate: 0.01 }, seed: 2, ...more });
  expect(result.warnings).toEqual([]);
  const { largestDifference } = await exportNetwork(engine, program, result.weights, data(50, 3, name), { inputs: program.inputs.map((i) => i.name).filter((n) => n !== 'y' && n !== 'weight') });
  expect(largestDifference).toBeLessThan(1e-5);
  return result.history[result.bestEpoch - 1]!.validLoss!;
}

test('logistic regression and the MLP learn, and the MLP has the parameters of its shape', async () => {
  expect(await fit(logisticProgram({ inputSize: FEATURES, optimizer: { kind: 'adam' }, seed: 1 }), 'x', { schedule: { kind: 'constant', rate: 0.05 } })).toBeLessThan(LEARNED);
  const mlp = mlpProgram({ inputSize: FEATURES, hidden: [16, 8], optimizer: { kind: 'adamw', weightDecay: 0.01 }, dropout: 0.1, seed: 1 });
  expect(parameterCount(mlp)).toBe(6 * 16 + 16 + 16 * 8 + 8 + 8 + 1);
  expect(await fit(mlp, 'x', {})).toBeLessThan(LEARNED);
});

test('TabM-mini learns', async () => {
  const edges = Array.from({ length: FEATURES }, () => [-3, -1, -0.3, 0.3, 1, 3]);
  const program = tabmProgram({ edges, plainColumns: 0, members: 4, blocks: 2, units: 32, embeddingWidth: 4, seed: 1 });
  expect(await fit(program, 'numeric', {})).toBeLessThan(LEARNED);
});

test.each([[false], [true]])('RealMLP learns with its own recipe, first weights fitted to a sample: %s', async (fitted) => {
  const rows = 256;
  const sample = { rows, numeric: data(rows, 5, 'numeric').inputs['numeric'] as Float32Array };
  const program = realMlpProgram({ numericColumns: FEATURES, plainColumns: 0, hidden: [32, 32], seed: 1, ...(fitted ? { sample } : {}) });
  const { batchSize, ...recipe } = REALMLP_RECIPE;
  expect(await fit(program, 'numeric', { ...recipe, batchSize: batchSize(2000), epochs: 16 })).toBeLessThan(LEARNED);
});

test('the sample of the waves is what the embedding computes', async () => {
  const random = Xoshiro128.fromSeed(3);
  const layer = periodicEmbedding({ name: 'waves', features: 2 }, random);
  const numeric = Float32Array.of(0.3, -1.2, 2, 0.01);
  const { engine } = await chooseEngine('cpu');
  const program: TrainingProgram = { variables: layer.variables, inputs: [{ name: 'x', shape: [2], dtype: 'float32' }], optimizer: { kind: 'sgd' }, predict: (ctx) => layer.apply(ctx, ctx.x['x']!), loss: (ctx) => tf.mean(ctx.x['x']!) as tf.Scalar };
  const session = await engine.open(program, { seed: 1 });
  const want = await session.predict({ x: numeric }, 2);
  periodicSample(layer.variables, numeric, 2, 2).forEach((v, i) => expect(v).toBeCloseTo(want[i]!, 5));
  session.dispose();
});

test('the sequence network learns what comes next', async () => {
  const items = 30, length = 8, rows = 256;
  const seq = new Int32Array(rows * length), next = new Int32Array(rows * length);
  const random = Xoshiro128.fromSeed(1);
  // each item is followed by its successor
  for (let r = 0; r < rows; r++) {
    const start = random.below(items);
    for (let t = 0; t < length; t++) {
      seq[r * length + t] = 1 + ((start + t) % (items - 1));
      next[r * length + t] = 1 + ((start + t + 1) % (items - 1));
    }
  }
  const program = sequenceProgram({ items, length, width: 16, heads: 2, blocks: 1, negativesPerRow: 1, seed: 1 });
  const { engine } = await chooseEngine('compiled');
  const negative = Int32Array.from({ length: rows }, () => 1 + random.below(items - 1));
  const result = await fitNetwork({ program, engine, train: { rows, inputs: { seq, next, negative } }, epochs: 15, batchSize: 64, schedule: { kind: 'constant', rate: 0.01 }, seed: 1 });
  expect(result.warnings).toEqual([]);
  expect(result.history.at(-1)!.trainLoss).toBeLessThan(result.history[0]!.trainLoss * 0.3);
});

test('100,000 categories train in bounded time', async () => {
  const rows = 512;
  const random = Xoshiro128.fromSeed(4);
  const ids = Int32Array.from({ length: rows }, () => random.below(100_000));
  const layers = sequential([embedding({ name: 'shop', rows: 100_000, width: 8 }, random), dense({ name: 'out', inputs: 8, units: 1 }, random)]);
  const logits = (ctx: StepContext) => tf.reshape(layers.apply(ctx, ctx.x['ids']!), [-1]);
  const program: TrainingProgram = {
    variables: layers.variables, inputs: [{ name: 'ids', shape: [], dtype: 'int32' }, { name: 'y', shape: [], dtype: 'float32' }], optimizer: { kind: 'adam' },
    predict: logits, loss: (ctx) => binaryCrossEntropy(logits(ctx), ctx.x['y']!),
  };
  const { engine } = await chooseEngine('compiled');
  const started = performance.now();
  const result = await fitNetwork({ program, engine, train: { rows, inputs: { ids, y: Float32Array.from(ids, (v) => v % 2) } }, epochs: 4, batchSize: 128, schedule: { kind: 'constant', rate: 0.01 }, seed: 1 });
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(result.warnings).toEqual([]);
});

test('a layer fitted to a sample hands on pre-activations of deviation 1', () => {
  const random = Xoshiro128.fromSeed(2);
  const sample = { rows: 400, width: 5, values: Float32Array.from({ length: 2000 }, (_, i) => random.normal() * (1 + (i % 5))) };
  const { next } = fitLayer(sample, 7, 'linear', random);
  for (let u = 0; u < 7; u++) {
    const column = Array.from({ length: 400 }, (_, r) => next.values[r * 7 + u]!);
    const mean = column.reduce((a, b) => a + b) / 400;
    expect(Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / 400)).toBeCloseTo(1, 4);
  }
});
