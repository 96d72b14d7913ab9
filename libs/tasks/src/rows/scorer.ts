import type { ColumnTable } from '@bellwether/features';

/** A fitted model that turns rows of a table into scores, by the view it was fitted with. */
export interface Scorer {
  /** @param rows positions in the table, all when absent @shape [rows] */
  score(table: ColumnTable, rows?: Int32Array): Promise<Float64Array>;
  /** numbers that were learned */
  readonly parameters: number;
  dispose(): void;
}
