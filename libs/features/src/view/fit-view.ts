import { createHash } from 'node:crypto';
import { AppError, type ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable, TableColumn } from '../table';
import { levelOf, numberOf } from './cell';
import { fitScale, quantile } from './scale';
import type { FittedCategory, FittedInput, FittedNumeric, FittedView, ViewSpec } from './view-spec';

export const UNKNOWN_LEVEL = '(other)';

/** Columns that the roles and the specification let the model see, in the table's order. */
export function inputColumns(spec: ViewSpec, table: ColumnTable, roles: ColumnRoles): TableColumn[] {
  const excluded = new Set(spec.exclude);
  for (const name of spec.exclude) {
    if (!table.columns.some((c) => c.name === name))
      throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `expected to leave out a column of the dataset, received "${name}"`, fix: `choose from: ${table.columns.map((c) => c.name).slice(0, 30).join(', ')}`, context: { column: name } });
  }
  return table.columns.filter((c) => !excluded.has(c.name) && (roles[c.name] === 'numeric' || roles[c.name] === 'category'));
}

/**
 * Positions of the rows that the cleaning keeps: all, unless a column's missing cells drop the row.
 * @param rows positions to look at
 */
export function keptRows(spec: ViewSpec, table: ColumnTable, roles: ColumnRoles, rows: Int32Array): Int32Array {
  const columns = inputColumns(spec, table, roles);
  const numeric = spec.numericMissing === 'drop-row' ? columns.filter((c) => roles[c.name] === 'numeric') : [];
  const category = spec.categoryMissing === 'drop-row' ? columns.filter((c) => roles[c.name] === 'category') : [];
  if (numeric.length + category.length === 0) return rows;
  return rows.filter((i) => numeric.every((c) => !Number.isNaN(numberOf(c, i))) && category.every((c) => levelOf(c, i) !== null));
}

/**
 * Learns from the training rows alone how columns become inputs.
 * @param trainRows positions in the table
 * @throws AppError NO_FEATURES, COLUMN_ALL_MISSING (named), COLUMN_NOT_FOUND
 */
export function fitView(spec: ViewSpec, table: ColumnTable, roles: ColumnRoles, trainRows: Int32Array): FittedView {
  const columns = inputColumns(spec, table, roles);
  if (columns.length === 0) throw new AppError({ code: 'NO_FEATURES', message: 'expected at least one column with the role numeric or category that is not left out, received none', fix: 'give columns the role numeric or category, or leave out fewer' });
  const inputs: FittedInput[] = columns.map((column) => (roles[column.name] === 'numeric' ? fitNumeric(spec, column, trainRows) : fitCategory(spec, column, trainRows)));
  return { version: 1, spec, inputs, features: inputs.flatMap(featureNames) };
}

/** sha256 of the canonical JSON: two views with one hash turn rows into the same numbers. */
export const viewHash = (view: FittedView): string => createHash('sha256').update(canonical(view)).digest('hex');

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, v]) => v !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
}

function featureNames(input: FittedInput): string[] {
  if (input.kind === 'numeric') return input.flag ? [input.name, `${input.name} is missing`] : [input.name];
  if (input.encoding === 'ordinal') return [input.name];
  return [...input.levels, UNKNOWN_LEVEL].map((level) => `${input.name}=${level}`);
}

function fitNumeric(spec: ViewSpec, column: TableColumn, rows: Int32Array): FittedNumeric {
  const values = Float64Array.from(rows, (i) => numberOf(column, i)).filter((v) => !Number.isNaN(v));
  if (values.length === 0) throw allMissing(column.name);
  const sorted = Float64Array.from(values).sort();
  const median = quantile(sorted, 0.5);
  const fill = { median, 'drop-row': median, mean: values.reduce((s, v) => s + v, 0) / values.length, constant: spec.numericConstant }[spec.numericMissing];
  return {
    kind: 'numeric', name: column.name, type: column.type, fill, median,
    flag: spec.missingFlags && spec.numericMissing !== 'drop-row' && values.length < rows.length,
    scale: fitScale(spec.scaling, values), min: sorted[0]!, max: sorted.at(-1)!,
  };
}

function fitCategory(spec: ViewSpec, column: TableColumn, rows: Int32Array): FittedCategory {
  const counts = new Map<string, number>();
  for (const i of rows) {
    const level = levelOf(column, i);
    if (level !== null) counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  if (counts.size === 0) throw allMissing(column.name);
  // ties by name: the order must not depend on the order of rows
  const levels = [...counts.entries()].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([level]) => level).slice(0, spec.maxLevels);
  return { kind: 'category', name: column.name, type: column.type, encoding: spec.encoding, levels, missing: spec.categoryMissing === 'most-frequent' ? 'level' : 'unknown', fill: spec.categoryMissing === 'most-frequent' ? levels[0]! : null };
}

const allMissing = (column: string) =>
  new AppError({ code: 'COLUMN_ALL_MISSING', message: `expected values in the column "${column}", received only missing ones in the training rows`, fix: 'give it the role ignored, or leave it out of the run', context: { column } });
