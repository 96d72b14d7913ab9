import type { GraphComposer, Value } from './graph-composer';
import type { OnnxAttribute } from './onnx-model';

/** Codes of ai.onnx.ml TreeEnsemble 5. */
const MODE = { atMost: 0, member: 6 } as const;
const SUM = 1;

/** A leaf adds its value to one output. */
export type PlainLeaf = { value: number };
export type PlainSplit = { column: number; /** left when `x <= threshold`, or when x is one of these whole numbers */ threshold: number | readonly number[]; missingLeft: boolean; left: PlainTree; right: PlainTree };
export type PlainTree = PlainLeaf | PlainSplit;

type Table = { splits: number[]; columns: number[]; modes: number[]; trueIds: number[]; falseIds: number[]; trueLeafs: number[]; falseLeafs: number[]; missing: number[]; members: number[]; roots: number[]; targets: number[]; values: number[] };

function add(table: Table, tree: PlainSplit, target: number): number {
  const at = table.splits.length;
  const isSet = typeof tree.threshold !== 'number';
  table.splits.push(isSet ? 0 : (tree.threshold as number));
  table.modes.push(isSet ? MODE.member : MODE.atMost);
  // sets stand one after another in the order of their nodes, each closed by NaN
  if (isSet) table.members.push(...(tree.threshold as readonly number[]), Number.NaN);
  table.columns.push(tree.column);
  table.missing.push(tree.missingLeft ? 1 : 0);
  for (const list of [table.trueIds, table.falseIds, table.trueLeafs, table.falseLeafs]) list.push(0);
  for (const [child, ids, leafs] of [[tree.left, table.trueIds, table.trueLeafs], [tree.right, table.falseIds, table.falseLeafs]] as const) {
    if ('value' in child) {
      leafs[at] = 1;
      ids[at] = table.values.push(child.value) - 1;
      table.targets.push(target);
    } else ids[at] = add(table, child, target);
  }
  return at;
}

/** The operator has no tree of one leaf: a split with the same value on both sides. */
const rooted = (tree: PlainTree): PlainSplit => ('value' in tree ? { column: 0, threshold: 0, missingLeft: false, left: tree, right: tree } : tree);

/**
 * Sums of trees over the columns of a matrix of doubles, all in one node.
 * @param outputs the trees whose values add up to each output
 * @shape matrix [rows, columns] → [rows, outputs]
 */
export function emitTrees(g: GraphComposer, matrix: Value, outputs: readonly (readonly PlainTree[])[]): Value {
  const t: Table = { splits: [], columns: [], modes: [], trueIds: [], falseIds: [], trueLeafs: [], falseLeafs: [], missing: [], members: [], roots: [], targets: [], values: [] };
  outputs.forEach((trees, target) => trees.forEach((tree) => t.roots.push(add(t, rooted(tree), target))));
  const doubles = (data: number[]): OnnxAttribute => ({ tensor: { dtype: 'float64', shape: [data.length], data: Float64Array.from(data) } });
  return g.node('TreeEnsemble', [matrix], {
    n_targets: { int: outputs.length }, aggregate_function: { int: SUM }, post_transform: { int: 0 }, tree_roots: { ints: t.roots },
    nodes_splits: doubles(t.splits), nodes_featureids: { ints: t.columns }, nodes_modes: { tensor: { dtype: 'uint8', shape: [t.modes.length], data: Uint8Array.from(t.modes) } },
    nodes_truenodeids: { ints: t.trueIds }, nodes_falsenodeids: { ints: t.falseIds }, nodes_trueleafs: { ints: t.trueLeafs }, nodes_falseleafs: { ints: t.falseLeafs },
    nodes_missing_value_tracks_true: { ints: t.missing }, leaf_targetids: { ints: t.targets }, leaf_weights: doubles(t.values),
    ...(t.members.length > 0 ? { membership_values: doubles(t.members) } : {}),
  }, 'ai.onnx.ml');
}

/** A step function of one column: `values[i]` for x in (thresholds[i - 1], thresholds[i]], the last one beyond, and where x is missing. */
export type Steps = { column: number; thresholds: readonly number[]; values: readonly number[] };

function balanced({ column, thresholds, values }: Steps, low: number, high: number): PlainTree {
  if (low === high) return { value: values[low]! };
  const middle = (low + high) >> 1;
  return { column, threshold: thresholds[middle]!, missingLeft: false, left: balanced({ column, thresholds, values }, low, middle), right: balanced({ column, thresholds, values }, middle + 1, high) };
}

/** Step functions by binary search: a tree each. @shape matrix [rows, columns] → [rows, steps] */
export const emitSteps = (g: GraphComposer, matrix: Value, steps: readonly Steps[]): Value => emitTrees(g, matrix, steps.map((s) => [balanced(s, 0, s.values.length - 1)]));
