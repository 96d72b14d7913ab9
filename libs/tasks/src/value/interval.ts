import { z } from 'zod';

/** Share of rows that an interval should hold. */
export const LEVEL = 0.8;
const TAIL = (1 - LEVEL) / 2;

const scale = z.array(z.number()).min(1).max(64);
/** Where outcomes lie around what is said, by what is said: ends as factors of it, or as distances where values may lie below zero. */
export const intervalSchema = z.strictObject({ kind: z.enum(['factor', 'distance']), /** ascending @shape each: [groups] */ at: scale, low: scale, high: scale, whole: z.boolean(), /** nothing comes to more, as a wait that is watched to the horizon; null: no such end */ most: z.number().nullable() });
export type IntervalModel = z.infer<typeof intervalSchema>;

const MOST_GROUPS = 16;
/** Fewer rows than this say little of their tenth. */
const LEAST_GROUP = 60;

/** Where the upper end is the horizon it is stored so many times as far and cut there: a score a little below the group's would otherwise leave out all who waited to the very end. */
const BEYOND = 4;

/** Of n outcomes and the one to come, the order statistic that holds the share: what makes conformal intervals keep their promise. */
function upperOf(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * (sorted.length + 1)) - 1))]!;
}
function lowerOf(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(share * (sorted.length + 1)) - 1))]!;
}

/**
 * Conformal intervals by group: rows that did not train are put into groups by what was said of them, and in each the ends are quantiles of what came.
 * Where a tenth or more came to the least there is (often nothing), the interval begins there and its upper end alone holds the share: a point of mass cannot be cut.
 * Waits that a tenth or more outlast end at the horizon, in the same way.
 * @source Vovk, Gammerman and Shafer, "Algorithmic Learning in a Random World", 2005 (Mondrian predictors)
 */
export function fitIntervals(y: Float64Array, score: Float64Array, options: { negative: boolean; whole: boolean; most: number | null }): IntervalModel {
  const order = Int32Array.from(y.keys()).sort((a, b) => score[a]! - score[b]! || a - b);
  const groups = Math.max(1, Math.min(MOST_GROUPS, Math.floor(y.length / LEAST_GROUP)));
  const kind = options.negative ? 'distance' : 'factor';
  const model: IntervalModel = { kind, at: [], low: [], high: [], whole: options.whole, most: options.most };
  const least = y.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  for (let g = 0, end = 0; g < groups; g++) {
    const start = end;
    end = Math.max(start, Math.floor(((g + 1) * order.length) / groups));
    // rows of which the same is said belong together, however many they are
    while (end > start && end < order.length && score[order[end]!] === score[order[end - 1]!]) end++;
    if (end === start) continue;
    const rows = order.subarray(start, end);
    const centre = rows.reduce((s, i) => s + score[i]!, 0) / rows.length;
    const atLeast = rows.reduce((n, i) => n + (y[i] === least ? 1 : 0), 0) / rows.length;
    const atMost = options.most === null ? 0 : rows.reduce((n, i) => n + (y[i]! >= options.most! - 1e-9 ? 1 : 0), 0) / rows.length;
    const around = (i: number): number => (kind === 'factor' ? y[i]! / Math.max(1e-12, score[i]!) : y[i]! - score[i]!);
    const sorted = Float64Array.from(rows, around).sort();
    model.at.push(centre);
    // what is never reached from below needs no lower tail
    const bottom = atLeast >= TAIL && kind === 'factor' && options.most === null;
    const top = atMost >= TAIL;
    model.low.push(bottom ? 0 : lowerOf(sorted, top ? 1 - LEVEL : TAIL));
    model.high.push(top ? BEYOND * (options.most! / centre) : upperOf(sorted, bottom ? LEVEL : 1 - TAIL));
  }
  return model;
}

/** Between two groups the ends move in a straight line; beyond the outermost they stay. */
function between(at: readonly number[], values: readonly number[], x: number): number {
  if (x <= at[0]!) return values[0]!;
  let k = 1;
  while (k < at.length && at[k]! < x) k++;
  if (k === at.length) return values.at(-1)!;
  const share = (x - at[k - 1]!) / (at[k]! - at[k - 1]!);
  return values[k - 1]! + share * (values[k]! - values[k - 1]!);
}

/**
 * What four of five rows of which this is said come to, and always the expected value itself.
 *
 * It is there by construction: the lower end is at most the score, the upper at least, after everything else was done to them. Quantiles alone do not give it: of
 * customers of whom nine in ten come to nothing and one to 60, the mean is 6 and the tenths are nothing. Widening keeps the promise, as an interval that
 * holds another holds whatever it holds: coverage can only rise, and what is paid is width in groups whose mean lies outside their own tenths.
 * A target of whole numbers has whole ends: the whole number below and the one above stand in for the score.
 */
export function intervalAt({ kind, at, low, high, whole, most }: IntervalModel, score: number): { low: number; high: number } {
  const [a, b] = [between(at, low, score), between(at, high, score)];
  const [from, to] = kind === 'factor' ? [a * score, b * score] : [score + a, score + b];
  if (whole) return { low: Math.min(Math.ceil(from - 1e-6), Math.floor(score)), high: Math.max(Math.floor(to + 1e-6), Math.ceil(score)) };
  return { low: Math.min(from, most ?? from, score), high: Math.max(Math.min(to, most ?? to), score) };
}
