import * as tf from '@tensorflow/tfjs-core';
import type { DataType, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import type { OnnxDtype } from '../../onnx/onnx-model';
import { EMITTERS } from './emitters';
import type { GraphBuilder, Sym } from './graph-builder';

export const RECORD_BACKEND = 'bellwether-record';

type DataId = object;

/** Frames of TensorFlow.js and of the engine itself; the first other one is the caller's. */
const LIBRARY_FRAME = /node_modules|tfjs-|node:internal|engine[\\/]compiled[\\/](?!.*\.test\.)|[\\/]gradient[\\/]|engine[\\/](step|backend)\.|<anonymous>/;

/** Where the caller's own code asked for the operation, as file:line. */
function codeLine(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  const frames = (new Error().stack ?? '').split('\n').slice(1);
  Error.stackTraceLimit = limit;
  const own = frames.find((f) => !LIBRARY_FRAME.test(f));
  return own ? own.trim().replace(/^at /, '').replace(/file:\/\//, '').replace(/^.*\((.*)\)$/, '$1') : 'inside TensorFlow.js';
}

function unsupported(message: string, fix: string, context: Record<string, unknown>): AppError {
  return new AppError({ code: 'ENGINE_UNSUPPORTED_OP', message, fix, context });
}

/**
 * A TensorFlow.js backend that computes nothing: each kernel adds its nodes to a graph and answers with a value that has a shape and no data.
 * A step is recorded by running it here once. Code that reads a tensor's values cannot be recorded, and is told so.
 */
export class RecordBackend extends tf.KernelBackend {
  private syms = new Map<DataId, Sym>();
  private refs = new Map<DataId, number>();
  graph: GraphBuilder | null = null;

  private get builder(): GraphBuilder {
    if (!this.graph) throw new Error('no graph is being recorded');
    return this.graph;
  }

  put(sym: Sym): DataId {
    const id = {};
    this.syms.set(id, sym);
    this.refs.set(id, 1);
    return id;
  }

  /** A tensor for a value of the graph. */
  tensor(sym: Sym): tf.Tensor {
    return tf.engine().makeTensorFromTensorInfo({ dataId: this.put(sym), shape: sym.shape, dtype: sym.dtype as DataType }, this);
  }

  /** A tensor made elsewhere, such as a constant of the caller's, comes in by its values. */
  sym(info: TensorInfo): Sym {
    const known = this.syms.get(info.dataId);
    if (known) return tf.util.arraysEqual(known.shape, info.shape) ? known : reshaped(this.builder, known, info.shape);
    const values = tf.engine().readSync(info.dataId) as Float32Array;
    return this.builder.constant(values, info.shape, info.dtype as OnnxDtype);
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: DataType): DataId {
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') throw unsupported(`Tensors of type ${dtype} cannot be compiled (${codeLine()}).`, 'Use float32, int32 or bool.', { dtype });
    const data = dtype === 'float32' ? Float32Array.from(values as Float32Array) : dtype === 'int32' ? Int32Array.from(values as Int32Array) : Uint8Array.from(values as Uint8Array);
    return this.put(this.builder.constant(data, shape, dtype));
  }

  override readSync(): never {
    throw unsupported(`A value was read while the step was recorded (${codeLine()}): what depends on it could not follow the data.`, 'Use tensor operations such as tf.where instead of reading values, or choose the wasm engine.', { line: codeLine() });
  }

  override read(): never {
    return this.readSync();
  }

  override refCount(id: DataId): number {
    return this.refs.get(id) ?? 0;
  }

  override incRef(id: DataId): void {
    this.refs.set(id, this.refCount(id) + 1);
  }

  override disposeData(id: DataId, force = false): boolean {
    const left = this.refCount(id) - 1;
    if (left > 0 && !force) {
      this.refs.set(id, left);
      return false;
    }
    this.refs.delete(id);
    this.syms.delete(id);
    return true;
  }

  override numDataIds(): number {
    return this.syms.size;
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override dispose(): void {
    this.syms.clear();
    this.refs.clear();
  }
}

function reshaped(g: GraphBuilder, s: Sym, shape: number[]): Sym {
  return EMITTERS['Reshape']!(g, { x: s }, { shape }) as Sym;
}

function kernelFor(kernelName: string): KernelFunc {
  const emit = EMITTERS[kernelName];
  return ({ inputs, attrs, backend }) => {
    const record = backend as RecordBackend;
    if (!emit) {
      const line = codeLine();
      throw unsupported(`The operation ${kernelName} cannot be compiled yet (asked for at ${line}).`, 'Write it with other operations, or choose the wasm engine.', { kernel: kernelName, line });
    }
    const syms = Object.fromEntries(Object.entries(inputs).filter(([, t]) => t != null).map(([k, t]) => [k, record.sym(t as TensorInfo)]));
    const result = emit(record.graph!, syms, (attrs ?? {}) as Record<string, unknown>);
    const info = (s: Sym): TensorInfo => ({ dataId: record.put(s), shape: s.shape, dtype: s.dtype as DataType });
    return Array.isArray(result) ? result.map(info) : info(result);
  };
}

let backend: RecordBackend | null = null;

/** The one recorder of the process. */
export function recordBackend(): RecordBackend {
  if (backend) return backend;
  const made = new RecordBackend();
  backend = made;
  tf.registerBackend(RECORD_BACKEND, () => made, 0);
  const names = new Set([...Object.keys(EMITTERS), ...tf.getKernelsForBackend('cpu').map((k) => k.kernelName)]);
  for (const kernelName of names) tf.registerKernel({ kernelName, backendName: RECORD_BACKEND, kernelFunc: kernelFor(kernelName) });
  return made;
}
