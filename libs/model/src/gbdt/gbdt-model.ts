import { AppError } from '@bellwether/contracts';
import { GBDT_OBJECTIVES } from './gbdt-types';
import type { GbdtColumn, GbdtModel, GbdtTable, GbdtTree } from './gbdt-types';
import { sigmoid } from './objective';

/** Membership of the codes that go left, by node. Kept beside the tree: one row must not pay for a table. */
const memberTables = new WeakMap<GbdtTree, (Uint8Array | null)[]>();

function membersOf(tree: GbdtTree): (Uint8Array | null)[] {
  const known = memberTables.get(tree);
  if (known !== undefined) return known;
  const made = tree.categories.map((codes) => {
    if (codes === null) return null;
    const table = new Uint8Array(codes.reduce((most, c) => Math.max(most, c), -1) + 1);
    for (const code of codes) table[code] = 1;
    return table;
  });
  memberTables.set(tree, made);
  return made;
}

type Cells = Float64Array | Float32Array | Int32Array;

/** Adds one tree to the margins of all rows. @shape margin: [rows] */
export function addTree(tree: GbdtTree, table: GbdtTable, margin: Float64Array): void {
  addTreeTo(tree, table.columns.map(cellsOf), margin);
}

function addTreeTo(tree: GbdtTree, cells: readonly Cells[], margin: Float64Array): void {
  const { feature, left, right, threshold, missingLeft, leafValue } = tree;
  if (feature.length === 0) {
    for (let row = 0; row < margin.length; row++) margin[row]! += leafValue[0]!;
    return;
  }
  const members = membersOf(tree);
  for (let row = 0; row < margin.length; row++) {
    let at = 0;
    while (at >= 0) {
      const v = cells[feature[at]!]![row]!;
      const sides = members[at]!;
      const goesLeft = sides === null ? (v === v ? v <= threshold[at]! : missingLeft[at] === 1) : sides[v] === 1;
      at = goesLeft ? left[at]! : right[at]!;
    }
    margin[row]! += leafValue[~at]!;
  }
}

export const cellsOf = (column: GbdtColumn): Cells => (column.kind === 'numeric' ? column.values : column.codes);

/** Margins: log-odds for the logistic objective. @shape [rows] */
export function gbdtMargins(model: GbdtModel, table: GbdtTable): Float64Array {
  checkTable(model, table);
  const margin = new Float64Array(table.rows).fill(model.base);
  const cells = table.columns.map(cellsOf);
  for (const tree of model.trees) addTreeTo(tree, cells, margin);
  return margin;
}

/** Predictions on the scale of the target. @shape [rows] */
export function gbdtPredict(model: GbdtModel, table: GbdtTable): Float64Array {
  const margin = gbdtMargins(model, table);
  if (model.objective === 'logistic') return margin.map(sigmoid);
  return model.objective === 'tweedie' || model.objective === 'poisson' ? margin.map(Math.exp) : margin;
}

export function checkTable(model: GbdtModel, table: GbdtTable): void {
  model.features.forEach((feature, f) => {
    const column = table.columns[f];
    if (column?.name !== feature.name || column.kind !== feature.kind) {
      const received = column === undefined ? 'nothing' : `${column.kind} ${JSON.stringify(column.name)}`;
      throw new AppError({ code: 'SIGNATURE_MISMATCH', message: `expected the ${feature.kind} input ${JSON.stringify(feature.name)} at place ${f}, received ${received}`, fix: 'build the inputs with the view that was stored with the model' });
    }
  });
}

type StoredTree = { f: number[]; t: number[]; m: number[]; c: (number[] | null)[]; l: number[]; r: number[]; g: number[]; n: number[]; v: number[]; w: number[] };
type StoredModel = { format: 'bellwether-gbdt'; version: 1; objective: GbdtModel['objective']; base: number; features: GbdtModel['features']; trees: StoredTree[] };

/** Trees as plain data: nothing in the file is ever executed. */
export function storeTrees(trees: readonly GbdtTree[]): StoredTree[] {
  return trees.map((t) => ({
    f: [...t.feature], t: [...t.threshold], m: [...t.missingLeft], c: t.categories.map((c) => (c === null ? null : [...c])), l: [...t.left], r: [...t.right],
    g: [...t.gain], n: [...t.nodeCover], v: [...t.leafValue], w: [...t.leafCover],
  }));
}

export function encodeGbdt(model: GbdtModel): Uint8Array {
  const stored: StoredModel = { format: 'bellwether-gbdt', version: 1, objective: model.objective, base: model.base, features: model.features, trees: storeTrees(model.trees) };
  return new TextEncoder().encode(JSON.stringify(stored));
}

const broken = (what: string): AppError => new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `expected a boosted-tree model, received one in which ${what}`, fix: 'take the artifact from the run again; do not edit it' });

/** @throws AppError MODEL_ARTIFACT_INVALID for anything that is not a whole, finite, acyclic model */
export function decodeGbdt(bytes: Uint8Array): GbdtModel {
  let stored: StoredModel;
  try {
    stored = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as StoredModel;
  } catch (cause) {
    throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: 'expected a boosted-tree model as JSON, received something else', fix: 'take the artifact from the run again', cause });
  }
  if (stored?.format !== 'bellwether-gbdt' || stored.version !== 1) throw broken('format or version is another');
  if (!GBDT_OBJECTIVES.includes(stored.objective) || !Number.isFinite(stored.base)) throw broken('the objective or the base is invalid');
  if (!Array.isArray(stored.features) || !stored.features.every((f) => typeof f?.name === 'string' && (f.kind === 'numeric' || f.kind === 'category') && Number.isInteger(f.levels))) throw broken('the inputs are invalid');
  if (!Array.isArray(stored.trees)) throw broken('the trees are missing');
  return { objective: stored.objective, base: stored.base, features: stored.features, trees: stored.trees.map((t) => readTree(t, stored.features)) };
}

/** @throws AppError MODEL_ARTIFACT_INVALID */
export function readTree(t: StoredTree, features: GbdtModel['features']): GbdtTree {
  const n = t?.f?.length;
  const lists = [t?.t, t?.m, t?.c, t?.l, t?.r, t?.g, t?.n];
  if (!Array.isArray(t?.f) || lists.some((list) => !Array.isArray(list) || list.length !== n)) throw broken('the nodes of a tree have uneven lists');
  if (!Array.isArray(t.v) || !Array.isArray(t.w) || t.v.length !== n + 1 || t.w.length !== n + 1 || !t.v.every(Number.isFinite)) throw broken('the leaves of a tree are invalid');
  for (let at = 0; at < n; at++) {
    const feature = features[t.f[at]!];
    if (feature === undefined || !Number.isFinite(t.t[at]!)) throw broken(`node ${at} asks for an input or threshold that is not there`);
    const codes = t.c[at]!;
    if ((feature.kind === 'category') !== Array.isArray(codes)) throw broken(`node ${at} mistakes a category for a number`);
    if (codes !== null && !codes.every((c) => Number.isInteger(c) && c >= 0 && c < feature.levels)) throw broken(`node ${at} names a category that is not there`);
    // children come after their parent: no walk can run in a circle
    for (const child of [t.l[at]!, t.r[at]!]) if (!Number.isInteger(child) || (child >= 0 ? child <= at || child >= n : ~child > n)) throw broken(`node ${at} leads nowhere`);
  }
  return {
    feature: Int32Array.from(t.f), threshold: Float64Array.from(t.t), missingLeft: Uint8Array.from(t.m), categories: t.c.map((c) => (c === null ? null : Int32Array.from(c))),
    left: Int32Array.from(t.l), right: Int32Array.from(t.r), gain: Float64Array.from(t.g), nodeCover: Float64Array.from(t.n), leafValue: Float64Array.from(t.v), leafCover: Float64Array.from(t.w),
  };
}
