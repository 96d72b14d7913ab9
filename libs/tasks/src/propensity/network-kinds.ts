import { applyView, inputWidth, type FittedView } from '@bellwether/features';
import { mlpProgram, REALMLP_RECIPE, realMlpProgram, tabmProgram, type FitOptions, type OptimizerSpec, type ScheduleSpec, type TrainingProgram } from '@bellwether/model';
import { z } from 'zod';
import type { PropensityParams } from './params';
import type { Prepared } from './prepare';

const size = z.number().int().min(1).max(1_000_000);
const place = z.number().int().min(0).max(1_000_000);

/** All that is needed to build the network again. Read from files: bounded before anything is allocated. */
export const topologySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mlp'), inputSize: size, hidden: z.array(z.number().int().min(1).max(4096)).max(8), activation: z.enum(['relu', 'tanh', 'sigmoid']), loss: z.enum(['cross-entropy', 'mse']) }),
  z.strictObject({ kind: z.literal('realmlp'), inputSize: size, /** places of the numbers among the inputs */ numericAt: z.array(place).max(100_000) }),
  z.strictObject({ kind: z.literal('tabm'), inputSize: size, numericAt: z.array(place).max(100_000), edges: z.array(z.array(z.number()).min(2).max(1025)).max(100_000), members: z.number().int().min(1).max(128), blocks: z.number().int().min(1).max(8), units: z.number().int().min(1).max(4096), embeddingWidth: z.number().int().min(1).max(64) }),
]);
export type Topology = z.infer<typeof topologySchema>;

/** Rows that fit the first weights of RealMLP. */
const SAMPLE_ROWS = 512;
/**
 * A departure from the recipe, which always runs to the end: on a few thousand rows the best epoch lies in the first of its four cycles,
 * and the rest, four fifths of the time, is thrown away. Longer than that cycle. @unit epochs
 */
const REALMLP_PATIENCE = 40;
/** TabM for two cores (quality page 1.8). */
const TABM = { members: 16, blocks: 2, units: 256, embeddingWidth: 8, bins: 24 } as const;

/** Places of the numbers among the inputs: missing flags and categories are not among them. */
function numericPlaces(view: FittedView): number[] {
  const places: number[] = [];
  let at = 0;
  for (const input of view.inputs) {
    if (input.kind === 'numeric') places.push(at);
    at += inputWidth(input);
  }
  return places;
}

/** Distinct quantiles of one input over the training rows. @shape x: [rows, width] */
function edgesOf(x: Float32Array, width: number, at: number): number[] {
  const values = Float64Array.from({ length: x.length / width }, (_, r) => x[r * width + at]!).sort();
  const edges = Array.from({ length: TABM.bins + 1 }, (_, k) => values[Math.round((k / TABM.bins) * (values.length - 1))]!);
  return edges.filter((v, k) => k === 0 || v > edges[k - 1]!);
}

export function topologyOf(params: PropensityParams, { view, table, parts }: Prepared): Topology {
  const inputSize = view.features.length;
  if (params.model === 'realmlp') return { kind: 'realmlp', inputSize, numericAt: numericPlaces(view) };
  if (params.model !== 'tabm') return { kind: 'mlp', inputSize, hidden: params.model === 'logistic' ? [] : new Array<number>(params.layers).fill(params.units), activation: params.activation, loss: params.loss };
  const { x } = applyView(view, table, parts.train);
  // a number that is constant in training has no bins: it comes as it is
  const binned = numericPlaces(view).map((at) => ({ at, edges: edgesOf(x, inputSize, at) })).filter((b) => b.edges.length >= 2);
  const { bins: _, ...shape } = TABM;
  return { kind: 'tabm', inputSize, numericAt: binned.map((b) => b.at), edges: binned.map((b) => b.edges), ...shape };
}

/** Which features of the view each input of a network takes. */
export function featurePlaces(topology: Topology): { x: number[] } | { numeric: number[]; plain: number[] } {
  const all = Array.from({ length: topology.inputSize }, (_, at) => at);
  if (topology.kind === 'mlp') return { x: all };
  const isNumeric = new Set(topology.numericAt);
  return { numeric: topology.numericAt, plain: all.filter((at) => !isNumeric.has(at)) };
}

/** The inputs of a network from the rows of a view. @shape x: [rows, inputSize] */
export function networkInputs(topology: Topology, x: Float32Array): Record<string, Float32Array> {
  const places = featurePlaces(topology);
  if ('x' in places) return { x };
  const { numeric: numericAt, plain: plainAt } = places;
  const { inputSize } = topology;
  const rows = x.length / inputSize;
  const pick = (places: number[]): Float32Array => {
    const out = new Float32Array(rows * places.length);
    for (let r = 0; r < rows; r++) for (let k = 0; k < places.length; k++) out[r * places.length + k] = x[r * inputSize + places[k]!]!;
    return out;
  };
  return { ...(numericAt.length > 0 ? { numeric: pick(numericAt) } : {}), ...(plainAt.length > 0 ? { plain: pick(plainAt) } : {}) };
}

export const inputNames = (topology: Topology): string[] => (topology.kind === 'mlp' ? ['x'] : [...(topology.numericAt.length > 0 ? ['numeric'] : []), ...(topology.numericAt.length < topology.inputSize ? ['plain'] : [])]);

type Plan = Pick<FitOptions, 'epochs' | 'batchSize' | 'schedule' | 'scalars' | 'lastBatch'> & { patience: number };
export type NetworkStart = { optimizer: OptimizerSpec; dropout: number; seed: number; weighted: boolean; outputBias: number; /** training rows for data-driven first weights @shape [rows, inputSize] */ sample: Float32Array; trainRows: number };

/** @param start absent when the weights come from a file: the first weights are then thrown away */
export function buildNetwork(topology: Topology, start?: NetworkStart): { program: TrainingProgram; recipe: Plan | null } {
  const seed = start?.seed ?? 0;
  const weighted = start?.weighted ?? false;
  if (topology.kind === 'mlp') {
    const { kind: _, ...shape } = topology;
    return { program: mlpProgram({ ...shape, optimizer: start?.optimizer ?? { kind: 'sgd' }, seed, weighted, dropout: start?.dropout ?? 0, outputBias: start?.outputBias ?? 0 }), recipe: null };
  }
  const plainColumns = topology.inputSize - topology.numericAt.length;
  if (topology.kind === 'tabm') {
    const { edges, members, blocks, units, embeddingWidth } = topology;
    const program = tabmProgram({ edges, plainColumns, members, blocks, units, embeddingWidth, seed, weighted });
    return { program, recipe: { epochs: 200, batchSize: 256, schedule: { kind: 'constant', rate: 0.002 }, patience: 16 } };
  }
  const rows = start === undefined ? 0 : Math.min(SAMPLE_ROWS, start.sample.length / topology.inputSize);
  const sample = start === undefined ? {} : { sample: { rows, ...networkInputs(topology, start.sample.subarray(0, rows * topology.inputSize)) } };
  const program = realMlpProgram({ numericColumns: topology.numericAt.length, plainColumns, seed, weighted, outputBias: start?.outputBias ?? 0, ...sample });
  return { program, recipe: { ...REALMLP_RECIPE, batchSize: REALMLP_RECIPE.batchSize(start?.trainRows ?? 0), patience: REALMLP_PATIENCE } };
}

export function optimizerOf({ optimizer: kind, momentum, l2, weightDecay, clipNorm, averageDecay }: PropensityParams): OptimizerSpec {
  return {
    kind, ...(kind === 'momentum' || kind === 'nesterov' ? { momentum } : {}), ...(l2 > 0 ? { l2 } : {}), ...(kind === 'adamw' ? { weightDecay } : {}),
    ...(clipNorm > 0 ? { clip: { norm: clipNorm } } : {}), ...(averageDecay > 0 ? { ema: { decay: averageDecay } } : {}),
  };
}

function scheduleOf({ learningRate: rate, schedule, scheduleEvery: every, scheduleFactor: factor, warmup }: PropensityParams): ScheduleSpec {
  switch (schedule) {
    case 'fixed': return { kind: 'constant', rate, warmup };
    case 'step': return { kind: 'step', rate, every, factor, warmup };
    case 'exponential': return { kind: 'exponential', rate, factor, warmup };
    case 'plateau': return { kind: 'plateau', rate, factor, patience: every, warmup };
    default: return { kind: schedule, rate, warmup };
  }
}

/** How long and how fast: the recipe of the network where it has one, else the parameters. */
export function planOf(params: PropensityParams, recipe: Plan | null): Plan {
  if (recipe === null) return { epochs: params.epochs, batchSize: params.batchSize, schedule: scheduleOf(params), patience: params.patience };
  return { ...recipe, epochs: Math.min(recipe.epochs, params.recipeEpochs) };
}
