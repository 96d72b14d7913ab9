import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

/** Σ w·l / Σ w, or the plain mean. @shape values, weights: [B] */
export function weightedMean(values: Tensor, weights?: Tensor): Scalar {
  if (!weights) return tf.mean(values) as Scalar;
  return tf.div(tf.sum(tf.mul(values, weights)), tf.sum(weights)) as Scalar;
}

/** (ŷ − y)². @shape all: the same */
export function meanSquaredError(predictions: Tensor, targets: Tensor, weights?: Tensor): Scalar {
  return weightedMean(tf.squaredDifference(predictions, targets), weights);
}

/**
 * −y·log p − (1−y)·log(1−p) with p = sigmoid(z), as softplus(z) − z·y: never takes the logarithm of 0.
 * @shape logits, targets, weights: [B]; targets in [0, 1]
 */
export function binaryCrossEntropy(logits: Tensor, targets: Tensor, weights?: Tensor): Scalar {
  return weightedMean(tf.sub(tf.softplus(logits), tf.mul(logits, targets)), weights);
}
