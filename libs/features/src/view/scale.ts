import type { NumericScale, ViewSpec } from './view-spec';

const MAX_KNOTS = 256;
/** Φ⁻¹ of 1e-7: what the smallest and largest training values map to, and nothing goes beyond. */
const CLIP = 5.199337582605575;

/** Learns a scale from the training values (missing ones left out). @shape values [N] */
export function fitScale(kind: ViewSpec['scaling'], values: Float64Array): NumericScale {
  if (kind === 'none' || values.length === 0) return { kind: 'none' };
  const sorted = Float64Array.from(values).sort();
  if (kind === 'quantile') return { kind: 'quantile', knots: quantileKnots(sorted) };
  if (kind === 'robust') {
    const spread = quantile(sorted, 0.75) - quantile(sorted, 0.25) || (sorted.at(-1)! - sorted[0]!) / 2;
    return { kind: 'affine', centre: quantile(sorted, 0.5), scale: spread > 0 ? 1 / spread : 0 };
  }
  const mean = values.reduce((s, v) => s + v, 0) / values.length;
  const sd = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length);
  return { kind: 'affine', centre: mean, scale: sd > 0 ? 1 / sd : 0 };
}

export function applyScale(scale: NumericScale, value: number): number {
  if (scale.kind === 'none') return value;
  if (scale.kind === 'affine') return (value - scale.centre) * scale.scale;
  return normalOfRank(rankIn(scale.knots, value));
}

/** Linear interpolation between order statistics (type 7). @param sorted ascending, not empty */
export function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low]! + (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!) * (at - low);
}

function quantileKnots(sorted: Float64Array): number[] {
  const n = Math.min(MAX_KNOTS, Math.max(2, sorted.length));
  return Array.from({ length: n }, (_, k) => quantile(sorted, k / (n - 1)));
}

/** Mean of the ranks from the left and from the right, so that a value with many ties lands in their middle. */
function rankIn(knots: number[], value: number): number {
  const last = knots.length - 1;
  if (value < knots[0]!) return 0;
  if (value > knots[last]!) return 1;
  const left = bound(knots, value, false);
  const right = bound(knots, value, true);
  if (right > left) return (left + right - 1) / 2 / last;
  const low = knots[left - 1]!;
  return (left - 1 + (value - low) / (knots[left]! - low)) / last;
}

/** First index whose knot is >= value (or > value with `after`). */
function bound(knots: number[], value: number, after: boolean): number {
  let low = 0;
  let high = knots.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (knots[mid]! < value || (after && knots[mid]! === value)) low = mid + 1;
    else high = mid;
  }
  return low;
}

const normalOfRank = (p: number): number => Math.max(-CLIP, Math.min(CLIP, inverseNormal(Math.max(1e-7, Math.min(1 - 1e-7, p)))));

const A = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239];
const B = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1];
const C = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
const D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];

const poly = (coefficients: number[], x: number): number => coefficients.reduce((sum, c) => sum * x + c, 0);

/** Φ⁻¹ to a relative error of 1.2e-9. @source P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function", 2003 */
export function inverseNormal(p: number): number {
  if (p < 0.02425) return tail(p);
  if (p > 1 - 0.02425) return -tail(1 - p);
  const q = p - 0.5;
  return (poly(A, q * q) * q) / poly(B, q * q);
}

function tail(p: number): number {
  const q = Math.sqrt(-2 * Math.log(p));
  return poly(C, q) / poly(D, q);
}
