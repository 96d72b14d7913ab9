import type { ColumnRoles } from '@bellwether/contracts';
import { fitView, type ColumnTable, type FittedView, type RowSplit } from '@bellwether/features';
import { oneClass, readBinaryTarget, type BinaryTarget } from '../binary/binary-target';
import { splitParts } from '../rows/row-split';
import type { PropensityParams } from './params';

/** Rows in their parts, the target, and the view fitted on the training part. */
export type Prepared = {
  table: ColumnTable;
  target: BinaryTarget;
  /** positions in the table, ascending by source row */
  parts: RowSplit;
  y: { train: Float64Array; valid: Float64Array; test: Float64Array };
  view: FittedView;
  /** rows left out: no target, or a missing cell that drops the row */
  dropped: number;
};

/**
 * Reads the target, splits the rows and fits the view on the training part.
 * @throws AppError naming what is wrong with the target, the split or a column
 */
export function prepare(table: ColumnTable, roles: ColumnRoles, params: Pick<PropensityParams, 'view' | 'split'>): Prepared {
  const target = readBinaryTarget(table, roles);
  const parts = splitParts(table, roles, params, target.y);
  const y = { train: labels(target, parts.train), valid: labels(target, parts.valid), test: labels(target, parts.test) };
  const positives = y.train.reduce((sum, v) => sum + v, 0);
  if (positives === 0 || positives === y.train.length) throw oneClass(`${target.column} (training part)`, [positives === 0 ? target.negativeValue : target.positiveValue]);
  const used = parts.train.length + parts.valid.length + parts.test.length;
  return { table, target, parts, y, view: fitView(params.view, table, roles, parts.train), dropped: table.rows - used };
}

const labels = (target: BinaryTarget, rows: Int32Array): Float64Array => Float64Array.from(rows, (i) => target.y[i]!);
