import { AppError } from '@bellwether/contracts';

/**
 * Inverse of a small symmetric positive definite matrix by Cholesky, in doubles.
 * @throws AppError INPUT_INVALID when it is not positive definite
 * @shape a: [n, n] → [n, n]
 */
export function smallInverse(a: ArrayLike<number>, n: number): Float64Array {
  const l = Float64Array.from(a);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) {
      const factor = l[j * n + k]!;
      if (factor !== 0) for (let i = j; i < n; i++) l[i * n + j]! -= l[i * n + k]! * factor;
    }
    const pivot = l[j * n + j]!;
    if (!(pivot > 0)) throw new AppError({ code: 'INPUT_INVALID', message: `Expected a positive definite matrix, found the pivot ${pivot} at ${j}.`, fix: 'Use a larger penalty.' });
    const root = Math.sqrt(pivot);
    for (let i = j; i < n; i++) l[i * n + j]! /= root;
  }
  return inverseFromFactor(l, n);
}

/** (L·Lᵀ)⁻¹ = L⁻ᵀ·L⁻¹ */
function inverseFromFactor(l: Float64Array, n: number): Float64Array {
  // m = L⁻¹, row by row: rows of m above the present one are known
  const m = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = m.subarray(i * n, (i + 1) * n);
    for (let k = 0; k < i; k++) {
      const factor = l[i * n + k]!;
      if (factor === 0) continue;
      const known = m.subarray(k * n, k * n + k + 1);
      for (let j = 0; j <= k; j++) row[j]! -= factor * known[j]!;
    }
    row[i] = 1;
    const pivot = l[i * n + i]!;
    for (let j = 0; j <= i; j++) row[j]! /= pivot;
  }
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const row = m.subarray(k * n, k * n + k + 1);
    for (let i = 0; i <= k; i++) {
      const factor = row[i]!;
      if (factor === 0) continue;
      for (let j = 0; j <= i; j++) out[i * n + j]! += factor * row[j]!;
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) out[j * n + i] = out[i * n + j]!;
  return out;
}
