import { AppError } from '@bellwether/contracts';
import { applyView, type FittedView } from '@bellwether/features';
import { chooseEngine, decodeNetwork, encodeNetwork, exportGraph, fitNetwork, mlpProgram, parameterCount, withWeights, type FitResult, type OnnxGraph, type OptimizerSpec, type TrainingEngine, type TrainingProgram } from '@bellwether/model';
import { z } from 'zod';
import type { Scorer } from '../rows/scorer';
import type { TrainContext } from '../task-family';
import type { Member } from './members';
import { mean, type Prepared } from './prepare';

/** All that is needed to build the network again. Read from files: bounded before anything is allocated. */
const topologySchema = z.strictObject({
  kind: z.literal('value-mlp'), inputSize: z.number().int().min(1).max(1_000_000), hidden: z.array(z.number().int().min(1).max(4096)).max(8), activation: z.enum(['relu', 'tanh', 'sigmoid']), loss: z.enum(['mse', 'tweedie']),
  /** the network speaks of the target in this unit, so that steps are of one size whatever the target */
  scale: z.number().positive(), floor: z.number().nullable(),
});
type Topology = z.infer<typeof topologySchema>;

export type FittedNetwork = { bytes: Uint8Array; bestEpoch: number; warnings: string[]; engine: FitResult['engine'] };

const WEIGHT_DECAY = 0.01;
/** A longer gradient is shortened to this: amounts have rare values a hundred times the usual. */
const CLIP_NORM = 1;

const programOf = (t: Topology, training: { optimizer: OptimizerSpec; dropout: number; seed: number; outputBias: number } = { optimizer: { kind: 'sgd' }, dropout: 0, seed: 0, outputBias: 0 }): TrainingProgram =>
  mlpProgram({ inputSize: t.inputSize, hidden: t.hidden, activation: t.activation, loss: t.loss === 'mse' ? 'squared' : 'tweedie', ...training });

const deviation = (y: Float64Array): number => {
  const m = mean(y);
  return Math.sqrt(mean(y.map((v) => (v - m) ** 2)));
};

/** @throws AppError MODEL_DIVERGED, RUN_CANCELLED, PARAMS_INVALID */
export async function fitValueNetwork(context: TrainContext<unknown>, { view, table, parts, y, target, floor }: Prepared, { params }: Member, engine: TrainingEngine): Promise<FittedNetwork> {
  if (target.negative && params.networkLoss === 'tweedie') throw new AppError({ code: 'PARAMS_INVALID', message: `expected a target of at least zero for the Tweedie loss, received values below zero in ${JSON.stringify(target.column)}`, fix: 'choose mean squared error' });
  const scale = params.networkLoss === 'mse' ? deviation(y.train) : mean(y.train);
  const topology: Topology = { kind: 'value-mlp', inputSize: view.features.length, hidden: new Array<number>(params.layers).fill(params.units), activation: params.activation, loss: params.networkLoss, scale, floor: Number.isFinite(floor) ? floor : null };
  const outputBias = params.networkLoss === 'mse' ? mean(y.train) / scale : 0;
  const optimizer: OptimizerSpec = { kind: params.optimizer, ...(params.optimizer === 'momentum' ? { momentum: 0.9 } : {}), ...(params.optimizer === 'adamw' ? { weightDecay: WEIGHT_DECAY } : {}), clip: { norm: CLIP_NORM } };
  const program = programOf(topology, { optimizer, dropout: params.dropout, seed: context.seed, outputBias });
  const set = (rows: Int32Array, values: Float64Array) => ({ rows: rows.length, inputs: { x: applyView(view, table, rows).x, y: Float32Array.from(values, (v) => v / scale) } });
  const resume = await context.loadCheckpoint();
  if (resume !== null) context.log('info', 'Resumed from its checkpoint.');
  const result = await fitNetwork({
    program, engine, seed: context.seed, train: set(parts.train, y.train), valid: set(parts.valid, y.valid), epochs: params.epochs, batchSize: Math.min(params.batchSize, parts.train.length), schedule: { kind: 'cosine', rate: params.learningRate, warmup: 0.05 },
    signal: context.signal, earlyStopping: { patience: params.patience === 0 ? Number.MAX_SAFE_INTEGER : params.patience, monitor: 'loss', mode: 'min' },
    checkpoint: { everyMs: params.checkpointSeconds * 1000, save: (bytes, at) => context.saveCheckpoint(at.step, bytes), ...(resume === null ? {} : { resume }) },
    onStep: ({ step, totalSteps, trainLoss, epoch, epochs, rate }) => {
      context.metric('train/loss', step, trainLoss);
      context.metric('rate', step, rate);
      context.progress({ phase: 'train', step, totalSteps, epoch, totalEpochs: epochs });
    },
    onEpoch: ({ step, totalSteps, epoch, epochs, validLoss }) => {
      if (validLoss !== null) context.metric('valid/loss', step, validLoss);
      context.progress({ phase: 'train', step, totalSteps, epoch, totalEpochs: epochs });
    },
  });
  for (const warning of result.warnings) context.log('warn', warning);
  context.log('info', `${result.stopped === 'early-stopping' ? 'Stopped early' : 'Completed'} after ${result.epochsRun} epochs; the weights of epoch ${result.bestEpoch} are kept.`);
  return { bytes: encodeNetwork(program, { topology, weights: result.weights }), bestEpoch: result.bestEpoch, warnings: result.warnings, engine: result.engine };
}

/** @throws AppError MODEL_ARTIFACT_INVALID */
function programFrom(bytes: Uint8Array): { program: TrainingProgram; weights: Record<string, Float32Array>; topology: Topology } {
  const stored = decodeNetwork(bytes);
  const parsed = topologySchema.safeParse(stored.topology);
  if (!parsed.success) throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `expected the topology of a network of values, received one where ${z.prettifyError(parsed.error)}`, fix: 'use the files of the run, unchanged' });
  return { program: withWeights(programOf(parsed.data), stored.weights), weights: stored.weights, topology: parsed.data };
}

/** The network as a graph of its own, in its own unit. @throws AppError MODEL_ARTIFACT_INVALID */
export async function valueNetworkGraph(bytes: Uint8Array): Promise<{ graph: OnnxGraph; scale: number; floor: number | null }> {
  const { program, weights, topology } = programFrom(bytes);
  return { graph: await exportGraph(program, weights, ['x']), scale: topology.scale, floor: topology.floor };
}

/** Opens a stored network for scoring. @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export async function openValueNetwork(bytes: Uint8Array, engine: TrainingEngine | null, view: FittedView): Promise<Scorer> {
  const { program, topology } = programFrom(bytes);
  if (view.features.length !== topology.inputSize) throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `expected a view of ${topology.inputSize} inputs, received one of ${view.features.length}`, fix: 'use the files of one run together' });
  const session = await (engine ?? (await chooseEngine()).engine).open(program, { seed: 0 });
  const floor = topology.floor ?? Number.NEGATIVE_INFINITY;
  return {
    async score(table, rows) {
      const { x, rows: n } = applyView(view, table, rows);
      return n === 0 ? new Float64Array(0) : Float64Array.from(await session.predict({ x }, n), (v) => Math.max(floor, v * topology.scale));
    },
    parameters: parameterCount(program), dispose: () => session.dispose(),
  };
}
