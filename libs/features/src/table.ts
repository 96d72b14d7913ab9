import type { ColumnType } from '@bellwether/contracts';

/** Numbers, booleans (0/1), dates and timestamps (epoch ms) as float64 with NaN for missing; strings with null for missing. */
export type TableColumn =
  | { name: string; type: Exclude<ColumnType, 'string'>; values: Float64Array }
  | { name: string; type: 'string'; values: (string | null)[] };

/** Columns of equal length, with the 1-based row of the source file behind each row. */
export type ColumnTable = { rows: number; rowIndex: Int32Array; columns: TableColumn[] };
