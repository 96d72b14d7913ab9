import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';
import { chooseEngine, surveyEngines } from '../engine/choose-engine';
import type { BatchArray, EngineName, TrainingEngine, TrainingProgram, TrainingSession } from '../engine/training-engine';
import { rateAt } from '../schedule/schedule';
import { contractCases, contractData, smallestProgram } from './contract-cases';
import type { ContractCase } from './contract-cases';

/** A busy machine may take long; a hang must still end. */
const WITHIN_MS = 120_000;
const STEPS = 200;
const ROWS = 4;
/** Of a gradient check: a single kink of relu within the difference weighs less among more rows. */
const GRADIENT_ROWS = 8;

/** Losses may differ by this share of (1 + loss): the engines add in different orders, and 200 steps pass it on. */
const LOSS_TOLERANCE = 2e-3;
const PREDICTION_TOLERANCE = 2e-2;

async function engineNamed(name: EngineName): Promise<TrainingEngine> {
  const { engine } = await chooseEngine(name);
  expect(engine.name).toBe(name);
  return engine;
}

/** Steps of one epoch, for schedules that count epochs. */
const EPOCH_STEPS = 10;

const drawn = new WeakMap<TrainingProgram, Record<string, BatchArray>>();

/** The data of all steps, drawn once a case: every engine and every resumption reads the same. */
function dataOf(program: TrainingProgram): Record<string, BatchArray> {
  const data = drawn.get(program) ?? contractData(program, STEPS * ROWS, 3);
  drawn.set(program, data);
  return data;
}

function batchesOf({ program, rate, schedule }: ContractCase, from: number, to: number) {
  const steps = to - from;
  const all = dataOf(program);
  const inputs = Object.fromEntries(program.inputs.map((i) => {
    const width = all[i.name]!.length / (STEPS * ROWS);
    return [i.name, all[i.name]!.subarray(from * ROWS * width, to * ROWS * width)];
  }));
  const ramp = (scale: number) => Float32Array.from({ length: steps }, (_, s) => (scale * (from + s)) / STEPS);
  const rateOf = (step: number): number => (schedule ? rateAt(schedule, step, { totalSteps: STEPS, stepsPerEpoch: EPOCH_STEPS }) : rate * (1 - (0.5 * step) / STEPS));
  return { steps, batchSize: ROWS, inputs, rates: Float32Array.from({ length: steps }, (_, s) => rateOf(from + s)), scalars: { drop: ramp(0.4), decay: ramp(0.02) } };
}

async function train(session: TrainingSession, c: ContractCase, cuts: number[]): Promise<number[]> {
  const losses: number[] = [];
  for (let i = 1; i < cuts.length; i++) losses.push(...(await session.trainSteps(batchesOf(c, cuts[i - 1]!, cuts[i]!))));
  return losses;
}

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((w, v, i) => Math.max(w, Math.abs(v - b[i]!) / (1 + Math.abs(b[i]!))), 0);

type Reference = { losses: number[]; predictions: Float32Array };
const references = new Map<string, Promise<Reference>>();

function reference(c: ContractCase): Promise<Reference> {
  let known = references.get(c.name);
  if (!known) {
    known = (async () => {
      const session = await (await engineNamed('cpu')).open(c.program, { seed: 5 });
      const losses = await train(session, c, [0, STEPS]);
      const predictions = await session.predict(contractData(c.program, ROWS, 9), ROWS);
      session.dispose();
      return { losses, predictions };
    })();
    references.set(c.name, known);
  }
  return known;
}

/** @throws Error after a time: what a file awaits while it loads has no limit of Jest's, and a hang there would never end */
async function surveyed(): Promise<Awaited<ReturnType<typeof surveyEngines>>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`surveyEngines() did not answer within ${WITHIN_MS / 1000} s: an engine hangs while it is loaded`)), WITHIN_MS)));
  return await Promise.race([surveyEngines(), late]).finally(() => clearTimeout(timer));
}

/** The optional engine joins where it is installed (`nx run model:install-tensorflow`). */
export const PRESENT = (await surveyed()).filter((e) => e.available).map((e) => e.name);

const LONG_STEPS = 20_000;
const CALL_STEPS = 500;
/** A leak grows in each of these; what V8 keeps for garbage, and when it gives memory back, differs from one to the next. */
const TRANCHES = 3;
/** Least growth over a tranche of 6,000 steps that counts as a leak: 3 kB a step. @unit bytes */
const MOST_GROWTH = 16 * 1024 ** 2;

function memory(): { tensors: [number, number]; /** of the whole process, native memory included @unit bytes */ resident: number } {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { numTensors, numDataBuffers } = tf.memory();
  return { tensors: [numTensors, numDataBuffers], resident: process.memoryUsage().rss };
}

/** Twenty thousand steps on every engine present: no tensor more than at the start, and no more memory. */
export function longRunContract(): void {
  test.each(PRESENT)('engine %s: memory stays bounded over 20,000 steps', async (name) => {
    const program = smallestProgram();
    const session = await (await engineNamed(name)).open(program, { seed: 1 });
    const batch = { steps: CALL_STEPS, batchSize: ROWS, inputs: contractData(program, CALL_STEPS * ROWS, 1), rates: new Float32Array(CALL_STEPS).fill(1e-3) };
    const run = async (steps: number): Promise<void> => {
      for (let done = 0; done < steps; done += CALL_STEPS) await session.trainSteps(batch);
    };
    await run(LONG_STEPS / 10);
    const marks = [memory()];
    for (let tranche = 0; tranche < TRANCHES; tranche++) {
      await run((LONG_STEPS / 10) * (9 / TRANCHES));
      marks.push(memory());
    }
    for (const { tensors } of marks) expect(tensors).toEqual(marks[0]!.tensors);
    const growths = marks.slice(1).map((m, i) => m.resident - marks[i]!.resident);
    expect(Math.min(...growths)).toBeLessThan(MOST_GROWTH);
    expect(session.exportState().step).toBe(LONG_STEPS);
    session.dispose();
  }, 180_000);
}

/** The tests of every engine present over the cases that `chosen` picks; two files share them out, so that two workers run them. */
export function engineContract(chosen: (name: string) => boolean): void {
  const CASES = contractCases().filter((c) => chosen(c.name));

  describe.each<EngineName>(PRESENT)('engine %s', (name) => {
    test.each(CASES.map((c) => [c.name, c] as const))('%s: as the cpu backend over 200 steps, resumed bit for bit, no tensor left', async (_, c) => {
      const want = await reference(c);
      const engine = await engineNamed(name);
      const before = tf.memory().numTensors;
      const session = await engine.open(c.program, { seed: 5 });
      const losses = await train(session, c, [0, 70, 110]);
      const saved = structuredClone(session.exportState());
      losses.push(...(await train(session, c, [110, 130])));
      const later = structuredClone(session.exportState());
      losses.push(...(await train(session, c, [130, STEPS])));
      expect(session.warnings).toEqual([]);
      expect(session.engineName).toBe(name);
      expect(worst(losses, want.losses)).toBeLessThan(LOSS_TOLERANCE);
      const data = contractData(c.program, ROWS, 9);
      const predictions = await session.predict(data, ROWS);
      expect(worst(predictions, want.predictions)).toBeLessThan(PREDICTION_TOLERANCE);
      if (!c.noisy) expect(losses.slice(-20).reduce((a, b) => a + b)).toBeLessThan(losses.slice(0, 20).reduce((a, b) => a + b));

      const second = await engine.open(c.program, { seed: 77 });
      second.importState(saved);
      await train(second, c, [110, 111, 130]);
      expect(second.exportState()).toEqual(later);
      second.dispose();
      session.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }, WITHIN_MS);
  });

  describe('gradients', () => {
    test.each(CASES.filter((c) => !c.noisy && c.program.optimizer.kind === 'adam' && !c.program.optimizer.ema).map((c) => [c.name, c] as const))('%s: equals the slope of the loss', async (_, c) => {
      const program = { ...c.program, optimizer: { kind: 'sgd' as const }, variables: c.program.variables.map((v) => ({ ...v, lrScale: 1 })) };
      const data = contractData(program, GRADIENT_ROWS, 4);
      const direction = new Map(program.variables.map((v, k) => [v.name, v.init.map((_, i) => Math.sin(1 + k + i * 1.7))]));
      const cpu = await engineNamed('cpu');
      const session = await cpu.open(program, { seed: 1 });
      const start = session.exportState();
      const lossAt = async (shift: number): Promise<number> => {
        const variables = Object.fromEntries(program.variables.map((v) => [v.name, start.variables[v.name]!.map((w, i) => w + shift * direction.get(v.name)![i]!)]));
        session.importState({ ...start, variables });
        return (await session.evaluate(data, GRADIENT_ROWS)).loss;
      };
      const epsilon = 2e-3;
      const slope = ((await lossAt(epsilon)) - (await lossAt(-epsilon))) / (2 * epsilon);
      for (const name of ['cpu', 'compiled', 'wasm'] as const) {
        const other = await (await engineNamed(name)).open(program, { seed: 1 });
        await other.trainSteps({ steps: 1, batchSize: GRADIENT_ROWS, inputs: data, rates: new Float32Array([1]) });
        const after = other.exportState().variables;
        // One step of gradient descent at rate 1 shows the gradient itself.
        const along = program.variables.reduce((sum, v) => sum + v.init.reduce((s, w, i) => s + (w - after[v.name]![i]!) * direction.get(v.name)![i]!, 0), 0);
        expect(Math.abs(along - slope)).toBeLessThan(1e-2 * (0.1 + Math.abs(slope)));
        other.dispose();
      }
      session.dispose();
    });
  });
}
