/**
 * Nelder-Mead on a box: derivative-free, enough for the two to four weights of a smoothing method.
 * @returns the best point found
 * @source Nelder & Mead, "A simplex method for function minimization", 1965
 */
export function minimise(f: (x: Float64Array) => number, start: readonly number[], low: readonly number[], high: readonly number[], iterations = 120): { x: Float64Array; value: number } {
  const n = start.length;
  const clip = (x: Float64Array): Float64Array => x.map((v, i) => Math.min(high[i]!, Math.max(low[i]!, v)));
  const at = (x: Float64Array): { x: Float64Array; value: number } => {
    const inside = clip(x);
    const value = f(inside);
    return { x: inside, value: Number.isFinite(value) ? value : Number.MAX_VALUE };
  };
  const simplex = [at(Float64Array.from(start))];
  for (let i = 0; i < n; i++) simplex.push(at(Float64Array.from(start, (v, k) => (k === i ? v + 0.25 * (high[k]! - low[k]!) * (v > (low[k]! + high[k]!) / 2 ? -1 : 1) : v))));
  const byValue = (): void => void simplex.sort((a, b) => a.value - b.value);
  byValue();
  for (let round = 0; round < iterations && simplex[n]!.value - simplex[0]!.value > 1e-9 * (Math.abs(simplex[0]!.value) + 1e-12); round++) {
    const worst = simplex[n]!;
    const centre = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) centre[k]! += simplex[i]!.x[k]! / n;
    const along = (by: number) => at(centre.map((c, k) => c + by * (c - worst.x[k]!)));
    const reflected = along(1);
    if (reflected.value < simplex[0]!.value) {
      const further = along(2);
      simplex[n] = further.value < reflected.value ? further : reflected;
    } else if (reflected.value < simplex[n - 1]!.value) simplex[n] = reflected;
    else {
      const nearer = along(reflected.value < worst.value ? 0.5 : -0.5);
      if (nearer.value < worst.value) simplex[n] = nearer;
      else for (let i = 1; i <= n; i++) simplex[i] = at(simplex[i]!.x.map((v, k) => (v + simplex[0]!.x[k]!) / 2));
    }
    byValue();
  }
  return simplex[0]!;
}
