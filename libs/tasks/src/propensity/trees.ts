import type { ColumnTable, FittedView } from '@bellwether/features';
import { decodeGbdt, decodeGbdtState, encodeGbdt, encodeGbdtState, gbdtPredict, trainGbdt, treeShap } from '@bellwether/model';
import { treeTable } from '../rows/tree-table';
import type { TrainContext } from '../task-family';
import { positiveWeight } from './network';
import type { PropensityParams } from './params';
import type { Prepared } from './prepare';
import type { Scorer } from './scorer';

/** Points of a curve: as many as a screen can tell apart. */
const CURVE_POINTS = 500;

const monotoneOf = ({ rising, falling }: PropensityParams): Record<string, 1 | -1> => Object.fromEntries([...rising.map((name) => [name, 1] as const), ...falling.map((name) => [name, -1] as const)]);

export type FittedTrees = { bytes: Uint8Array; bestRound: number };

/** @throws AppError RUN_CANCELLED, MODEL_DIVERGED */
export async function fitPropensityTrees(context: TrainContext<PropensityParams>, prepared: Prepared): Promise<FittedTrees> {
  const { params, seed } = context;
  const { view, table, parts, y } = prepared;
  const weight = positiveWeight(params, y.train);
  const set = (rows: Int32Array, labels: Float64Array) => ({ table: treeTable(view, table, rows), y: labels, weight: weight === null ? null : labels.map((v) => (v === 1 ? weight : 1)) });
  const train = set(parts.train, y.train);
  const features = train.table.columns.map((c) => ({ name: c.name, kind: c.kind, levels: c.kind === 'category' ? c.levels : 0 }));
  const saved = await context.loadCheckpoint();
  const every = Math.max(1, Math.ceil(params.trees / CURVE_POINTS));
  let savedAt = performance.now();
  const { model, bestRound, rounds } = await trainGbdt({
    train, valid: set(parts.valid, y.valid), seed, threads: context.threads, signal: context.signal, resume: saved === null ? null : decodeGbdtState(saved, features),
    params: {
      objective: 'logistic', trees: params.trees, learningRate: params.treeRate, leaves: params.leaves, minDataInLeaf: params.minLeafRows,
      subsample: params.rowShare, featureFraction: params.columnShare, lambdaL1: params.lambdaL1, lambdaL2: params.lambda, patience: params.treePatience, monotone: monotoneOf(params),
    },
    onRound: ({ round, trainLoss, validLoss }) => {
      if (round % every !== 0) return;
      context.metric('train/loss', round, trainLoss());
      if (validLoss !== null) context.metric('valid/loss', round, validLoss);
      context.progress({ phase: 'train', step: round, totalSteps: params.trees });
    },
    checkpoint: {
      every: 10,
      save: async (state) => {
        if (performance.now() - savedAt < params.checkpointSeconds * 1000) return;
        await context.saveCheckpoint(state.round, encodeGbdtState(state));
        savedAt = performance.now();
      },
    },
  });
  context.log('info', `${rounds} trees grown; the first ${model.trees.length} are kept.`);
  return { bytes: encodeGbdt(model), bestRound };
}

/** @throws AppError MODEL_ARTIFACT_INVALID */
export function openTrees(bytes: Uint8Array, view: FittedView): Scorer & { /** @shape [rows, inputs] */ explain(table: ColumnTable): Float64Array } {
  const model = decodeGbdt(bytes);
  return {
    score: (table, rows) => Promise.resolve(gbdtPredict(model, treeTable(view, table, rows))),
    explain: (table) => treeShap(model, treeTable(view, table)).contributions,
    parameters: model.trees.reduce((sum, t) => sum + t.leafValue.length + t.feature.length, 0),
    dispose: () => {},
  };
}
