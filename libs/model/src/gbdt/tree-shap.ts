import { cellsOf, checkTable } from './gbdt-model';
import type { GbdtModel, GbdtTable, GbdtTree } from './gbdt-types';

/** One entry of the path: feature, share of zero and one paths, permutation weight. Flat, depth by depth. */
type Path = { feature: Int32Array; zero: Float64Array; one: Float64Array; weight: Float64Array };

/** Longest root-to-leaf path, in nodes. */
function depthOf(tree: GbdtTree, at = 0): number {
  if (at < 0 || tree.feature.length === 0) return 0;
  return 1 + Math.max(depthOf(tree, tree.left[at]!), depthOf(tree, tree.right[at]!));
}

function extend(path: Path, begin: number, length: number, zero: number, one: number, feature: number): void {
  path.feature[begin + length] = feature;
  path.zero[begin + length] = zero;
  path.one[begin + length] = one;
  path.weight[begin + length] = length === 0 ? 1 : 0;
  for (let i = length - 1; i >= 0; i--) {
    path.weight[begin + i + 1]! += (one * path.weight[begin + i]! * (i + 1)) / (length + 1);
    path.weight[begin + i] = (zero * path.weight[begin + i]! * (length - i)) / (length + 1);
  }
}

function unwind(path: Path, begin: number, length: number, index: number): void {
  const one = path.one[begin + index]!;
  const zero = path.zero[begin + index]!;
  let next = path.weight[begin + length]!;
  for (let i = length - 1; i >= 0; i--) {
    if (one !== 0) {
      const held = path.weight[begin + i]!;
      path.weight[begin + i] = (next * (length + 1)) / ((i + 1) * one);
      next = held - (path.weight[begin + i]! * zero * (length - i)) / (length + 1);
    } else {
      path.weight[begin + i] = (path.weight[begin + i]! * (length + 1)) / (zero * (length - i));
    }
  }
  for (let i = index; i < length; i++) {
    path.feature[begin + i] = path.feature[begin + i + 1]!;
    path.zero[begin + i] = path.zero[begin + i + 1]!;
    path.one[begin + i] = path.one[begin + i + 1]!;
  }
}

function unwoundSum(path: Path, begin: number, length: number, index: number): number {
  const one = path.one[begin + index]!;
  const zero = path.zero[begin + index]!;
  let next = path.weight[begin + length]!;
  let total = 0;
  for (let i = length - 1; i >= 0; i--) {
    if (one !== 0) {
      const w = (next * (length + 1)) / ((i + 1) * one);
      total += w;
      next = path.weight[begin + i]! - (w * zero * (length - i)) / (length + 1);
    } else {
      total += path.weight[begin + i]! / ((zero * (length - i)) / (length + 1));
    }
  }
  return total;
}

function goesLeft(tree: GbdtTree, at: number, value: number): boolean {
  const codes = tree.categories[at]!;
  if (codes !== null) return codes.includes(value);
  return Number.isNaN(value) ? tree.missingLeft[at] === 1 : value <= tree.threshold[at]!;
}

/** Adds the contributions of one tree to one row, in O(leaves x depth^2). */
function explainTree(tree: GbdtTree, value: (feature: number) => number, phi: Float64Array): void {
  if (tree.feature.length === 0) return;
  const most = depthOf(tree) + 2;
  const size = (most * (most + 1)) / 2;
  const path: Path = { feature: new Int32Array(size), zero: new Float64Array(size), one: new Float64Array(size), weight: new Float64Array(size) };
  const cover = (at: number): number => (at < 0 ? tree.leafCover[~at]! : tree.nodeCover[at]!);

  const walk = (at: number, parentBegin: number, parentLength: number, zero: number, one: number, feature: number): void => {
    const begin = parentBegin + parentLength;
    for (const list of [path.feature, path.zero, path.one, path.weight]) list.copyWithin(begin, parentBegin, parentBegin + parentLength);
    extend(path, begin, parentLength, zero, one, feature);
    let length = parentLength;
    if (at < 0) {
      for (let i = 1; i <= length; i++) {
        const w = unwoundSum(path, begin, length, i);
        phi[path.feature[begin + i]!]! += w * (path.one[begin + i]! - path.zero[begin + i]!) * tree.leafValue[~at]!;
      }
      return;
    }
    const split = tree.feature[at]!;
    const [hot, cold] = goesLeft(tree, at, value(split)) ? [tree.left[at]!, tree.right[at]!] : [tree.right[at]!, tree.left[at]!];
    let hereZero = 1;
    let hereOne = 1;
    // a feature met before on this path is taken out first: it counts once
    for (let i = 1; i <= length; i++) {
      if (path.feature[begin + i] !== split) continue;
      hereZero = path.zero[begin + i]!;
      hereOne = path.one[begin + i]!;
      unwind(path, begin, length, i);
      length--;
      break;
    }
    walk(hot, begin, length + 1, (cover(hot) / cover(at)) * hereZero, hereOne, split);
    walk(cold, begin, length + 1, (cover(cold) / cover(at)) * hereZero, 0, split);
  };
  walk(0, 0, 0, 1, 1, -1);
}

/** Mean output of a tree over its training rows. */
function expectedValue(tree: GbdtTree): number {
  let sum = 0;
  let total = 0;
  tree.leafValue.forEach((value, l) => {
    sum += value * tree.leafCover[l]!;
    total += tree.leafCover[l]!;
  });
  return sum / total;
}

/**
 * Exact path-dependent Shapley values on the margin scale: for each row, `base` plus the sum of its contributions is its margin.
 * @shape contributions: [rows, features]
 * @source Lundberg et al., "From local explanations to global understanding with explainable AI for trees", 2020, algorithm 2
 */
export function treeShap(model: GbdtModel, table: GbdtTable): { base: number; contributions: Float64Array } {
  checkTable(model, table);
  const width = model.features.length;
  const cells = table.columns.map(cellsOf);
  const contributions = new Float64Array(table.rows * width);
  for (let row = 0; row < table.rows; row++) {
    const phi = contributions.subarray(row * width, (row + 1) * width);
    for (const tree of model.trees) explainTree(tree, (f) => cells[f]![row]!, phi);
  }
  return { base: model.trees.reduce((sum, tree) => sum + expectedValue(tree), model.base), contributions };
}
