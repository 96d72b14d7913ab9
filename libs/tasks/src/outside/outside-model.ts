import { createHash } from 'node:crypto';
import { AppError, isAppError } from '@bellwether/contracts';
import type { ColumnTable, TableColumn } from '@bellwether/features';
import { inspectOnnx, OutsideSession, type OutsideTensor } from '@bellwether/model';
import type { OutsideParams } from './params';

const CHUNK_ROWS = 1024;
/** @unit bytes */
export const OUTSIDE_FILE_BYTES = 256 * 1024 ** 2;

/**
 * Operations whose time or memory follows from a number in the file, not from the rows that are sent: a few bytes of a hostile file could
 * ask for terabytes, or never end. Models of tables need none of them.
 */
const REFUSED = new Set(['If', 'Loop', 'Scan', 'ConstantOfShape', 'Expand', 'Tile', 'Range', 'Pad', 'Resize', 'Upsample', 'OneHot', 'RandomNormal', 'RandomUniform', 'RandomNormalLike', 'RandomUniformLike', 'EyeLike', 'SequenceMap', 'Optional', 'ImageDecoder', 'TfIdfVectorizer', 'MaxUnpool', 'ConvTranspose', 'CenterCropPad', 'AffineGrid', 'Multinomial', 'Bernoulli', 'Compress', 'SplitToSequence']);
const OPSETS = { least: 7, most: 26 };
const refuse = (what: string, fix = 'Export the model again as one self-contained file of standard operators, and check the declared inputs.'): never => {
  throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The ONNX file cannot be imported: ${what}.`, fix });
};

/** What can be said of a file before any library has opened it. @throws AppError MODEL_ARTIFACT_INVALID */
export function checkOutsideFile(bytes: Uint8Array, sha256?: string): ReturnType<typeof inspectOnnx> {
  if (sha256 !== undefined) {
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (hash !== sha256) refuse(`its SHA-256 is ${hash}, ${sha256} was declared`, 'Upload the file again.');
  }
  if (bytes.length > OUTSIDE_FILE_BYTES) refuse(`it has ${bytes.length} bytes, at most ${OUTSIDE_FILE_BYTES} are read`);
  const summary = inspectOnnx(bytes);
  const opset = summary.opsets[''] ?? summary.opsets['ai.onnx'];
  if (opset !== undefined && (opset < OPSETS.least || opset > OPSETS.most)) refuse(`its operators are those of version ${opset}, expected ${OPSETS.least} to ${OPSETS.most}`, 'Export the model with opset 18.');
  const bad = summary.operators.filter((op) => REFUSED.has(op));
  if (bad.length > 0) refuse(`it uses ${bad.join(', ')}, whose cost is set by the file and not by the rows`);
  if (summary.domains.includes('com.microsoft')) refuse('it uses operators of one runtime alone (com.microsoft)');
  return summary;
}

/** What the runtime says of a file that it does not open, in the words of a refusal. */
export const refuseFile = (e: unknown): never => refuse((e instanceof Error ? e.message : String(e)).split('\n')[0]!.slice(0, 300));

/** A file from elsewhere with its declared signature, open for scoring. @owns release it */
export class OutsideModel {
  private constructor(private readonly session: OutsideSession, private readonly params: OutsideParams) {}

  /** The file is looked through first; nothing in it runs until rows come. @throws AppError MODEL_ARTIFACT_INVALID */
  static async open(bytes: Uint8Array, params: OutsideParams): Promise<OutsideModel> {
    checkOutsideFile(bytes, params.file);
    const session = await OutsideSession.open(bytes).catch((e: unknown) => (isAppError(e) ? Promise.reject(e) : refuseFile(e)));
    const there = session.inputs.map((i) => i.name);
    const declared = params.inputs.map((i) => i.name);
    for (const name of there) if (!declared.includes(name)) refuse(`it takes ${JSON.stringify(name)}, which is not declared`);
    for (const name of declared) if (!there.includes(name)) refuse(`${JSON.stringify(name)} is declared and it takes ${there.join(', ')}`);
    if (!session.outputs.includes(params.output)) refuse(`it has no output ${JSON.stringify(params.output)}: its outputs are ${session.outputs.join(', ')}`);
    return new OutsideModel(session, params);
  }

  /** One probability a row. @shape [rows] @throws AppError where the answer is no probability */
  async score(table: ColumnTable, rows: Int32Array): Promise<Float64Array> {
    const out = new Float64Array(rows.length);
    for (let from = 0; from < rows.length; from += CHUNK_ROWS) out.set(await this.chunk(table, rows.subarray(from, from + CHUNK_ROWS)), from);
    return out;
  }

  private async chunk(table: ColumnTable, rows: Int32Array): Promise<Float64Array> {
    const feeds: Record<string, OutsideTensor> = {};
    for (const { name, columns } of this.params.inputs) feeds[name] = this.feed(name, columns.map((c) => columnOf(table, c)), rows);
    const { data, width } = await this.session.run(feeds, this.params.output, rows.length).catch((e: unknown) => refuse(`it fails on rows of the declared columns: ${e instanceof Error ? e.message.split('\n')[0]!.slice(0, 300) : String(e)}`));
    const column = this.params.outputColumn;
    if (column >= width) refuse(`the output has ${width} columns, column ${column} is declared`);
    return Float64Array.from(rows, (row, r) => probability(data[r * width + column]!, () => this.lacking(table, row), r));
  }

  private feed(name: string, columns: TableColumn[], rows: Int32Array): OutsideTensor {
    const { type } = this.session.inputs.find((i) => i.name === name)!;
    const dims = [rows.length, columns.length];
    if (type === 'string') return { type, dims, data: Array.from(rows).flatMap((i) => columns.map((c) => (c.type === 'string' ? (c.values[i] ?? '') : Number.isNaN(c.values[i]!) ? '' : String(c.values[i]!)))) };
    const values = new Float64Array(rows.length * columns.length);
    columns.forEach((c, k) => {
      if (c.type === 'string') refuse(`${JSON.stringify(name)} takes numbers, and the column ${c.name} holds text`);
      for (let r = 0; r < rows.length; r++) values[r * columns.length + k] = (c.values as Float64Array)[rows[r]!]!;
    });
    return { type, dims, data: values };
  }

  /** Declared columns without a value in this row. */
  private lacking(table: ColumnTable, row: number): string[] {
    const names = [...new Set(this.params.inputs.flatMap((i) => i.columns))];
    return names.filter((name) => { const value = columnOf(table, name).values[row]; return value === null || Number.isNaN(value); });
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

function columnOf(table: ColumnTable, name: string): TableColumn {
  return table.columns.find((c) => c.name === name) ?? refuse(`the declared column ${JSON.stringify(name)} is not among the data`, 'Declare columns of the dataset, with a role other than ignored.');
}

function probability(value: number, lacking: () => string[], row: number): number {
  if (value >= -1e-6 && value <= 1 + 1e-6) return Math.min(1, Math.max(0, value));
  const missing = Number.isNaN(value) ? lacking() : [];
  if (missing.length > 0) throw new AppError({ code: 'SIGNATURE_MISMATCH', message: `The model has no answer for row ${row + 1}, which lacks ${missing.join(', ')}.`, fix: 'Send every declared column, or fill in what is missing first: nothing is known here of how its maker did.' });
  return refuse(`its answer for row ${row + 1} is ${value}, and a probability was declared`, 'Choose the output that holds probabilities, and its column.');
}
