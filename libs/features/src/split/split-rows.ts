import { AppError } from '@bellwether/contracts';
import type { SplitSpec } from './split-spec';

/** What a split may look at, one value a row. `rowIndex` is the 1-based source row. */
export type SplitRowsInput = { rowIndex: Int32Array; /** class of each row; NaN is left out of every part */ y: Float64Array | null; time: Float64Array | null; group: (string | null)[] | null; /** train, tune or test of each row; anything else is left out of every part */ declared?: (string | null)[] | null };
/** Positions in the table, each part ascending by source row. */
export type RowSplit = { train: Int32Array; valid: Int32Array; test: Int32Array };

/** A fold that any language computes alike: Knuth's multiplicative hash of the 0-based source row. */
export const hashFold = (row: number, folds: number): number => Math.floor((folds * (Math.imul(row, 2654435761) >>> 0)) / 2 ** 32);

/**
 * Splits by what the rows are, never by where they stand: shuffled input gives the same parts.
 * @throws AppError SPLIT_EMPTY, COLUMN_NOT_FOUND
 */
export function splitRows(spec: SplitSpec, input: SplitRowsInput): RowSplit {
  const rows = usable(input);
  const split = pick(spec, input, rows);
  for (const [part, positions] of Object.entries(split)) {
    if (positions.length === 0)
      throw new AppError({ code: 'SPLIT_EMPTY', message: `expected rows in the ${part} part of the split, received none of ${rows.length}`, fix: 'give the part a larger share, choose another split, or register more rows', context: { part, method: spec.method, rows: rows.length } });
  }
  const order = (positions: number[]): Int32Array => Int32Array.from(positions).sort((a, b) => input.rowIndex[a]! - input.rowIndex[b]!);
  return { train: order(split.train), valid: order(split.valid), test: order(split.test) };
}

type Parts = { train: number[]; valid: number[]; test: number[] };

function usable({ rowIndex, y }: SplitRowsInput): number[] {
  const rows: number[] = [];
  for (let i = 0; i < rowIndex.length; i++) if (y === null || !Number.isNaN(y[i]!)) rows.push(i);
  return rows.sort((a, b) => rowIndex[a]! - rowIndex[b]!);
}

function pick(spec: SplitSpec, input: SplitRowsInput, rows: number[]): Parts {
  switch (spec.method) {
    case 'time': return byTime(spec, required(input.time, 'time'), rows);
    case 'group': return byGroup(spec, required(input.group, 'group'), rows);
    case 'hash-fold': return byFold(spec, input, rows);
    case 'declared': return asDeclared(required(input.declared ?? null, 'split'), rows);
    case 'stratified': return stratified(spec, input, rows, spec.train, spec.valid);
  }
}

function required<T>(column: T | null, what: string): T {
  if (column === null)
    throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `a split by ${what} expects a ${what} column, received none`, fix: `name the column in the split, or give a column the role "${what === 'group' ? 'id' : what}"` });
  return column;
}

/** Oldest train, newest test. Rows of one moment stay together, so that no part sees its own present elsewhere. */
function byTime(spec: SplitSpec, time: Float64Array, rows: number[]): Parts {
  const dated = rows.filter((i) => !Number.isNaN(time[i]!)).sort((a, b) => time[a]! - time[b]! || a - b);
  const cut = (share: number): number => {
    let at = Math.min(dated.length, Math.round(share * dated.length));
    while (at > 0 && at < dated.length && time[dated[at]!] === time[dated[at - 1]!]) at++;
    return at;
  };
  const validFrom = cut(spec.train);
  const testFrom = Math.max(validFrom, cut(spec.train + spec.valid));
  return { train: dated.slice(0, validFrom), valid: dated.slice(validFrom, testFrom), test: dated.slice(testFrom) };
}

function byGroup(spec: SplitSpec, group: (string | null)[], rows: number[]): Parts {
  const parts: Parts = { train: [], valid: [], test: [] };
  // a row without a group is a group of its own
  for (const i of rows) partOf(spec, unitHash(spec.seed, group[i] ?? `row:${i}`), parts).push(i);
  return parts;
}

const partOf = (spec: SplitSpec, u: number, parts: Parts): number[] => (u < spec.train ? parts.train : u < spec.train + spec.valid ? parts.valid : parts.test);

/** What a declaration fixed: purged rows and unknown words belong to no part. */
function asDeclared(declared: (string | null)[], rows: number[]): Parts {
  const of = (part: string): number[] => rows.filter((i) => declared[i] === part);
  return { train: of('train'), valid: of('tune'), test: of('test') };
}

function byFold(spec: SplitSpec, input: SplitRowsInput, rows: number[]): Parts {
  const test = rows.filter((i) => hashFold(input.rowIndex[i]! - 1, spec.folds) === spec.fold);
  const rest = rows.filter((i) => hashFold(input.rowIndex[i]! - 1, spec.folds) !== spec.fold);
  const inner = stratified({ ...spec, test: 0 }, input, rest, 0.85, 0.15);
  return { train: inner.train, valid: [...inner.valid, ...inner.test], test };
}

/** Equal base rates: each class is ordered by a hash of its rows and cut at the same shares. */
function stratified(spec: SplitSpec, { rowIndex, y }: SplitRowsInput, rows: number[], train: number, valid: number): Parts {
  const parts: Parts = { train: [], valid: [], test: [] };
  const classes = new Map<number, number[]>();
  for (const i of rows) {
    const label = y === null ? 0 : y[i]!;
    const members = classes.get(label);
    if (members) members.push(i);
    else classes.set(label, [i]);
  }
  // a numeric target has no classes to balance
  const groups = classes.size > 50 ? [rows] : [...classes.entries()].sort((a, b) => a[0] - b[0]).map(([, members]) => members);
  for (const members of groups) {
    const keyed = members.map((i) => ({ i, u: unitHash(spec.seed, `row:${rowIndex[i]}`) })).sort((a, b) => a.u - b.u || a.i - b.i);
    const validFrom = Math.round(train * keyed.length);
    const testFrom = Math.round((train + valid) * keyed.length);
    keyed.forEach(({ i }, at) => (at < validFrom ? parts.train : at < testFrom ? parts.valid : parts.test).push(i));
  }
  return parts;
}

/** FNV-1a with a final mix (murmur3's), as a number in [0, 1). */
function unitHash(seed: number, text: string): number {
  let h = (2166136261 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}
