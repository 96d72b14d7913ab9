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

/** |ŷ − y| */
export function meanAbsoluteError(predictions: Tensor, targets: Tensor, weights?: Tensor): Scalar {
  return weightedMean(tf.abs(tf.sub(predictions, targets)), weights);
}

/** Quadratic up to `delta`, linear beyond. @source Huber 1964 */
export function huber(predictions: Tensor, targets: Tensor, delta = 1, weights?: Tensor): Scalar {
  const error = tf.abs(tf.sub(predictions, targets));
  const inside = tf.minimum(error, delta);
  return weightedMean(tf.add(tf.mul(tf.square(inside), 0.5), tf.mul(tf.sub(error, inside), delta)), weights);
}

/** Quantile loss, mean over the quantiles: q·max(y − ŷ, 0) + (1 − q)·max(ŷ − y, 0). @shape predictions: [B, Q], targets: [B] */
export function pinball(predictions: Tensor, targets: Tensor, quantiles: number[], weights?: Tensor): Scalar {
  const under = tf.sub(tf.expandDims(targets, 1), predictions);
  const each = tf.sub(tf.mul(under, tf.tensor1d(quantiles)), tf.minimum(under, 0));
  return weightedMean(tf.mean(each, 1), weights);
}

/** −log softmax(z)[label]. @shape logits: [B, C], labels: int32 [B] */
export function categoricalCrossEntropy(logits: Tensor, labels: Tensor, options: { weights?: Tensor; smoothing?: number } = {}): Scalar {
  const classes = logits.shape[1]!;
  const { smoothing = 0 } = options;
  const target = tf.oneHot(labels as tf.Tensor1D, classes, 1 - smoothing + smoothing / classes, smoothing / classes, 'float32');
  const each = tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(logits)), 1));
  return weightedMean(each, options.weights);
}

/**
 * Cross-entropy over the true item and negatives that all rows share; a negative that happens to be the true item is left out.
 * @param options.logQ logarithm of how likely each negative was to be drawn, subtracted (Bengio and Senécal 2008)
 * @shape hidden: [P, D], positives: int32 [P], negatives: int32 [N], table: [V, D], weights: [P]
 */
export function sampledSoftmax(hidden: Tensor, positives: Tensor, negatives: Tensor, table: Tensor, options: { weights?: Tensor; logQ?: Tensor } = {}): Scalar {
  return vectorSoftmax(hidden, { ids: positives, vectors: tf.gather(table, positives as tf.Tensor1D) }, { ids: negatives, vectors: tf.gather(table, negatives as tf.Tensor1D) }, options);
}

type Items = { ids: Tensor; vectors: Tensor };

/** The same where the vectors are not rows of one table. @shape positives.vectors: [P, D], negatives.vectors: [N, D] */
export function vectorSoftmax(hidden: Tensor, { ids: positives, vectors }: Items, { ids: negatives, vectors: drawn }: Items, options: { weights?: Tensor; logQ?: Tensor } = {}): Scalar {
  const truth = tf.sum(tf.mul(hidden, vectors), 1, true);
  let others: Tensor = tf.matMul(hidden as tf.Tensor2D, drawn as tf.Tensor2D, false, true);
  if (options.logQ) others = tf.sub(others, options.logQ);
  const different = tf.cast(tf.notEqual(tf.expandDims(positives, 1), tf.expandDims(negatives, 0)), 'float32');
  return weightedMean(tf.reshape(truthAgainst(truth, others, different), [-1]), options.weights);
}

/** −log of the truth's share in a softmax over itself and the others; gradient in closed form. @param different 0 where a negative is the truth itself, else 1 @shape truth: [P, 1], others, different: [P, N] → [P, 1] */
const truthAgainst = tf.customGrad((...args) => {
  const [truth, others, different, save] = args as unknown as [Tensor, Tensor, Tensor, tf.GradSaveFunc];
  const top = tf.maximum(tf.max(others, 1, true), truth);
  const rest = tf.mul(tf.exp(tf.sub(others, top)), different);
  const own = tf.exp(tf.sub(truth, top));
  const total = tf.add(tf.sum(rest, 1, true), own);
  save([rest, own, total]);
  return {
    value: tf.sub(tf.add(tf.log(total), top), truth),
    gradFunc: (dy: Tensor, saved: Tensor[]) => {
      const [restSaved, ownSaved, totalSaved] = saved as [Tensor, Tensor, Tensor];
      const share = tf.div(dy, totalSaved);
      return [tf.sub(tf.mul(ownSaved, share), dy), tf.mul(restSaved, share), tf.zerosLike(restSaved)];
    },
  };
}) as (truth: Tensor, others: Tensor, different: Tensor) => Tensor;

/**
 * Cross-entropy over the whole catalogue. @shape hidden: [P, D], positives: int32 [P], table: [V, D], weights: [P]
 */
export function fullSoftmax(hidden: Tensor, positives: Tensor, table: Tensor, options: { weights?: Tensor } = {}): Scalar {
  const truth = tf.sum(tf.mul(hidden, tf.gather(table, positives as tf.Tensor1D)), 1);
  const all = tf.matMul(hidden as tf.Tensor2D, table as tf.Tensor2D, false, true);
  return weightedMean(tf.sub(tf.reshape(logSumOfExp(all), [-1]), truth), options.weights);
}

/** log Σ exp over the last axis; gradient in closed form, with one pass less over what is as wide as the catalogue. @shape [P, V] → [P, 1] */
const logSumOfExp = tf.customGrad((...args) => {
  const [z, save] = args as unknown as [Tensor, tf.GradSaveFunc];
  const top = tf.max(z, 1, true);
  const parts = tf.exp(tf.sub(z, top));
  const total = tf.sum(parts, 1, true);
  save([parts, total]);
  return {
    value: tf.add(tf.log(total), top),
    gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(saved[0]!, tf.div(dy, saved[1]!)),
  };
}) as (z: Tensor) => Tensor;

/** Tweedie deviance up to a constant, on log μ. @param power in (1, 2) @shape all: [B] */
export function tweedie(logMean: Tensor, targets: Tensor, power = 1.5, weights?: Tensor): Scalar {
  const first = tf.div(tf.mul(targets, tf.exp(tf.mul(logMean, 1 - power))), 1 - power);
  const second = tf.div(tf.exp(tf.mul(logMean, 2 - power)), 2 - power);
  return weightedMean(tf.sub(second, first), weights);
}

/**
 * Discrete-time hazard: at each interval lived through the event may happen or not; nothing is known after censoring.
 * @param times int32, the interval of the event or of the last sight @param events 1 if the event was seen
 * @source Gensheimer and Narasimhan 2019 @shape logits: [B, T], times: [B], events: [B]
 */
export function discreteHazard(logits: Tensor, times: Tensor, events: Tensor, weights?: Tensor): Scalar {
  const intervals = tf.range(0, logits.shape[1]!, 1, 'int32');
  const column = tf.expandDims(times, 1);
  const atRisk = tf.cast(tf.lessEqual(intervals, column), 'float32');
  const happened = tf.mul(tf.cast(tf.equal(intervals, column), 'float32'), tf.expandDims(events, 1));
  const each = tf.sum(tf.mul(tf.sub(tf.softplus(logits), tf.mul(logits, happened)), atRisk), 1);
  return weightedMean(each, weights);
}
