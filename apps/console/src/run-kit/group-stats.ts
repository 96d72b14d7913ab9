/** Mean of some runs with its 95 % interval. `lo`/`hi` are null for a single run: one number has no spread. */
export type GroupMean = { n: number; mean: number | null; lo: number | null; hi: number | null; sd: number | null };

/** 97.5 % quantiles of Student's t by degrees of freedom; beyond 30 the normal is near enough (within 2 %). @source NIST/SEMATECH e-Handbook 1.3.6.7.2 */
const T975 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042];

/** Between runs, not between rows: what another seed or split would give. Missing values are left out. */
export function groupMean(values: readonly (number | null | undefined)[]): GroupMean {
  const known = values.filter((v): v is number => typeof v === 'number' && Number.isFinite(v));
  const n = known.length;
  if (n === 0) return { n, mean: null, lo: null, hi: null, sd: null };
  const mean = known.reduce((s, v) => s + v, 0) / n;
  if (n === 1) return { n, mean, lo: null, hi: null, sd: null };
  const sd = Math.sqrt(known.reduce((s, v) => s + (v - mean) ** 2, 0) / (n - 1));
  const half = ((T975[n - 2] ?? 1.96) * sd) / Math.sqrt(n);
  return { n, mean, lo: mean - half, hi: mean + half, sd };
}

/** Items by the text of a value, in the order of the values: numbers by size, then text. */
export function groupBy<T>(items: readonly T[], textOf: (item: T) => string): { value: string; items: T[] }[] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(textOf(item), [...(groups.get(textOf(item)) ?? []), item]);
  return [...groups].map(([value, own]) => ({ value, items: own })).sort((a, b) => Number(a.value) - Number(b.value) || a.value.localeCompare(b.value, 'en', { numeric: true }));
}
