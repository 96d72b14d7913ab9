import type { ColumnRoles } from '@bellwether/contracts';
import { fitView, type ColumnTable, type FittedView, type RowSplit } from '@bellwether/features';
import { splitParts } from '../rows/row-split';
import type { ValueParams } from './params';
import { constantTarget, readValueTarget, type ValueTarget } from './target';

/** Rows in their parts, the target, and the view fitted on the training part. */
export type Prepared = {
  table: ColumnTable;
  target: ValueTarget;
  /** positions in the table, ascending by source row */
  parts: RowSplit;
  y: { train: Float64Array; valid: Float64Array; test: Float64Array };
  view: FittedView;
  /** no expected value of a target that is never below zero is said to be less than this */
  floor: number;
  /** rows left out: no target, or a missing cell that drops the row */
  dropped: number;
};

/** Share of the mean below which an expected value is not said: nothing is impossible, and the deviance of a zero would be infinite. */
const FLOOR_SHARE = 1e-3;

/**
 * Reads the target, splits the rows and fits the view on the training part.
 * @throws AppError naming what is wrong with the target, the split or a column
 */
export function prepare(table: ColumnTable, roles: ColumnRoles, params: Pick<ValueParams, 'view' | 'split'>): Prepared {
  const target = readValueTarget(table, roles);
  const parts = splitParts(table, roles, params, target.y);
  const of = (rows: Int32Array): Float64Array => Float64Array.from(rows, (i) => target.y[i]!);
  const y = { train: of(parts.train), valid: of(parts.valid), test: of(parts.test) };
  if (!y.train.some((v) => v !== y.train[0])) throw constantTarget(`${target.column} (training part)`, `only ${y.train[0]}`);
  const used = parts.train.length + parts.valid.length + parts.test.length;
  return { table, target, parts, y, view: fitView(params.view, table, roles, parts.train), floor: target.negative ? Number.NEGATIVE_INFINITY : FLOOR_SHARE * mean(y.train), dropped: table.rows - used };
}

/** Training and choosing rows together, to train on once more with what was chosen; the view stays as the training rows made it. */
export function whole(prepared: Prepared): Prepared {
  const { parts, target, table, y } = prepared;
  const train = Int32Array.from([...parts.train, ...parts.valid]).sort((a, b) => table.rowIndex[a]! - table.rowIndex[b]!);
  const values = Float64Array.from(train, (i) => target.y[i]!);
  return { ...prepared, parts: { ...parts, train }, y: { ...y, train: values }, floor: target.negative ? Number.NEGATIVE_INFINITY : FLOOR_SHARE * mean(values) };
}

export const mean = (y: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += y[i]!;
  return sum / Math.max(1, y.length);
};
