import { version_core } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import { breathe } from '../engine/backend';
import { checkRows } from '../engine/batch-check';
import type { TrainingSession } from '../engine/training-engine';
import { sizeOf } from '../engine/parameter-layout';
import { epochOrder } from '../random/epoch-order';
import { checkSchedule, rateAt } from '../schedule/schedule';
import { BatchGatherer, checkFinite } from './batch-gather';
import { divergedError, explodedError, firstDiverged, weightsExploded } from './divergence';
import { monitored, noBest, observe } from './early-stopping';
import { decodeFit, encodeFit } from './fit-checkpoint';
import type { FitMemory } from './fit-checkpoint';
import type { EpochRecord, FitOptions, FitResult } from './fit-options';

/** One call of the engine should take about this long: progress several times a second, abort well within one. @unit ms */
const CHUNK_MS = 120;
const MAX_CHUNK_STEPS = 1024;
const MAX_CHUNK_BYTES = 64 * 1024 * 1024;
const CHECKPOINT_MS = 2000;
const REPORTS = 500;

function checkOptions(options: FitOptions): void {
  const refuse = (message: string, fix: string): never => {
    throw new AppError({ code: 'PARAMS_INVALID', message, fix });
  };
  if (!Number.isInteger(options.epochs) || options.epochs < 1) refuse(`Epochs must be a whole number above 0; ${options.epochs} came.`, 'Use for example 50.');
  if (!Number.isInteger(options.batchSize) || options.batchSize < 1) refuse(`The batch size must be a whole number above 0; ${options.batchSize} came.`, 'Use for example 256.');
  if (options.train.rows < 1) refuse(`Training needs at least one row; ${options.train.rows} came.`, 'Check the split fractions.');
  if (options.earlyStopping && !options.valid) refuse('Early stopping needs a validation set; none came.', 'Give a validation fraction above 0, or turn early stopping off.');
  checkSchedule(options.schedule);
  checkRows(options.program, options.train.inputs, options.train.rows, true);
  if (options.valid) checkRows(options.program, options.valid.inputs, options.valid.rows, true);
  checkFinite(options.program, options.train, 'training');
  if (options.valid) checkFinite(options.program, options.valid, 'validation');
}

const freshMemory = (): FitMemory => ({
  epoch: 0, batch: 0, epochLoss: 0, reportLoss: 0, reportSteps: 0, firstLoss: null, best: noBest(), plateau: { factor: 1, wait: 0, best: null }, history: [],
});

/** The loop over epochs and batches; holds what a checkpoint holds. */
class Fit {
  private memory = freshMemory();
  private bestWeights: Record<string, Float32Array> | null = null;
  private lastGood: Record<string, Float32Array>;
  private step = 0;
  private chunkSteps = 2;
  private savedAt = performance.now();
  private readonly gatherer: BatchGatherer;
  private readonly batchSize: number;
  private readonly fullBatches: number;
  private readonly lastRows: number;
  private readonly totalSteps: number;
  private readonly reportEvery: number;
  readonly warnings: string[] = [];

  constructor(private readonly options: FitOptions, private readonly session: TrainingSession) {
    const { rows } = options.train;
    this.batchSize = Math.min(options.batchSize, rows);
    if (this.batchSize < options.batchSize) this.warnings.push(`The batch of ${options.batchSize} is larger than the ${rows} training rows: one batch of ${rows} an epoch is used.`);
    this.fullBatches = Math.floor(rows / this.batchSize);
    this.lastRows = options.lastBatch === 'drop' ? 0 : rows % this.batchSize;
    this.totalSteps = this.batchesPerEpoch * options.epochs;
    this.reportEvery = options.reportEvery ?? Math.max(1, Math.ceil(this.totalSteps / REPORTS));
    this.gatherer = new BatchGatherer(options.program, options.train);
    this.lastGood = session.exportWeights();
    if (options.checkpoint?.resume) this.resume(options.checkpoint.resume);
  }

  private get batchesPerEpoch(): number {
    return this.fullBatches + (this.lastRows > 0 ? 1 : 0);
  }

  private resume(bytes: Uint8Array): void {
    const saved = decodeFit(this.options, bytes);
    this.session.importState(saved.state);
    this.memory = saved.memory;
    this.bestWeights = saved.bestWeights;
    this.step = saved.state.step;
    this.lastGood = saved.bestWeights ?? this.session.exportWeights();
    if (saved.engine !== this.options.engine.name) this.warnings.push(`Resumed on the engine ${this.options.engine.name}; the checkpoint is of ${saved.engine}: the last digits may differ.`);
  }

  async run(): Promise<'completed' | 'early-stopping'> {
    const { epochs, earlyStopping } = this.options;
    while (this.memory.epoch < epochs) {
      if (earlyStopping && this.memory.best.wait >= earlyStopping.patience) return 'early-stopping';
      await this.runEpoch();
    }
    return 'completed';
  }

  private async runEpoch(): Promise<void> {
    const order = epochOrder(this.options.train.rows, this.options.seed, this.memory.epoch);
    while (this.memory.batch < this.batchesPerEpoch) {
      this.throwIfAborted();
      const left = this.fullBatches - this.memory.batch;
      if (left > 0) await this.runChunk(order, Math.min(left, this.chunkSteps, this.stepsThatFit()), this.batchSize);
      else await this.runChunk(order, 1, this.lastRows);
      await breathe();
      if (this.memory.batch < this.batchesPerEpoch) await this.saveIfDue();
    }
    await this.endEpoch();
    await this.saveIfDue();
  }

  private stepsThatFit(): number {
    const rowBytes = this.options.program.inputs.reduce((n, i) => n + 4 * sizeOf(i.shape), 0);
    return Math.max(1, Math.floor(MAX_CHUNK_BYTES / (rowBytes * this.batchSize)));
  }

  private rate(step: number): number {
    return rateAt(this.options.schedule, step, { totalSteps: this.totalSteps, stepsPerEpoch: this.batchesPerEpoch }) * this.memory.plateau.factor;
  }

  private async runChunk(order: Int32Array, steps: number, rows: number): Promise<void> {
    const rates = Float32Array.from({ length: steps }, (_, i) => this.rate(this.step + i));
    const scalars = Object.fromEntries((this.options.program.scalars ?? []).map((name) => {
      const at = this.options.scalars?.[name];
      if (!at) throw new AppError({ code: 'PARAMS_INVALID', message: `The program reads the per-step number "${name}"; no schedule for it came.`, fix: 'Pass it in `scalars`.' });
      return [name, Float32Array.from({ length: steps }, (_, i) => at((this.step + i) / this.totalSteps))];
    }));
    const inputs = this.gatherer.rows(order, this.memory.batch * this.batchSize, steps * rows);
    const started = performance.now();
    const losses = await this.session.trainSteps({ steps, batchSize: rows, inputs, rates, scalars });
    if (rows === this.batchSize) this.adapt((performance.now() - started) / steps);
    this.account(losses, rates);
    this.memory.batch += steps;
  }

  private adapt(msPerStep: number): void {
    this.chunkSteps = Math.max(1, Math.min(MAX_CHUNK_STEPS, this.chunkSteps * 4, Math.round(CHUNK_MS / Math.max(msPerStep, 0.01))));
  }

  /** Points fall on multiples of `reportEvery`, whatever the chunks were: a resumed run reports the same ones. */
  private account(losses: Float32Array, rates: Float32Array): void {
    const m = this.memory;
    m.firstLoss ??= losses[0]!;
    const bad = firstDiverged(losses, m.firstLoss);
    if (bad >= 0) throw divergedError({ step: this.step + bad + 1, epoch: m.epoch + 1, rate: rates[bad]!, loss: losses[bad]! }, this.session.exportState().variables, this.lastGood);
    for (let i = 0; i < losses.length; i++) {
      this.step++;
      m.epochLoss += losses[i]!;
      m.reportLoss += losses[i]!;
      m.reportSteps++;
      if (this.step % this.reportEvery !== 0) continue;
      this.options.onStep?.({ epoch: m.epoch + 1, epochs: this.options.epochs, step: this.step, totalSteps: this.totalSteps, trainLoss: m.reportLoss / m.reportSteps, rate: rates[i]! });
      m.reportLoss = 0;
      m.reportSteps = 0;
    }
  }

  private async endEpoch(): Promise<void> {
    const m = this.memory;
    const { valid, earlyStopping, epochs } = this.options;
    const record: EpochRecord = { epoch: m.epoch + 1, step: this.step, trainLoss: m.epochLoss / this.batchesPerEpoch, validLoss: null, rate: this.rate(this.step - 1), metrics: {} };
    if (valid) {
      const { loss, outputs } = await this.session.evaluate(valid.inputs, valid.rows);
      record.validLoss = loss;
      record.metrics = valid.score?.(outputs) ?? {};
      if (!Number.isFinite(loss)) throw divergedError({ step: this.step, epoch: m.epoch + 1, rate: record.rate, loss }, this.session.exportState().variables, this.lastGood);
    }
    const weights = this.session.exportWeights();
    if (weightsExploded(weights)) throw explodedError({ step: this.step, epoch: m.epoch + 1, rate: record.rate }, weights, this.lastGood);
    const value = valid ? monitored(earlyStopping, record) : -record.epoch;
    const { best, improved } = observe(earlyStopping, m.best, value, record.epoch);
    m.best = best;
    if (improved && valid) this.bestWeights = weights;
    this.lastGood = this.bestWeights ?? weights;
    this.reducePlateau(record.validLoss ?? record.trainLoss);
    m.history.push(record);
    m.epoch++;
    m.batch = 0;
    m.epochLoss = 0;
    await this.options.onEpoch?.({ ...record, epochs, totalSteps: this.totalSteps, bestEpoch: m.best.epoch });
  }

  private reducePlateau(value: number): void {
    const { schedule } = this.options;
    if (schedule.kind !== 'plateau') return;
    const p = this.memory.plateau;
    const better = p.best === null || value < p.best;
    p.wait = better ? 0 : p.wait + 1;
    if (better) p.best = value;
    if (p.wait <= schedule.patience) return;
    p.factor *= schedule.factor;
    p.wait = 0;
  }

  private async saveIfDue(): Promise<void> {
    const { checkpoint } = this.options;
    if (!checkpoint || performance.now() - this.savedAt < (checkpoint.everyMs ?? CHECKPOINT_MS)) return;
    await checkpoint.save(encodeFit(this.options, this.session.exportState(), this.memory, this.bestWeights), { epoch: this.memory.epoch, step: this.step });
    this.savedAt = performance.now();
  }

  private throwIfAborted(): void {
    if (!this.options.signal?.aborted) return;
    throw new AppError({ code: 'RUN_CANCELLED', message: `The training was cancelled at step ${this.step} of ${this.totalSteps}.`, fix: 'Start it again; a checkpoint, if there is one, is where it goes on.' });
  }

  /** What ran the steps: the engine that was asked for, or the one it fell back to. */
  private ran(): FitResult['engine'] {
    const { engine } = this.options;
    const { engineName, warnings } = this.session;
    if (engineName === engine.name) return { name: engine.name, version: engine.version, device: engine.device, reason: engine.reason };
    return { name: engineName, version: version_core, device: `cpu (${engineName})`, reason: warnings[0] ?? '' };
  }

  result(stopped: FitResult['stopped']): FitResult {
    return {
      weights: this.bestWeights ?? this.session.exportWeights(),
      state: this.session.exportState(),
      bestEpoch: this.memory.best.epoch,
      epochsRun: this.memory.epoch,
      stopped,
      history: this.memory.history,
      engine: this.ran(),
      warnings: [...this.warnings, ...this.session.warnings],
    };
  }
}

/**
 * Trains a program to the end: shuffled batches, scheduled rate, validation after each epoch, best weights kept, checkpoints.
 * The same seed gives the same weights on the same engine, also across a kill and a resume.
 * @throws PARAMS_INVALID, INPUT_INVALID before the first step; MODEL_DIVERGED (a `DivergedError` with the last good weights); RUN_CANCELLED
 */
export async function fitNetwork(options: FitOptions): Promise<FitResult> {
  checkOptions(options);
  const session = await options.engine.open(options.program, { seed: options.seed });
  try {
    const fit = new Fit(options, session);
    const stopped = await fit.run();
    return fit.result(stopped);
  } finally {
    session.dispose();
  }
}
