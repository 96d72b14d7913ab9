import { getGradient, registerGradient } from '@tensorflow/tfjs-core';
import { arithmeticGradients } from './arithmetic';
import { elementwiseGradients } from './elementwise';
import { reductionGradients } from './reductions';
import { shapeGradients } from './shapes';
import { zeroGradients } from './zero';

/**
 * The gradients of TensorFlow.js live in files that plain Node cannot import from `tfjs-core` alone (its Node bundle leaves them out),
 * so the lib brings its own, written for few operations a step. A gradient that somebody else has registered stays.
 */
export function registerGradients(): void {
  const all = [...arithmeticGradients, ...elementwiseGradients, ...reductionGradients, ...shapeGradients, ...zeroGradients];
  for (const config of all) if (getGradient(config.kernelName) == null) registerGradient(config);
}
