/** What is said of one total: values at levels .1 to .9, and, where it is a count, the moments of its negative binomial. */
export type SaidTotal = { mean: number; quantiles: readonly number[]; counts: { factor: number; square: number } | null };

/** Chances of at most `count` units, and of fewer. */
function sharesAt({ mean, counts }: SaidTotal & { counts: NonNullable<SaidTotal['counts']> }, count: number): { below: number; upTo: number } {
  if (mean < 1e-9) return { below: count > 0 ? 1 : 0, upTo: 1 };
  const size = 1 / Math.max(1e-4, (counts.factor - 1) / mean + counts.square);
  const miss = Math.log(mean / (size + mean));
  let log = size * Math.log(size / (size + mean));
  let [below, upTo] = [0, Math.exp(log)];
  for (let k = 1; k <= count; k++) {
    log += Math.log((k - 1 + size) / k) + miss;
    below = upTo;
    upTo = Math.min(1, upTo + Math.exp(log));
  }
  return { below, upTo };
}

/**
 * How far what came lies within the central 80 % of what was said of it, from 0 to 1: of a count, whose end points hold more than they are asked for, the part of its own
 * probability that does. The mean over many totals is .8 where the distributions are right, whatever whole units do to intervals.
 * @source Czado, Gneiting & Held, "Predictive model assessment for count data", 2009 (nonrandomised probability integral transform, at .9 less at .1)
 */
export function centralShare(said: SaidTotal, came: number): number {
  if (said.counts === null) return came >= said.quantiles[0]! && came <= said.quantiles.at(-1)! ? 1 : 0;
  const { below, upTo } = sharesAt({ ...said, counts: said.counts }, came);
  if (upTo - below < 1e-12) return below >= 0.1 && below <= 0.9 ? 1 : 0;
  return Math.max(0, Math.min(0.9, upTo) - Math.max(0.1, below)) / (upTo - below);
}
