import { createHash } from 'node:crypto';
import { AppError } from '@bellwether/contracts';
import { loadOnnxRuntime, openModel, type InferenceSession, type Ort, type Tensor } from '../engine/compiled/onnx-runtime';
import { inspectOnnx, type OnnxSummary } from '../onnx/inspect-onnx';

/** Cells of each input, in the order of the rows. */
export type ColumnFeed = Record<string, Float64Array | readonly string[]>;

/** Rows at a time: what lies between two operations stays in the cache. */
const CHUNK_ROWS = 2048;

const refuse = (what: string): never => {
  throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The ONNX file cannot be used: ${what}.`, fix: 'Use the file of this model version, unchanged.' });
};

/** A file that takes columns as they are, one input `[rows, 1]` each, and answers with one number a row. Kept warm: own it, release it. */
export class ColumnModel {
  private constructor(private readonly ort: Ort, private readonly session: InferenceSession, private readonly output: string, readonly summary: OnnxSummary) {}

  /**
   * @param options.sha256 what the file must be, as hex
   * @param options.threads default 1: many small requests run better side by side than each on all cores
   * @throws AppError MODEL_ARTIFACT_INVALID for a file that is damaged, hostile or of other inputs
   */
  static async load(bytes: Uint8Array, columns: readonly { name: string; text: boolean }[], options: { sha256?: string; output: string; threads?: number }): Promise<ColumnModel> {
    if (options.sha256 !== undefined) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      if (hash !== options.sha256) refuse(`its SHA-256 is ${hash}, ${options.sha256} was expected`);
    }
    const summary = inspectOnnx(bytes);
    const ort = await loadOnnxRuntime();
    const session = await openModel(bytes, options.threads ?? 1).catch((e: unknown) => refuse(e instanceof Error ? e.message.split('\n')[0]! : String(e)));
    const there = new Map(session.inputMetadata.map((i) => [i.name, i.isTensor ? i.type : 'none']));
    for (const { name, text } of columns) {
      const type = text ? 'string' : 'float64';
      if (there.get(name) !== type) refuse(`it should take ${JSON.stringify(name)} as ${type}, and takes it as ${there.get(name) ?? 'nothing'}`);
    }
    if (there.size !== columns.length) refuse(`it takes ${there.size} inputs, ${columns.length} are declared`);
    if (!session.outputNames.includes(options.output)) refuse(`the output ${JSON.stringify(options.output)} is not there; it has ${session.outputNames.join(', ')}`);
    return new ColumnModel(ort, session, options.output, summary);
  }

  /** @shape [rows] */
  async predict(feed: ColumnFeed, rows: number): Promise<Float64Array> {
    if (rows <= CHUNK_ROWS) return this.run(feed, 0, rows);
    const out = new Float64Array(rows);
    for (let from = 0; from < rows; from += CHUNK_ROWS) out.set(await this.run(feed, from, Math.min(rows, from + CHUNK_ROWS)), from);
    return out;
  }

  private async run(feed: ColumnFeed, from: number, to: number): Promise<Float64Array> {
    if (from === to) return new Float64Array(0);
    const dims = [to - from, 1];
    const feeds: Record<string, Tensor> = {};
    for (const name of this.session.inputNames) {
      const cells = feed[name]!;
      feeds[name] = cells instanceof Float64Array ? new this.ort.Tensor('float64', cells.length === dims[0] ? cells : cells.subarray(from, to), dims) : new this.ort.Tensor('string', cells.length === dims[0] ? (cells as string[]) : cells.slice(from, to), dims);
    }
    const results = await this.session.run(feeds, [this.output]);
    return results[this.output]!.data as Float64Array;
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
