import type { MetricEstimate } from '@bellwether/contracts';
import { percentileInterval, type BootstrapOptions } from './binary-bootstrap';
import { seededRandom } from './seeded-random';

/**
 * Metrics that are a sum over a sum: means (bottom all ones), weighted means, SNIPS, WAPE.
 * Rows of one group (a customer, a series) are drawn together: they are not independent.
 */
export type RatioColumns = {
  keys: readonly string[];
  /** group of each row; any numbers, equal where rows belong together @shape [rows] */
  group: ArrayLike<number>;
  /** @shape [keys][rows] */
  top: readonly ArrayLike<number>[];
  /** null: ones @shape [keys][rows] */
  bottom: readonly (ArrayLike<number> | null)[];
};

/** Sums of each group, groups in the order of their first row. @shape top, bottom: [groups, keys] */
export type GroupSums = { width: number; groups: number; rows: number; top: Float64Array; bottom: Float64Array };

/** Fewer groups than this and an interval would pretend to know more than it does. */
const MIN_GROUPS = 5;

export function sumByGroup({ keys, group, top, bottom }: RatioColumns): GroupSums {
  const width = keys.length;
  const place = new Map<number, number>();
  const at = Int32Array.from(group, (g) => {
    if (!place.has(g)) place.set(g, place.size);
    return place.get(g)!;
  });
  const sums: GroupSums = { width, groups: place.size, rows: at.length, top: new Float64Array(place.size * width), bottom: new Float64Array(place.size * width) };
  for (let k = 0; k < width; k++) {
    const below = bottom[k];
    for (let i = 0; i < at.length; i++) {
      sums.top[at[i]! * width + k]! += top[k]![i]!;
      sums.bottom[at[i]! * width + k]! += below ? below[i]! : 1;
    }
  }
  return sums;
}

/** The ratio of each key; each group counts as often as `counts` says, once when null. NaN where the bottom is zero. */
export function ratiosOf(sums: GroupSums, counts: Uint16Array | null, out: Float64Array): void {
  const { width, groups, top, bottom } = sums;
  const below = new Float64Array(width);
  out.fill(0);
  for (let g = 0; g < groups; g++) {
    const times = counts === null ? 1 : counts[g]!;
    if (times === 0) continue;
    for (let k = 0, from = g * width; k < width; k++, from++) {
      out[k]! += times * top[from]!;
      below[k]! += times * bottom[from]!;
    }
  }
  for (let k = 0; k < width; k++) out[k] = below[k] === 0 ? Number.NaN : out[k]! / below[k]!;
}

/** Draws groups with replacement. The returned counts are reused. */
export function groupResampler(groups: number, seed: number): () => Uint16Array {
  const random = seededRandom(seed);
  const counts = new Uint16Array(groups);
  return () => {
    counts.fill(0);
    for (let i = 0; i < groups; i++) counts[random.below(groups)]! += 1;
    return counts;
  };
}

/** Each ratio with a percentile-bootstrap interval over the groups; none below five groups. `n` counts rows. */
export function estimateRatios(columns: RatioColumns, options: BootstrapOptions = {}): Record<string, MetricEstimate> {
  const { replicates = 1000, seed = 1, level = 0.95 } = options;
  const sums = sumByGroup(columns);
  const { width } = sums;
  const point = new Float64Array(width);
  ratiosOf(sums, null, point);
  const drawn = sums.groups >= MIN_GROUPS ? replicates : 0;
  const draws = Array.from({ length: width }, () => new Float64Array(drawn));
  const one = new Float64Array(width);
  const resample = groupResampler(sums.groups, seed);
  for (let r = 0; r < drawn; r++) {
    ratiosOf(sums, resample(), one);
    for (let k = 0; k < width; k++) draws[k]![r] = one[k]!;
  }
  return Object.fromEntries(columns.keys.map((key, k) => {
    const interval = Number.isFinite(point[k]!) ? percentileInterval(draws[k]!.filter((v) => !Number.isNaN(v)), level) : null;
    return [key, { value: Number.isFinite(point[k]!) ? point[k]! : null, lo: interval?.lo ?? null, hi: interval?.hi ?? null, n: sums.rows }];
  }));
}
