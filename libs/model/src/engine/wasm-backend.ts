import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { withBackend } from './backend';
import { EagerEngine } from './eager-engine';
import { addSegments } from './segment-sum';

type WasmBackend = tf.KernelBackend & {
  makeOutput(shape: number[], dtype: tf.DataType): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): Float32Array | Int32Array | Uint8Array;
  readSync(dataId: object): tf.backend_util.BackendValues;
  disposeData(dataId: object): boolean;
};

const MISSING_SLOW = ['Einsum', 'Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter', 'DepthwiseConv2dNativeBackpropInput'];

function replaceKernel(kernelName: string, make: (original: KernelConfig) => KernelFunc): void {
  const original = tf.getKernel(kernelName, 'wasm');
  if (!original) throw new Error(`the wasm backend has no ${kernelName}`);
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ ...original, kernelFunc: make(original) });
}

/** Its matMul runs at 0.4-2.3 GFLOP/s when an argument is transposed, which every gradient asks for, and at 30 when none is. */
function transposeFirst(original: KernelConfig): KernelFunc {
  return (args) => {
    const { inputs, backend, attrs } = args as { inputs: { a: TensorInfo; b: TensorInfo }; backend: WasmBackend; attrs: { transposeA: boolean; transposeB: boolean } };
    if (!attrs.transposeA && !attrs.transposeB) return original.kernelFunc(args);
    const made: TensorInfo[] = [];
    const turned = (x: TensorInfo): TensorInfo => {
      const axes = x.shape.map((_, i) => i);
      const perm = [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!];
      const out = tf.getKernel('Transpose', 'wasm').kernelFunc({ inputs: { x }, backend, attrs: { perm } } as unknown as Parameters<KernelFunc>[0]) as TensorInfo;
      made.push(out);
      return out;
    };
    const next = { ...inputs, a: attrs.transposeA ? turned(inputs.a) : inputs.a, b: attrs.transposeB ? turned(inputs.b) : inputs.b };
    const out = original.kernelFunc({ ...args, inputs: next, attrs: { ...attrs, transposeA: false, transposeB: false } } as Parameters<KernelFunc>[0]);
    for (const t of made) backend.disposeData(t.dataId);
    return out;
  };
}

/** The gradient of gather, on the wasm heap. */
const unsortedSegmentSum: KernelFunc = (args) => {
  const { inputs, backend, attrs } = args as unknown as { inputs: { x: TensorInfo; segmentIds: TensorInfo }; backend: WasmBackend; attrs: { numSegments: number } };
  const { x, segmentIds } = inputs;
  const out = backend.makeOutput([attrs.numSegments, ...x.shape.slice(segmentIds.shape.length)], x.dtype);
  // Views are taken after the allocation, which may move the heap.
  addSegments(backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(segmentIds), backend.typedArrayFromHeap(out).fill(0));
  return out;
};

/** As shipped it cuts the two values to integers. */
const oneHot: KernelFunc = (args) => {
  const { inputs, backend, attrs } = args as unknown as { inputs: { indices: TensorInfo }; backend: WasmBackend; attrs: { depth: number; onValue: number; offValue: number; dtype: tf.DataType } };
  const { depth, onValue, offValue, dtype } = attrs;
  const out = backend.makeOutput([...inputs.indices.shape, depth], dtype ?? 'int32');
  const ids = backend.typedArrayFromHeap(inputs.indices);
  const values = backend.typedArrayFromHeap(out);
  values.fill(offValue);
  for (let i = 0; i < ids.length; i++) if (ids[i]! >= 0 && ids[i]! < depth) values[i * depth + ids[i]!] = onValue;
  return out;
};

/** Runs the cpu backend's kernel on copies: slow, but there. */
function borrowFromCpu(kernelName: string): void {
  const cpu = tf.getKernel(kernelName, 'cpu');
  if (!cpu || tf.getKernel(kernelName, 'wasm')) return;
  const kernelFunc: KernelFunc = ({ inputs, backend, attrs }) => {
    const wasm = backend as WasmBackend;
    const host = tf.engine().findBackend('cpu');
    const move = (t: TensorInfo): TensorInfo => ({ dataId: host.write(wasm.readSync(t.dataId), t.shape, t.dtype), shape: t.shape, dtype: t.dtype });
    const moved = Object.fromEntries(Object.entries(inputs).map(([k, t]) => [k, move(t as TensorInfo)]));
    const result = cpu.kernelFunc({ inputs: moved, backend: host, attrs });
    const back = (t: TensorInfo): TensorInfo => {
      const values = host.readSync(t.dataId);
      const dataId = wasm.write(values, t.shape, t.dtype);
      host.disposeData(t.dataId);
      return { dataId, shape: t.shape, dtype: t.dtype };
    };
    const out = Array.isArray(result) ? result.map(back) : back(result as TensorInfo);
    for (const t of Object.values(moved)) host.disposeData(t.dataId);
    return out;
  };
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
}

let started: Promise<void> | null = null;

/** For measurements in a process of their own: the backend as it is published. */
export async function stockWasmEngine(): Promise<EagerEngine> {
  await startWasm(1, false);
  return new EagerEngine('wasm', tf.version_core, 'cpu (wasm as shipped)', 'measured as a peer', 'wasm');
}

/** Finds the .wasm files in node_modules, starts the backend and mends its kernels; once a process. */
export function startWasm(threads = 1, mended = true): Promise<void> {
  started ??= (async () => {
    const require = createRequire(import.meta.url);
    setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
    setThreadsCount(Math.max(1, Math.min(threads, cpus().length)));
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1);
    await withBackend('wasm', () => undefined);
    if (mended) mendWasmKernels();
  })();
  return started;
}

function mendWasmKernels(): void {
  replaceKernel('BatchMatMul', transposeFirst);
  replaceKernel('_FusedMatMul', transposeFirst);
  replaceKernel('OneHot', () => oneHot);
  tf.registerKernel({ kernelName: 'UnsortedSegmentSum', backendName: 'wasm', kernelFunc: unsortedSegmentSum });
  for (const name of MISSING_SLOW) borrowFromCpu(name);
}
