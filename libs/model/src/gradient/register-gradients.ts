import { getGradient, registerGradient } from '@tensorflow/tfjs-core';
import { arithmeticGradients } from './arithmetic';
import { elementwiseGradients } from './elementwise';
import { reductionGradients } from './reductions';
import { shapeGradients } from './shapes';
import { zeroGradients } from './zero';

const own = new Set<string>();

/**
 * The gradients of TensorFlow.js live in files that plain Node cannot import from `tfjs-core` alone (its Node bundle leaves them out),
 * so the lib brings its own, written for few operations a step. A gradient that somebody else has registered before stays.
 * To be called again when a package has loaded that brings its own TensorFlow.js: that one registers over these, with kernels
 * that the other engines do not have.
 */
export function registerGradients(): void {
  const all = [...arithmeticGradients, ...elementwiseGradients, ...reductionGradients, ...shapeGradients, ...zeroGradients];
  for (const config of all) {
    if (getGradient(config.kernelName) != null && !own.has(config.kernelName)) continue;
    registerGradient(config);
    own.add(config.kernelName);
  }
}
