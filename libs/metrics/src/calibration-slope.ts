/** Logistic recalibration: how the log-odds of what happened go with the log-odds that were foretold. 1 and 0: calibrated; below 1: too sure; above: too timid. */
export type CalibrationSlope = { slope: number; intercept: number; /** standard error of the slope */ slopeError: number };

const EDGE = 1e-6;
const logit = (p: number): number => Math.log(p / (1 - p));

/**
 * Slope and intercept of y on logit(score), by Newton's method.
 * @returns null when one class is missing or every score is the same
 * @source Cox, "Two further applications of a model for binary regression", Biometrika 45 (1958)
 */
export function calibrationSlope(y: ArrayLike<number>, score: ArrayLike<number>): CalibrationSlope | null {
  const n = y.length;
  const x = Float64Array.from({ length: n }, (_, i) => logit(Math.min(1 - EDGE, Math.max(EDGE, score[i]!))));
  let positives = 0;
  for (let i = 0; i < n; i++) positives += y[i]!;
  if (positives === 0 || positives === n || x.every((v) => v === x[0])) return null;
  let [a, b] = [0, 1];
  for (let round = 0; ; round++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const p = 1 / (1 + Math.exp(-(a + b * x[i]!)));
      const w = p * (1 - p);
      ga += y[i]! - p;
      gb += (y[i]! - p) * x[i]!;
      haa += w;
      hab += w * x[i]!;
      hbb += w * x[i]! * x[i]!;
    }
    const det = haa * hbb - hab * hab;
    const [da, db] = [(hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det];
    a += da;
    b += db;
    if (round >= 50 || Math.abs(da) + Math.abs(db) < 1e-9) return { slope: b, intercept: a, slopeError: Math.sqrt(haa / det) };
  }
}
