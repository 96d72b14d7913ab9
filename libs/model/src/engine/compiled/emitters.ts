import { elementwiseEmitters } from './emit/elementwise';
import type { Emitter } from './emit/emitter';
import { indexEmitters } from './emit/indexing';
import { matMulEmitters } from './emit/mat-mul';
import { reductionEmitters } from './emit/reductions';
import { shapeEmitters } from './emit/shapes';

/** How each TensorFlow.js kernel is said in ONNX. */
export const EMITTERS: Record<string, Emitter | undefined> = { ...elementwiseEmitters, ...matMulEmitters, ...reductionEmitters, ...shapeEmitters, ...indexEmitters };
