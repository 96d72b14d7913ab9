import { AppError, type ColumnRoles } from '@bellwether/contracts';
import { fitView, futureColumns, keptRows, levelOf, numberOf, splitRows, type ColumnTable, type FittedView, type RowSplit, type SplitSpec } from '@bellwether/features';
import { columnOf, oneClass, readBinaryTarget, type BinaryTarget } from '../binary/binary-target';
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

/** @throws AppError FUTURE_COLUMN naming the columns */
export function refuseFuture(table: ColumnTable, roles: ColumnRoles): void {
  const found = futureColumns(table, roles);
  if (found.length === 0) return;
  const { column, timeColumn, rows } = found[0]!;
  const others = found.length > 1 ? `, and ${found.slice(1).map((f) => JSON.stringify(f.column)).join(', ')} too` : '';
  throw new AppError({
    code: 'FUTURE_COLUMN', message: `expected inputs known at prediction time; ${JSON.stringify(column)} lies after ${JSON.stringify(timeColumn)} in ${rows} of ${table.rows} rows${others}`,
    fix: `give ${JSON.stringify(column)} the role ignored, or leave it out of the run`, context: { columns: found.map((f) => f.column) },
  });
}

const roleColumn = (roles: ColumnRoles, role: string): string | undefined => Object.entries(roles).find(([, r]) => r === role)?.[0];

/** The column a split works by: the named one, else the one with the role. */
export const splitColumn = (spec: SplitSpec, roles: ColumnRoles): string | undefined =>
  spec.method === 'time' ? spec.timeColumn || roleColumn(roles, 'time') : spec.method === 'group' ? spec.groupColumn || roleColumn(roles, 'id') : spec.method === 'declared' ? roleColumn(roles, 'split') : undefined;

function splitInput(spec: SplitSpec, table: ColumnTable, roles: ColumnRoles, y: Float64Array) {
  const name = splitColumn(spec, roles);
  const column = name === undefined ? undefined : columnOf(table, name);
  const rows = Array.from({ length: table.rows }, (_, i) => i);
  return {
    rowIndex: table.rowIndex, y,
    time: spec.method === 'time' && column !== undefined ? Float64Array.from(rows, (i) => numberOf(column, i)) : null,
    group: spec.method === 'group' && column !== undefined ? rows.map((i) => levelOf(column, i)) : null,
    declared: spec.method === 'declared' && column !== undefined ? rows.map((i) => levelOf(column, i)) : null,
  };
}

/**
 * Reads the target, splits the rows and fits the view on the training part.
 * @throws AppError naming what is wrong with the target, the split or a column
 */
export function prepare(table: ColumnTable, roles: ColumnRoles, params: Pick<PropensityParams, 'view' | 'split'>): Prepared {
  const target = readBinaryTarget(table, roles);
  const seen = { ...roles };
  for (const name of params.view.exclude) seen[name] = 'ignored';
  refuseFuture(table, seen);
  const split = splitRows(params.split, splitInput(params.split, table, roles, target.y));
  const parts: RowSplit = { train: keptRows(params.view, table, roles, split.train), valid: keptRows(params.view, table, roles, split.valid), test: keptRows(params.view, table, roles, split.test) };
  for (const [part, rows] of Object.entries(parts)) if (rows.length === 0) throw emptyPart(part);
  const y = { train: labels(target, parts.train), valid: labels(target, parts.valid), test: labels(target, parts.test) };
  const positives = y.train.reduce((sum, v) => sum + v, 0);
  if (positives === 0 || positives === y.train.length) throw oneClass(`${target.column} (training part)`, [positives === 0 ? target.negativeValue : target.positiveValue]);
  const used = parts.train.length + parts.valid.length + parts.test.length;
  return { table, target, parts, y, view: fitView(params.view, table, roles, parts.train), dropped: table.rows - used };
}

const labels = (target: BinaryTarget, rows: Int32Array): Float64Array => Float64Array.from(rows, (i) => target.y[i]!);

const emptyPart = (part: string): AppError =>
  new AppError({ code: 'SPLIT_EMPTY', message: `expected rows in the ${part} part, received none: each of them misses a value, and missing values drop the row`, fix: 'fill missing values in place of dropping rows' });
