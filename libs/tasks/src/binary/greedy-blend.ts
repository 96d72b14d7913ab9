/** Picks, with replacement. @source Caruana et al., "Ensemble selection from libraries of models", 2004 */
const PICKS = 50;
const WARM_START = 3;
const CLIP = 1e-12;

function logLoss(y: Float64Array, sum: Float64Array, count: number): number {
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const p = Math.min(1 - CLIP, Math.max(CLIP, sum[i]! / count));
    total -= y[i] === 1 ? Math.log(p) : Math.log(1 - p);
  }
  return total / y.length;
}

/**
 * Weights that add up to 1 for averaging probabilities: each pick adds the member that lowers the out-of-fold log-loss most, and the best prefix counts.
 * @param scores out-of-fold probabilities of each member @shape [members][rows]
 */
export function greedyBlend(y: Float64Array, scores: readonly Float64Array[]): number[] {
  const order = scores.map((s, m) => ({ m, loss: logLoss(y, s, 1) })).sort((a, b) => a.loss - b.loss || a.m - b.m);
  const picks: number[] = order.slice(0, Math.min(WARM_START, scores.length)).map((o) => o.m);
  const sum = new Float64Array(y.length);
  for (const m of picks) for (let i = 0; i < sum.length; i++) sum[i]! += scores[m]![i]!;
  let best = { loss: logLoss(y, sum, picks.length), picks: picks.length };
  // the best member alone may beat the warm start
  if (order[0]!.loss < best.loss) best = { loss: order[0]!.loss, picks: 1 };
  const trial = new Float64Array(y.length);
  while (picks.length < PICKS) {
    let chosen = -1;
    let lowest = Number.POSITIVE_INFINITY;
    for (let m = 0; m < scores.length; m++) {
      for (let i = 0; i < trial.length; i++) trial[i] = sum[i]! + scores[m]![i]!;
      const loss = logLoss(y, trial, picks.length + 1);
      if (loss < lowest) {
        lowest = loss;
        chosen = m;
      }
    }
    picks.push(chosen);
    for (let i = 0; i < sum.length; i++) sum[i]! += scores[chosen]![i]!;
    if (lowest < best.loss) best = { loss: lowest, picks: picks.length };
  }
  const counts = scores.map((_, m) => picks.slice(0, best.picks).filter((p) => p === m).length);
  return counts.map((c) => c / best.picks);
}
