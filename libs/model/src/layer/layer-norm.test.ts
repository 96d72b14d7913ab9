import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { withBackend } from '../engine/backend';
import { contextOf } from '../engine/step';
import { Xoshiro128 } from '../random/xoshiro';
import { dense } from './dense';
import { feedForward } from './feed-forward';
import { sequential, type Layer } from './layer';
import { layerNorm } from './layer-norm';

const WIDTH = 6;
const noise = { dropout: () => tf.scalar(1), uniform: () => tf.scalar(1), normal: () => tf.scalar(1) };

/** Output, and the gradients of a weighted sum of it: of the input first, then of the variables in their order. */
async function outcome(layer: Layer): Promise<number[][]> {
  const random = Xoshiro128.fromSeed(5);
  const values = layer.variables.map((v) => v.init.map((w) => w + 0.3 * random.normal()));
  const x = Float32Array.from({ length: 2 * 3 * WIDTH }, () => 2 + 3 * random.normal());
  const weights = Float32Array.from({ length: x.length }, () => random.normal());
  return withBackend('cpu', () => tf.tidy(() => {
    const run = (...ts: Tensor[]): Tensor => layer.apply(contextOf({ v: Object.fromEntries(layer.variables.map((v, i) => [v.name, ts[i + 1]!])), x: {}, scalars: {}, noise, rows: 2, training: true, updates: {} }), ts[0]!);
    const inputs = [tf.tensor(x, [2, 3, WIDTH]), ...layer.variables.map((v, i) => tf.tensor(values[i]!, v.shape))];
    const gradients = tf.grads((...ts: Tensor[]) => tf.sum(tf.mul(run(...ts), tf.tensor(weights, [2, 3, WIDTH]))))(inputs);
    return [run(...inputs), ...gradients].map((t) => [...t.dataSync()]);
  }));
}

test.each(['gelu', 'relu'] as const)('layer norm and factors taken into the weights change neither outputs nor gradients: %s', async (activation) => {
  const random = () => Xoshiro128.fromSeed(2);
  const r = random();
  const chain = sequential([layerNorm({ name: 'n', width: WIDTH }), dense({ name: 'f/up', inputs: WIDTH, units: 8, activation }, r), dense({ name: 'f/down', inputs: 8, units: WIDTH }, r)]);
  const [folded, plain] = [await outcome(feedForward({ name: 'f', width: WIDTH, hidden: 8, activation, norm: 'n' }, random())), await outcome(chain)];
  expect(folded.map((part) => part.length)).toEqual(plain.map((part) => part.length));
  folded.forEach((part, i) => part.forEach((value, k) => expect(value).toBeCloseTo(plain[i]![k]!, 4)));
});
