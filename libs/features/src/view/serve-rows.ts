import { AppError, type ColumnType, type InputRow, type ModelSignature, type PredictionWarning, type SignatureField } from '@bellwether/contracts';
import type { ColumnTable, TableColumn } from '../table';
import { levelOf } from './cell';
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
    example: input.kind === 'numeric' ? exampleNumber(input.type, readable(input.median, input.max - input.min)) : exampleLevel(input.type, input.levels[0]!),
  }));
}

/** A ten-thousandth of the range is as near as an example has to be; what is left of a computed zero is zero. */
function readable(value: number, range: number): number {
  const digits = range > 0 && Number.isFinite(range) ? 4 - Math.floor(Math.log10(range)) : 12;
  return digits > 15 || digits < 0 ? value : Number(value.toFixed(digits));
}

const exampleNumber = (type: string, median: number): number | string | boolean => {
  if (type === 'boolean') return median >= 0.5;
  if (type === 'date' || type === 'timestamp') return new Date(median).toISOString().slice(0, type === 'date' ? 10 : 24);
  return type === 'integer' ? Math.round(median) : median;
};

const exampleLevel = (type: string, level: string): number | string | boolean => (type === 'boolean' ? level === 'true' : type === 'integer' || type === 'number' ? Number(level) : level);

/** What a row may hold of one input; null: not known. */
export type RowField = { name: string; role: 'numeric' | 'category'; type: ColumnType; min: number | null; max: number | null; /** all that training saw */ levels: readonly string[] | null };

export const viewFields = (view: FittedView): RowField[] =>
  view.inputs.map((input) => ({
    name: input.name, role: input.kind, type: input.type as ColumnType,
    min: input.kind === 'numeric' ? input.min : null, max: input.kind === 'numeric' ? input.max : null, levels: input.kind === 'category' ? input.levels : null,
  }));

/** The same from a signature alone. It lists so many levels at most: a full list may be a part. */
export const signatureFields = (signature: ModelSignature): RowField[] =>
  signature.inputs.map(({ name, role, type, min, max, levels }) => ({ name, role: role === 'numeric' ? 'numeric' : 'category', type, min, max, levels: levels === null || levels.length >= LISTED_LEVELS ? null : levels }));

export type ReadRows = { table: ColumnTable; /** of each row */ warnings: PredictionWarning[][] };

/** Reads rows of a request as a table, and names what is odd about each. Made once a model: a single row must cost microseconds. */
export class RowReader {
  private readonly known: Set<string>;
  private readonly levels: (Set<string> | null)[];

  constructor(private readonly fields: readonly RowField[]) {
    this.known = new Set(fields.map((f) => f.name));
    this.levels = fields.map((f) => (f.role === 'category' && f.levels !== null ? new Set(f.levels) : null));
  }

  /** @throws AppError SIGNATURE_MISMATCH when a value has the wrong type, or a row has none of the inputs */
  read(rows: readonly InputRow[]): ReadRows {
    const warnings: PredictionWarning[][] = rows.map(() => []);
    rows.forEach((row, r) => this.checkFields(row, r, warnings[r]!));
    const columns = this.fields.map((field, f): TableColumn => {
      const column = this.column(field, rows, warnings);
      if (field.role === 'numeric') warnRange(field, column, warnings);
      else warnLevels(this.levels[f]!, field, column, warnings);
      return column;
    });
    return { table: { rows: rows.length, rowIndex: Int32Array.from(rows, (_, r) => r + 1), columns }, warnings };
  }

  private checkFields(row: InputRow, r: number, warnings: PredictionWarning[]): void {
    let any = false;
    for (const field of Object.keys(row)) {
      if (this.known.has(field)) any = true;
      else warnings.push({ code: 'unknown-field', field, message: `${field} is not an input of this model; it was ignored` });
    }
    if (any) return;
    const [wanted, fields] = [[...this.known], Object.keys(row)];
    throw new AppError({ code: 'SIGNATURE_MISMATCH', message: `row ${r + 1}: expected inputs of the model (${wanted.slice(0, 10).join(', ')}${wanted.length > 10 ? ', …' : ''}), received ${fields.length ? fields.slice(0, 10).join(', ') : 'an empty row'}`, fix: 'send the columns that the model was trained on; its signature lists them' });
  }

  private column({ name, role, type }: RowField, rows: readonly InputRow[], warnings: PredictionWarning[][]): TableColumn {
    const texts: (string | null)[] = [];
    const numbers = type === 'string' ? new Float64Array(0) : new Float64Array(rows.length);
    for (let r = 0; r < rows.length; r++) {
      const raw = rows[r]![name];
      const missing = raw === undefined || raw === null || raw === '';
      if (missing) warnings[r]!.push({ code: 'missing-field', field: name, message: `${name} is missing; ${role === 'numeric' ? 'its training value was used' : 'it counts as unknown'}` });
      if (type === 'string') texts.push(missing ? null : String(raw));
      else numbers[r] = missing ? Number.NaN : toNumber(type, raw, name, r);
    }
    return type === 'string' ? { name, type, values: texts } : { name, type, values: numbers };
  }
}

/** Rows of a request as `applyView` takes them. @throws AppError SIGNATURE_MISMATCH */
export const rowsToTable = (view: FittedView, rows: readonly InputRow[]): ReadRows => new RowReader(viewFields(view)).read(rows);

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

function warnRange({ name, min, max }: RowField, column: TableColumn, warnings: PredictionWarning[][]): void {
  if (column.type === 'string') return;
  for (let r = 0; r < warnings.length; r++) {
    const value = column.values[r]!;
    if ((min !== null && value < min) || (max !== null && value > max)) warnings[r]!.push({ code: 'out-of-range', field: name, message: `${name} = ${value} lies outside what training saw (${min} to ${max})` });
  }
}

function warnLevels(levels: Set<string> | null, { name }: RowField, column: TableColumn, warnings: PredictionWarning[][]): void {
  if (levels === null || column.type === 'date' || column.type === 'timestamp') return;
  for (let r = 0; r < warnings.length; r++) {
    const level = levelOf(column, r);
    if (level !== null && !levels.has(level)) warnings[r]!.push({ code: 'new-category', field: name, message: `${name} = ${JSON.stringify(level)} was not seen in training; it counts as unknown` });
  }
}
