import type { Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import { encodeOnnx } from '../../onnx/onnx-model';
import type { OnnxGraph, OnnxTensor } from '../../onnx/onnx-model';
import { withBackend } from '../backend';
import { contextOf } from '../step';
import type { TrainingProgram } from '../training-engine';
import { recording } from './compile';
import { RECORD_BACKEND, recordBackend } from './record-backend';

/** Two row counts that no layer width is likely to be: where the recorded graphs differ, the difference is the batch axis. */
const PROBES = [2477, 3541] as const;
const ROWS = 'rows';

function forward(program: TrainingProgram, weights: Record<string, Float32Array>, rows: number, inputs: string[]): OnnxGraph {
  return recording('n', (r) => {
    const v = Object.fromEntries(program.variables.map((spec): [string, Tensor] => [spec.name, r.weight(spec.name, weights[spec.name]!, spec.shape)]));
    const given = program.inputs.filter((i) => inputs.includes(i.name));
    const x = Object.fromEntries(given.map((i) => [i.name, r.tensor(i.name, [rows, ...i.shape], i.dtype)]));
    const none = (): never => {
      throw new AppError({ code: 'ENGINE_UNSUPPORTED_OP', message: 'A prediction must not draw noise.', fix: 'Use noise only where ctx.training is true.' });
    };
    const ctx = contextOf({ v, x, scalars: {}, noise: { dropout: none, uniform: none, normal: none }, rows, training: false, updates: {} });
    const out = r.symOf(program.predict(ctx));
    return r.g.finish('network', given.map((i) => ({ name: i.name, dtype: i.dtype, shape: [rows, ...i.shape] })), [{ name: 'output', sym: out }]);
  });
}

/** The same graph for any number of rows: constants that hold the row count become −1 of a reshape. */
function anyRows(a: OnnxGraph, b: OnnxGraph): OnnxGraph {
  const refuse = (what: string): never => {
    throw new AppError({ code: 'ENGINE_UNSUPPORTED_OP', message: `The network cannot be exported for any number of rows: ${what} depends on the row count.`, fix: 'Reshape with -1 for the batch axis and broadcast instead of tiling over rows.' });
  };
  if (a.nodes.length !== b.nodes.length || a.initializers.length !== b.initializers.length) refuse('its structure');
  const initializers = a.initializers.map((t, i): OnnxTensor => {
    const u = b.initializers[i]!;
    if (t.shape.join() !== u.shape.join()) refuse(`a constant of shape [${t.shape}]`);
    const differs = Array.from(t.data as ArrayLike<unknown>).flatMap((v, j) => (v === u.data[j] ? [] : [j]));
    if (differs.length === 0) return t;
    const users = a.nodes.filter((n) => n.inputs.includes(t.name));
    if (differs.length > 1 || users.some((n) => n.op !== 'Reshape') || !(t.data instanceof BigInt64Array)) refuse(`an operation ${users[0]?.op ?? ''}`);
    const data = (t.data as BigInt64Array).slice();
    data[differs[0]!] = -1n;
    return { ...t, data };
  });
  const open = (shape: readonly (number | string)[], other: readonly (number | string)[]) => shape.map((d, i) => (d === other[i] ? d : ROWS));
  return {
    ...a, initializers,
    inputs: a.inputs.map((v, i) => ({ ...v, shape: open(v.shape, b.inputs[i]!.shape) })),
    outputs: a.outputs.map((v, i) => ({ ...v, shape: open(v.shape, b.outputs[i]!.shape) })),
  };
}

export type ExportOptions = {
  /** inputs that `predict` reads, default `x` */
  inputs?: string[];
  /** free text, such as the version of the model and its signature */
  metadata?: Record<string, string>;
};

/**
 * A fitted network as a graph: weights inside, any number of rows, output `output`.
 * @throws ENGINE_UNSUPPORTED_OP, naming what cannot be said in ONNX
 */
export function exportGraph(program: TrainingProgram, weights: Record<string, Float32Array>, inputs: string[] = ['x']): Promise<OnnxGraph> {
  recordBackend();
  return withBackend(RECORD_BACKEND, () => {
    const [a, b] = PROBES.map((rows) => forward(program, weights, rows, inputs));
    return anyRows(a!, b!);
  });
}

/** The same as a file. @throws ENGINE_UNSUPPORTED_OP */
export async function exportOnnx(program: TrainingProgram, weights: Record<string, Float32Array>, options: ExportOptions = {}): Promise<Uint8Array> {
  return encodeOnnx(await exportGraph(program, weights, options.inputs), options.metadata);
}
