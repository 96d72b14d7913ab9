/** How far a quantity comes from what was said of it: variance = factor x mean + square x mean^2, the mean taken as one at least. */
export type MeanSpread = { factor: number; square: number };
/** What was said, and what came. @unit units */
export type SaidAndCame = { mean: number; came: number };

/** Half the width of an 80 % interval in deviations, and what it holds. */
const [Z80, HELD] = [1.2816, 0.8];
const FACTORS = [1, 1.5, 2.5];
const SQUARES = [0.0005, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64];
const MIN_PAIRS = 5;

export const varianceOf = ({ factor, square }: MeanSpread, mean: number): number => factor * Math.max(mean, 1) + square * mean ** 2;

/**
 * A spread whose 80 % intervals, mean -/+ 1.28 deviations, held four of five of what came. How it grows with the mean is chosen by the interval score, each pair over the
 * root of its mean; its width is conformal, with the correction for how few pairs there are.
 * @returns null with too few pairs
 * @source Gneiting & Raftery, "Strictly proper scoring rules", 2007; Vovk, Gammerman & Shafer, 2005
 */
export function fitIntervalSpread(pairs: readonly SaidAndCame[]): MeanSpread | null {
  if (pairs.length < MIN_PAIRS) return null;
  let best: { loss: number; spread: MeanSpread } = { loss: Number.POSITIVE_INFINITY, spread: { factor: 1, square: 0 } };
  for (const factor of FACTORS) for (const square of SQUARES) {
    const scores = pairs.map((p) => Math.abs(p.came - p.mean) / Math.sqrt(varianceOf({ factor, square }, p.mean))).sort((a, b) => a - b);
    const width = scores[Math.min(scores.length, Math.ceil(HELD * (scores.length + 1))) - 1]! / Z80;
    const spread = { factor: factor * width ** 2, square: square * width ** 2 };
    const loss = pairs.reduce((sum, p) => sum + score(p, Z80 * Math.sqrt(varianceOf(spread, p.mean))) / Math.sqrt(Math.max(p.mean, 1)), 0);
    if (loss < best.loss) best = { loss, spread };
  }
  return best.spread;
}

const score = ({ mean, came }: SaidAndCame, half: number): number => 2 * half + (2 / (1 - HELD)) * Math.max(0, Math.abs(came - mean) - half);
