/**
 * Area under the ROC curve of a score, ties at mean rank; NaN scores and labels are left out.
 * @returns null when one class is missing
 */
export function rankAuc(score: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const kept: number[] = [];
  for (let i = 0; i < score.length; i++) if (!Number.isNaN(score[i]!) && !Number.isNaN(y[i]!)) kept.push(i);
  const order = Int32Array.from(kept).sort((a, b) => score[a]! - score[b]!);
  let positives = 0;
  let rankSum = 0;
  for (let at = 0; at < order.length; ) {
    let end = at;
    while (end < order.length && score[order[end]!]! === score[order[at]!]!) end++;
    const rank = (at + end + 1) / 2;
    for (let k = at; k < end; k++) {
      if (y[order[k]!] !== 1) continue;
      positives++;
      rankSum += rank;
    }
    at = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Standard deviation of the AUC of a score that knows nothing. @source Mann & Whitney 1947 */
export const chanceSpread = (positives: number, negatives: number): number => Math.sqrt((positives + negatives + 1) / (12 * positives * negatives));
