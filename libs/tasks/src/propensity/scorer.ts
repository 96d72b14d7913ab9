import type { ColumnTable, FittedView } from '@bellwether/features';

/** A fitted model that turns rows of a table into probabilities, by the view it was fitted with. */
export interface Scorer {
  /** @param rows positions in the table, all when absent @shape [rows] */
  score(view: FittedView, table: ColumnTable, rows?: Int32Array): Promise<Float64Array>;
  dispose(): void;
}
