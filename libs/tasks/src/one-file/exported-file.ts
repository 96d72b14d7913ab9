import { AppError, isAppError, type ExportCheck } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import { ColumnModel, encodeOnnx, type OnnxFileGraph } from '@bellwether/model';
import type { Scorer } from '../rows/scorer';
import { feedOf, isText, type RawColumn } from './raw-columns';

/** The output of the file: one number a row. */
export const SCORE = 'score';
/** The file that serving runs. */
export const MODEL_FILE = 'model.onnx';
const TOLERANCE = 1e-5;
/** Real rows on which the file and the training engine are compared, spread over the whole table. */
const CHECK_ROWS = 4096;

export type ExportedFile = { /** without metadata */ bytes: Uint8Array; check: ExportCheck; scorer: Scorer };

/** Scores by the file: columns in as they are. @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export async function openFile(bytes: Uint8Array, columns: readonly RawColumn[], options: { sha256?: string; parameters?: number; /** an output that is not the score */ output?: string } = {}): Promise<Scorer> {
  const model = await ColumnModel.load(bytes, columns.map((c) => ({ name: c.name, text: isText(c) })), { output: options.output ?? SCORE, ...(options.sha256 === undefined ? {} : { sha256: options.sha256 }) });
  return { score: (table, rows) => model.predict(feedOf(columns, table, rows), rows?.length ?? table.rows), parameters: options.parameters ?? 0, dispose: () => void model.release() };
}

/** Every so many-th row, so that all of the table is looked at. */
function spread(rows: number): Int32Array {
  const n = Math.min(rows, CHECK_ROWS);
  return Int32Array.from({ length: n }, (_, k) => Math.floor((k * rows) / n));
}

/**
 * Writes the whole model as one file and proves it: on real rows it must score as the training engine does, to 1e-5.
 * @param graph composes it; what cannot be expressed throws, and its message is the problem
 * @param reference the models as the engine computes them
 * @param unitOf what a difference is told in, given what the reference said: 1 for chances; a number that has a unit is compared by its size
 * @returns the problem where there is no such file: serving then goes through the engine, and says so
 */
export async function exportFile(graph: () => OnnxFileGraph | Promise<OnnxFileGraph>, columns: readonly RawColumn[], reference: Scorer, table: ColumnTable, unitOf: (said: Float64Array) => number = () => 1): Promise<ExportedFile | { problem: string }> {
  let scorer: Scorer | null = null;
  try {
    const bytes = encodeOnnx(await graph());
    scorer = await openFile(bytes, columns, { parameters: reference.parameters });
    const rows = spread(table.rows);
    const [want, got] = [await reference.score(table, rows), await scorer.score(table, rows)];
    const unit = unitOf(want);
    const largestDifference = want.reduce((worst, v, i) => Math.max(worst, Number.isNaN(got[i]!) ? Number.POSITIVE_INFINITY : Math.abs(v - got[i]!) / unit), 0);
    if (!(largestDifference <= TOLERANCE)) throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `the file must score as the training engine to ${TOLERANCE}; it differs by ${largestDifference.toExponential(2)}`, fix: 'report the model, which ONNX Runtime computes differently' });
    return { bytes, scorer, check: { file: MODEL_FILE, bytes: bytes.length, sha256: null, rows: rows.length, largestDifference, tolerance: TOLERANCE, problem: null } };
  } catch (e) {
    scorer?.dispose();
    return { problem: isAppError(e) || e instanceof Error ? e.message.split('\n')[0]! : String(e) };
  }
}

/** What a run without the file says of it. */
export const noFile = (problem: string): ExportCheck => ({ file: null, bytes: 0, sha256: null, rows: 0, largestDifference: null, tolerance: TOLERANCE, problem });
