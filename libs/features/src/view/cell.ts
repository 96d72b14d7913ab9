import type { TableColumn } from '../table';

/** A cell as a category level: booleans as true/false, whole numbers without a point, dates in ISO 8601. null: missing. */
export function levelOf(column: TableColumn, row: number): string | null {
  if (column.type === 'string') return column.values[row] ?? null;
  const value = column.values[row]!;
  if (Number.isNaN(value)) return null;
  if (column.type === 'boolean') return value === 0 ? 'false' : 'true';
  if (column.type === 'date') return new Date(value).toISOString().slice(0, 10);
  if (column.type === 'timestamp') return new Date(value).toISOString();
  return String(value);
}

/** A cell as a number: a string column is read where it holds numbers. NaN: missing, and what is not finite. */
export function numberOf(column: TableColumn, row: number): number {
  const value = column.type === 'string' ? Number.parseFloat(column.values[row] ?? '') : column.values[row]!;
  return Number.isFinite(value) ? value : Number.NaN;
}
