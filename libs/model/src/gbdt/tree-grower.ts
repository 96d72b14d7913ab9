import type { BinLayout } from './bin-mapper';
import type { BoostingArena } from './boosting-arena';
import type { GbdtParams, GbdtTree } from './gbdt-types';
import { SplitFinder, type LeafSums, type Split } from './split-finder';

type Leaf = LeafSums & { begin: number; depth: number; value: number; split: Split; histogram: Float64Array; /** child slot that points here: node and side, or null at the root */ parent: { node: number; left: boolean } | null };

type Node = { feature: number; bin: number; missingLeft: boolean; leftBins: number[] | null; left: number; right: number; gain: number; cover: number };

/** A tree over bins, with the rows that ended in each leaf. */
export type GrownTree = { nodes: Node[]; leafValue: Float64Array; leafBegin: Int32Array; leafRows: Int32Array };

/** Grows one leaf-wise tree at a time in the arena: rows in `order`, their pairs in `pairs`. Histograms are pooled: a training allocates them once. */
export class TreeGrower {
  private readonly pool: Float64Array[];
  private readonly finder: SplitFinder;

  constructor(private readonly arena: BoostingArena, private readonly layout: BinLayout, private readonly params: GbdtParams, private readonly monotone: Int8Array) {
    this.pool = [...arena.histograms];
    this.finder = new SplitFinder(layout, params, monotone);
  }

  /**
   * @param rows how many entries of the arena's order belong to this tree; they are rearranged so that each leaf is a contiguous range
   * @param features inputs this tree may use
   */
  grow(rows: number, features: Int32Array): GrownTree {
    const nodes: Node[] = [];
    const leaves: Leaf[] = [this.rootLeaf(rows, features)];
    while (leaves.length < this.params.leaves) {
      let chosen = -1;
      for (let l = 0; l < leaves.length; l++) if (leaves[l]!.split.gain > 0 && (chosen < 0 || leaves[l]!.split.gain > leaves[chosen]!.split.gain)) chosen = l;
      if (chosen < 0) break;
      this.divide(leaves, chosen, nodes, features);
    }
    leaves.forEach((leaf, l) => {
      this.pool.push(leaf.histogram);
      if (leaf.parent === null) return;
      if (leaf.parent.left) nodes[leaf.parent.node]!.left = ~l;
      else nodes[leaf.parent.node]!.right = ~l;
    });
    return { nodes, leafValue: Float64Array.from(leaves, (l) => l.value), leafBegin: Int32Array.from(leaves, (l) => l.begin), leafRows: Int32Array.from(leaves, (l) => l.rows) };
  }

  private rootLeaf(rows: number, features: Int32Array): Leaf {
    const { order, pairs } = this.arena;
    let g = 0;
    let h = 0;
    for (let i = 0; i < rows; i++) {
      g += pairs[2 * order[i]!]!;
      h += pairs[2 * order[i]! + 1]!;
    }
    const histogram = this.histogram();
    this.arena.accumulate(histogram, 0, rows);
    const sums: LeafSums = { gradient: g, hessian: h, rows, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
    return { ...sums, begin: 0, depth: 0, value: 0, histogram, parent: null, split: this.finder.best(histogram, sums, features) };
  }

  private divide(leaves: Leaf[], chosen: number, nodes: Node[], features: Int32Array): void {
    const leaf = leaves[chosen]!;
    const { split } = leaf;
    const node = nodes.length;
    if (leaf.parent !== null) {
      if (leaf.parent.left) nodes[leaf.parent.node]!.left = node;
      else nodes[leaf.parent.node]!.right = node;
    }
    nodes.push({ feature: split.feature, bin: split.bin, missingLeft: split.missingLeft, leftBins: split.leftBins, left: 0, right: 0, gain: split.gain, cover: leaf.rows });
    const leftRows = this.partition(leaf.begin, leaf.rows, split);
    const [leftBounds, rightBounds] = this.bounds(leaf, split);
    const left: Leaf = { begin: leaf.begin, rows: leftRows, gradient: split.leftGradient, hessian: split.leftHessian, depth: leaf.depth + 1, value: split.leftValue, parent: { node, left: true }, histogram: leaf.histogram, split, ...leftBounds };
    const right: Leaf = {
      begin: leaf.begin + leftRows, rows: leaf.rows - leftRows, gradient: leaf.gradient - split.leftGradient, hessian: leaf.hessian - split.leftHessian,
      depth: leaf.depth + 1, value: split.rightValue, parent: { node, left: false }, histogram: leaf.histogram, split, ...rightBounds,
    };
    // the smaller child is counted, the larger is the parent less the smaller
    const [small, large] = left.rows <= right.rows ? [left, right] : [right, left];
    small.histogram = this.histogram();
    large.histogram = leaf.histogram;
    const last = leaves.length + 1 === this.params.leaves;
    if (!last && this.maySplit(left, right)) {
      this.arena.accumulate(small.histogram, small.begin, small.rows);
      const [whole, part] = [large.histogram, small.histogram];
      for (let k = 0; k < whole.length; k++) whole[k]! -= part[k]!;
    }
    for (const child of [left, right]) child.split = last || !this.maySplit(child) ? { ...split, gain: Number.NEGATIVE_INFINITY } : this.finder.best(child.histogram, child, features);
    leaves[chosen] = left;
    leaves.push(right);
  }

  private maySplit(...children: Leaf[]): boolean {
    const { maxDepth, minDataInLeaf } = this.params;
    return children.some((c) => (maxDepth === 0 || c.depth < maxDepth) && c.rows >= 2 * minDataInLeaf);
  }

  /** A split on a monotone input bounds both sides at its middle; any other hands its bounds on. */
  private bounds(leaf: Leaf, split: Split): [{ low: number; high: number }, { low: number; high: number }] {
    const direction = this.monotone[split.feature]!;
    const same = { low: leaf.low, high: leaf.high };
    if (direction === 0) return [same, same];
    const middle = (split.leftValue + split.rightValue) / 2;
    return direction > 0 ? [{ low: leaf.low, high: middle }, { low: middle, high: leaf.high }] : [{ low: middle, high: leaf.high }, { low: leaf.low, high: middle }];
  }

  /** Stable: rows keep their order inside each side. @returns rows on the left */
  private partition(begin: number, rows: number, split: Split): number {
    const goesLeft = new Uint8Array(this.layout.features[split.feature]!.bins);
    if (split.leftBins === null) goesLeft.fill(1, 1, split.bin + 1);
    else for (const b of split.leftBins) goesLeft[b] = 1;
    if (split.missingLeft) goesLeft[0] = 1;
    return this.arena.partition(begin, rows, split.feature, goesLeft);
  }

  private histogram(): Float64Array {
    // one a leaf, and a leaf gives its own to a child: the pool cannot run dry
    return this.pool.pop()!.fill(0);
  }
}

/** Leaf of every row of a binned table. */
export function leafOfRow(tree: GrownTree, tables: (Uint8Array | null)[], columns: readonly Uint8Array[], row: number): number {
  if (tree.nodes.length === 0) return 0;
  let at = 0;
  while (at >= 0) {
    const node = tree.nodes[at]!;
    const bin = columns[node.feature]![row]!;
    const sides = tables[at];
    const left = sides === null || sides === undefined ? (bin === 0 ? node.missingLeft : bin <= node.bin) : sides[bin] === 1;
    at = left ? node.left : node.right;
  }
  return ~at;
}

/** Membership tables of the category nodes of a tree, null at numeric ones. */
export function sideTables(tree: GrownTree, layout: BinLayout): (Uint8Array | null)[] {
  return tree.nodes.map((node) => {
    if (node.leftBins === null) return null;
    const sides = new Uint8Array(layout.features[node.feature]!.bins);
    for (const b of node.leftBins) sides[b] = 1;
    return sides;
  });
}

/** Bins become edges and codes again, so that the tree stands without its bins. */
export function toTree(tree: GrownTree, layout: BinLayout, shrinkage: number): GbdtTree {
  const codesOf = (node: Node): Int32Array | null => {
    if (node.leftBins === null) return null;
    const { binOfCode } = layout.features[node.feature]!;
    const wanted = new Set(node.leftBins);
    return Int32Array.from(binOfCode.keys()).filter((code) => wanted.has(binOfCode[code]!));
  };
  return {
    feature: Int32Array.from(tree.nodes, (n) => n.feature),
    // JSON has no infinity: an edge above all numbers is the greatest number
    threshold: Float64Array.from(tree.nodes, (n) => (n.leftBins === null ? Math.min(Number.MAX_VALUE, layout.features[n.feature]!.edges[n.bin - 1]!) : 0)),
    missingLeft: Uint8Array.from(tree.nodes, (n) => (n.missingLeft ? 1 : 0)),
    categories: tree.nodes.map(codesOf),
    left: Int32Array.from(tree.nodes, (n) => n.left), right: Int32Array.from(tree.nodes, (n) => n.right),
    gain: Float64Array.from(tree.nodes, (n) => n.gain), nodeCover: Float64Array.from(tree.nodes, (n) => n.cover),
    leafValue: tree.leafValue.map((v) => v * shrinkage), leafCover: Float64Array.from(tree.leafRows),
  };
}
