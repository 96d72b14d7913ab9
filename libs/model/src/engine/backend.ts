import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { registerGradients } from '../gradient/register-gradients';
import { mendCpuSegmentSum } from './segment-sum';

// TensorFlow.js checks every value and prints a banner unless told that this is production.
tf.enableProdMode();
registerGradients();
mendCpuSegmentSum();

let queue: Promise<unknown> = Promise.resolve();

/**
 * Runs `work` with `name` as the backend. The backend is global in TensorFlow.js, so all uses are put in line:
 * two sessions on two engines may be open at once.
 */
export function withBackend<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const turn = queue.then(async () => {
    if (tf.getBackend() !== name) await tf.setBackend(name);
    return work();
  });
  queue = turn.catch(() => undefined);
  return turn;
}

/** A tensor on a named backend, whichever is active. @owns the caller disposes it */
export function tensorOn(backend: string, values: Float32Array | Int32Array, shape: number[], dtype: 'float32' | 'int32' = 'float32'): tf.Tensor {
  return tf.keep(tf.engine().makeTensor(values, shape, dtype, tf.engine().findBackend(backend)));
}

/** Lets timers, pipes and signals in. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
