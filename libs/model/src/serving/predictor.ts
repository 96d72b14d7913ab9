import { createHash } from 'node:crypto';
import { AppError } from '@bellwether/contracts';
import { feed, loadOnnxRuntime, openModel } from '../engine/compiled/onnx-runtime';
import type { InferenceSession, Ort } from '../engine/compiled/onnx-runtime';
import { sizeOf } from '../engine/parameter-layout';
import type { BatchArray } from '../engine/training-engine';
import { inspectOnnx } from '../onnx/inspect-onnx';
import type { OnnxSummary } from '../onnx/inspect-onnx';

/** @shape `shape` leaves the batch axis out */
export type PredictorInput = { name: string; dtype: 'float32' | 'int32'; shape: number[] };

/** Rows at a time: the activations of a wide network stay in the cache. */
const CHUNK_ROWS = 4096;

/** A model file, loaded for serving. Knows nothing of how it was trained. */
export class Predictor {
  private constructor(private readonly ort: Ort, private readonly session: InferenceSession, readonly inputs: PredictorInput[], readonly outputName: string, readonly summary: OnnxSummary) {}

  /**
   * @param options.sha256 what the file must be, as hex
   * @param options.output which output to answer with, default the first; outside files often give a label before the probabilities
   * @param options.threads default 1: many small requests run better side by side than each on all cores
   * @throws MODEL_ARTIFACT_INVALID for a file that is damaged, hostile, or not of the declared inputs
   */
  static async load(bytes: Uint8Array, options: { sha256?: string; threads?: number; inputs?: PredictorInput[]; output?: string } = {}): Promise<Predictor> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (options.sha256 && hash !== options.sha256) refuse(`its SHA-256 is ${hash}, ${options.sha256} was expected`);
    const summary = inspectOnnx(bytes);
    const ort = await loadOnnxRuntime();
    let session: InferenceSession;
    try {
      session = await openModel(bytes, options.threads ?? 1);
    } catch (e) {
      return refuse(e instanceof Error ? e.message.split('\n')[0]! : String(e));
    }
    const inputs = session.inputMetadata.map(inputOf);
    for (const declared of options.inputs ?? []) checkDeclared(declared, inputs);
    if (options.inputs && options.inputs.length !== inputs.length) refuse(`it has ${inputs.length} inputs, ${options.inputs.length} are declared`);
    const output = options.output ?? session.outputNames[0]!;
    if (!session.outputNames.includes(output)) refuse(`the output "${output}" is not there; it has ${session.outputNames.join(', ')}`);
    return new Predictor(ort, session, inputs, output, summary);
  }

  /**
   * The first output for all rows.
   * @param into where it is written, of its exact size: many answers then leave nothing to the collector; at most CHUNK_ROWS rows @owns the caller
   * @throws INPUT_INVALID, naming the input @shape [rows, ...]
   */
  async predict(inputs: Record<string, BatchArray>, rows: number, into?: { data: Float32Array; shape: readonly number[] }): Promise<Float32Array> {
    for (const i of this.inputs) {
      const wanted = rows * sizeOf(i.shape);
      if (inputs[i.name]?.length !== wanted) throw new AppError({ code: 'INPUT_INVALID', message: `Input "${i.name}" needs ${rows} rows × ${sizeOf(i.shape)} = ${wanted} values; ${inputs[i.name]?.length ?? 'none'} came.`, fix: 'Pass whole rows of the declared shape.' });
    }
    if (rows <= CHUNK_ROWS) return this.run(inputs, 0, rows, into);
    let out: Float32Array | null = null;
    for (let from = 0; from < rows; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows - from);
      const part = await this.run(inputs, from, count);
      const width = part.length / count;
      out ??= new Float32Array(rows * width);
      out.set(part, from * width);
    }
    return out!;
  }

  private async run(inputs: Record<string, BatchArray>, from: number, count: number, into?: { data: Float32Array; shape: readonly number[] }): Promise<Float32Array> {
    const feeds = Object.fromEntries(this.inputs.map((i) => {
      const width = sizeOf(i.shape);
      return [i.name, feed(this.ort, inputs[i.name]!.subarray(from * width, (from + count) * width), [count, ...i.shape])];
    }));
    const results = await (into ? this.session.run(feeds, { [this.outputName]: new this.ort.Tensor('float32', into.data, [count, ...into.shape]) }) : this.session.run(feeds, [this.outputName]));
    const { data, type } = results[this.outputName]!;
    if (type !== 'float32') refuse(`its output is ${type}, float32 is needed`);
    return data as Float32Array;
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

function inputOf(meta: InferenceSession['inputMetadata'][number]): PredictorInput {
  if (!meta.isTensor) return refuse(`its input "${meta.name}" is not a tensor`);
  if (meta.type !== 'float32' && meta.type !== 'int32') return refuse(`its input "${meta.name}" is ${meta.type}; float32 or int32 is needed`);
  const shape = meta.shape.slice(1);
  if (meta.shape.length === 0 || shape.some((d) => typeof d !== 'number')) return refuse(`its input "${meta.name}" must be [rows, fixed sizes]; it is [${meta.shape}]`);
  return { name: meta.name, dtype: meta.type, shape: shape as number[] };
}

function checkDeclared(declared: PredictorInput, inputs: PredictorInput[]): void {
  const found = inputs.find((i) => i.name === declared.name);
  if (!found) refuse(`the declared input "${declared.name}" is not there; it has ${inputs.map((i) => i.name).join(', ')}`);
  if (found.dtype !== declared.dtype || found.shape.join() !== declared.shape.join()) refuse(`the input "${declared.name}" is ${found.dtype} [rows, ${found.shape}], declared is ${declared.dtype} [rows, ${declared.shape}]`);
}

function refuse(what: string): never {
  throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The model file cannot be used: ${what}.`, fix: 'Use a self-contained ONNX file with the inputs that the signature declares.' });
}
