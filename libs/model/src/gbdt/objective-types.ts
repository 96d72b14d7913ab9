/** What a loss reads of a set. `weight` is null where every row counts once; `queries` where rows are not in lists. */
export type Labels = { y: Float64Array; weight: Float64Array | null; /** where each list of rows begins, and the number of rows @shape [lists + 1] */ queries: Int32Array | null };

/** What a boosting round needs of a loss, on the margin scale. */
export interface BoostingObjective {
  start(labels: Labels): number;
  /** @shape pairs: [rows, 2], gradient then hessian */
  gradients(labels: Labels, margin: Float64Array, pairs: Float32Array): void;
  /** mean loss */
  loss(labels: Labels, margin: Float64Array): number;
  /** value of a leaf from its rows, where the ratio of gradient and hessian says little of it */
  renew?(labels: Labels, margin: Float64Array, rows: Int32Array): number;
}
