import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { slotsOf } from '../optimizer/optimizer';
import type { OptimizerConstants } from '../optimizer/optimizer';
import { Xoshiro128 } from '../random/xoshiro';
import { breathe, tensorOn, withBackend } from './backend';
import { checkBatches, checkRows } from './batch-check';
import { flatten, layoutOf, sizeOf, unflatten } from './parameter-layout';
import type { ParameterLayout } from './parameter-layout';
import { checkState, initialState } from './session-state';
import { contextOf, trainingStep, variablesOf } from './step';
import type { NoiseSource } from './step';
import { scalarColumns } from './step-scalars';
import type { BatchArray, EngineName, Evaluation, StepBatches, TrainingProgram, TrainingSession, TrainingState } from './training-engine';

/** Rows of one evaluation batch: large enough for speed, small enough for memory. */
const EVALUATION_ROWS = 2048;
/** How long the event loop may be held. @unit ms */
const HOLD_MS = 40;

/** Runs each step operation by operation on a TensorFlow.js backend. */
export class EagerSession implements TrainingSession {
  readonly warnings: string[] = [];
  private readonly layout: ParameterLayout;
  private readonly random: Xoshiro128;
  private step = 0;
  private w!: Tensor1D;
  private slots: Record<string, Tensor> = {};
  private fixed: Record<string, Tensor> = {};
  private constants: OptimizerConstants;
  private disposed = false;

  constructor(readonly engineName: EngineName, private readonly backend: string, private readonly program: TrainingProgram, seed: number) {
    this.layout = layoutOf(program);
    this.random = new Xoshiro128([1, 2, 3, 4]);
    const { rateScale, decayScale } = this.layout;
    this.constants = {
      rateScale: rateScale && (tensorOn(backend, rateScale, [rateScale.length]) as Tensor1D),
      decayScale: decayScale && (tensorOn(backend, decayScale, [decayScale.length]) as Tensor1D),
    };
    this.importState(initialState(program, this.layout, seed));
  }

  async trainSteps(batches: StepBatches): Promise<Float32Array> {
    checkBatches(this.program, batches);
    const columns = scalarColumns(this.program, batches, this.step);
    const losses = new Float32Array(batches.steps);
    await withBackend(this.backend, async () => {
      let since = performance.now();
      for (let s = 0; s < batches.steps; s++) {
        losses[s] = this.runStep(batches, columns, s);
        if (performance.now() - since > HOLD_MS) {
          await breathe();
          since = performance.now();
        }
      }
    });
    return losses;
  }

  private runStep(batches: StepBatches, columns: Record<string, Float32Array>, s: number): number {
    const out = tf.tidy(() => {
      const x = this.tensorsOf(batches.inputs, s * batches.batchSize, batches.batchSize);
      const scalars = Object.fromEntries(Object.entries(columns).map(([n, c]) => [n, tf.scalar(c[s]!)])) as Record<string, Scalar>;
      return trainingStep(this.program, this.layout, {
        w: this.w, slots: this.slots, fixed: this.fixed, x, scalars, constants: this.constants, noise: this.noise(), rows: batches.batchSize,
      });
    });
    const loss = out.loss.dataSync()[0]!;
    out.loss.dispose();
    this.replace(out);
    this.step++;
    return loss;
  }

  private replace(next: { w: Tensor1D; slots: Record<string, Tensor>; fixed: Record<string, Tensor> }): void {
    const kept = new Set<Tensor>([next.w, ...Object.values(next.slots), ...Object.values(next.fixed)]);
    for (const t of [this.w, ...Object.values(this.slots), ...Object.values(this.fixed)]) if (!kept.has(t)) t.dispose();
    for (const t of kept) tf.keep(t);
    this.w = next.w;
    this.slots = { ...this.slots, ...next.slots };
    this.fixed = next.fixed;
  }

  private noise(): NoiseSource {
    const draw = (shape: number[], fill: (out: Float32Array) => void): Tensor => {
      const out = new Float32Array(sizeOf(shape));
      fill(out);
      return tf.tensor(out, shape);
    };
    return {
      dropout: (shape, rate) => draw(shape, (out) => this.random.fillDropout(out, rate)),
      uniform: (shape) => draw(shape, (out) => this.random.fillUniform(out)),
      normal: (shape) => draw(shape, (out) => this.random.fillNormal(out)),
    };
  }

  private tensorsOf(inputs: Record<string, BatchArray>, from: number, rows: number): Record<string, Tensor> {
    const given = this.program.inputs.filter((i) => inputs[i.name]);
    return Object.fromEntries(given.map((i) => {
      const width = sizeOf(i.shape);
      return [i.name, tf.tensor(inputs[i.name]!.subarray(from * width, (from + rows) * width), [rows, ...i.shape], i.dtype)];
    }));
  }

  private async overRows(inputs: Record<string, BatchArray>, rows: number, withLoss: boolean): Promise<Evaluation> {
    checkRows(this.program, inputs, rows, withLoss);
    const parts: Float32Array[] = [];
    let lossSum = 0;
    await withBackend(this.backend, async () => {
      for (let from = 0; from < rows; from += EVALUATION_ROWS) {
        const count = Math.min(EVALUATION_ROWS, rows - from);
        const [outputs, loss] = this.forward(inputs, from, count, withLoss);
        parts.push(outputs);
        lossSum += loss * count;
        await breathe();
      }
    });
    const outputs = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
    parts.reduce((at, p) => (outputs.set(p, at), at + p.length), 0);
    return { loss: rows > 0 ? lossSum / rows : Number.NaN, outputs };
  }

  private forward(inputs: Record<string, BatchArray>, from: number, count: number, withLoss: boolean): [Float32Array, number] {
    return tf.tidy(() => {
      const ctx = contextOf({
        v: { ...this.fixed, ...variablesOf(this.layout, (this.slots['ema'] as Tensor1D | undefined) ?? this.w) },
        x: this.tensorsOf(inputs, from, count), scalars: {}, noise: this.noise(), rows: count, training: false, updates: {},
      });
      const outputs = this.program.predict(ctx).dataSync().slice() as Float32Array;
      return [outputs, withLoss ? this.program.loss(ctx).dataSync()[0]! : 0];
    });
  }

  async predict(inputs: Record<string, BatchArray>, rows: number): Promise<Float32Array> {
    return (await this.overRows(inputs, rows, false)).outputs;
  }

  evaluate(inputs: Record<string, BatchArray>, rows: number): Promise<Evaluation> {
    return this.overRows(inputs, rows, true);
  }

  exportWeights(): Record<string, Float32Array> {
    const flat = (this.slots['ema'] ?? this.w).dataSync() as Float32Array;
    return { ...unflatten(this.layout, flat), ...this.fixedValues() };
  }

  private fixedValues(): Record<string, Float32Array> {
    return Object.fromEntries(Object.entries(this.fixed).map(([n, t]) => [n, (t.dataSync() as Float32Array).slice()]));
  }

  exportState(): TrainingState {
    return {
      step: this.step,
      variables: { ...unflatten(this.layout, this.w.dataSync() as Float32Array), ...this.fixedValues() },
      slots: Object.fromEntries(Object.entries(this.slots).map(([n, t]) => [n, (t.dataSync() as Float32Array).slice()])),
      random: this.random.state,
    };
  }

  importState(state: TrainingState): void {
    checkState(this.program, this.layout, state);
    this.release();
    this.step = state.step;
    this.random.state = state.random;
    this.w = tensorOn(this.backend, flatten(this.layout, (n) => state.variables[n]!), [this.layout.size]) as Tensor1D;
    this.slots = Object.fromEntries(slotsOf(this.program.optimizer).map((s) => [s.name, tensorOn(this.backend, state.slots[s.name]!.slice(), [this.layout.size])]));
    this.fixed = Object.fromEntries(this.layout.fixed.map((v) => [v.name, tensorOn(this.backend, state.variables[v.name]!.slice(), v.shape)]));
  }

  private release(): void {
    for (const t of [this.w, ...Object.values(this.slots), ...Object.values(this.fixed)]) t?.dispose();
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.release();
    this.constants.rateScale?.dispose();
    this.constants.decayScale?.dispose();
  }
}
