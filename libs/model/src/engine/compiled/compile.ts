import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import { encodeOnnx } from '../../onnx/onnx-model';
import type { OnnxGraph, OnnxValue } from '../../onnx/onnx-model';
import { slotsOf } from '../../optimizer/optimizer';
import type { ParameterLayout } from '../parameter-layout';
import { contextOf, trainingStep, variablesOf } from '../step';
import type { NoiseSource } from '../step';
import { scalarNames } from '../step-scalars';
import type { TrainingProgram } from '../training-engine';
import { GraphBuilder } from './graph-builder';
import type { Sym } from './graph-builder';
import { recordBackend } from './record-backend';

/** A place in the graph that is filled with fresh noise for each step, in the order in which the program asks. */
export type NoiseSite = { name: string; kind: 'dropout' | 'uniform' | 'normal'; shape: number[]; rate: number };

export type CompiledStep = {
  model: Uint8Array;
  noise: NoiseSite[];
  /** states of the Scan: `w`, the slots, and the variables that the program updates itself */
  states: string[];
  /** variables that only pass through */
  constants: string[];
  scalars: string[];
};

const SLOT = 'slot:';
const FIXED = 'fixed:';

export type Recording = { g: GraphBuilder; weight(name: string, data: Float32Array, shape: number[]): Tensor; tensor(name: string, shape: number[], dtype?: 'float32' | 'int32'): Tensor; symOf(t: Tensor): Sym };

/** Must run with the record backend active. */
export function recording<T>(prefix: string, work: (r: Recording) => T, threads?: number): T {
  const backend = recordBackend();
  const g = new GraphBuilder(prefix, threads);
  backend.graph = g;
  let result!: T;
  try {
    tf.tidy(() => {
      result = work({ g, weight: (name, data, shape) => backend.tensor(g.weight(name, data, shape)), tensor: (name, shape, dtype = 'float32') => backend.tensor(g.input(name, shape, dtype)), symOf: (t) => backend.sym(t) });
    });
    return result;
  } finally {
    backend.graph = null;
    backend.dispose();
  }
}

const vector = (values: Float32Array | null): Tensor1D | null => values && tf.tensor1d(values);

function noiseSites(r: Recording, sites: NoiseSite[]): NoiseSource {
  const site = (kind: NoiseSite['kind'], shape: number[], rate = 0): Tensor => {
    const name = `noise:${sites.length}`;
    sites.push({ name, kind, shape, rate });
    return r.tensor(name, shape);
  };
  return { dropout: (shape, rate) => site('dropout', shape, rate), uniform: (shape) => site('uniform', shape), normal: (shape) => site('normal', shape) };
}

type Recorded = { body: OnnxGraph; noise: NoiseSite[]; states: { name: string; shape: number[] }[]; constants: { name: string; shape: number[] }[] };

function recordStep(program: TrainingProgram, layout: ParameterLayout, batchSize: number, threads: number): Recorded {
  return recording('b', (r) => {
    const noise: NoiseSite[] = [];
    const flat = [layout.size];
    const slots = slotsOf(program.optimizer).map((s) => s.name);
    const w = r.tensor('w', flat) as Tensor1D;
    const fixed = Object.fromEntries(layout.fixed.map((v) => [v.name, r.tensor(`${FIXED}${v.name}`, v.shape)]));
    const x = Object.fromEntries(program.inputs.map((i) => [i.name, r.tensor(`x:${i.name}`, [batchSize, ...i.shape], i.dtype)]));
    const scalars = Object.fromEntries(scalarNames(program).map((n) => [n, r.tensor(`scalar:${n}`, []) as Scalar]));
    const out = trainingStep(program, layout, {
      w, slots: Object.fromEntries(slots.map((s) => [s, r.tensor(`${SLOT}${s}`, flat)])), fixed, x, scalars,
      constants: { rateScale: vector(layout.rateScale), decayScale: vector(layout.decayScale) }, noise: noiseSites(r, noise), rows: batchSize,
    });
    const updated = layout.fixed.filter((v) => out.fixed[v.name] !== fixed[v.name]);
    const outputs = [
      { name: 'next:w', sym: r.symOf(out.w), shape: flat },
      ...slots.map((s) => ({ name: `next:${SLOT}${s}`, sym: r.symOf(out.slots[s]!), shape: flat })),
      ...updated.map((v) => ({ name: `next:${FIXED}${v.name}`, sym: r.symOf(out.fixed[v.name]!), shape: v.shape })),
    ];
    const states = outputs.map((o) => ({ name: o.name.slice('next:'.length), shape: o.shape }));
    const inputs: OnnxValue[] = [
      ...states.map((s) => ({ name: s.name, dtype: 'float32' as const, shape: s.shape })),
      ...program.inputs.map((i) => ({ name: `x:${i.name}`, dtype: i.dtype, shape: [batchSize, ...i.shape] })),
      ...Object.keys(scalars).map((n) => ({ name: `scalar:${n}`, dtype: 'float32' as const, shape: [] })),
      ...noise.map((n) => ({ name: n.name, dtype: 'float32' as const, shape: n.shape })),
    ];
    for (const v of updated) out.fixed[v.name]!.dispose();
    const body = r.g.finish('step', inputs, [...outputs, { name: 'loss', sym: r.symOf(out.loss) }]);
    const constants = layout.fixed.filter((v) => !updated.includes(v)).map((v) => ({ name: `${FIXED}${v.name}`, shape: v.shape }));
    return { body, noise, states, constants };
  }, threads);
}

/** The step as the body of Scan: many batches in one call, the states handed from one to the next inside ONNX Runtime. */
function scanOf({ body, states, constants }: Recorded): OnnxGraph {
  const scanned = body.inputs.slice(states.length);
  const outer = (v: OnnxValue): OnnxValue => ({ ...v, name: `all:${v.name}`, shape: ['steps', ...v.shape] });
  return {
    name: 'training',
    inputs: [
      ...states.map((s) => ({ name: `from:${s.name}`, dtype: 'float32' as const, shape: s.shape })),
      ...constants.map((c) => ({ name: c.name, dtype: 'float32' as const, shape: c.shape })),
      ...scanned.map(outer),
    ],
    outputs: [...states.map((s) => ({ name: `to:${s.name}`, dtype: 'float32' as const, shape: s.shape })), { name: 'losses', dtype: 'float32', shape: ['steps'] }],
    initializers: [],
    nodes: [{
      op: 'Scan',
      inputs: [...states.map((s) => `from:${s.name}`), ...scanned.map((v) => `all:${v.name}`)],
      outputs: [...states.map((s) => `to:${s.name}`), 'losses'],
      attributes: { body: { graph: body }, num_scan_inputs: { int: scanned.length } },
    }],
  };
}

/**
 * Records one step and writes it as ONNX. It is recorded twice: a constant that comes out different (a JavaScript random number,
 * a counter) would be frozen in the graph, and is refused.
 * @throws ENGINE_UNSUPPORTED_OP
 */
export function compileStep(program: TrainingProgram, layout: ParameterLayout, batchSize: number, threads: number): CompiledStep {
  const recorded = recordStep(program, layout, batchSize, threads);
  const model = encodeOnnx(scanOf(recorded));
  const again = encodeOnnx(scanOf(recordStep(program, layout, batchSize, threads)));
  if (!Buffer.from(model).equals(Buffer.from(again))) {
    throw new AppError({
      code: 'ENGINE_UNSUPPORTED_OP',
      message: 'The step holds a number that changes from one call to the next (such as Math.random or a counter); compiled, it would be frozen.',
      fix: 'Take noise from ctx.dropout, ctx.uniform or ctx.normal, and changing numbers from ctx.scalar.',
    });
  }
  return { model, noise: recorded.noise, states: recorded.states.map((s) => s.name), constants: recorded.constants.map((c) => c.name), scalars: scalarNames(program) };
}

/** Evaluation outputs, and the loss where asked, for a fixed number of rows (or, by name, for any). Inputs: `w`, `fixed:*`, `x:*`. */
export function compileForward(program: TrainingProgram, layout: ParameterLayout, rows: number, withLoss: boolean, given: string[]): Uint8Array {
  const graph = recording('f', (r) => {
    const w = r.tensor('w', [layout.size]) as Tensor1D;
    const fixed = Object.fromEntries(layout.fixed.map((v) => [v.name, r.tensor(`${FIXED}${v.name}`, v.shape)]));
    const inputs = program.inputs.filter((i) => given.includes(i.name));
    const x = Object.fromEntries(inputs.map((i) => [i.name, r.tensor(`x:${i.name}`, [rows, ...i.shape], i.dtype)]));
    const ctx = contextOf({ v: { ...fixed, ...variablesOf(layout, w) }, x, scalars: {}, noise: noiseSites(r, []), rows, training: false, updates: {} });
    const outputs = [{ name: 'outputs', sym: r.symOf(program.predict(ctx)) }];
    if (withLoss) outputs.push({ name: 'loss', sym: r.symOf(program.loss(ctx)) });
    const values: OnnxValue[] = [
      { name: 'w', dtype: 'float32', shape: [layout.size] },
      ...layout.fixed.map((v) => ({ name: `${FIXED}${v.name}`, dtype: 'float32' as const, shape: v.shape })),
      ...inputs.map((i) => ({ name: `x:${i.name}`, dtype: i.dtype, shape: [rows, ...i.shape] })),
    ];
    return r.g.finish('forward', values, outputs);
  });
  return encodeOnnx(graph);
}
