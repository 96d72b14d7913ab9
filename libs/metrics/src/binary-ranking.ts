import { AppError } from '@bellwether/contracts';

/**
 * Labels and scores sorted once, so that every replicate of a bootstrap is a single pass.
 * Positions run from the highest score to the lowest; rows of equal score form one tie group.
 */
export type BinaryRanking = {
  n: number;
  positives: number;
  /** source position of each sorted position @shape [n] */
  order: Int32Array;
  /** label at each sorted position, 0 or 1 @shape [n] */
  label: Uint8Array;
  /** score at each sorted position @shape [n] */
  score: Float64Array;
  /** 1 where a tie group ends @shape [n] */
  last: Uint8Array;
  /** log-loss of the row, clipped like scikit-learn at the spacing of doubles @shape [n] */
  loss: Float64Array;
  /** squared error of the row @shape [n] */
  squared: Float64Array;
};

const CLIP = Number.EPSILON;

const invalid = (message: string, fix: string): AppError => new AppError({ code: 'INPUT_INVALID', message, fix });

/**
 * @param y labels, 0 or 1
 * @param score probabilities in [0, 1]
 * @throws AppError INPUT_INVALID for lengths that differ, a label that is neither 0 nor 1, or a score outside [0, 1]
 */
export function rankBinary(y: ArrayLike<number>, score: ArrayLike<number>): BinaryRanking {
  const n = y.length;
  if (score.length !== n) throw invalid(`expected as many scores as labels (${n}), received ${score.length}`, 'pass one score for each row');
  for (let i = 0; i < n; i++) {
    if (y[i] !== 0 && y[i] !== 1) throw invalid(`expected labels of 0 or 1, received ${String(y[i])} at row ${i}`, 'drop rows whose outcome is not known yet');
    if (!(score[i]! >= 0 && score[i]! <= 1)) throw invalid(`expected probabilities between 0 and 1, received ${String(score[i])} at row ${i}`, 'apply the sigmoid before measuring');
  }
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => score[b]! - score[a]! || a - b);
  const ranking: BinaryRanking = {
    n, positives: 0, order,
    label: new Uint8Array(n), score: new Float64Array(n), last: new Uint8Array(n), loss: new Float64Array(n), squared: new Float64Array(n),
  };
  for (let i = 0; i < n; i++) {
    const row = order[i]!;
    const p = score[row]!;
    const label = y[row]!;
    ranking.positives += label;
    ranking.label[i] = label;
    ranking.score[i] = p;
    ranking.last[i] = i === n - 1 || score[order[i + 1]!] !== p ? 1 : 0;
    const clipped = Math.min(1 - CLIP, Math.max(CLIP, p));
    ranking.loss[i] = label === 1 ? -Math.log(clipped) : -Math.log(1 - clipped);
    ranking.squared[i] = (p - label) ** 2;
  }
  return ranking;
}

/** How many rows score at or above a threshold: a boundary between tie groups. */
export function rowsAtOrAbove(ranking: BinaryRanking, threshold: number): number {
  let low = 0;
  let high = ranking.n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranking.score[middle]! >= threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}
