import { chooseEngine } from '../engine/choose-engine';
import type { TrainingProgram } from '../engine/training-engine';
import { fitNetwork } from '../fit/fit-network';
import type { FitData, FitOptions } from '../fit/fit-options';
import { Xoshiro128 } from '../random/xoshiro';
import { exportNetwork } from '../serving/export-network';
import { learnableData } from '../testing/learnable-data';
import { logisticProgram, mlpProgram, parameterCount } from './mlp-program';
import { fitLayer } from './real-mlp-init';
import { realMlpProgram } from './real-mlp-program';
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

test('RealMLP learns with its own schedules', async () => {
  const sample = { rows: 256, numeric: data(256, 5, 'numeric').inputs['numeric'] as Float32Array };
  const { program, training } = realMlpProgram({ numeric: FEATURES, plainColumns: 0, hidden: [32, 32], sample, seed: 1 });
  expect(await fit(program, 'numeric', { ...training, batchSize: training.batchSize(2000), epochs: 16 })).toBeLessThan(LEARNED);
  expect(training.scalars['dropout']!(0.25)).toBe(0.15);
  expect(training.scalars['dropout']!(1)).toBeCloseTo(0);
});

test('RealMLP takes plain columns and ids beside the numbers', async () => {
  const rows = 300;
  const random = Xoshiro128.fromSeed(1);
  const plain = Float32Array.from({ length: rows * 2 }, () => random.below(2));
  const ids = Int32Array.from({ length: rows }, () => random.below(40));
  const { program, training } = realMlpProgram({ numeric: FEATURES, plainColumns: 2, categories: [{ levels: 40 }], hidden: [16], sample: { rows, numeric: data(rows, 5, 'numeric').inputs['numeric'] as Float32Array, plain, ids }, seed: 1 });
  const { engine } = await chooseEngine('compiled');
  const result = await fitNetwork({ ...training, program, engine, train: data(rows, 5, 'numeric', { plain, ids }), epochs: 20, batchSize: 64, seed: 1 });
  expect(result.warnings).toEqual([]);
  expect(result.history.at(-1)!.trainLoss).toBeLessThan(result.history[0]!.trainLoss * 0.8);
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
  const { program, training } = realMlpProgram({ numeric: 0, plainColumns: 0, categories: [{ levels: 100_000 }], hidden: [8], sample: { rows, ids }, seed: 1 });
  const { engine } = await chooseEngine('compiled');
  const started = performance.now();
  await fitNetwork({ ...training, program, engine, train: { rows, inputs: { ids, y: Float32Array.from(ids, (v) => v % 2) } }, epochs: 2, batchSize: 128, seed: 1 });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('a layer fitted to a sample hands on pre-activations of deviation 1', () => {
  const random = Xoshiro128.fromSeed(2);
  const sample = { rows: 400, width: 5, values: Float32Array.from({ length: 2000 }, (_, i) => random.normal() * (1 + (i % 5))) };
  const { next } = fitLayer(sample, 7, null, random);
  for (let u = 0; u < 7; u++) {
    const column = Array.from({ length: 400 }, (_, r) => next.values[r * 7 + u]!);
    const mean = column.reduce((a, b) => a + b) / 400;
    expect(Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / 400)).toBeCloseTo(1, 4);
  }
});
