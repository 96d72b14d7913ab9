import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { ofInput, ofOutput, unbroadcast } from './define';

const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473766;
const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

const float = (mask: Tensor): Tensor => tf.cast(mask, 'float32');

/** alpha = {x ≥ 0: 1, else slope}; used by leaky and parametric relu */
const sloped = (dy: Tensor, x: Tensor, slope: Tensor | number): Tensor => tf.where(tf.greater(x, 0), dy, tf.mul(dy, slope));

export const elementwiseGradients: GradConfig[] = [
  ofInput('Abs', (dy, x) => tf.mul(dy, tf.step(x, -1))),
  ofInput('Acos', (dy, x) => tf.neg(tf.div(dy, tf.sqrt(tf.sub(1, tf.square(x)))))),
  ofInput('Asin', (dy, x) => tf.div(dy, tf.sqrt(tf.sub(1, tf.square(x))))),
  ofInput('Atan', (dy, x) => tf.div(dy, tf.add(tf.square(x), 1))),
  ofInput('Cos', (dy, x) => tf.neg(tf.mul(tf.sin(x), dy))),
  ofInput('Cosh', (dy, x) => tf.mul(tf.sinh(x), dy)),
  ofInput('Sin', (dy, x) => tf.mul(tf.cos(x), dy)),
  ofInput('Sinh', (dy, x) => tf.mul(tf.cosh(x), dy)),
  ofInput('Tan', (dy, x) => tf.div(dy, tf.square(tf.cos(x)))),
  ofInput('Erf', (dy, x) => tf.mul(dy, tf.mul(tf.exp(tf.neg(tf.square(x))), TWO_OVER_ROOT_PI))),
  ofInput('Expm1', (dy, x) => tf.mul(dy, tf.exp(x))),
  ofInput('Log', (dy, x) => tf.div(dy, tf.cast(x, 'float32'))),
  ofInput('Log1p', (dy, x) => tf.div(dy, tf.add(x, 1))),
  ofInput('LeakyRelu', (dy, x, attrs) => sloped(dy, x, attrs['alpha'] as number)),
  // x·relu6'(x): inside (0, 6) only
  ofInput('Relu6', (dy, x) => tf.mul(dy, tf.mul(float(tf.lessEqual(x, 6)), tf.step(x)))),
  ofInput('Selu', (dy, x) => tf.where(tf.greater(x, 0), tf.mul(dy, SELU_SCALE), tf.mul(dy, tf.mul(tf.exp(tf.minimum(x, 0)), SELU_SCALE_ALPHA)))),
  ofInput('Softplus', (dy, x) => tf.mul(dy, tf.sigmoid(x))),
  ofInput('Square', (dy, x) => tf.mul(dy, tf.mul(tf.cast(x, 'float32'), 2))),
  ofInput('Rsqrt', (dy, x) => tf.neg(tf.div(dy, tf.mul(tf.pow(x, 1.5), 2)))),
  ofInput('Reciprocal', (dy, x) => tf.neg(tf.div(dy, tf.square(x)))),
  ofInput('ClipByValue', (dy, x, attrs) => {
    const inside = tf.logicalAnd(tf.greaterEqual(x, attrs['clipValueMin'] as number), tf.lessEqual(x, attrs['clipValueMax'] as number));
    return tf.mul(dy, float(inside));
  }),
  ofOutput('Exp', (dy, y) => tf.mul(dy, y)),
  ofOutput('Sqrt', (dy, y) => tf.div(dy, tf.mul(y, 2))),
  ofOutput('Sigmoid', (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  ofOutput('Tanh', (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
  // relu(x) > 0 exactly where x > 0: the output serves, and the input need not be kept.
  ofOutput('Relu', (dy, y) => tf.mul(dy, tf.step(y))),
  ofOutput('Elu', (dy, y) => tf.where(tf.greater(y, 0), dy, tf.mul(dy, tf.add(y, 1)))),
  ofOutput('Softmax', (dy, y, attrs) => {
    const axis = attrs['dim'] as number;
    const product = tf.mul(dy, y);
    return tf.sub(product, tf.mul(tf.sum(product, axis, true), y));
  }, 'logits'),
  ofOutput('LogSoftmax', (dy, y, attrs) => {
    const axis = attrs['axis'] as number;
    return tf.sub(dy, tf.mul(tf.sum(dy, axis, true), tf.exp(y)));
  }, 'logits'),
  { kernelName: 'Neg', gradFunc: (dy) => ({ x: () => tf.neg(dy as Tensor) }) },
  { kernelName: 'Identity', gradFunc: (dy) => ({ x: () => tf.cast(dy as Tensor, 'float32') }) },
  { kernelName: 'Cast', gradFunc: (dy) => ({ x: () => tf.clone(dy as Tensor) }) },
  {
    kernelName: 'Prelu',
    inputsToSave: ['x', 'alpha'],
    gradFunc: (dy, saved) => {
      const [x, alpha] = saved as [Tensor, Tensor];
      return {
        x: () => sloped(dy as Tensor, x, alpha),
        alpha: () => unbroadcast(tf.mul(dy as Tensor, tf.minimum(x, 0)), alpha.shape),
      };
    },
  },
  {
    kernelName: 'Select',
    inputsToSave: ['condition'],
    gradFunc: (dy, saved) => {
      const chosen = (): Tensor => float(saved[0]!);
      return {
        condition: () => tf.zerosLike(float(saved[0]!)),
        t: () => tf.mul(dy as Tensor, chosen()),
        e: () => tf.mul(dy as Tensor, float(tf.logicalNot(saved[0]!))),
      };
    },
  },
];
