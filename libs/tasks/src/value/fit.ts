import { createHash } from 'node:crypto';
import { AppError, type ExportCheck, type MetricEstimate, type ModelSignature, type RunSummaryData } from '@bellwether/contracts';
import { viewHash, viewSignature } from '@bellwether/features';
import { estimateValue, importanceFigure, valueFigures } from '@bellwether/metrics';
import { withMetadata } from '@bellwether/model';
import { MODEL_FILE, noFile } from '../one-file/exported-file';
import { fileMetadata } from '../one-file/file-metadata';
import { permutationImportance } from '../rows/importance';
import { splitWords } from '../rows/row-split';
import type { ArtifactFile, TrainContext, TrainedModel } from '../task-family';
import { packArtifact, type Manifest } from './artifact';
import { modelCard } from './card';
import { fitEnsemble, type FittedValue } from './ensemble';
import { baselinesFigure, membersFigure, segmentFigure, type Beside } from './evidence';
import { FAMILY } from './family-id';
import { intervalAt } from './interval';
import { SURVIVAL } from './one-file';
import type { ValueParams } from './params';
import { mean, prepare, whole, type Prepared } from './prepare';
import { combineWaits } from './scorer';
import { brierOf, waitFigure } from './wait-evidence';

const D2 = { en: 'Deviance explained', zh: '解释偏差占比' };

/** What shuffling a column costs is told by what is explained; null where that is not defined. */
const explained = (y: Float64Array, score: Float64Array): number | null => estimateValue({ y, score }, { replicates: 0 }).d2!.value;

function summaryOf(prepared: Prepared, fitted: FittedValue, importance: RunSummaryData['importance'], { params, roles }: TrainContext<ValueParams>): RunSummaryData {
  const { parts, y, dropped, view } = prepared;
  const validation = Object.fromEntries(Object.entries(estimateValue({ y: y.valid, score: fitted.valid }, { replicates: 0 })).map(([key, { value }]) => [key, value]));
  return {
    rows: { train: parts.train.length, valid: parts.valid.length, test: parts.test.length, dropped }, baseRate: null, features: view.features, importance, bestEpoch: fitted.bestEpoch, parameterCount: fitted.scorer.parameters,
    protocol: `${splitWords(params.split, roles)} Mean of ${prepared.target.column}: ${[y.train, y.valid, y.test].map((v) => Number(mean(v).toPrecision(4))).join(' / ')}.`, validation,
  };
}

/** The model's expected values of the held-out rows, and those of whatever stands beside it. */
async function scoreTest({ table, parts, target, y }: Prepared, { scorer, members, manifest, waits }: FittedValue) {
  const score = await scorer.score(table, parts.test);
  const ends = Array.from(score, (s) => intervalAt(manifest.interval, s));
  const beside = await Promise.all(members.filter((m) => m.member.baseline).map(async (m): Promise<Beside> => {
    const known = combineWaits([{ weight: 1, scorer: m.scorer }]);
    return { name: m.member.name, score: await m.scorer.score(table, parts.test), brier: known === null ? null : brierOf(known.survival(table, parts.test), known.ends, y.test) };
  }));
  const curves = waits === null ? null : waits.survival(table, parts.test);
  const extra: Record<string, Float64Array> = {
    ...(target.waits === null ? {} : { observed: Float64Array.from(parts.test, (i) => target.waits!.observed[i]!) }), ...(curves === null ? {} : { brier: brierOf(curves, waits!.ends, y.test) }),
  };
  return { score, beside, curves, extra, low: Float64Array.from(ends, (e) => e.low), high: Float64Array.from(ends, (e) => e.high) };
}

/** The one file with its metadata behind it: the graph, which was checked, stays as it is. What a file says of a row beside its score follows from what stands there. */
function sealed({ seed, provenance }: TrainContext<ValueParams>, { exported, manifest, waits }: FittedValue, facts: { signature: ModelSignature; viewHash: string; metrics: Record<string, MetricEstimate> }): { check: ExportCheck; manifest: Pick<Manifest, 'onnx'>; files: ArtifactFile[] } {
  if ('problem' in exported) return { check: noFile(exported.problem), manifest: {}, files: [] };
  const { name } = facts.signature.output;
  const output = `the expected ${name}${waits === null ? '' : `; the output ${SURVIVAL} [rows, ${waits.ends.length}] is the chance of still waiting at the times of bellwether.ends`}`;
  const more = { interval: JSON.stringify(manifest.interval), ...(waits === null ? {} : { ends: JSON.stringify(waits.ends) }) };
  const bytes = withMetadata(exported.bytes, fileMetadata({ ...facts, family: FAMILY, output, more, check: exported.check, seed, provenance: provenance ?? {} }));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { check: { ...exported.check, bytes: bytes.length, sha256 }, manifest: { onnx: { file: MODEL_FILE, sha256 } }, files: [{ name: MODEL_FILE, bytes }] };
}

/** @throws AppError naming what is wrong with the data or the parameters; RUN_CANCELLED; MODEL_DIVERGED */
export async function trainValue(context: TrainContext<ValueParams>): Promise<TrainedModel> {
  const { params, seed, signal, table, roles } = context;
  context.progress({ phase: 'prepare', step: 0, totalSteps: 0 });
  const prepared = prepare(table, roles, params);
  const { parts, y, target, view } = prepared;
  context.log('info', `${parts.train.length} rows to train, ${parts.valid.length} to choose, ${parts.test.length} to judge; ${view.inputs.length} columns make ${view.features.length} inputs; the mean of ${target.column} is ${mean(y.train).toPrecision(4)}.`);
  const fitted = await fitEnsemble(context, prepared);
  try {
    if (signal.aborted) throw new AppError({ code: 'RUN_CANCELLED', message: 'the run was cancelled', fix: 'start it again when you want it' });
    context.progress({ phase: 'evaluate', step: 0, totalSteps: 0 });
    const { score, beside, curves, extra, low, high } = await scoreTest(prepared, fitted);
    const said = { y: y.test, score, low, high, ...extra };
    const options = { replicates: params.bootstrapReplicates, seed };
    const metrics = estimateValue(said, options);
    const models = fitted.members.filter((m) => !m.member.baseline).length;
    const importance = await permutationImportance(fitted.scorer, { table, inputs: view.inputs.map((i) => i.name), rows: parts.test, y: y.test, quality: explained }, { repeats: params.importanceRepeats, seed, signal, models });
    const signature: ModelSignature = { inputs: viewSignature(view), output: { kind: 'value', name: target.column, positiveValue: null, threshold: null } };
    const file = sealed(context, fitted, { signature, viewHash: viewHash(view), metrics });
    const summary = { ...summaryOf(prepared, fitted, importance, context), export: file.check };
    return {
      metrics, signature, summary, viewHash: viewHash(view), engine: fitted.engine,
      figures: [
        ...(curves === null ? [] : [waitFigure(prepared, fitted.waits!, curves, score)]), ...valueFigures(said), ...baselinesFigure(prepared, said, beside, { ...options, replicates: Math.min(200, params.bootstrapReplicates) }), ...membersFigure(fitted.members, prepared),
        ...segmentFigure(prepared, score, importance.map((i) => i.feature)), ...(importance.length > 0 ? [importanceFigure(importance, D2)] : []),
      ],
      evaluation: { rowIndex: Int32Array.from(parts.test, (i) => table.rowIndex[i]!), y: y.test, score, extra: { low, high, ...extra } },
      trainRowIndex: Int32Array.from(params.refit ? whole(prepared).parts.train : parts.train, (i) => table.rowIndex[i]!),
      artifact: packArtifact({ manifest: { ...fitted.manifest, ...file.manifest }, view, signature, models: [...fitted.files, ...file.files] }),
      card: modelCard({ params, seed, signature, metrics, summary, engine: fitted.engine, warnings: fitted.warnings, manifest: fitted.manifest }),
    };
  } finally {
    fitted.scorer.dispose();
  }
}
