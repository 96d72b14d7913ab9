import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import type { InputSpec, StepContext, TrainingProgram } from '../engine/training-engine';
import { itemMixture } from '../layer/attention';
import { transformerBlock } from '../layer/blocks';
import { dropout } from '../layer/dropout';
import { embedding } from '../layer/embedding';
import { itemTower, type ItemContent } from '../layer/item-tower';
import { layerNorm } from '../layer/layer-norm';
import { sequential, type Layer } from '../layer/layer';
import { hstuBlock, ligrBlock } from '../layer/sequence-blocks';
import { fullSoftmax, vectorSoftmax } from '../loss/losses';
import type { OptimizerSpec } from '../optimizer/optimizer-spec';
import { Xoshiro128 } from '../random/xoshiro';

/** sasrec: pre-norm attention and feed-forward; ligr: gated residuals and SwiGLU (eSASRec); hstu: pointwise attention with biases of place and time. */
export const SEQUENCE_BLOCKS = ['sasrec', 'ligr', 'hstu'] as const;
export type SequenceBlock = (typeof SEQUENCE_BLOCKS)[number];

export type NextItemOptions = {
  /** real items are 1 .. items; 0 is padding */
  items: number;
  /** positions of a row */
  length: number;
  width: number;
  heads: number;
  blocks: number;
  block: SequenceBlock;
  dropout: number;
  /** null: cross-entropy over the whole catalogue; else negatives that come with each row, shared by all rows of the batch */
  negativesPerRow: number | null;
  /**
   * cosine: items and histories are vectors of length one, their product times COSINE_SCALE. Bestsellers cannot outshout others by length.
   * `serve` then wants the table's rows at length one. Default dot. @source Gupta et al. 2019 (NISER)
   */
  similarity?: 'dot' | 'cosine';
  /** what a sequence becomes: the last state, or a mean of its items' vectors that the states weigh, which learns rare items better. Default state. @source Hou et al. 2022 (CORE) */
  answer?: 'state' | 'mixture';
  /** what is known of the items, for those that were never taken */
  content: ItemContent | null;
  optimizer?: OptimizerSpec;
  seed: number;
};

/** The same weights twice: `train` ranks what came next among the whole catalogue when asked to predict, `serve` answers with the scores of all items [B, items + 1], padding first. */
export type NextItemPrograms = { train: TrainingProgram; serve: TrainingProgram; /** the variable with a row for each item */ table: string };

/** Inverse temperature of the softmax over cosines. @source NISER: 16 is best on Diginetica and near it elsewhere */
const COSINE_SCALE = 16;

/** x / |x| over the last axis; gradient in closed form: (dy − y·(y·dy)) / |x|. @shape [..., width] */
const unit = tf.customGrad((...args) => {
  const [x, save] = args as unknown as [Tensor, tf.GradSaveFunc];
  const inverse = tf.rsqrt(tf.add(tf.sum(tf.square(x), -1, true), 1e-12));
  const value = tf.mul(x, inverse);
  save([value, inverse]);
  return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(tf.sub(dy, tf.mul(saved[0]!, tf.sum(tf.mul(dy, saved[0]!), -1, true))), saved[1]!) };
}) as (x: Tensor) => Tensor;

const ids = (name: string, shape: number[]): InputSpec => ({ name, shape, dtype: 'int32' });

/**
 * What comes next after a sequence of items. Inputs, T = length: int32 `seq`, `place` (place within its sequence) and `segment` (equal within a
 * sequence; several share a row) [B, T], float32 `time` [B, T] (seconds, hstu alone), int32 `next` [B, T] (0: nothing to foresee), `negative` [B, N] (sampled alone);
 * to measure, int32 `target` [B] and `removed` [B, T] (items taken out, 0: none) of rows whose last position is the newest.
 * @source Kang and McAuley 2018; Klenitskiy and Vasilev 2023 (cross-entropy); eSASRec 2025; HSTU 2024
 */
export function nextItemProgram(options: NextItemOptions): NextItemPrograms {
  check(options);
  const { items, length, width, negativesPerRow } = options;
  const random = Xoshiro128.fromSeed(options.seed);
  const tower = itemTower({ name: 'items', items, width, content: options.content }, random);
  const places = embedding({ name: 'places', rows: length, width }, random);
  const body = sequential([dropout(options.dropout), ...Array.from({ length: options.blocks }, (_, i) => blockOf(options, `block-${i + 1}`, random)), layerNorm({ name: 'last', width })]);
  const cosine = options.similarity === 'cosine';
  const vectors = (ctx: StepContext, of: Tensor): Tensor => (cosine ? unit(tower.vectors(ctx, of)) : tower.vectors(ctx, of));
  const table = (ctx: StepContext): Tensor => (cosine ? unit(tower.table(ctx)) : tower.table(ctx));
  const scaled = (h: Tensor): Tensor => (cosine ? tf.mul(unit(h), COSINE_SCALE) : h);
  const mixture = options.answer === 'mixture' ? itemMixture({ name: 'mixture', width, segments: 'segment' }, random) : null;
  const states = (ctx: StepContext, of: typeof vectors): Tensor => {
    const seen = tf.reshape(of(ctx, tf.reshape(ctx.x['seq']!, [-1])), [-1, length, width]);
    const state = body.apply(ctx, tf.add(tf.mul(seen, Math.sqrt(width)), places.apply(ctx, ctx.x['place']!)));
    return mixture === null ? state : mixture.apply(ctx, state, ctx.dropout(seen, options.dropout));
  };
  const last = (ctx: StepContext, of: typeof vectors): Tensor => scaled(tf.reshape(tf.slice(states(ctx, of), [0, length - 1, 0], [-1, 1, width]), [-1, width]));
  // rows are served at length one already: a request does not measure the whole catalogue
  const scores = (ctx: StepContext): Tensor => tf.matMul(last(ctx, tower.vectors) as tf.Tensor2D, tower.table(ctx) as tf.Tensor2D, false, true);
  const training = (ctx: StepContext): Scalar => {
    const next = tf.reshape(ctx.x['next']!, [-1]);
    const weights = tf.cast(tf.greater(next, tf.scalar(0, 'int32')), 'float32');
    const hidden = scaled(tf.reshape(states(ctx, vectors), [-1, width]));
    if (negativesPerRow === null) return fullSoftmax(hidden, next, table(ctx), { weights });
    const drawn = tf.reshape(ctx.x['negative']!, [-1]);
    return vectorSoftmax(hidden, { ids: next, vectors: vectors(ctx, next) }, { ids: drawn, vectors: vectors(ctx, drawn) }, { weights });
  };
  const sequence = [ids('seq', [length]), ids('place', [length]), ids('segment', [length]), ...(options.block === 'hstu' ? [{ name: 'time', shape: [length], dtype: 'float32' as const }] : [])];
  const base = { variables: [...tower.variables, ...places.variables, ...body.variables, ...(mixture?.variables ?? [])], optimizer: options.optimizer ?? { kind: 'adam' as const } };
  const train: TrainingProgram = {
    ...base,
    inputs: [...sequence, ids('next', [length]), ...(negativesPerRow === null ? [] : [ids('negative', [negativesPerRow])]), ids('target', []), ids('removed', [length])],
    predict: (ctx) => rankOf(last(ctx, vectors), table(ctx), ctx.x['target']!, ctx.x['removed']!),
    loss: (ctx) => (ctx.training ? training(ctx) : fullSoftmax(last(ctx, vectors), ctx.x['target']!, table(ctx))),
  };
  return { train, serve: { ...base, inputs: sequence, predict: scores, loss: (ctx) => tf.mean(scores(ctx)) as Scalar }, table: 'items/table' };
}

function blockOf({ block, width, heads, length, dropout: rate }: NextItemOptions, name: string, random: Xoshiro128): Layer {
  const shared = { name, width, heads, length, segments: 'segment', rate };
  if (block === 'ligr') return ligrBlock(shared, random);
  if (block === 'hstu') return hstuBlock({ ...shared, times: 'time' }, random);
  return transformerBlock({ ...shared, causal: true, dropout: rate }, random);
}

/**
 * Rank of each target among all real items but the removed ones, ties counted half.
 * @param removed distinct items, 0 fills @shape state: [B, D], table: [V, D], target: int32 [B], removed: int32 [B, T] → [B]
 */
function rankOf(state: Tensor, table: Tensor, target: Tensor, removed: Tensor): Tensor {
  const scores = tf.matMul(state as tf.Tensor2D, table as tf.Tensor2D, false, true);
  const truth = tf.sum(tf.mul(state, tf.gather(table, target as tf.Tensor1D)), 1, true);
  // rounding differs between the two products: what is this close is the target itself, or ties with it
  const margin = tf.add(tf.mul(tf.abs(truth), 1e-6), 1e-9);
  const above = (s: Tensor): Tensor => tf.cast(tf.greater(s, tf.add(truth, margin)), 'float32');
  const all = tf.sum(above(scores), 1);
  const padding = tf.reshape(above(tf.slice(scores, [0, 0], [-1, 1])), [-1]);
  const [rows, length] = removed.shape as [number, number];
  const out = tf.reshape(tf.gather(table, tf.reshape(removed, [-1]) as tf.Tensor1D), [rows, length, -1]);
  const outScores = tf.sum(tf.mul(out, tf.expandDims(state, 1)), 2);
  const real = tf.cast(tf.greater(removed, tf.scalar(0, 'int32')), 'float32');
  return tf.add(tf.sub(tf.sub(all, padding), tf.sum(tf.mul(above(outScores), real), 1)), 1);
}

function check({ items, length, width, heads, blocks }: NextItemOptions): void {
  const refuse = (message: string, fix: string): never => {
    throw new AppError({ code: 'PARAMS_INVALID', message, fix });
  };
  for (const [name, value] of Object.entries({ items, length, width, heads, blocks })) if (!Number.isInteger(value) || value < 1) refuse(`The network needs a whole number above 0 for ${name}; ${value} came.`, 'Use for example 64 wide, 2 heads, 1 block, 50 positions.');
  if (width % heads !== 0) refuse(`The width must be a multiple of the heads; ${width} and ${heads} came.`, 'Use for example width 64 with 2 heads.');
}
