import type { GbdtModel, GbdtTree } from '../gbdt/gbdt-types';
import type { GraphComposer, Value } from './graph-composer';
import { emitTrees, type PlainTree } from './tree-node';

/** @param at a child: a node, or below zero the leaf `~at` */
function plainOf(tree: GbdtTree, at: number): PlainTree {
  if (at < 0) return { value: tree.leafValue[~at]! };
  const codes = tree.categories[at] ?? null;
  return {
    column: tree.feature[at]!,
    // membership begins at one: the operator packs small sets of positive numbers into the bits of one
    threshold: codes === null ? tree.threshold[at]! : Array.from(codes, (c) => c + 1),
    missingLeft: codes === null && tree.missingLeft[at] === 1,
    left: plainOf(tree, tree.left[at]!), right: plainOf(tree, tree.right[at]!),
  };
}

/**
 * Margins of boosted trees that share their inputs.
 * @param matrix numbers as they are, NaN where missing; categories as their code plus one, anything else where missing or unknown @shape [rows, features]
 * @returns @shape [rows, models]
 */
export function emitGbdtMargins(g: GraphComposer, matrix: Value, models: readonly GbdtModel[]): Value {
  const sums = emitTrees(g, matrix, models.map((m) => (m.trees.length === 0 ? [{ value: 0 }] : m.trees.map((t) => plainOf(t, t.feature.length === 0 ? ~0 : 0)))));
  return g.node('Add', [sums, g.doubles(models.map((m) => m.base), [1, models.length])]);
}
