import { AppError } from '@bellwether/contracts';
import { loadOnnxRuntime, openModel, type InferenceSession, type Tensor } from '../engine/compiled/onnx-runtime';

const TYPES = ['float32', 'float64', 'int64', 'int32', 'string', 'bool'] as const;
export type OutsideType = (typeof TYPES)[number];
export type OutsideTensor = { type: OutsideType; /** @shape [rows, columns] */ dims: number[]; data: Float64Array | string[] };

/** An ONNX file from elsewhere: any inputs `[rows, columns]`, whatever their types. `inspectOnnx` must have seen the bytes. @owns release it */
export class OutsideSession {
  private constructor(private readonly session: InferenceSession, readonly inputs: readonly { name: string; type: OutsideType }[], readonly outputs: readonly string[]) {}

  /** @throws AppError MODEL_ARTIFACT_INVALID for an input that is no table of numbers or text; what the runtime says of a damaged file */
  static async open(bytes: Uint8Array): Promise<OutsideSession> {
    const session = await openModel(bytes, 1, true);
    const inputs = session.inputMetadata.map((i) => ({ name: i.name, type: (i.isTensor ? i.type : 'none') as OutsideType }));
    const bad = inputs.find((i) => !TYPES.includes(i.type));
    if (bad) {
      await session.release();
      throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The input ${JSON.stringify(bad.name)} is of type ${bad.type}; expected one of ${TYPES.join(', ')}.`, fix: 'Export the model with tensors of numbers or text as inputs.' });
    }
    return new OutsideSession(session, inputs, session.outputNames);
  }

  /** @returns the output as a table of numbers, row by row @throws Error of the runtime, or where the output is no such table */
  async run(feeds: Record<string, OutsideTensor>, output: string, rows: number): Promise<{ data: Float64Array; width: number }> {
    const ort = await loadOnnxRuntime();
    const given: Record<string, Tensor> = {};
    for (const [name, { type, dims, data }] of Object.entries(feeds)) given[name] = typeof data[0] === 'string' || type === 'string' ? new ort.Tensor('string', data as string[], dims) : numbers(ort, type, data as Float64Array, dims);
    const result = (await this.session.run(given, [output]))[output]!;
    if (result.type !== 'float32' && result.type !== 'float64') throw new Error(`the output ${output} is of type ${result.type}, expected floats`);
    const data = Float64Array.from(result.data as Float32Array);
    if (rows === 0 || data.length % rows !== 0 || result.dims[0] !== rows) throw new Error(`the output ${output} has the shape [${result.dims.join(', ')}] for ${rows} rows`);
    return { data, width: data.length / rows };
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

function numbers(ort: Awaited<ReturnType<typeof loadOnnxRuntime>>, type: OutsideType, data: Float64Array, dims: number[]): Tensor {
  if (type === 'float64') return new ort.Tensor('float64', data, dims);
  if (type === 'int64') return new ort.Tensor('int64', BigInt64Array.from(data, (v) => BigInt(Math.trunc(Number.isNaN(v) ? 0 : v))), dims);
  if (type === 'int32') return new ort.Tensor('int32', Int32Array.from(data), dims);
  if (type === 'bool') return new ort.Tensor('bool', Uint8Array.from(data, (v) => (v > 0 ? 1 : 0)), dims);
  return new ort.Tensor('float32', Float32Array.from(data), dims);
}
