import { AppError, type ColumnRoles } from '@bellwether/contracts';
import { futureColumns, keptRows, levelOf, numberOf, splitRows, type ColumnTable, type RowSplit, type SplitSpec, type ViewSpec } from '@bellwether/features';
import { columnOf } from '../binary/binary-target';

/** @throws AppError FUTURE_COLUMN naming the columns */
function refuseFuture(table: ColumnTable, roles: ColumnRoles): void {
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
 * Rows that train, choose and judge: positions in the table, ascending by source row.
 * @param y target of each row; rows whose target is NaN belong to no part
 * @throws AppError FUTURE_COLUMN, SPLIT_EMPTY, COLUMN_NOT_FOUND naming what is wrong with the split or a column
 */
export function splitParts(table: ColumnTable, roles: ColumnRoles, { view, split: spec }: { view: ViewSpec; split: SplitSpec }, y: Float64Array): RowSplit {
  const seen = { ...roles };
  for (const name of view.exclude) seen[name] = 'ignored';
  refuseFuture(table, seen);
  const split = splitRows(spec, splitInput(spec, table, roles, y));
  const parts: RowSplit = { train: keptRows(view, table, roles, split.train), valid: keptRows(view, table, roles, split.valid), test: keptRows(view, table, roles, split.test) };
  for (const [part, rows] of Object.entries(parts)) if (rows.length === 0) throw emptyPart(part);
  return parts;
}

const emptyPart = (part: string): AppError =>
  new AppError({ code: 'SPLIT_EMPTY', message: `expected rows in the ${part} part, received none: each of them misses a value, and missing values drop the row`, fix: 'fill missing values in place of dropping rows' });

/** How the rows were divided, for the card. */
export function splitWords(split: SplitSpec, roles: ColumnRoles): string {
  const column = splitColumn(split, roles);
  switch (split.method) {
    case 'stratified': return `Split at random with equal base rates, ${split.train} / ${split.valid} / ${split.test}, split seed ${split.seed}.`;
    case 'time': return `Split by time (${column}): oldest ${split.train} to train, next ${split.valid} to choose, newest ${split.test} to judge.`;
    case 'group': return `Split by ${column}: all rows of one value stay together, ${split.train} / ${split.valid} / ${split.test}, split seed ${split.seed}.`;
    case 'declared': return `Split as the prediction task declares (${column}): snapshots to train, to choose and to judge, purged so that no label reaches into a later part.`;
    case 'hash-fold': return `Fold ${split.fold} of ${split.folds} by a hash of the row number is judged; of the rest, 15% choose.`;
  }
}
