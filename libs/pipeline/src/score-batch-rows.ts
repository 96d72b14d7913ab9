import { createHash } from 'node:crypto';
import type { InputRow, ModelSignature, PredictionId } from '@bellwether/contracts';
import type { ColumnTable, TableColumn } from '@bellwether/features';

/** A cell as a caller would have sent it. */
export function cellValue(column: TableColumn, row: number): InputRow[string] {
  if (column.type === 'string') return column.values[row] ?? null;
  const value = column.values[row]!;
  if (Number.isNaN(value)) return null;
  if (column.type === 'boolean') return value !== 0;
  if (column.type === 'date') return new Date(value).toISOString().slice(0, 10);
  if (column.type === 'timestamp') return new Date(value).toISOString();
  return value;
}

/** The inputs of each row, as the signature names them. */
export function inputRows(table: ColumnTable, signature: ModelSignature): InputRow[] {
  const columns = signature.inputs.map((i) => table.columns.find((c) => c.name === i.name)).filter((c) => c !== undefined);
  return Array.from({ length: table.rows }, (_, row) => Object.fromEntries(columns.map((c) => [c.name, cellValue(c, row)])));
}

/** The id of a batch's row is a function of both: an attempt that repeats a row cannot make a second prediction of it. */
export function batchPredictionId(batchId: string, row: number): PredictionId {
  const hex = createHash('sha256').update(`${batchId}:${row}`).digest('hex');
  // version 8 (custom) and the variant bits of RFC 9562
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${'89ab'[Number.parseInt(hex[16]!, 16) & 3]}${hex.slice(17, 20)}-${hex.slice(20, 32)}` as PredictionId;
}
