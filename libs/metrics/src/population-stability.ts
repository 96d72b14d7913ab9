import { AppError } from '@bellwether/contracts';
import { quantileOfSorted } from './binary-bootstrap';

/** An empty bin would make the index infinite; half a row stands in for it. */
const EMPTY_BIN_ROWS = 0.5;

/**
 * Population stability index of two histograms over the same bins: sum of (q - p) ln(q / p).
 * Convention: below .1 stable, above .25 shifted. Under no change it is about (1/n + 1/m) chi-squared with bins - 1 degrees of freedom: at 100 rows a side the .1 rule fires most of the time.
 * @returns null when a side is empty
 * @throws AppError INPUT_INVALID when the numbers of bins differ
 */
export function populationStability(expected: ArrayLike<number>, actual: ArrayLike<number>): number | null {
  if (expected.length !== actual.length) throw new AppError({ code: 'INPUT_INVALID', message: `expected two histograms over the same bins, received ${expected.length} and ${actual.length}`, fix: 'count both over the bins of the reference' });
  const p = shares(expected);
  const q = shares(actual);
  if (p === null || q === null) return null;
  let index = 0;
  for (let b = 0; b < p.length; b++) index += (q[b]! - p[b]!) * Math.log(q[b]! / p[b]!);
  return index;
}

function shares(counts: ArrayLike<number>): Float64Array | null {
  let total = 0;
  for (let b = 0; b < counts.length; b++) total += counts[b]!;
  if (total === 0) return null;
  const filled = Float64Array.from(counts, (c) => (c > 0 ? c : EMPTY_BIN_ROWS));
  let sum = 0;
  for (const c of filled) sum += c;
  return filled.map((c) => c / sum);
}

/**
 * PSI of numbers, over quantile bins of the reference; missing values (NaN) are a bin of their own.
 * @returns null when a side is empty
 */
export function numericStability(reference: Float64Array, current: Float64Array, bins = 10): number | null {
  const sorted = reference.filter((v) => !Number.isNaN(v)).sort();
  const edges = new Set<number>();
  if (sorted.length > 0) for (let b = 1; b < bins; b++) edges.add(quantileOfSorted(sorted, b / bins));
  const cuts = Float64Array.from(edges).sort();
  return populationStability(countInto(cuts, reference), countInto(cuts, current));
}

function countInto(cuts: Float64Array, values: Float64Array): Float64Array {
  const counts = new Float64Array(cuts.length + 2);
  for (const v of values) {
    if (Number.isNaN(v)) {
      counts[cuts.length + 1]! += 1;
      continue;
    }
    let bin = 0;
    while (bin < cuts.length && v > cuts[bin]!) bin++;
    counts[bin]! += 1;
  }
  return counts;
}

/** PSI of categories; a missing value (null) is a category. */
export function categoryStability(reference: readonly (string | null)[], current: readonly (string | null)[]): number | null {
  const levels = [...new Set([...reference, ...current])];
  const at = new Map(levels.map((level, i) => [level, i]));
  const count = (values: readonly (string | null)[]): Float64Array => {
    const counts = new Float64Array(levels.length);
    for (const v of values) counts[at.get(v)!]! += 1;
    return counts;
  };
  return populationStability(count(reference), count(current));
}
