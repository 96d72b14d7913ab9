import { AppError, type ColumnType, type InputRow, type PredictionWarning, type SignatureField } from '@bellwether/contracts';
import type { ColumnTable, TableColumn } from '../table';
import type { FittedView } from './view-spec';

const LISTED_LEVELS = 200;

/** What a caller must send, as the view learned it. `example` is the training median or the most frequent level. */
export function viewSignature(view: FittedView): SignatureField[] {
  return view.inputs.map((input) => ({
    name: input.name,
    type: input.type as ColumnType,
    role: input.kind,
    required: false,
    min: input.kind === 'numeric' ? input.min : null,
    max: input.kind === 'numeric' ? input.max : null,
    levels: input.kind === 'category' ? input.levels.slice(0, LISTED_LEVELS) : null,
    example: input.kind === 'numeric' ? exampleNumber(input.type, input.median) : exampleLevel(input.type, input.levels[0]!),
  }));
}

const exampleNumber = (type: string, median: number): number | string | boolean => {
  if (type === 'boolean') return median >= 0.5;
  if (type === 'date' || type === 'timestamp') return new Date(median).toISOString().slice(0, type === 'date' ? 10 : 24);
  return type === 'integer' ? Math.round(median) : median;
};

const exampleLevel = (type: string, level: string): number | string | boolean => (type === 'boolean' ? level === 'true' : type === 'integer' || type === 'number' ? Number(level) : level);

/**
 * Reads rows of a request as a table that `applyView` takes, and names what is odd about each.
 * @throws AppError SIGNATURE_MISMATCH when a value has the wrong type, or a row has none of the inputs
 */
export function rowsToTable(view: FittedView, rows: InputRow[]): { table: ColumnTable; warnings: PredictionWarning[][] } {
  const warnings: PredictionWarning[][] = rows.map(() => []);
  const known = new Set(view.inputs.map((i) => i.name));
  rows.forEach((row, r) => {
    const fields = Object.keys(row);
    for (const field of fields) if (!known.has(field)) warnings[r]!.push({ code: 'unknown-field', field, message: `${field} is not an input of this model; it was ignored` });
    if (!fields.some((f) => known.has(f)))
      throw new AppError({ code: 'SIGNATURE_MISMATCH', message: `row ${r + 1}: expected inputs of the model (${[...known].slice(0, 10).join(', ')}${known.size > 10 ? ', …' : ''}), received ${fields.length ? fields.slice(0, 10).join(', ') : 'an empty row'}`, fix: 'send the columns that the model was trained on; its signature lists them' });
  });
  const columns = view.inputs.map((input): TableColumn => {
    const type = input.type as ColumnType;
    const cells = rows.map((row, r) => {
      const raw = row[input.name];
      if (raw === undefined || raw === null || raw === '') {
        warnings[r]!.push({ code: 'missing-field', field: input.name, message: `${input.name} is missing; ${input.kind === 'numeric' ? 'its training value was used' : 'it counts as unknown'}` });
        return null;
      }
      return raw;
    });
    const column: TableColumn = type === 'string' ? { name: input.name, type, values: cells.map((c) => (c === null ? null : String(c))) } : { name: input.name, type, values: Float64Array.from(cells, (c, r) => (c === null ? Number.NaN : toNumber(type, c, input.name, r))) };
    if (input.kind === 'numeric') warnRange(input, column, warnings);
    else warnLevels(new Set(input.levels), input.name, type, column, warnings);
    return column;
  });
  return { table: { rows: rows.length, rowIndex: Int32Array.from(rows, (_, r) => r + 1), columns }, warnings };
}

function toNumber(type: Exclude<ColumnType, 'string'>, raw: string | number | boolean, field: string, row: number): number {
  if (typeof raw === 'number' && Number.isFinite(raw) && type !== 'boolean') return raw;
  if (type === 'boolean') {
    const text = String(raw).toLowerCase();
    if (['true', '1', 'yes'].includes(text)) return 1;
    if (['false', '0', 'no'].includes(text)) return 0;
  } else if (typeof raw === 'boolean') {
    // falls through to the refusal: a number was expected
  } else if (type === 'date' || type === 'timestamp') {
    const ms = Date.parse(String(raw));
    if (!Number.isNaN(ms)) return ms;
  } else {
    const value = Number(String(raw).trim());
    if (Number.isFinite(value)) return value;
  }
  throw new AppError({ code: 'SIGNATURE_MISMATCH', message: `row ${row + 1}: expected ${field} to be ${type === 'integer' ? 'a number' : `a ${type}`}, received ${JSON.stringify(raw)}`, fix: `send ${field} as its signature says`, context: { field, row: row + 1 } });
}

function warnRange(input: { name: string; min: number; max: number }, column: TableColumn, warnings: PredictionWarning[][]): void {
  if (column.type === 'string') return;
  column.values.forEach((value, r) => {
    if (value < input.min || value > input.max) warnings[r]!.push({ code: 'out-of-range', field: input.name, message: `${input.name} = ${value} lies outside what training saw (${input.min} to ${input.max})` });
  });
}

function warnLevels(levels: Set<string>, field: string, type: ColumnType, column: TableColumn, warnings: PredictionWarning[][]): void {
  for (let r = 0; r < warnings.length; r++) {
    const cell = column.values[r];
    if (cell === null || cell === undefined || (typeof cell === 'number' && Number.isNaN(cell))) continue;
    const level = type === 'boolean' ? (cell === 0 ? 'false' : 'true') : String(cell);
    if (typeof cell === 'string' || type === 'boolean' || type === 'integer' || type === 'number') {
      if (!levels.has(level)) warnings[r]!.push({ code: 'new-category', field, message: `${field} = ${JSON.stringify(level)} was not seen in training; it counts as unknown` });
    }
  }
}
