import { rowsAtOrAbove, type BinaryRanking } from './binary-ranking';

// Bound once: a sandboxed realm (Jest) resolves globals slowly, and these run for every row of every replicate.
const { abs, floor, min } = Math;

const RANK_KEYS = ['auc', 'ap', 'log_loss', 'brier', 'ece', 'ks', 'lift_5', 'lift_10', 'lift_20'] as const;
const THRESHOLD_KEYS = ['accuracy', 'balanced_accuracy', 'precision', 'recall', 'specificity', 'f1'] as const;

/** Every measured key, in the order of the output array. `_best`: at the threshold chosen on validation rows. */
export const BINARY_KEYS: readonly string[] = [...RANK_KEYS, ...THRESHOLD_KEYS, ...THRESHOLD_KEYS.map((key) => `${key}_best`)];

/** Shares of the list behind lift_5, lift_10, lift_20. */
const LIFT_SHARES = [0.05, 0.1, 0.2] as const;
/** Equal-mass bins of the calibration error. */
export const CALIBRATION_BINS = 15;

/** One pass over a ranking writes every metric. Reused between replicates, so that a replicate allocates nothing. */
export interface BinaryMeter {
  /**
   * @param weights how often each source row counts, or null for once each @shape [n]
   * @param out receives the metrics in the order of BINARY_KEYS; NaN where one is undefined
   */
  measure(weights: ArrayLike<number> | null, out: Float64Array): void;
}

/** @param bestThreshold threshold of the `_best` metrics, or null to leave them undefined */
export function binaryMeter(ranking: BinaryRanking, bestThreshold: number | null): BinaryMeter {
  const cutHalf = rowsAtOrAbove(ranking, 0.5);
  const cutBest = bestThreshold === null ? -1 : rowsAtOrAbove(ranking, bestThreshold);
  const binWeight = new Float64Array(CALIBRATION_BINS);
  const binGap = new Float64Array(CALIBRATION_BINS);
  const lift = new Float64Array(LIFT_SHARES.length);
  const { n, order, label, score, last, loss, squared } = ranking;

  const measure = (weights: ArrayLike<number> | null, out: Float64Array): void => {
    const [positives, negatives] = totals(ranking, weights);
    const total = positives + negatives;
    binWeight.fill(0);
    binGap.fill(0);
    lift.fill(Number.NaN);
    let tp = 0, fp = 0, groupPositive = 0, groupNegative = 0, groupScore = 0;
    let sumLoss = 0, sumSquared = 0, pairs = 0, precisionSum = 0, ks = 0;
    let tpHalf = 0, fpHalf = 0, tpBest = 0, fpBest = 0;
    for (let i = 0; i < n; i++) {
      const w = weights === null ? 1 : weights[order[i]!]!;
      if (w !== 0) {
        if (label[i] === 1) groupPositive += w;
        else groupNegative += w;
        groupScore += w * score[i]!;
        sumLoss += w * loss[i]!;
        sumSquared += w * squared[i]!;
      }
      if (last[i] === 0) continue;
      const groupWeight = groupPositive + groupNegative;
      if (groupWeight > 0) {
        const before = tp + fp;
        const bin = min(CALIBRATION_BINS - 1, floor((CALIBRATION_BINS * (before + groupWeight / 2)) / total));
        binWeight[bin]! += groupWeight;
        binGap[bin]! += groupPositive - groupScore;
        for (let k = 0; k < LIFT_SHARES.length; k++) {
          const wanted = LIFT_SHARES[k]! * total;
          // a tie group that straddles the cut gives its share: the value does not depend on row order
          if (before < wanted && wanted <= before + groupWeight) lift[k] = (tp + (groupPositive * (wanted - before)) / groupWeight) / wanted / (positives / total);
        }
        pairs += groupNegative * (tp + groupPositive / 2);
        tp += groupPositive;
        fp += groupNegative;
        if (groupPositive > 0) precisionSum += groupPositive * (tp / (tp + fp));
        const gap = abs(tp / positives - fp / negatives);
        if (gap > ks) ks = gap;
        groupPositive = groupNegative = groupScore = 0;
      }
      if (i + 1 === cutHalf) { tpHalf = tp; fpHalf = fp; }
      if (i + 1 === cutBest) { tpBest = tp; fpBest = fp; }
    }
    const both = positives > 0 && negatives > 0;
    let calibration = 0;
    for (let b = 0; b < CALIBRATION_BINS; b++) calibration += abs(binGap[b]!);
    out[0] = both ? pairs / (positives * negatives) : Number.NaN;
    out[1] = both ? precisionSum / positives : Number.NaN;
    out[2] = total > 0 ? sumLoss / total : Number.NaN;
    out[3] = total > 0 ? sumSquared / total : Number.NaN;
    out[4] = total > 0 ? calibration / total : Number.NaN;
    out[5] = both ? ks : Number.NaN;
    for (let k = 0; k < LIFT_SHARES.length; k++) out[6 + k] = positives > 0 ? lift[k]! : Number.NaN;
    writeThreshold(out, RANK_KEYS.length, tpHalf, fpHalf, positives, negatives);
    if (cutBest < 0) out.fill(Number.NaN, RANK_KEYS.length + THRESHOLD_KEYS.length);
    else writeThreshold(out, RANK_KEYS.length + THRESHOLD_KEYS.length, tpBest, fpBest, positives, negatives);
  };
  return { measure };
}

function totals(ranking: BinaryRanking, weights: ArrayLike<number> | null): [number, number] {
  if (weights === null) return [ranking.positives, ranking.n - ranking.positives];
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < ranking.n; i++) {
    const w = weights[ranking.order[i]!]!;
    if (ranking.label[i] === 1) positives += w;
    else negatives += w;
  }
  return [positives, negatives];
}

/** Accuracy ... F1 of one confusion matrix; a ratio over nothing is NaN, not 0. */
function writeThreshold(out: Float64Array, at: number, tp: number, fp: number, positives: number, negatives: number): void {
  const fn = positives - tp;
  const tn = negatives - fp;
  const recall = positives > 0 ? tp / positives : Number.NaN;
  const specificity = negatives > 0 ? tn / negatives : Number.NaN;
  out[at] = positives + negatives > 0 ? (tp + tn) / (positives + negatives) : Number.NaN;
  out[at + 1] = (recall + specificity) / 2;
  out[at + 2] = tp + fp > 0 ? tp / (tp + fp) : Number.NaN;
  out[at + 3] = recall;
  out[at + 4] = specificity;
  out[at + 5] = positives > 0 ? (2 * tp) / (2 * tp + fp + fn) : Number.NaN;
}
