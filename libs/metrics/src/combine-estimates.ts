/** A quantity as somebody estimates it. */
export type Estimated = { mean: number; variance: number };
export type Combined = Estimated & { /** share of the first in the mean */ weight: number };

/** A side that says zero is not certain: it has never seen the thing. @unit units */
const LEAST_LEVEL = 1;

/**
 * Two sources that estimate the same quantities, made one: each weighs by how sure it is. What they lie apart beyond their own variances is taken as an error relative
 * to the level, the same for both and all quantities, by moments: sources that contradict each other are both less sure than they say.
 * @param correlation of the errors of both: sources that learnt from the same past are wrong together, and neither makes the other much surer
 * @returns the combined estimates and the relative error found, 0 where chance explains all
 * @source inverse-variance weighting with a between-source variance, DerSimonian & Laird, "Meta-analysis in clinical trials", 1986; weights under correlation by Bates & Granger, "The combination of forecasts", 1969
 */
export function combineEstimates(pairs: readonly (readonly [Estimated, Estimated])[], correlation = 0): { combined: Combined[]; relativeError: number } {
  const level = pairs.map(([a, b]) => Math.max(LEAST_LEVEL, (a.mean + b.mean) / 2));
  let [apart, scale] = [0, 0];
  pairs.forEach(([a, b], i) => {
    apart += (a.mean - b.mean) ** 2 - a.variance - b.variance + 2 * correlation * Math.sqrt(a.variance * b.variance);
    scale += 2 * (1 - correlation) * level[i]! ** 2;
  });
  const shared = scale > 0 ? Math.max(0, apart / scale) : 0;
  return {
    relativeError: Math.sqrt(shared),
    combined: pairs.map(([a, b], i) => {
      const [va, vb] = [a.variance + shared * level[i]! ** 2 + 1e-9, b.variance + shared * level[i]! ** 2 + 1e-9];
      const both = correlation * Math.sqrt(va * vb);
      const weight = Math.min(1, Math.max(0, (vb - both) / (va + vb - 2 * both)));
      return { mean: weight * a.mean + (1 - weight) * b.mean, variance: weight ** 2 * va + (1 - weight) ** 2 * vb + 2 * weight * (1 - weight) * both, weight };
    }),
  };
}
