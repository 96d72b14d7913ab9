import { AppError, type EngineInfo, type ModelSignature, type RunSummaryData } from '@bellwether/contracts';
import { viewHash, viewSignature } from '@bellwether/features';
import { bestThreshold, binaryFigures, estimateBinary, importanceFigure } from '@bellwether/metrics';
import { chooseEngine, type EngineName } from '@bellwether/model';
import type { TrainContext, TrainedModel } from '../task-family';
import { packArtifact, type Manifest } from './artifact';
import { modelCard } from './card';
import { permutationImportance } from './importance';
import { fitPropensityNetwork, openNetwork } from './network';
import type { PropensityParams } from './params';
import { prepare, splitColumn, type Prepared } from './prepare';
import type { Scorer } from './scorer';
import { fitPropensityTrees, openTrees } from './trees';

/** What the three kinds of model have in common once fitted. */
type Fitted = { manifest: Manifest; bytes: Uint8Array; scorer: Scorer; engine: EngineInfo; bestEpoch: number | null; parameterCount: number | null; warnings: string[] };

/** Boosted trees need no tensor engine: they run in this process, their inner loop in WebAssembly. */
const TREE_ENGINE: EngineInfo = { name: 'trees', version: '1', device: 'cpu', reason: 'boosted trees need no tensor engine', tried: [] };

async function fitModel(context: TrainContext<PropensityParams>, prepared: Prepared): Promise<Fitted> {
  const common = { format: 'bellwether-propensity', version: 1 } as const;
  if (context.params.model === 'gbdt') {
    const { bytes, model, bestRound } = await fitPropensityTrees(context, prepared);
    const parameterCount = model.trees.reduce((sum, t) => sum + t.leafValue.length + t.feature.length, 0);
    return { manifest: { ...common, model: { kind: 'trees', file: 'trees.json' } }, bytes, scorer: openTrees(bytes), engine: TREE_ENGINE, bestEpoch: bestRound, parameterCount, warnings: [] };
  }
  const { engine, tried } = await chooseEngine((context.engine as EngineName | null) ?? undefined);
  context.log('info', `Engine: ${engine.name} ${engine.version} on ${engine.device} (${engine.reason}).`);
  const { bytes, bestEpoch, parameters, result } = await fitPropensityNetwork(context, prepared, engine);
  return {
    manifest: { ...common, model: { kind: 'network', file: 'network.bin' } }, bytes, scorer: await openNetwork(bytes), engine: { ...result.engine, tried },
    bestEpoch, parameterCount: parameters, warnings: result.warnings,
  };
}

function protocolOf({ split }: PropensityParams, context: TrainContext<PropensityParams>): string {
  const column = splitColumn(split, context.roles);
  switch (split.method) {
    case 'stratified': return `Split at random with equal base rates, ${split.train} / ${split.valid} / ${split.test}, split seed ${split.seed}.`;
    case 'time': return `Split by time (${column}): oldest ${split.train} to train, next ${split.valid} to choose, newest ${split.test} to judge.`;
    case 'group': return `Split by ${column}: all rows of one value stay together, ${split.train} / ${split.valid} / ${split.test}, split seed ${split.seed}.`;
    case 'hash-fold': return `Fold ${split.fold} of ${split.folds} by a hash of the row number is judged; of the rest, 15% choose.`;
  }
}

const mean = (y: Float64Array): number => y.reduce((sum, v) => sum + v, 0) / y.length;

function summaryOf(prepared: Prepared, fitted: Fitted, importance: RunSummaryData['importance'], context: TrainContext<PropensityParams>): RunSummaryData {
  const { parts, y, view, dropped } = prepared;
  return {
    rows: { train: parts.train.length, valid: parts.valid.length, test: parts.test.length, dropped }, baseRate: { train: mean(y.train), valid: mean(y.valid), test: mean(y.test) },
    features: view.features, importance, bestEpoch: fitted.bestEpoch, parameterCount: fitted.parameterCount, protocol: protocolOf(context.params, context),
  };
}

/** @throws AppError naming what is wrong with the data or the parameters; RUN_CANCELLED; MODEL_DIVERGED */
export async function trainPropensity(context: TrainContext<PropensityParams>): Promise<TrainedModel> {
  const { params, seed, signal, table, roles } = context;
  context.progress({ phase: 'prepare', step: 0, totalSteps: 0 });
  const prepared = prepare(table, roles, params);
  const { view, parts, y, target } = prepared;
  context.log('info', `${parts.train.length} rows to train, ${parts.valid.length} to choose, ${parts.test.length} to judge; ${view.inputs.length} columns make ${view.features.length} inputs.`);
  if (params.batchSize > parts.train.length && params.model !== 'gbdt') context.log('warn', `The batch of ${params.batchSize} rows is larger than the ${parts.train.length} training rows.`);
  const fitted = await fitModel(context, prepared);
  try {
    if (signal.aborted) throw new AppError({ code: 'RUN_CANCELLED', message: 'the run was cancelled', fix: 'start it again when you want it' });
    context.progress({ phase: 'evaluate', step: 0, totalSteps: 0 });
    const threshold = bestThreshold(y.valid, await fitted.scorer.score(view, table, parts.valid));
    const score = await fitted.scorer.score(view, table, parts.test);
    const metrics = estimateBinary(y.test, score, threshold, { replicates: params.bootstrapReplicates, seed });
    const importance = await permutationImportance(fitted.scorer, prepared, { repeats: params.importanceRepeats, seed, signal });
    const signature: ModelSignature = { inputs: viewSignature(view), output: { kind: 'probability', name: target.column, positiveValue: target.positiveValue, threshold } };
    const summary = summaryOf(prepared, fitted, importance, context);
    return {
      metrics, signature, summary, viewHash: viewHash(view), engine: fitted.engine,
      figures: [...binaryFigures(y.test, score, threshold), ...(importance.length > 0 ? [importanceFigure(importance)] : [])],
      evaluation: { rowIndex: Int32Array.from(parts.test, (i) => table.rowIndex[i]!), y: y.test, score, threshold },
      trainRowIndex: Int32Array.from(parts.train, (i) => table.rowIndex[i]!),
      artifact: packArtifact({ manifest: fitted.manifest, view, signature, model: fitted.bytes }),
      card: modelCard({ params, seed, signature, metrics, summary, engine: fitted.engine, warnings: fitted.warnings }),
    };
  } finally {
    fitted.scorer.dispose();
  }
}
