import { createHash } from 'node:crypto';
import { AppError, type ExportCheck, type Figure, type ModelSignature, type RunSummaryData } from '@bellwether/contracts';
import { viewHash, viewSignature } from '@bellwether/features';
import { BINARY_KEYS, bestThreshold, binaryFigures, binaryMeter, estimateBinary, importanceFigure, rankBinary } from '@bellwether/metrics';
import { withMetadata } from '@bellwether/model';
import { MODEL_FILE, noFile } from '../one-file/exported-file';
import { fileMetadata, type FileFacts } from '../one-file/file-metadata';
import { permutationImportance } from '../rows/importance';
import { splitWords } from '../rows/row-split';
import type { ArtifactFile, TrainContext, TrainedModel } from '../task-family';
import { packArtifact, type Manifest } from './artifact';
import { modelCard } from './card';
import { fitEnsemble, type FittedModel } from './ensemble';
import { FAMILY } from './family-id';
import type { PropensityParams } from './params';
import { prepare, type Prepared } from './prepare';

function protocolOf(context: TrainContext<PropensityParams>, folded: boolean): string {
  const folds = folded ? ' Training and validation rows together make the folds: each model stops on one, trains on the others, and the threshold is chosen on rows that a model has not seen.' : '';
  return splitWords(context.params.split, context.roles) + folds;
}

/** AUC; null with one class. */
function areaUnder(y: Float64Array, score: Float64Array): number | null {
  if (!y.includes(0) || !y.includes(1)) return null;
  const out = new Float64Array(BINARY_KEYS.length);
  binaryMeter(rankBinary(y, score), null).measure(null, out);
  return out[0]!;
}

const mean = (y: Float64Array): number => y.reduce((sum, v) => sum + v, 0) / y.length;

function summaryOf(prepared: Prepared, fitted: FittedModel, importance: RunSummaryData['importance'], context: TrainContext<PropensityParams>): RunSummaryData {
  const { parts, y, target, dropped } = prepared;
  const folded = fitted.fittedRows.length > parts.train.length;
  const trainRate = mean(Float64Array.from(fitted.fittedRows, (i) => target.y[i]!));
  return {
    rows: { train: fitted.fittedRows.length, valid: folded ? 0 : parts.valid.length, test: parts.test.length, dropped },
    baseRate: { train: trainRate, valid: folded ? trainRate : mean(y.valid), test: mean(y.test) },
    features: fitted.view.features, importance, bestEpoch: fitted.bestEpoch, parameterCount: fitted.scorer.parameters, protocol: protocolOf(context, folded),
  };
}

/** Who is in an ensemble, what each weighs and how good it is on rows it has not seen. */
function membersFigure({ members, unseen }: FittedModel): Figure[] {
  if (members.length === 1 && members[0]!.models === 1) return [];
  const rows = members.map((m) => {
    const measured = estimateBinary(unseen.y, m.score, null, { replicates: 0 });
    return [m.name, m.models, m.weight, measured.auc!.value, measured.log_loss!.value];
  });
  return [{
    key: 'members', mark: 'table', title: { en: 'Members', zh: '成员模型' },
    note: { en: 'AUC and log-loss on rows that a model did not train on.', zh: 'AUC 与对数损失均在模型未训练过的行上计算。' },
    columns: [{ en: 'Member', zh: '成员' }, { en: 'Models', zh: '模型数' }, { en: 'Weight', zh: '权重' }, { en: 'AUC', zh: 'AUC' }, { en: 'Log-loss', zh: '对数损失' }], rows,
  }];
}

const outputOf = ({ output: { name, positiveValue, threshold } }: ModelSignature): string => `the probability that ${name} is ${positiveValue}${threshold === null ? '' : `; the decision threshold is ${threshold}`}`;

/** The one file with its metadata behind it: the graph, which was checked, stays as it is. */
function sealed(context: TrainContext<PropensityParams>, { exported, view }: FittedModel, facts: Pick<FileFacts, 'signature' | 'metrics'> & { negativeValue: string }): { check: ExportCheck; manifest: Pick<Manifest, 'onnx'>; files: ArtifactFile[] } {
  if ('problem' in exported) return { check: noFile(exported.problem), manifest: {}, files: [] };
  const bytes = withMetadata(exported.bytes, fileMetadata({ ...facts, output: outputOf(facts.signature), more: { negative_value: facts.negativeValue }, family: FAMILY, viewHash: viewHash(view), check: exported.check, seed: context.seed, provenance: context.provenance ?? {} }));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { check: { ...exported.check, bytes: bytes.length, sha256 }, manifest: { onnx: { file: MODEL_FILE, sha256 } }, files: [{ name: MODEL_FILE, bytes }] };
}

/** @throws AppError naming what is wrong with the data or the parameters; RUN_CANCELLED; MODEL_DIVERGED */
export async function trainPropensity(context: TrainContext<PropensityParams>): Promise<TrainedModel> {
  const { params, seed, signal, table, roles } = context;
  context.progress({ phase: 'prepare', step: 0, totalSteps: 0 });
  const prepared = prepare(table, roles, params);
  const { parts, y, target } = prepared;
  context.log('info', `${parts.train.length} rows to train, ${parts.valid.length} to choose, ${parts.test.length} to judge; ${prepared.view.inputs.length} columns make ${prepared.view.features.length} inputs.`);
  const fitted = await fitEnsemble(context, prepared);
  const { view, unseen } = fitted;
  try {
    if (signal.aborted) throw new AppError({ code: 'RUN_CANCELLED', message: 'the run was cancelled', fix: 'start it again when you want it' });
    context.progress({ phase: 'evaluate', step: 0, totalSteps: 0 });
    const threshold = bestThreshold(unseen.y, unseen.score);
    const score = await fitted.scorer.score(table, parts.test);
    const metrics = estimateBinary(y.test, score, threshold, { replicates: params.bootstrapReplicates, seed });
    const importance = await permutationImportance(fitted.scorer, { table, inputs: view.inputs.map((i) => i.name), rows: parts.test, y: y.test, quality: areaUnder }, { repeats: params.importanceRepeats, seed, signal, models: fitted.models });
    const signature: ModelSignature = { inputs: viewSignature(view), output: { kind: 'probability', name: target.column, positiveValue: target.positiveValue, threshold } };
    const file = sealed(context, fitted, { signature, metrics, negativeValue: target.negativeValue });
    const validation = Object.fromEntries(Object.entries(estimateBinary(unseen.y, unseen.score, threshold, { replicates: 0 })).map(([key, { value }]) => [key, value]));
    const summary = { ...summaryOf(prepared, fitted, importance, context), export: file.check, validation };
    return {
      metrics, signature, summary, viewHash: viewHash(view), engine: fitted.engine,
      figures: [...binaryFigures(y.test, score, threshold), ...membersFigure(fitted), ...(importance.length > 0 ? [importanceFigure(importance)] : [])],
      evaluation: { rowIndex: Int32Array.from(parts.test, (i) => table.rowIndex[i]!), y: y.test, score, threshold },
      trainRowIndex: Int32Array.from(fitted.fittedRows, (i) => table.rowIndex[i]!),
      artifact: packArtifact({ manifest: { ...fitted.manifest, ...file.manifest }, view, views: fitted.views, signature, models: [...fitted.files, ...file.files] }),
      card: modelCard({ params, seed, signature, metrics, summary, engine: fitted.engine, warnings: fitted.warnings }),
    };
  } finally {
    fitted.scorer.dispose();
  }
}
