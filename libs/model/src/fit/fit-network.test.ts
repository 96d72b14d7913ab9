import { setTimeout as wait } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { isAppError } from '@bellwether/contracts';
import { chooseEngine } from '../engine/choose-engine';
import type { EngineName, TrainingEngine } from '../engine/training-engine';
import { mlpProgram } from '../program/mlp-program';
import type { MlpOptions } from '../program/mlp-program';
import { learnableData } from '../testing/learnable-data';
import { DivergedError } from './divergence';
import { fitNetwork } from './fit-network';
import type { FitOptions, StepProgress } from './fit-options';

const FEATURES = 6;
const train = learnableData(500, FEATURES, 1);
const valid = learnableData(200, FEATURES, 2);

const engineNamed = async (name: EngineName): Promise<TrainingEngine> => (await chooseEngine(name)).engine;
const program = (more: Partial<MlpOptions> = {}) => mlpProgram({ inputSize: FEATURES, hidden: [8], optimizer: { kind: 'adam' }, seed: 4, ...more });

async function options(more: Partial<FitOptions> = {}): Promise<FitOptions> {
  return { program: program(), engine: await engineNamed('compiled'), train, valid, epochs: 6, batchSize: 64, schedule: { kind: 'cosine', rate: 0.02 }, seed: 4, ...more };
}

async function refusal(more: Partial<FitOptions>): Promise<string> {
  try {
    await fitNetwork(await options(more));
  } catch (e) {
    if (isAppError(e)) return `${e.code}: ${e.message}`;
    throw e;
  }
  return 'accepted';
}

describe.each<EngineName>(['compiled', 'wasm'])('on %s', (name) => {
  test('loss falls, the best epoch is kept, and the same seed gives the same weights', async () => {
    const engine = await engineNamed(name);
    const a = await fitNetwork(await options({ engine }));
    const b = await fitNetwork(await options({ engine }));
    expect(a.history.at(-1)!.trainLoss).toBeLessThan(a.history[0]!.trainLoss * 0.8);
    const lowest = Math.min(...a.history.map((h) => h.validLoss!));
    expect(a.history[a.bestEpoch - 1]!.validLoss).toBe(lowest);
    expect(b.weights).toEqual(a.weights);
    expect(a.engine.name).toBe(name);
  });

  test('a run killed at any checkpoint and resumed ends with the same weights, history and points', async () => {
    const engine = await engineNamed(name);
    const saved: Uint8Array[] = [];
    const points: StepProgress[] = [];
    const more = { engine, program: program({ dropout: 0.2 }), reportEvery: 5 };
    const whole = await fitNetwork(await options({ ...more, checkpoint: { everyMs: 0, save: (b) => void saved.push(b) }, onStep: (p) => points.push(p) }));
    expect(saved.length).toBeGreaterThan(3);
    for (const resume of [saved[0]!, saved[Math.floor(saved.length / 2)]!]) {
      const again: StepProgress[] = [];
      const rest = await fitNetwork(await options({ ...more, checkpoint: { save: () => undefined, resume }, onStep: (p) => again.push(p) }));
      expect(rest.weights).toEqual(whole.weights);
      expect(rest.state).toEqual(whole.state);
      expect(rest.history).toEqual(whole.history);
      expect(again).toEqual(points.filter((p) => p.step >= again[0]!.step));
    }
  });

  test('a cancelled run stops within a second, and leaves no tensor', async () => {
    const engine = await engineNamed(name);
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const run = fitNetwork(await options({ engine, program: program({ hidden: [256, 256] }), epochs: 100_000, signal: controller.signal }));
    const failed = run.catch((e: unknown) => e);
    await wait(400);
    const asked = performance.now();
    controller.abort();
    const error = await failed;
    expect(isAppError(error) && error.code).toBe('RUN_CANCELLED');
    expect(performance.now() - asked).toBeLessThan(1000);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a loss that runs away stops the run, names the cause, and keeps the last good weights', async () => {
    const engine = await engineNamed(name);
    const error: unknown = await fitNetwork(await options({ engine, program: program({ loss: 'squared', hidden: [8], optimizer: { kind: 'sgd' } }), schedule: { kind: 'constant', rate: 1e4 } })).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DivergedError);
    const diverged = error as DivergedError;
    expect(diverged.code).toBe('MODEL_DIVERGED');
    expect(diverged.message).toMatch(/at step \d+ \(epoch 1, learning rate 1\.00e\+4\)/);
    expect(Object.values(diverged.lastGoodWeights).every((w) => w.every(Number.isFinite))).toBe(true);
  });
});

test('early stopping ends the run and gives back the weights of the best epoch', async () => {
  const result = await fitNetwork(await options({ epochs: 200, schedule: { kind: 'constant', rate: 0.05 }, earlyStopping: { patience: 4 } }));
  expect(result.stopped).toBe('early-stopping');
  expect(result.epochsRun).toBe(result.bestEpoch + 4);
  const engine = await engineNamed('compiled');
  const session = await engine.open(program(), { seed: 4 });
  session.importState({ ...result.state, variables: result.weights });
  const { loss } = await session.evaluate(valid.inputs, valid.rows);
  expect(loss).toBe(result.history[result.bestEpoch - 1]!.validLoss);
  session.dispose();
});

test('a score of the caller can decide which epoch is best', async () => {
  const scores = [0.1, 0.9, 0.3, 0.2, 0.1, 0.05];
  let at = 0;
  const result = await fitNetwork(await options({ valid: { ...valid, score: () => ({ auc: scores[at++]! }) }, earlyStopping: { monitor: 'auc', mode: 'max', patience: 3 } }));
  expect(result.bestEpoch).toBe(2);
  expect(result.epochsRun).toBe(5);
  expect(result.history[1]!.metrics).toEqual({ auc: 0.9 });
});

test('reduce-on-plateau multiplies the rate after the patience is over, and a resumed run goes on from the reduced rate', async () => {
  // so small a rate changes no weight: the validation loss stands still from the first epoch on
  const rate = 1e-30;
  const schedule = { kind: 'plateau', rate, factor: 0.5, patience: 1 } as const;
  const saved: Uint8Array[] = [];
  const whole = await fitNetwork(await options({ epochs: 8, schedule, checkpoint: { everyMs: 0, save: (b) => void saved.push(b) } }));
  expect(whole.history.map((h) => h.rate / rate)).toEqual([1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125].map((v) => expect.closeTo(v, 6)));
  const rest = await fitNetwork(await options({ epochs: 8, schedule, checkpoint: { save: () => undefined, resume: saved[Math.floor(saved.length * 0.7)]! } }));
  expect(rest.history).toEqual(whole.history);
});

test('weights that run away under a loss that stays small stop the run, and are named', async () => {
  // squared error of a probability is at most 1; a decay of more than all of a weight a step makes it grow without end
  const exploding = program({ loss: 'mse', optimizer: { kind: 'adamw', weightDecay: 1 } });
  const error: unknown = await fitNetwork(await options({ program: exploding, epochs: 50, schedule: { kind: 'constant', rate: 20 } })).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(DivergedError);
  expect((error as DivergedError).message).toMatch(/weights must stay .*epoch 1.*"(hidden|output|layer)[^"]*"/);
  expect(Object.values((error as DivergedError).lastGoodWeights).every((w) => w.every((v) => Math.abs(v) < 100))).toBe(true);
});

test('a batch larger than the data becomes one batch of all rows, and says so', async () => {
  const result = await fitNetwork(await options({ batchSize: 4096, epochs: 3 }));
  expect(result.state.step).toBe(3);
  expect(result.warnings[0]).toContain('larger than the 500 training rows');
});

test('a last batch that is not full is used, or dropped when asked', async () => {
  expect((await fitNetwork(await options({ batchSize: 64, epochs: 2 }))).state.step).toBe(16);
  expect((await fitNetwork(await options({ batchSize: 64, epochs: 2, lastBatch: 'drop' }))).state.step).toBe(14);
});

test('one feature, and a constant one, train without harm', async () => {
  const one = { rows: 100, inputs: { x: new Float32Array(100).fill(3), y: Float32Array.from({ length: 100 }, (_, i) => i % 2) } };
  const result = await fitNetwork(await options({ program: program({ inputSize: 1 }), train: one, valid: undefined }));
  expect(Object.values(result.weights).every((w) => w.every(Number.isFinite))).toBe(true);
});

test('what cannot be trained is refused before the first step, in words', async () => {
  const holed = { rows: 2, inputs: { x: new Float32Array(2 * FEATURES), y: new Float32Array(2) } };
  holed.inputs.x[FEATURES + 2] = Number.NaN;
  expect(await refusal({ train: holed })).toContain('INPUT_INVALID: Every value of the training input "x" must be finite; row 1, column 2 is NaN');
  expect(await refusal({ schedule: { kind: 'constant', rate: 0 } })).toContain('PARAMS_INVALID: The learning rate must be above 0; 0 came');
  expect(await refusal({ train: { rows: 0, inputs: { x: new Float32Array(0), y: new Float32Array(0) } } })).toContain('at least one row');
  expect(await refusal({ epochs: 0 })).toContain('Epochs must be a whole number above 0');
  expect(await refusal({ valid: undefined, earlyStopping: { patience: 2 } })).toContain('Early stopping needs a validation set');
  expect(await refusal({ train: { rows: 500, inputs: { x: train.inputs['x']!, y: new Float32Array(3) } } })).toContain('INPUT_INVALID');
});

test('a checkpoint of another run, or a damaged one, is refused', async () => {
  let saved: Uint8Array | undefined;
  await fitNetwork(await options({ checkpoint: { everyMs: 0, save: (b) => void (saved = b) } }));
  const checkpoint = (resume: Uint8Array) => ({ save: () => undefined, resume });
  expect(await refusal({ checkpoint: checkpoint(saved!), seed: 5 })).toContain('MODEL_ARTIFACT_INVALID');
  const damaged = saved!.slice();
  damaged[damaged.length >> 1]! ^= 1;
  expect(await refusal({ checkpoint: checkpoint(damaged) })).toContain('SHA-256');
});
