import * as tf from '@tensorflow/tfjs-core';
import type { Scalar } from '@tensorflow/tfjs-core';
import { multiHeadAttention } from '../../layer/attention';
import { Xoshiro128 } from '../../random/xoshiro';
import { chooseEngine } from '../choose-engine';
import type { CompiledSession } from './compiled-session';
import type { StepContext, TrainingProgram } from '../training-engine';

function programWith(body: (ctx: StepContext) => tf.Tensor): TrainingProgram {
  return {
    variables: [{ name: 'w', shape: [4], init: Float32Array.of(0.1, 0.2, 0.3, 0.4) }],
    inputs: [{ name: 'x', shape: [4], dtype: 'float32' }],
    optimizer: { kind: 'sgd' },
    predict: body,
    loss: (ctx) => tf.mean(tf.square(body(ctx))) as Scalar,
  };
}

const batch = { steps: 3, batchSize: 2, inputs: { x: Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)) }, rates: Float32Array.of(0.1, 0.05, 0.01) };

async function run(program: TrainingProgram, name: 'compiled' | 'cpu') {
  const { engine } = await chooseEngine(name);
  const session = await engine.open(program, { seed: 1 });
  const losses = Array.from(await session.trainSteps(batch));
  const result = { losses, engine: session.engineName, warnings: [...session.warnings] };
  session.dispose();
  return result;
}

test('an operation that cannot be emitted is named with its code line, and the run goes on with wasm and the right losses', async () => {
  const program = programWith((ctx) => tf.mul(tf.atan2(ctx.x['x']!, tf.scalar(2)), ctx.v['w']!));
  const [compiled, cpu] = [await run(program, 'compiled'), await run(program, 'cpu')];
  expect(compiled.engine).toBe('wasm');
  expect(compiled.warnings[0]).toMatch(/Atan2 cannot be compiled yet \(asked for at .*compiled-session\.test\.ts:\d+/);
  compiled.losses.forEach((l, i) => expect(l).toBeCloseTo(cpu.losses[i]!, 5));
});

test('code that reads a value cannot be frozen unnoticed: it falls back', async () => {
  const program = programWith((ctx) => tf.mul(ctx.v['w']!, ctx.x['x']!.dataSync()[0]!));
  const [compiled, cpu] = [await run(program, 'compiled'), await run(program, 'cpu')];
  expect(compiled.engine).toBe('wasm');
  expect(compiled.warnings[0]).toContain('A value was read while the step was recorded');
  compiled.losses.forEach((l, i) => expect(l).toBeCloseTo(cpu.losses[i]!, 5));
});

test('a JavaScript number that changes from step to step is noticed: it falls back', async () => {
  let calls = 0;
  const compiled = await run(programWith((ctx) => tf.mul(tf.mul(ctx.v['w']!, ctx.x['x']!), 1 + 0.1 * calls++)), 'compiled');
  expect(compiled.engine).toBe('wasm');
  expect(compiled.warnings[0]).toContain('a number that changes from one call to the next');
});

test('a constant made on another backend comes in by value', async () => {
  await tf.setBackend('cpu');
  const scale = tf.tensor1d([1, 2, 3, 4]);
  const program = programWith((ctx) => tf.mul(tf.mul(ctx.x['x']!, scale), ctx.v['w']!));
  const [compiled, cpu] = [await run(program, 'compiled'), await run(program, 'cpu')];
  expect(compiled.engine).toBe('compiled');
  compiled.losses.forEach((l, i) => expect(l).toBeCloseTo(cpu.losses[i]!, 6));
  scale.dispose();
});

test('a changed rate, and a changed batch, change the losses as in eager mode', async () => {
  const program = programWith((ctx) => tf.mul(ctx.x['x']!, ctx.v['w']!));
  for (const change of [{ rates: Float32Array.of(0.5, 0.2, 0.1) }, { inputs: { x: batch.inputs.x.map((v) => v * 2) } }]) {
    const results: number[][] = [];
    for (const name of ['compiled', 'cpu'] as const) {
      const session = await (await chooseEngine(name)).engine.open(program, { seed: 1 });
      await session.trainSteps(batch);
      results.push(Array.from(await session.trainSteps({ ...batch, ...change })));
      session.dispose();
    }
    results[0]!.forEach((l, i) => expect(l).toBeCloseTo(results[1]![i]!, 5));
  }
});

test('each shape compiles once, training and evaluation apart, however often it comes back', async () => {
  const program = programWith((ctx) => tf.mul(ctx.x['x']!, ctx.v['w']!));
  const session = (await (await chooseEngine('compiled')).engine.open(program, { seed: 1 })) as CompiledSession;
  const of = (rows: number) => ({ x: batch.inputs.x.subarray(0, rows * 4) });
  for (let round = 0; round < 3; round++) {
    for (const rows of [2, 3]) await session.trainSteps({ steps: 1, batchSize: rows, inputs: of(rows), rates: Float32Array.of(0.1) });
    for (const rows of [5, 6]) await session.predict(of(rows), rows);
    await session.evaluate(of(5), 5);
  }
  expect(session.compilations).toBe(5);
  session.dispose();
});

test('a changed padding mask changes the losses as in eager mode', async () => {
  const random = Xoshiro128.fromSeed(3);
  const attention = multiHeadAttention({ name: 'a', width: 4, heads: 2, mask: 'mask' }, random);
  const output = (ctx: StepContext): tf.Tensor => attention.apply(ctx, ctx.x['x']!);
  const program: TrainingProgram = {
    variables: attention.variables, inputs: [{ name: 'x', shape: [3, 4], dtype: 'float32' }, { name: 'mask', shape: [3], dtype: 'float32' }],
    optimizer: { kind: 'sgd' }, predict: output, loss: (ctx) => tf.mean(tf.square(output(ctx))) as Scalar,
  };
  const x = Float32Array.from({ length: 48 }, (_, i) => Math.sin(i * 1.3));
  const of = (mask: number[]) => ({ steps: 2, batchSize: 2, inputs: { x, mask: Float32Array.from({ length: 12 }, (_, i) => mask[i % 3]!) }, rates: Float32Array.of(0.5, 0.5) });
  const seen: number[][] = [];
  for (const name of ['compiled', 'cpu'] as const) {
    const session = await (await chooseEngine(name)).engine.open(program, { seed: 1 });
    seen.push([...(await session.trainSteps(of([1, 1, 1]))), ...(await session.trainSteps(of([1, 0, 0])))]);
    expect(session.engineName).toBe(name);
    session.dispose();
  }
  seen[0]!.forEach((l, i) => expect(l).toBeCloseTo(seen[1]![i]!, 5));
  expect(Math.abs(seen[0]![2]! - seen[0]![1]!)).toBeGreaterThan(1e-3);
});

/** Shape and index operations that no layer of the lib uses, so that a program may. */
const OPERATIONS: [string, (x: tf.Tensor, w: tf.Tensor) => tf.Tensor][] = [
  ['pad, slice, reverse', (x, w) => tf.reverse(tf.slice(tf.pad(tf.mul(x, w), [[0, 0], [1, 2]]), [0, 1], [2, 5]), 1)],
  ['strided slice', (x, w) => tf.mul(tf.stridedSlice(x, [0, 3], [2, 0], [1, -2]), tf.slice(w, 0, 2))],
  ['tile, stack, unstack', (x, w) => tf.stack(tf.unstack(tf.tile(tf.mul(x, w), [2, 1]), 1), 0)],
  ['cumulative sum', (x, w) => tf.cumsum(tf.mul(x, w), 1, true, true)],
  ['max, min, prod of parts', (x, w) => tf.add(tf.max(tf.mul(x, w), 1), tf.min(tf.mul(x, w), 1))],
  ['where, maximum, comparison', (x, w) => tf.where(tf.greater(x, 0.2), tf.mul(x, w), tf.maximum(w, x))],
  ['pow, log1p, expm1, rsqrt', (x, w) => tf.add(tf.pow(tf.abs(tf.mul(x, w)), 1.5), tf.add(tf.log1p(tf.abs(w)), tf.add(tf.expm1(tf.mul(x, w)), tf.rsqrt(tf.add(tf.square(w), 1)))))],
  ['gather along the last axis', (x, w) => tf.mul(tf.gather(w, tf.tensor1d([3, 3, 0, 1], 'int32')), x)],
  ['top k', (x, w) => tf.mul(tf.topk(x, 2).values, tf.slice(w, 0, 2))],
  ['fused matMul', (x, w) => tf.fused.matMul({ a: x as tf.Tensor2D, b: tf.reshape(w, [4, 1]) as tf.Tensor2D, bias: tf.tensor1d([0.1]), activation: 'relu' })],
  ['mod, floor division', (x, w) => tf.add(tf.mod(x, 0.3), tf.mul(w, tf.floorDiv(x, tf.scalar(0.2))))],
  ['log sum exp, softmax over an inner axis', (x, w) => tf.add(tf.logSumExp(tf.mul(x, w), 1, true), tf.softmax(tf.mul(x, w)))],
];

test.each(OPERATIONS)('%s: as the cpu backend, with gradients', async (_, body) => {
  const program = programWith((ctx) => body(ctx.x['x']!, ctx.v['w']!));
  const [compiled, cpu] = [await run(program, 'compiled'), await run(program, 'cpu')];
  expect(compiled.warnings).toEqual([]);
  compiled.losses.forEach((l, i) => expect(l).toBeCloseTo(cpu.losses[i]!, 4));
});

test('rows that were gathered more than once get the sum of their gradients, bit for bit the same on one thread and on two', async () => {
  const rows = 500, width = 32, count = 3000;
  const random = Xoshiro128.fromSeed(3);
  const init = Float32Array.from({ length: rows * width }, () => random.normal());
  const program: TrainingProgram = {
    variables: [{ name: 'table', shape: [rows, width], init }], inputs: [{ name: 'id', shape: [], dtype: 'int32' }, { name: 'x', shape: [width], dtype: 'float32' }], optimizer: { kind: 'sgd' },
    predict: (ctx) => tf.gather(ctx.v['table']!, ctx.x['id'] as tf.Tensor1D),
    loss: (ctx) => tf.sum(tf.mul(tf.gather(ctx.v['table']!, ctx.x['id'] as tf.Tensor1D), ctx.x['x']!)) as Scalar,
  };
  const id = Int32Array.from({ length: count }, () => random.below(20) * 25);
  const x = Float32Array.from({ length: count * width }, () => random.normal());
  const after = await Promise.all([1, 2].map(async (threads) => {
    const { engine } = await chooseEngine('compiled', { threads });
    const session = await engine.open(program, { seed: 1 });
    await session.trainSteps({ steps: 1, batchSize: count, inputs: { id, x }, rates: Float32Array.of(1) });
    const { table } = session.exportWeights();
    session.dispose();
    return table!;
  }));
  expect(after[1]).toEqual(after[0]);
  const sums = Float64Array.from(init);
  for (let i = 0; i < count; i++) for (let j = 0; j < width; j++) sums[id[i]! * width + j]! -= x[i * width + j]!;
  expect(after[0]!.reduce((worst, v, i) => Math.max(worst, Math.abs(v - sums[i]!)), 0)).toBeLessThan(1e-4);
});
