/** A sum that is forecast on its own: a category, a shop, everything. */
export type Aggregate = { members: Int32Array; /** @shape [horizon] */ mean: Float64Array; /** error variance of its forecast at one step @unit units squared */ variance: number };

const ROUNDS = 200;
const TOLERANCE = 1e-9;

/**
 * Bottom forecasts moved as little as their errors allow so that they add up to what the sums above them say, which move too (MinT; the error covariance is diagonal
 * plus one error that all products share, in proportion to their forecast). Sales are never negative: a solution below zero is set to zero.
 * @param bottom one array a series, changed in place. @shape [series][horizon]
 * @param variance error variance of each bottom forecast at one step
 * @param shared variance of the relative error that all products have in common: without it a sum of many products would look more certain than it ever was
 * @source Wickramasuriya, Athanasopoulos & Hyndman, "Optimal forecast reconciliation for hierarchical and grouped time series through trace minimization", 2019
 */
export function reconcile(bottom: readonly Float64Array[], variance: Float64Array, aggregates: readonly Aggregate[], shared = 0): void {
  const n = bottom.length;
  const horizon = bottom[0]?.length ?? 0;
  // the last unknown is the shared relative error
  const spread = Float64Array.of(...variance, Math.max(shared, 1e-12));
  const precision = spread.map((v) => 1 / Math.max(v, 1e-12));
  for (let h = 0; h < horizon; h++) {
    // Minimise sum d^2 / v + g^2 / shared + sum over sums (S (b + d + b g) - a)^2 / va for the changes d and the shared g: a positive definite system, solved by conjugate gradients.
    const sums = aggregates.map((a) => a.members.reduce((s, i) => s + bottom[i]![h]!, 0));
    const apply = (d: Float64Array): Float64Array => {
      const out = d.map((v, i) => v * precision[i]!);
      aggregates.forEach((a, k) => {
        const s = (a.members.reduce((t, i) => t + d[i]!, 0) + d[n]! * sums[k]!) / Math.max(a.variance, 1e-9);
        for (const i of a.members) out[i]! += s;
        out[n]! += s * sums[k]!;
      });
      return out;
    };
    const right = new Float64Array(n + 1);
    aggregates.forEach((a, k) => {
      const gap = (a.mean[h]! - sums[k]!) / Math.max(a.variance, 1e-9);
      for (const i of a.members) right[i]! += gap;
      right[n]! += gap * sums[k]!;
    });
    const d = conjugateGradients(apply, right, spread);
    for (let i = 0; i < n; i++) bottom[i]![h] = Math.max(0, bottom[i]![h]! * (1 + d[n]!) + d[i]!);
  }
}

/** Preconditioned by the variances: without it fast and slow movers would need thousands of rounds. */
function conjugateGradients(apply: (d: Float64Array) => Float64Array, right: Float64Array, variance: Float64Array): Float64Array {
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((s, v, i) => s + v * b[i]!, 0);
  const x = new Float64Array(right.length);
  const r = right.slice();
  let z = r.map((v, i) => v * variance[i]!);
  let p = z.slice();
  let rz = dot(r, z);
  const stop = TOLERANCE * (rz || 1);
  for (let k = 0; k < ROUNDS && rz > stop; k++) {
    const q = apply(p);
    const step = rz / dot(p, q);
    for (let i = 0; i < x.length; i++) {
      x[i]! += step * p[i]!;
      r[i]! -= step * q[i]!;
    }
    z = r.map((v, i) => v * variance[i]!);
    const next = dot(r, z);
    p = z.map((v, i) => v + (next / rz) * p[i]!);
    rz = next;
  }
  return x;
}
