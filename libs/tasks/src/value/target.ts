import { AppError, type ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import { columnOf, targetColumnOf } from '../binary/binary-target';
import { columnWithRole } from '../task-family';

/** A target that is a number: how many, how much, how long. */
export type ValueTarget = {
  column: string;
  /** NaN where it is missing @shape [rows] */
  y: Float64Array;
  missing: number;
  /** every value is a whole number: what is said of a row's interval is too */
  whole: boolean;
  /** some value lies below zero, as spending net of returns may */
  negative: boolean;
  /** of waiting times: whether the end of each was seen, and the horizon at which the others still lasted; null: the target is no waiting time */
  waits: { column: string; /** @shape [rows] */ observed: Uint8Array; horizon: number } | null;
};

/**
 * Reads a target of numbers.
 * @throws AppError TARGET_MISSING, COLUMN_NOT_FOUND, TARGET_NOT_NUMERIC, TARGET_CONSTANT or TARGET_CENSORED, naming what was found
 */
export function readValueTarget(table: ColumnTable, roles: ColumnRoles): ValueTarget {
  const name = targetColumnOf(roles);
  const column = columnOf(table, name);
  if (column === undefined) throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `the target ${JSON.stringify(name)} is not a column of the table`, fix: 'choose a column of this dataset version as the target' });
  if (column.type !== 'integer' && column.type !== 'number') throw notNumeric(name, column.type);
  const y = Float64Array.from(column.values, (v) => (Number.isFinite(v) ? v : Number.NaN));
  const known = y.filter((v) => !Number.isNaN(v));
  if (!known.some((v) => v !== known[0])) throw constantTarget(name, known.length === 0 ? 'none: it is missing in every row' : `only ${known[0]}`);
  const waits = readWaits(table, roles, y);
  return { column: name, y, missing: y.length - known.length, whole: waits === null && known.every(Number.isInteger), negative: known.some((v) => v < 0), waits };
}

/** Waits of declared tasks end, or last to the horizon: nobody is lost in between, so that nothing has to be weighed for it. */
function readWaits(table: ColumnTable, roles: ColumnRoles, y: Float64Array): ValueTarget['waits'] {
  const name = columnWithRole(roles, 'observed');
  const column = name === undefined ? undefined : columnOf(table, name);
  if (column === undefined || column.type === 'string') return null;
  const observed = Uint8Array.from(column.values, (v) => (v === 0 ? 0 : 1));
  const horizon = y.reduce((most, v) => (v > most ? v : most), 0);
  const lost = y.reduce((n, v, i) => n + (observed[i] === 0 && v < horizon - 1e-6 ? 1 : 0), 0);
  if (lost > 0) throw new AppError({ code: 'TARGET_CENSORED', message: `expected waits that end or last to the horizon (${horizon}), received ${lost} that were lost sight of before`, fix: 'leave out rows whose wait could not be watched to the horizon, or shorten the horizon' });
  if (!observed.some((o, i) => o === 1 && !Number.isNaN(y[i]!))) throw constantTarget(column.name, 'no wait that ended');
  return { column: column.name, observed, horizon };
}

export const notNumeric = (name: string, type: string): AppError =>
  new AppError({ code: 'TARGET_NOT_NUMERIC', message: `expected numbers in the target ${JSON.stringify(name)}, received a column of type ${type}`, fix: 'choose a count, an amount or a duration as the target; for a yes/no outcome train a propensity' });

export const constantTarget = (name: string, received: string): AppError =>
  new AppError({ code: 'TARGET_CONSTANT', message: `expected different values in the target ${JSON.stringify(name)}, received ${received}`, fix: 'use data in which the outcome varies: a model cannot learn a difference it never sees', context: { column: name } });
