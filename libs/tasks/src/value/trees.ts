import type { ColumnTable, FittedView } from '@bellwether/features';
import { decodeGbdt, decodeGbdtState, encodeGbdt, encodeGbdtState, gbdtPredict, trainGbdt, treeShap } from '@bellwether/model';
import type { Scorer } from '../rows/scorer';
import { treeTable } from '../rows/tree-table';
import type { TrainContext } from '../task-family';
import { lossOf, type Member } from './members';
import type { Prepared } from './prepare';

/** Points of a curve: as many as a screen can tell apart. */
const CURVE_POINTS = 300;

/**
 * What another model says of the rows, for trees that correct it: a Tweedie loss with the logarithm of it as offset is the same loss of the target over it,
 * weighted by it to the power of 2 - p. @shape train: [train], valid: [valid], above zero
 */
export type Base = { train: Float64Array; valid: Float64Array };

/**
 * @param how.base multiplied by what the trees say; null: they say it all
 * @param how.trees as many as were chosen before; null: the rows that choose say when to stop
 * @throws AppError RUN_CANCELLED, MODEL_DIVERGED, PARAMS_INVALID
 */
export async function fitTrees(context: TrainContext<unknown>, { view, table, parts, y, target }: Prepared, { params }: Member, { base, trees }: { base: Base | null; trees: number | null }): Promise<{ bytes: Uint8Array; bestRound: number; trees: number }> {
  const power = lossOf(params, target.negative) === 'poisson' ? 1 : params.tweediePower;
  const set = (rows: Int32Array, values: Float64Array, said: Float64Array | undefined) => ({ table: treeTable(view, table, rows), ...(said === undefined ? { y: values } : { y: values.map((v, i) => v / said[i]!), weight: said.map((s) => s ** (2 - power)) }) });
  const train = set(parts.train, y.train, base?.train);
  const features = train.table.columns.map((c) => ({ name: c.name, kind: c.kind, levels: c.kind === 'category' ? c.levels : 0 }));
  const saved = await context.loadCheckpoint();
  const every = Math.max(1, Math.ceil(params.trees / CURVE_POINTS));
  let savedAt = performance.now();
  const { model, bestRound, rounds } = await trainGbdt({
    train, valid: trees === null ? set(parts.valid, y.valid, base?.valid) : null, seed: context.seed, threads: context.threads, signal: context.signal, resume: saved === null ? null : decodeGbdtState(saved, features),
    params: {
      objective: lossOf(params, target.negative), tweediePower: params.tweediePower, trees: trees ?? params.trees, learningRate: params.treeRate, leaves: params.leaves, minDataInLeaf: params.minLeafRows,
      subsample: params.rowShare, featureFraction: params.columnShare, lambdaL2: params.lambda, patience: params.treePatience,
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
  return { bytes: encodeGbdt(model), bestRound, trees: model.trees.length };
}

/** @throws AppError MODEL_ARTIFACT_INVALID */
export function openTrees(bytes: Uint8Array, view: FittedView, floor: number): Scorer & { /** on the margin scale @shape [rows, inputs] */ explain(table: ColumnTable): Float64Array } {
  const model = decodeGbdt(bytes);
  return {
    score: (table, rows) => Promise.resolve(gbdtPredict(model, treeTable(view, table, rows)).map((v) => Math.max(floor, v))),
    explain: (table) => treeShap(model, treeTable(view, table)).contributions,
    parameters: model.trees.reduce((sum, t) => sum + t.leafValue.length + t.feature.length, 0),
    dispose: () => undefined,
  };
}
