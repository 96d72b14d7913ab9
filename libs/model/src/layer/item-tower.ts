import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { StepContext, VariableSpec } from '../engine/training-engine';
import type { Xoshiro128 } from '../random/xoshiro';
import { embedding } from './embedding';

/** What is known of each item as ids of features: its categories, price band and hashed words. Row 0 is padding. */
export type ItemContent = {
  /** features of each item, 0: none @shape [(items + 1) * perItem] */
  features: Int32Array;
  perItem: number;
  /** feature ids are 1 .. vocabulary */
  vocabulary: number;
  /** share of occurrences in training that show their content alone, so that content learns to stand for an item nobody has taken */
  contentOnly: number;
};

export type ItemTower = {
  variables: VariableSpec[];
  /** @shape ids: int32 [N] → [N, width] */
  vectors(ctx: StepContext, ids: Tensor): Tensor;
  /** every item's vector @shape [items + 1, width] */
  table(ctx: StepContext): Tensor;
};

/**
 * One learned row for each item, plus the mean of learned rows of its features where content is known. Input and output share it (tied embeddings).
 * @source Covington et al. 2016 (content beside the id); Volkovs et al. 2017, DropoutNet (content alone for cold items)
 */
export function itemTower({ name, items, width, content }: { name: string; items: number; width: number; content: ItemContent | null }, random: Xoshiro128): ItemTower {
  const own = embedding({ name, rows: items + 1, width }, random);
  if (content === null) return { variables: own.variables, vectors: (ctx, ids) => own.apply(ctx, ids), table: (ctx) => ctx.v[`${name}/table`]! };
  const described = embedding({ name: `${name}-content`, rows: content.vocabulary + 1, width }, random);
  const { perItem } = content;
  const shares = featureShares(content, items + 1);
  const shown = (ctx: StepContext, rows: Tensor): Tensor => {
    if (!ctx.training || content.contentOnly === 0) return rows;
    return tf.mul(rows, tf.cast(tf.greaterEqual(ctx.uniform([rows.shape[0]!, 1]), content.contentOnly), 'float32'));
  };
  // the mean over the features of each item; feature 0 has share 0
  const meanOf = (ctx: StepContext, features: Tensor, weights: Tensor, rows: number): Tensor =>
    tf.sum(tf.mul(tf.reshape(described.apply(ctx, tf.reshape(features, [-1])), [rows, perItem, width]), tf.reshape(weights, [rows, perItem, 1])), 1);
  const all = (): [Tensor, Tensor] => [tf.tensor2d(content.features, [items + 1, perItem], 'int32'), tf.tensor2d(shares, [items + 1, perItem])];
  return {
    variables: [...own.variables, ...described.variables],
    vectors: (ctx, ids) => {
      const [features, weights] = all().map((t) => tf.gather(t, ids as tf.Tensor1D)) as [Tensor, Tensor];
      return tf.add(shown(ctx, own.apply(ctx, ids)), meanOf(ctx, features, weights, ids.shape[0]!));
    },
    table: (ctx) => tf.add(shown(ctx, ctx.v[`${name}/table`]!), meanOf(ctx, ...all(), items + 1)),
  };
}

/** One over the number of features of the item. @shape [rows * perItem] */
function featureShares({ features, perItem }: ItemContent, rows: number): Float32Array {
  const out = new Float32Array(rows * perItem);
  for (let r = 0; r < rows; r++) {
    const own = features.subarray(r * perItem, (r + 1) * perItem);
    const known = own.reduce((n, f) => n + (f > 0 ? 1 : 0), 0);
    own.forEach((f, k) => (out[r * perItem + k] = f > 0 ? 1 / known : 0));
  }
  return out;
}
