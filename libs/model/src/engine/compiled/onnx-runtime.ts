import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { sizeOf } from '../parameter-layout';

type Ort = typeof import('onnxruntime-node');

let loading: Promise<Ort> | null = null;

/** Loaded on first use: a missing native library then says so instead of breaking the start. */
export function loadOnnxRuntime(): Promise<Ort> {
  loading ??= import('onnxruntime-node').then((m) => ((m as { default?: Ort }).default?.InferenceSession ? (m as unknown as { default: Ort }).default : m));
  return loading;
}

/** @param asItIs nothing of the graph is computed while it is opened: for files from elsewhere, whose constants nobody here chose */
export async function openModel(model: Uint8Array, threads: number, asItIs = false): Promise<InferenceSession> {
  const ort = await loadOnnxRuntime();
  return ort.InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: asItIs ? 'disabled' : 'all',
    logSeverityLevel: 3,
  });
}

/** @param ort already loaded */
export function feed(ort: Ort, data: Float32Array | Int32Array, shape: number[]): Tensor {
  const size = sizeOf(shape);
  return new ort.Tensor(data instanceof Int32Array ? 'int32' : 'float32', data.length === size ? data : data.subarray(0, size), shape);
}

export type { InferenceSession, Ort, Tensor };
