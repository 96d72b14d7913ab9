import type { SearchPoint } from '@bellwether/contracts';
import { randomOf } from './random';
import { growTree, type Dimension, type Leaf, type Side } from './regression-tree';
import type { Space } from './space';

export type ParameterImportance = {
  path: string;
  /** share of the variance of the objective over the space that this parameter explains alone */
  share: number;
  /** spread of that share over the trees of the forest */
  lo: number;
  hi: number;
};

/** Trees of the forest. */
const TREES = 64;
/** With fewer trials than this nothing honest can be said. */
export const LEAST_TRIALS = 8;

/**
 * Functional analysis of variance over a random forest: how much of what the objective varies by, over the whole space and not only where
 * the sampler went, each parameter explains by itself. What is left is interactions. A parameter that was not active counts as the middle
 * of its range.
 * @returns most important first; empty with fewer than LEAST_TRIALS trials, or where all are the same
 * @source Hutter, Hoos, Leyton-Brown, "An efficient approach for assessing hyperparameter importance", ICML 2014
 */
export function parameterImportance(space: Space, trials: readonly { point: SearchPoint; loss: number }[], seed = 1): ParameterImportance[] {
  if (trials.length < LEAST_TRIALS) return [];
  const dimensions = space.parameters.map((p): Dimension => { const axis = space.axes.get(p.path)!; return axis.kind === 'choice' ? { kind: 'category', count: axis.count } : { kind: 'number' }; });
  const x = trials.map(({ point }) => space.parameters.map((p) => coordinate(space, p.path, point)));
  const y = trials.map((t) => t.loss);
  const random = randomOf(seed);
  const shares: number[][] = [];
  for (let t = 0; t < TREES; t++) {
    const rows = Array.from({ length: y.length }, () => random.below(y.length));
    const ofTree = varianceShares(growTree(rows.map((r) => x[r]!), rows.map((r) => y[r]!), dimensions, random), dimensions);
    if (ofTree) shares.push(ofTree);
  }
  if (shares.length === 0) return [];
  return space.parameters
    .map((p, d): ParameterImportance => {
      const sorted = shares.map((s) => s[d]!).sort((a, b) => a - b);
      const at = (q: number): number => sorted[Math.round(q * (sorted.length - 1))]!;
      return { path: p.path, share: sorted.reduce((s, v) => s + v, 0) / sorted.length, lo: at(0.1), hi: at(0.9) };
    })
    .sort((a, b) => b.share - a.share);
}

function coordinate(space: Space, path: string, point: SearchPoint): number {
  const axis = space.axes.get(path)!;
  if (axis.kind === 'choice') return path in point ? Math.max(0, axis.indexOf(point[path]!)) : Math.floor(axis.count / 2);
  return path in point ? axis.unitOf(point[path] as number) : 0.5;
}

const sizeOf = (side: Side, dimension: Dimension): number => (dimension.kind === 'category' ? (side as { categories: ReadonlySet<number> }).categories.size / dimension.count : (side as { to: number; from: number }).to - (side as { from: number }).from);

/** Share of the variance of one tree that each dimension explains alone; null where the tree is flat. */
function varianceShares(leaves: readonly Leaf[], dimensions: readonly Dimension[]): number[] | null {
  const sizes = leaves.map((leaf) => leaf.box.map((side, d) => sizeOf(side, dimensions[d]!)));
  const volumes = sizes.map((s) => s.reduce((v, w) => v * w, 1));
  const mean = leaves.reduce((sum, leaf, i) => sum + leaf.value * volumes[i]!, 0);
  const total = leaves.reduce((sum, leaf, i) => sum + volumes[i]! * (leaf.value - mean) ** 2, 0);
  if (!(total > 1e-18)) return null;
  return dimensions.map((dimension, d) => {
    // the volume of a leaf across all other dimensions: how much it weighs wherever it reaches along this one
    const across = sizes.map((s) => s.reduce((v, w, k) => (k === d ? v : v * w), 1));
    const marginal = dimension.kind === 'category' ? overCategories(leaves, d, dimension.count, across) : overNumbers(leaves, d, across);
    return Math.min(1, marginal.reduce((sum, m) => sum + m.weight * (m.value - mean) ** 2, 0) / total);
  });
}

type Marginal = { weight: number; value: number }[];

function overCategories(leaves: readonly Leaf[], d: number, count: number, across: number[]): Marginal {
  return Array.from({ length: count }, (_, c) => ({ weight: 1 / count, value: leaves.reduce((sum, leaf, i) => sum + ((leaf.box[d] as { categories: ReadonlySet<number> }).categories.has(c) ? leaf.value * across[i]! : 0), 0) }));
}

/** Piecewise constant between the cuts of the tree: one sweep over the ends of the leaves. */
function overNumbers(leaves: readonly Leaf[], d: number, across: number[]): Marginal {
  const ends = leaves.flatMap((leaf, i) => {
    const { from, to } = leaf.box[d] as { from: number; to: number };
    return [{ at: from, change: leaf.value * across[i]! }, { at: to, change: -leaf.value * across[i]! }];
  }).sort((a, b) => a.at - b.at);
  let value = 0;
  return ends.slice(0, -1).map((end, i) => {
    value += end.change;
    return { weight: ends[i + 1]!.at - end.at, value };
  });
}
