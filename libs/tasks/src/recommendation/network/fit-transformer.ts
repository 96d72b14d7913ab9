import type { EngineInfo } from '@bellwether/contracts';
import { chooseEngine, exportNetwork, fitNetwork, nextItemProgram, type EngineName, type ItemContent, type NextItemOptions } from '@bellwether/model';
import type { Cases } from '../cases';
import type { RecommendationParams } from '../params';
import { itemCounts, type Sequences } from '../sequences';
import type { NetworkState } from '../model-state';
import { packCases, packTraining } from './pack-rows';

/** Validation lists that decide which epoch is kept: more say little more, and each epoch ranks them all. */
const VALID_LISTS = 3000;
/** Positions of the second file. Most histories fit in, and a request then costs half of what one of fifty positions does. */
const SHORT = 16;
/** Numbers of the items' table, which stands in both files: beyond them its size counts more than the time that it saves. */
const SHORT_MOST = 2_000_000;
/** How far into the full ranking a hit counts towards the metric that stops. */
const DEPTH = 10;

export type TransformerData = {
  fit: Sequences;
  /** of the events of `fit` @shape [events] */
  counts: Uint8Array | null;
  log: Sequences;
  /** null: train for `epochs` without looking */
  valid: Cases | null;
  removeHistory: boolean;
  content: ItemContent | null;
};

export type TransformerContext = {
  seed: number;
  engine: string | null;
  signal: AbortSignal;
  /** bytes of the network's own checkpoint */
  resume: Uint8Array | null;
  save(bytes: Uint8Array, step: number): Promise<void>;
  progress(done: { step: number; totalSteps: number; epoch: number; totalEpochs: number }): void;
  metric(key: string, step: number, value: number): void;
};

export type FittedTransformer = NetworkState & { bestEpoch: number; engine: EngineInfo; warnings: string[]; ndcg: number | null };

/** The size of the network that the parameters ask for. */
export const networkOptions = (params: RecommendationParams, items: number, content: ItemContent | null, seed: number): NextItemOptions => ({
  items, length: params.context, width: params.width, heads: params.heads, blocks: params.blocks, block: params.block, dropout: params.dropout, similarity: params.similarity, answer: params.answer,
  // as many negatives as there are items: then all of them, once each
  negativesPerRow: params.loss === 'full' || params.negatives >= items ? null : Math.max(1, Math.round(params.negatives / params.batchRows)), content, seed, optimizer: { kind: 'adam' },
});

/** Mean of 1 / log₂(1 + rank) within the first ten. */
const ndcgOf = (ranks: Float32Array): number => ranks.reduce((sum, rank) => sum + (rank <= DEPTH ? 1 / Math.log2(1 + rank) : 0), 0) / Math.max(1, ranks.length);

/**
 * Trains the sequence network and exports it for serving: scores of the whole catalogue for a history.
 * @throws AppError RUN_CANCELLED, MODEL_DIVERGED, ENGINE_UNAVAILABLE
 */
export async function fitTransformer(params: RecommendationParams, data: TransformerData, context: TransformerContext, epochs: number): Promise<FittedTransformer> {
  const choice = await chooseEngine((context.engine as EngineName | null) ?? undefined, { threads: params.threads });
  const options = networkOptions(params, data.fit.items, data.content, context.seed);
  const { train, table } = nextItemProgram(options);
  const pack = { length: options.length, negativesPerRow: options.negativesPerRow ?? 0, seed: context.seed };
  const only = (rows: ReturnType<typeof packTraining>) => ({ rows: rows.rows, inputs: Object.fromEntries(train.inputs.map((i) => [i.name, rows.inputs[i.name as keyof typeof rows.inputs]])) });
  const rows = only(packTraining(data.fit, data.counts, pack));
  const chosen = data.valid ? everyNth(data.valid.customer.length, VALID_LISTS) : [];
  const valid = data.valid && chosen.length > 0 ? { ...only(packCases(data.log, data.valid, chosen, data.removeHistory, pack)), score: (ranks: Float32Array) => ({ ndcg_10: ndcgOf(ranks) }) } : undefined;
  const fitted = await fitNetwork({
    program: train, engine: choice.engine, train: rows, epochs, batchSize: params.batchRows, seed: context.seed, signal: context.signal, schedule: { kind: 'constant', rate: params.learningRate },
    ...(valid ? { valid, earlyStopping: { monitor: 'ndcg_10', mode: 'max' as const, patience: params.patience } } : {}),
    checkpoint: { everyMs: params.checkpointSeconds * 1000, save: (bytes, at) => context.save(bytes, at.step), ...(context.resume ? { resume: context.resume } : {}) },
    onStep: ({ step, totalSteps, epoch, epochs: totalEpochs, trainLoss }) => {
      context.metric('train/loss', step, trainLoss);
      context.progress({ step, totalSteps, epoch, totalEpochs });
    },
    onEpoch: ({ step, metrics, validLoss }) => {
      if (validLoss !== null) context.metric('valid/loss', step, validLoss);
      if (metrics['ndcg_10'] !== undefined) context.metric('valid/ndcg_10', step, metrics['ndcg_10']);
    },
  });
  const weights = { ...fitted.weights, [table]: bakedTable(fitted.weights, table, data.content, itemCounts(data.fit), options.width, params.similarity === 'cosine') };
  const served = async (length: number): Promise<Uint8Array> => {
    const { serve } = nextItemProgram({ ...options, length, content: null, seed: context.seed });
    const names = serve.inputs.map((i) => i.name);
    const probe = packTraining(data.fit, null, { ...pack, length });
    const probed = Math.min(16, probe.rows);
    // of places, the first: a history begins at place 0, however long the row
    const own = Object.fromEntries(serve.variables.map((v) => [v.name, weights[v.name]!.subarray(0, v.init.length)]));
    return (await exportNetwork(choice.engine, serve, own, { rows: probed, inputs: Object.fromEntries(names.map((n) => [n, probe.inputs[n as 'seq'].subarray(0, probed * length)])) }, { inputs: names })).bytes;
  };
  const { engine } = fitted;
  return {
    onnx: await served(options.length), short: hasShort(options) ? { onnx: await served(SHORT), length: SHORT } : null, length: options.length, parameters: train.variables.reduce((n, v) => n + v.init.length, 0), bestEpoch: fitted.bestEpoch, warnings: fitted.warnings,
    engine: { name: engine.name, version: engine.version, device: engine.device, reason: engine.reason, tried: choice.tried.map((t) => ({ name: t.name, available: t.available, reason: t.reason })) },
    ndcg: fitted.history[fitted.bestEpoch - 1]?.metrics['ndcg_10'] ?? null,
  };
}

/** HSTU divides by the number of positions and knows their distances: it is another network when it is shorter. */
const hasShort = ({ block, length, items, width }: NextItemOptions): boolean => block !== 'hstu' && length >= 2 * SHORT && (items + 1) * width <= SHORT_MOST;

const everyNth = (length: number, most: number): number[] => Array.from({ length: Math.min(length, most) }, (_, k) => Math.floor((k * length) / Math.min(length, most)));

/** Rows of the items as they are served: own row and content added up once; an item that was never taken has its content alone, or nothing. */
function bakedTable(weights: Record<string, Float32Array>, table: string, content: ItemContent | null, counts: Float64Array, width: number, unit: boolean): Float32Array {
  const out = weights[table]!.slice();
  counts.forEach((n, i) => {
    if (n === 0) out.fill(0, (i + 1) * width, (i + 2) * width);
  });
  if (content !== null) addContent(out, weights['items-content/table']!, content, counts, width);
  if (unit) for (let i = 0; i <= counts.length; i++) {
    const row = out.subarray(i * width, (i + 1) * width);
    const length = Math.hypot(...row);
    if (length > 0) row.forEach((v, d) => (row[d] = v / length));
  }
  return out;
}

/** What only untaken items have, such as a word of a new name, has learnt nothing but not to be chosen: it is left out. */
function addContent(out: Float32Array, features: Float32Array, { features: of, perItem, vocabulary }: ItemContent, counts: Float64Array, width: number): void {
  const known = new Uint8Array(vocabulary + 1);
  const own = (i: number): Int32Array => of.subarray((i + 1) * perItem, (i + 2) * perItem).filter((f) => f > 0);
  counts.forEach((n, i) => {
    if (n > 0) for (const f of own(i)) known[f] = 1;
  });
  counts.forEach((_, i) => {
    const told = own(i).filter((f) => known[f] === 1);
    for (const f of told) for (let d = 0; d < width; d++) out[(i + 1) * width + d]! += features[f * width + d]! / told.length;
  });
}
