import { type Random, shuffled } from './random';

/** A dimension of the inputs: a number on the unit interval, or one of `count` categories by index. */
export type Dimension = { kind: 'number' } | { kind: 'category'; count: number };

/** The box of a leaf in one dimension: an interval, or the categories that reach it. */
export type Side = { from: number; to: number } | { categories: ReadonlySet<number> };
export type Leaf = { value: number; box: readonly Side[] };

export const MIN_LEAF_ROWS = 2;
/** Dimensions that a split may choose among. @source Hutter et al., 2014, whose forest looks at five in six */
const SPLIT_SHARE = 5 / 6;

/** A regression tree as the boxes of its leaves, which together are the whole space. @shape x: [rows, dimensions] */
export function growTree(x: readonly (readonly number[])[], y: readonly number[], dimensions: readonly Dimension[], random: Random): Leaf[] {
  const leaves: Leaf[] = [];
  const whole: Side[] = dimensions.map((d) => (d.kind === 'number' ? { from: 0, to: 1 } : { categories: new Set(Array.from({ length: d.count }, (_, i) => i)) }));
  const grow = (rows: readonly number[], box: readonly Side[]): void => {
    const split = rows.length < 2 * MIN_LEAF_ROWS ? null : bestSplit(x, y, rows, box, random);
    if (split === null) return void leaves.push({ value: mean(rows.map((r) => y[r]!)), box });
    const [left, right] = divide(split, box[split.dimension]!);
    const goes = (r: number): boolean => ('categories' in left ? left.categories.has(x[r]![split.dimension]!) : x[r]![split.dimension]! <= left.to);
    const inside = (side: Side): Side[] => box.map((old, d) => (d === split.dimension ? side : old));
    grow(rows.filter(goes), inside(left));
    grow(rows.filter((r) => !goes(r)), inside(right));
  };
  grow(Array.from({ length: y.length }, (_, r) => r), whole);
  return leaves;
}

const mean = (values: readonly number[]): number => values.reduce((s, v) => s + v, 0) / Math.max(1, values.length);

type Split = { dimension: number; at: number } | { dimension: number; categories: ReadonlySet<number> };

function bestSplit(x: readonly (readonly number[])[], y: readonly number[], rows: readonly number[], box: readonly Side[], random: Random): Split | null {
  const looked = shuffled(box.length, random).slice(0, Math.max(1, Math.ceil(box.length * SPLIT_SHARE)));
  let best: { split: Split; gain: number } | null = null;
  for (const dimension of looked) {
    const numeric = !('categories' in box[dimension]!);
    const found = numeric ? splitNumber(x, y, rows, dimension) : splitCategory(x, y, rows, dimension);
    if (found && found.gain > 1e-15 && (best === null || found.gain > best.gain)) best = found;
  }
  return best?.split ?? null;
}

/** Gain of cutting an ordered list after each of its places: what the squared error falls by. */
function bestCut(sums: readonly { sum: number; n: number }[], mayCutAfter: (i: number) => boolean): { after: number; gain: number } | null {
  const total = sums.reduce((s, v) => ({ sum: s.sum + v.sum, n: s.n + v.n }), { sum: 0, n: 0 });
  let [sum, n] = [0, 0];
  let best: { after: number; gain: number } | null = null;
  for (let i = 0; i < sums.length - 1; i++) {
    sum += sums[i]!.sum;
    n += sums[i]!.n;
    if (n < MIN_LEAF_ROWS || total.n - n < MIN_LEAF_ROWS || !mayCutAfter(i)) continue;
    const gain = sum ** 2 / n + (total.sum - sum) ** 2 / (total.n - n) - total.sum ** 2 / total.n;
    if (best === null || gain > best.gain) best = { after: i, gain };
  }
  return best;
}

function splitNumber(x: readonly (readonly number[])[], y: readonly number[], rows: readonly number[], dimension: number): { split: Split; gain: number } | null {
  const sorted = [...rows].sort((a, b) => x[a]![dimension]! - x[b]![dimension]!);
  const at = (i: number): number => x[sorted[i]!]![dimension]!;
  const cut = bestCut(sorted.map((r) => ({ sum: y[r]!, n: 1 })), (i) => at(i) < at(i + 1));
  return cut && { split: { dimension, at: (at(cut.after) + at(cut.after + 1)) / 2 }, gain: cut.gain };
}

/** Categories in the order of their means: for squared error one of the cuts of that order is the best of all (Fisher 1958). */
function splitCategory(x: readonly (readonly number[])[], y: readonly number[], rows: readonly number[], dimension: number): { split: Split; gain: number } | null {
  const groups = new Map<number, { sum: number; n: number }>();
  for (const r of rows) {
    const c = x[r]![dimension]!;
    const g = groups.get(c) ?? { sum: 0, n: 0 };
    groups.set(c, { sum: g.sum + y[r]!, n: g.n + 1 });
  }
  const ordered = [...groups].sort(([, a], [, b]) => a.sum / a.n - b.sum / b.n);
  const cut = bestCut(ordered.map(([, g]) => g), () => true);
  return cut && { split: { dimension, categories: new Set(ordered.slice(0, cut.after + 1).map(([c]) => c)) }, gain: cut.gain };
}

function divide(split: Split, side: Side): [Side, Side] {
  if ('categories' in split && 'categories' in side) {
    const left = new Set([...side.categories].filter((c) => split.categories.has(c)));
    return [{ categories: left }, { categories: new Set([...side.categories].filter((c) => !left.has(c))) }];
  }
  const { from, to } = side as { from: number; to: number };
  const { at } = split as { at: number };
  return [{ from, to: at }, { from: at, to }];
}
