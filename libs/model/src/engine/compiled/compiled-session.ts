import { isAppError } from '@bellwether/contracts';
import { slotsOf } from '../../optimizer/optimizer';
import { Xoshiro128 } from '../../random/xoshiro';
import { withBackend } from '../backend';
import { checkBatches, checkRows } from '../batch-check';
import { EagerSession } from '../eager-session';
import { flatten, layoutOf, sizeOf, unflatten } from '../parameter-layout';
import type { ParameterLayout } from '../parameter-layout';
import { checkState, initialState } from '../session-state';
import { scalarColumns } from '../step-scalars';
import type { BatchArray, EngineName, Evaluation, StepBatches, TrainingProgram, TrainingSession, TrainingState } from '../training-engine';
import { startWasm } from '../wasm-backend';
import { compileForward, compileStep } from './compile';
import type { CompiledStep } from './compile';
import { feed, openModel } from './onnx-runtime';
import type { InferenceSession, Ort, Tensor } from './onnx-runtime';
import { RECORD_BACKEND } from './record-backend';

const EVALUATION_ROWS = 4096;
/** Graphs of different row counts that are kept at once. */
const KEPT_GRAPHS = 8;
/** Noise of one call: more steps are cut into several calls. */
const MAX_NOISE_BYTES = 64 * 1024 * 1024;

type Step = CompiledStep & { session: InferenceSession };

/** Runs the step as an ONNX graph. What cannot be compiled runs on the wasm engine instead, with a warning that says what and where. */
export class CompiledSession implements TrainingSession {
  private readonly ownWarnings: string[] = [];
  private readonly layout: ParameterLayout;
  private readonly random = new Xoshiro128([1, 2, 3, 4]);
  private readonly steps = new Map<number, Step>();
  private readonly forwards = new Map<string, InferenceSession>();
  private step = 0;
  /** `w`, `slot:*` and `fixed:*` */
  private state = new Map<string, Float32Array>();
  private fallback: EagerSession | null = null;
  private compiled = 0;

  constructor(private readonly ort: Ort, private readonly program: TrainingProgram, private readonly seed: number, private readonly threads: number) {
    this.layout = layoutOf(program);
    this.importState(initialState(program, this.layout, seed));
  }

  get engineName(): EngineName {
    return this.fallback ? this.fallback.engineName : 'compiled';
  }

  get warnings(): readonly string[] {
    return this.ownWarnings;
  }

  /** Graphs made so far: one for each shape that came, training and evaluation apart. */
  get compilations(): number {
    return this.compiled;
  }

  /** Compiles for this batch size now instead of at the first step. */
  async prepare(batchSize: number): Promise<void> {
    if (!this.fallback) await this.orFallBack(() => this.stepFor(batchSize));
  }

  private async stepFor(batchSize: number): Promise<Step> {
    const known = this.steps.get(batchSize);
    if (known) return known;
    const compiled = await withBackend(RECORD_BACKEND, () => compileStep(this.program, this.layout, batchSize, this.threads));
    const step = { ...compiled, session: await openModel(compiled.model, this.threads) };
    this.compiled++;
    this.steps.set(batchSize, step);
    return step;
  }

  /** Compiling may fail; running what was compiled may not. */
  private async orFallBack<T>(compile: () => Promise<T>): Promise<T | null> {
    try {
      return await compile();
    } catch (e) {
      if (isAppError(e) && e.code !== 'ENGINE_UNSUPPORTED_OP') throw e;
      const words = e instanceof Error ? e.message : String(e);
      this.ownWarnings.push(`The compiled engine could not be used, the run went on with wasm, which is slower. ${words}${isAppError(e) ? ` ${e.fix}` : ''}`);
      await startWasm(1);
      const state = this.exportState();
      this.fallback = await withBackend('wasm', () => new EagerSession('wasm', 'wasm', this.program, this.seed));
      this.fallback.importState(state);
      return null;
    }
  }

  async trainSteps(batches: StepBatches): Promise<Float32Array> {
    checkBatches(this.program, batches);
    const step = this.fallback ? null : await this.orFallBack(() => this.stepFor(batches.batchSize));
    if (!step) return this.fallback!.trainSteps(batches);
    const noiseBytes = step.noise.reduce((n, site) => n + 4 * sizeOf(site.shape), 0);
    const most = Math.max(1, Math.floor(MAX_NOISE_BYTES / Math.max(1, noiseBytes)));
    const losses = new Float32Array(batches.steps);
    for (let from = 0; from < batches.steps; from += most) losses.set(await this.runSteps(step, this.part(batches, from, Math.min(batches.steps, from + most))), from);
    return losses;
  }

  private part(batches: StepBatches, from: number, to: number): StepBatches {
    if (from === 0 && to === batches.steps) return batches;
    const inputs = Object.fromEntries(this.program.inputs.map((i) => {
      const width = batches.batchSize * sizeOf(i.shape);
      return [i.name, batches.inputs[i.name]!.subarray(from * width, to * width)];
    }));
    const scalars = Object.fromEntries(Object.entries(batches.scalars ?? {}).map(([n, v]) => [n, v.subarray(from, to)]));
    return { ...batches, steps: to - from, inputs, scalars, rates: batches.rates.subarray(from, to) };
  }

  private async runSteps(step: Step, batches: StepBatches): Promise<Float32Array> {
    const results = await step.session.run(this.feedsOf(step, batches));
    for (const name of step.states) this.state.set(name, results[`to:${name}`]!.data as Float32Array);
    this.step += batches.steps;
    return results['losses']!.data as Float32Array;
  }

  private feedsOf(step: Step, batches: StepBatches): Record<string, Tensor> {
    const { steps, batchSize } = batches;
    const feeds: Record<string, Tensor> = {};
    const shapeOf = (name: string): number[] => (name.startsWith('fixed:') ? this.layout.fixed.find((v) => `fixed:${v.name}` === name)!.shape : [this.layout.size]);
    for (const name of step.states) feeds[`from:${name}`] = feed(this.ort, this.state.get(name)!, shapeOf(name));
    for (const name of step.constants) feeds[name] = feed(this.ort, this.state.get(name)!, shapeOf(name));
    for (const i of this.program.inputs) feeds[`all:x:${i.name}`] = feed(this.ort, batches.inputs[i.name]!, [steps, batchSize, ...i.shape]);
    const columns = scalarColumns(this.program, batches, this.step);
    for (const name of step.scalars) feeds[`all:scalar:${name}`] = feed(this.ort, columns[name]!, [steps]);
    for (const [name, { data, shape }] of this.drawNoise(step, steps)) feeds[`all:${name}`] = feed(this.ort, data, [steps, ...shape]);
    return feeds;
  }

  /** In the order in which the eager engines draw: step by step, site by site. */
  private drawNoise(step: Step, steps: number): Map<string, { data: Float32Array; shape: number[] }> {
    const sites = step.noise.map((site) => ({ ...site, size: sizeOf(site.shape), data: new Float32Array(steps * sizeOf(site.shape)) }));
    for (let s = 0; s < steps; s++) {
      for (const site of sites) {
        const out = site.data.subarray(s * site.size, (s + 1) * site.size);
        if (site.kind === 'dropout') this.random.fillDropout(out, site.rate);
        else if (site.kind === 'uniform') this.random.fillUniform(out);
        else this.random.fillNormal(out);
      }
    }
    return new Map(sites.map((s) => [s.name, s]));
  }

  private async forwardFor(rows: number, withLoss: boolean, given: string[]): Promise<InferenceSession> {
    const key = `${rows}|${withLoss}|${given}`;
    const known = this.forwards.get(key);
    if (known) return known;
    const model = await withBackend(RECORD_BACKEND, () => compileForward(this.program, this.layout, rows, withLoss, given));
    const session = await openModel(model, this.threads);
    this.compiled++;
    if (this.forwards.size >= KEPT_GRAPHS) {
      const [oldest, old] = this.forwards.entries().next().value!;
      this.forwards.delete(oldest);
      await old.release();
    }
    this.forwards.set(key, session);
    return session;
  }

  private async overRows(inputs: Record<string, BatchArray>, rows: number, withLoss: boolean): Promise<Evaluation | null> {
    const given = this.program.inputs.filter((i) => inputs[i.name]);
    const parts: Float32Array[] = [];
    let lossSum = 0;
    for (let from = 0; from < rows; from += EVALUATION_ROWS) {
      const count = Math.min(EVALUATION_ROWS, rows - from);
      const session = await this.orFallBack(() => this.forwardFor(count, withLoss, given.map((i) => i.name)));
      if (!session) return null;
      const feeds: Record<string, Tensor> = { w: feed(this.ort, this.state.get('slot:ema') ?? this.state.get('w')!, [this.layout.size]) };
      for (const v of this.layout.fixed) feeds[`fixed:${v.name}`] = feed(this.ort, this.state.get(`fixed:${v.name}`)!, v.shape);
      for (const i of given) {
        const width = sizeOf(i.shape);
        feeds[`x:${i.name}`] = feed(this.ort, inputs[i.name]!.subarray(from * width, (from + count) * width), [count, ...i.shape]);
      }
      const results = await session.run(feeds);
      parts.push(results['outputs']!.data as Float32Array);
      if (withLoss) lossSum += (results['loss']!.data as Float32Array)[0]! * count;
    }
    const outputs = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
    parts.reduce((at, p) => (outputs.set(p, at), at + p.length), 0);
    return { loss: rows > 0 ? lossSum / rows : Number.NaN, outputs };
  }

  async predict(inputs: Record<string, BatchArray>, rows: number): Promise<Float32Array> {
    checkRows(this.program, inputs, rows, false);
    const done = this.fallback ? null : await this.overRows(inputs, rows, false);
    return done ? done.outputs : this.fallback!.predict(inputs, rows);
  }

  async evaluate(inputs: Record<string, BatchArray>, rows: number): Promise<Evaluation> {
    checkRows(this.program, inputs, rows, true);
    const done = this.fallback ? null : await this.overRows(inputs, rows, true);
    return done ?? this.fallback!.evaluate(inputs, rows);
  }

  private fixedValues(): Record<string, Float32Array> {
    return Object.fromEntries(this.layout.fixed.map((v) => [v.name, this.state.get(`fixed:${v.name}`)!.slice()]));
  }

  exportWeights(): Record<string, Float32Array> {
    if (this.fallback) return this.fallback.exportWeights();
    return { ...unflatten(this.layout, this.state.get('slot:ema') ?? this.state.get('w')!), ...this.fixedValues() };
  }

  exportState(): TrainingState {
    if (this.fallback) return this.fallback.exportState();
    return {
      step: this.step,
      variables: { ...unflatten(this.layout, this.state.get('w')!), ...this.fixedValues() },
      slots: Object.fromEntries(slotsOf(this.program.optimizer).map((s) => [s.name, this.state.get(`slot:${s.name}`)!.slice()])),
      random: this.random.state,
    };
  }

  importState(state: TrainingState): void {
    checkState(this.program, this.layout, state);
    if (this.fallback) return this.fallback.importState(state);
    this.step = state.step;
    this.random.state = state.random;
    this.state = new Map([
      ['w', flatten(this.layout, (n) => state.variables[n]!)],
      ...slotsOf(this.program.optimizer).map((s): [string, Float32Array] => [`slot:${s.name}`, state.slots[s.name]!.slice()]),
      ...this.layout.fixed.map((v): [string, Float32Array] => [`fixed:${v.name}`, state.variables[v.name]!.slice()]),
    ]);
  }

  dispose(): void {
    for (const s of this.steps.values()) void s.session.release();
    for (const s of this.forwards.values()) void s.release();
    this.steps.clear();
    this.forwards.clear();
    this.fallback?.dispose();
  }
}
