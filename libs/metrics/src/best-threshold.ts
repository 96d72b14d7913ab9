import { rankBinary } from './binary-ranking';

/**
 * The threshold with the highest F1: predict yes at or above it. Midway between two neighbouring scores, so that it does not sit on a row.
 * Choose it on validation rows: chosen on the test rows, it flatters the model.
 * @returns null when only one class is present
 */
export function bestThreshold(y: ArrayLike<number>, score: ArrayLike<number>): number | null {
  const ranking = rankBinary(y, score);
  if (ranking.positives === 0 || ranking.positives === ranking.n) return null;
  let tp = 0;
  let best = -1;
  let at = 0;
  for (let i = 0; i < ranking.n; i++) {
    tp += ranking.label[i]!;
    if (ranking.last[i] === 0) continue;
    const f1 = (2 * tp) / (i + 1 + ranking.positives);
    if (f1 > best) {
      best = f1;
      at = i;
    }
  }
  const below = at + 1 < ranking.n ? ranking.score[at + 1]! : 0;
  return (ranking.score[at]! + below) / 2;
}
