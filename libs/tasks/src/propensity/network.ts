import { AppError } from '@bellwether/contracts';
import { applyView, type FittedView } from '@bellwether/features';
import { binaryMeter, BINARY_KEYS, rankBinary } from '@bellwether/metrics';
import { chooseEngine, decodeNetwork, encodeNetwork, exportGraph, fitNetwork, parameterCount, Predictor, withWeights, type FitResult, type OnnxGraph, type TrainingEngine, type TrainingProgram } from '@bellwether/model';
import { z } from 'zod';
import type { TrainContext } from '../task-family';
import { buildNetwork, inputNames, networkInputs, optimizerOf, planOf, topologyOf, topologySchema, type Topology } from './network-kinds';
import type { PropensityParams } from './params';
import type { Prepared } from './prepare';
import type { Scorer } from './scorer';

export type FittedNetwork = { bytes: Uint8Array; bestEpoch: number; warnings: string[]; /** what ran it: the engine asked for, or the one it fell back to */ engine: FitResult['engine'] };

/** Weight of a positive row, a negative one weighing 1; null where all weigh the same. */
export function positiveWeight(params: PropensityParams, y: Float64Array): number | null {
  if (params.classWeights === 'none') return null;
  if (params.classWeights === 'custom') return params.positiveWeight;
  const positives = y.reduce((sum, v) => sum + v, 0);
  return (y.length - positives) / positives;
}

/** AUC of validation predictions, for the live curve and the best epoch. */
function areaUnder(y: Float64Array): (predictions: Float32Array) => Record<string, number> {
  const out = new Float64Array(BINARY_KEYS.length);
  return (predictions) => {
    // a saturated float32 sigmoid is exactly 0 or 1, never outside
    binaryMeter(rankBinary(y, predictions), null).measure(null, out);
    const measured: Record<string, number> = {};
    if (!Number.isNaN(out[0]!)) measured.auc = out[0]!;
    return measured;
  };
}

/** @throws AppError MODEL_DIVERGED, RUN_CANCELLED, PARAMS_INVALID */
export async function fitPropensityNetwork(context: TrainContext<PropensityParams>, prepared: Prepared, engine: TrainingEngine): Promise<FittedNetwork> {
  const { params, seed } = context;
  const { view, table, parts, y } = prepared;
  const topology = topologyOf(params, prepared);
  const weight = positiveWeight(params, y.train);
  const rate = y.train.reduce((sum, v) => sum + v, 0) / y.train.length;
  const outputBias = Math.log((rate / (1 - rate)) * (weight ?? 1));
  const { x: sample } = applyView(view, table, parts.train);
  const { program, recipe } = buildNetwork(topology, { optimizer: optimizerOf(params), dropout: params.model === 'mlp' ? params.dropout : 0, seed, weighted: weight !== null, outputBias, sample, trainRows: parts.train.length });
  const { patience, ...plan } = planOf(params, recipe);
  const inputs = (rows: Int32Array, labels: Float64Array) => ({
    rows: rows.length,
    inputs: { ...networkInputs(topology, applyView(view, table, rows).x), y: Float32Array.from(labels), ...(weight === null ? {} : { weight: Float32Array.from(labels, (v) => (v === 1 ? weight : 1)) }) },
  });
  const resume = await context.loadCheckpoint();
  if (resume !== null) context.log('info', 'Resumed from its checkpoint.');
  const score = areaUnder(y.valid);
  const result = await fitNetwork({
    program, engine, seed, train: inputs(parts.train, y.train), valid: { ...inputs(parts.valid, y.valid), score },
    ...plan, signal: context.signal,
    earlyStopping: { patience: patience === 0 ? Number.MAX_SAFE_INTEGER : patience, ...(params.stopOn === 'auc' && hasBoth(y.valid) ? { monitor: 'auc', mode: 'max' } : { monitor: 'loss', mode: 'min' }) },
    checkpoint: { everyMs: params.checkpointSeconds * 1000, save: (bytes, at) => context.saveCheckpoint(at.step, bytes), ...(resume === null ? {} : { resume }) },
    onStep: ({ step, totalSteps, trainLoss, epoch, epochs, rate: now }) => {
      context.metric('train/loss', step, trainLoss);
      context.metric('rate', step, now);
      context.progress({ phase: 'train', step, totalSteps, epoch, totalEpochs: epochs });
    },
    onEpoch: ({ step, totalSteps, epoch, epochs, validLoss, metrics }) => {
      if (validLoss !== null) context.metric('valid/loss', step, validLoss);
      if (metrics.auc !== undefined) context.metric('valid/auc', step, metrics.auc);
      context.progress({ phase: 'train', step, totalSteps, epoch, totalEpochs: epochs });
    },
  });
  for (const warning of result.warnings) context.log('warn', warning);
  context.log('info', `${result.stopped === 'early-stopping' ? 'Stopped early' : 'Completed'} after ${result.epochsRun} epochs; the weights of epoch ${result.bestEpoch} are kept.`);
  return { bytes: encodeNetwork(program, { topology, weights: result.weights }), bestEpoch: result.bestEpoch, warnings: result.warnings, engine: result.engine };
}

const hasBoth = (y: Float64Array): boolean => y.includes(0) && y.includes(1);

function programFrom(bytes: Uint8Array): { program: TrainingProgram; weights: Record<string, Float32Array>; topology: Topology } {
  const stored = decodeNetwork(bytes);
  const parsed = topologySchema.safeParse(stored.topology);
  if (!parsed.success) throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `expected the topology of a propensity network, received one where ${z.prettifyError(parsed.error)}`, fix: 'use the files of the run, unchanged' });
  return { program: withWeights(buildNetwork(parsed.data).program, stored.weights), weights: stored.weights, topology: parsed.data };
}

/** The network as a graph, to stand in the file of the whole model. @throws AppError ENGINE_UNSUPPORTED_OP */
export async function networkGraph(bytes: Uint8Array): Promise<{ graph: OnnxGraph; topology: Topology }> {
  const { program, weights, topology } = programFrom(bytes);
  return { graph: await exportGraph(program, weights, inputNames(topology)), topology };
}

/** What computes an opened network: ONNX Runtime, an engine, or (null) the best engine that is there. */
export type NetworkRunner = { onnx: Uint8Array } | { engine: TrainingEngine } | null;

/** Opens a stored network for scoring. @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export async function openNetwork(bytes: Uint8Array, by: NetworkRunner, view: FittedView): Promise<Scorer> {
  const { program, topology } = programFrom(bytes);
  if (view.features.length !== topology.inputSize) throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `expected a view of ${topology.inputSize} inputs, received one of ${view.features.length}`, fix: 'use the files of one run together' });
  const run = by !== null && 'onnx' in by ? await throughOnnx(by.onnx, program, topology) : await throughEngine(program, by?.engine ?? (await chooseEngine()).engine);
  return {
    async score(table, rows) {
      const { x, rows: n } = applyView(view, table, rows);
      return n === 0 ? new Float64Array(0) : Float64Array.from(await run.predict(networkInputs(topology, x), n));
    },
    parameters: parameterCount(program), dispose: run.dispose,
  };
}

type Runner = { predict(inputs: Record<string, Float32Array>, rows: number): Promise<Float32Array>; dispose(): void };

async function throughOnnx(onnx: Uint8Array, program: TrainingProgram, topology: Topology): Promise<Runner> {
  const names = inputNames(topology);
  const predictor = await Predictor.load(onnx, { inputs: program.inputs.filter((i) => names.includes(i.name)) });
  return { predict: (inputs, rows) => predictor.predict(inputs, rows), dispose: () => void predictor.release() };
}

async function throughEngine(program: TrainingProgram, engine: TrainingEngine): Promise<Runner> {
  const session = await engine.open(program, { seed: 0 });
  return { predict: (inputs, rows) => session.predict(inputs, rows), dispose: () => session.dispose() };
}
