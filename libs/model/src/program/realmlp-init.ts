import type { VariableSpec } from '../engine/training-engine';
import type { ActivationName } from '../layer/activation';
import type { Xoshiro128 } from '../random/xoshiro';

/** Rows of the training part that the first weights are fitted to. @shape values: [rows, width] */
export type InitSample = { values: Float32Array; rows: number; width: number };

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/** The activations that first weights can be fitted for; any other counts as linear. */
const FUNCTIONS: Partial<Record<ActivationName, (z: number) => number>> = {
  selu: (z) => (z > 0 ? SELU_SCALE * z : SELU_SCALE * SELU_ALPHA * Math.expm1(z)),
  mish: (z) => z * Math.tanh(z > 20 ? z : Math.log1p(Math.exp(z))),
  relu: (z) => Math.max(0, z),
  tanh: Math.tanh,
  silu: (z) => z / (1 + Math.exp(-z)),
};

export type FittedLayer = { kernel: Float32Array; bias: Float32Array; next: InitSample };

/** What a periodic embedding of 16 frequencies in 3 dimensions hands on, worked out without tensors: no engine is open yet. @shape numeric: [rows, features] → [rows, features·4] */
export function periodicSample(variables: readonly VariableSpec[], numeric: Float32Array, rows: number, features: number): Float32Array {
  const part = (name: string): Float32Array => variables.find((v) => v.name.endsWith(`/${name}`))!.init;
  const [frequency, phase, kernel, bias] = [part('frequency'), part('phase'), part('kernel'), part('bias')];
  const frequencies = frequency.length / features;
  const width = bias.length / features;
  const out = new Float32Array(rows * features * (width + 1));
  for (let r = 0, at = 0; r < rows; r++) {
    for (let f = 0; f < features; f++) {
      const x = numeric[r * features + f]!;
      out[at++] = x;
      for (let o = 0; o < width; o++) {
        let sum = bias[f * width + o]!;
        for (let q = f * frequencies; q < (f + 1) * frequencies; q++) sum += Math.cos(2 * Math.PI * x * frequency[q]! + phase[q]!) * kernel[q * width + o]!;
        out[at++] = sum;
      }
    }
  }
  return out;
}

/** x·W/√width. @shape [rows, units] */
function project(sample: InitSample, kernel: Float32Array, units: number): Float32Array {
  const { rows, width, values } = sample;
  const out = new Float32Array(rows * units);
  const factor = 1 / Math.sqrt(width);
  for (let r = 0; r < rows; r++) {
    const to = r * units;
    for (let i = 0; i < width; i++) {
      const x = values[r * width + i]! * factor;
      if (x === 0) continue;
      const from = i * units;
      for (let u = 0; u < units; u++) out[to + u]! += x * kernel[from + u]!;
    }
  }
  return out;
}

/** Divides each unit's weights by the standard deviation of its pre-activations, so that they start at 1. */
function rescale(kernel: Float32Array, projected: Float32Array, rows: number, units: number): void {
  for (let u = 0; u < units; u++) {
    let sum = 0, square = 0;
    for (let r = 0; r < rows; r++) {
      const v = projected[r * units + u]!;
      sum += v;
      square += v * v;
    }
    const deviation = Math.sqrt(Math.max(0, square / rows - (sum / rows) ** 2));
    // A unit that is constant on the sample keeps its weights.
    const scale = deviation > 1e-12 ? 1 / deviation : 1;
    for (let i = u; i < kernel.length; i += units) kernel[i]! *= scale;
    for (let i = u; i < projected.length; i += units) projected[i]! *= scale;
  }
}

/** Minus the pre-activation at a random mixture of five rows: the kinks of the units fall among the data. */
function mixtureBias(projected: Float32Array, rows: number, units: number, random: Xoshiro128): Float32Array {
  const bias = new Float32Array(units);
  for (let u = 0; u < units; u++) {
    let total = 0, value = 0;
    for (let k = 0; k < 5; k++) {
      const weight = -Math.log(1 - random.uniform());
      total += weight;
      value += weight * projected[random.below(rows) * units + u]!;
    }
    bias[u] = -value / total;
  }
  return bias;
}

/**
 * First weights of one layer from the data, and what the layer then hands on.
 * @source RealMLP-TD: weights N(0, 1) scaled to pre-activations of deviation 1, bias "he+5"; Holzmüller et al. 2024
 */
export function fitLayer(sample: InitSample, units: number, activation: ActivationName, random: Xoshiro128): FittedLayer {
  const kernel = Float32Array.from({ length: sample.width * units }, () => random.normal());
  const projected = project(sample, kernel, units);
  rescale(kernel, projected, sample.rows, units);
  const bias = mixtureBias(projected, sample.rows, units, random);
  const act = FUNCTIONS[activation] ?? ((z: number) => z);
  const values = projected.map((v, i) => act(v + bias[i % units]!));
  return { kernel, bias, next: { values, rows: sample.rows, width: units } };
}
