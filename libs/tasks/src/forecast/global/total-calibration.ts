import { FORECAST_LEVELS } from '@bellwether/metrics';
import { countQuantiles, fitSpread, shareBelow, shortestRun, type Interval, type Spread } from './count-distribution';

/** What is said of one total: by the product's level, by trees on top of it, and, where sales are not whole units, by trees a level. @unit units */
export type TotalViews = { level: number; boosted: number; quantiles: Float64Array };

/** What was learnt of totals of which about so many units were expected: slow and fast movers err in different ways. */
export type TotalSegment = {
  /** expected units up to which it stands, ascending; null: for all above */
  upTo: number | null;
  /** of counts around the mean */
  spread: Spread;
  /** what the shortest interval is asked to hold, so that it holds four of five */
  held: number;
};
export type TotalCalibration = { segments: TotalSegment[]; /** sales are whole units */ whole: boolean };

export const NOMINAL = 0.8;
const LEVEL_SHARE = 0.25;
export const UNCALIBRATED: TotalCalibration = { segments: [{ upTo: null, spread: { factor: 1.4, square: 0.1 }, held: NOMINAL }], whole: true };
/** Fewer totals choose nothing; more of a segment change nothing. */
const [MIN_TOTALS, MOST_SEGMENT_TOTALS] = [60, 1200];
const SEGMENT_TOTALS = 200;
const EDGES = [0.1, 0.3, 1, 3, 10, 30];
/** Above so many units an end that is a unit further out tells nothing. @unit units */
const MANY = 200;

/** Trees err towards what is usual, the level towards what was; both together less than either. */
const meanOf = ({ level, boosted }: TotalViews): number => LEVEL_SHARE * level + (1 - LEVEL_SHARE) * boosted;
const segmentOf = (view: TotalViews, segments: readonly TotalSegment[]): TotalSegment => segments.find((s) => s.upTo === null || meanOf(view) <= s.upTo)!;

export type MixedTotal = { mean: number; quantiles: Float64Array; /** of counts around the mean; null: sales are not whole units */ spread: Spread | null; held: number };

/** Counts around the mean of both; where sales are not whole, their levels averaged with the boosted ones, which keeps them in order. */
export function mixTotal(view: TotalViews, { segments, whole }: TotalCalibration): MixedTotal {
  const { spread, held } = segmentOf(view, segments);
  const mean = meanOf(view);
  const counts = countQuantiles(mean, spread);
  return { mean, spread: whole ? spread : null, held, quantiles: view.quantiles.length === 0 ? counts : counts.map((q, k) => (q + view.quantiles[k]!) / 2) };
}

/** Shortest interval that holds four of five; its ends are whole where sales are. */
export function intervalOf({ quantiles, held }: Pick<MixedTotal, 'quantiles' | 'held'>, whole: boolean): Interval {
  if (whole && quantiles[FORECAST_LEVELS.length - 1]! < MANY) return shortestRun(quantiles, held);
  const [low, high] = [valueAt(quantiles, (1 - held) / 2), valueAt(quantiles, (1 + held) / 2)];
  return whole ? { low: Math.round(low), high: Math.round(high) } : { low, high };
}

/** The value below which the share lies: the inverse of `shareBelow`, by halving. */
function valueAt(quantiles: Float64Array, share: number): number {
  let [low, high] = [0, Math.max(1, 4 * quantiles[FORECAST_LEVELS.length - 1]!)];
  for (let k = 0; k < 50; k++) {
    const middle = (low + high) / 2;
    if (shareBelow(quantiles, middle) < share) low = middle;
    else high = middle;
  }
  return high;
}

type Seen = { view: TotalViews; came: number };

function fitSegment(seen: readonly Seen[], upTo: number | null, whole: boolean, leastSquare: number): TotalSegment {
  const { factor, square } = fitSpread(seen.map((s) => meanOf(s.view)), seen.map((s) => s.came), whole);
  const spread = { factor, square: Math.max(square, leastSquare) };
  const mixed = seen.map((s) => ({ quantiles: mixTotal(s.view, { segments: [{ upTo: null, spread, held: NOMINAL }], whole }).quantiles, came: s.came }));
  return { upTo, spread, held: shareHeld(mixed, whole) };
}

/**
 * Learnt from totals that no part had seen, apart for slow and fast movers. The interval is conformal on its own shape: ends of whole units hold more than they say, so what is
 * asked of it is lowered until four of five totals lay inside, ends included. A product of which nothing is sold nine times in ten has no shorter interval than that.
 * @param leastSquare relative variance that products of a group have in common, as far as it is known: a few origins cannot tell it
 * @source Vovk, Gammerman & Shafer 2005 (conformal prediction with any nested family of sets)
 */
export function calibrateTotals(seen: readonly Seen[], whole: boolean, leastSquare = 0): TotalCalibration {
  if (seen.length < MIN_TOTALS) return { ...UNCALIBRATED, whole };
  const segments: TotalSegment[] = [];
  let part: Seen[] = [];
  const sorted = [...seen].sort((a, b) => meanOf(a.view) - meanOf(b.view));
  let from = 0;
  for (const edge of [...EDGES, null]) {
    let to = from;
    while (to < sorted.length && (edge === null || meanOf(sorted[to]!.view) <= edge)) to++;
    part = [...part, ...sorted.slice(from, to)];
    from = to;
    // what is left above must be enough for a segment of its own
    if (edge !== null && (part.length < SEGMENT_TOTALS || sorted.length - to < SEGMENT_TOTALS)) continue;
    const every = Math.ceil(part.length / MOST_SEGMENT_TOTALS);
    segments.push(fitSegment(part.filter((_, i) => i % every === 0), edge, whole, leastSquare));
    part = [];
  }
  return { segments, whole };
}

/** What must be asked of an interval for four of five totals to lie inside, ends included. */
function shareHeld(seen: readonly { quantiles: Float64Array; came: number }[], whole: boolean): number {
  let best = { miss: Number.POSITIVE_INFINITY, share: NOMINAL };
  for (let share = 0.5; share < 0.96; share += 0.01) {
    const inside = seen.filter(({ quantiles, came }) => {
      const { low, high } = intervalOf({ quantiles, held: share }, whole);
      return came >= low - 1e-9 && came <= high + 1e-9;
    }).length;
    const miss = Math.abs(inside / (seen.length + 1) - NOMINAL);
    if (miss < best.miss - 1e-12) best = { miss, share };
  }
  return best.share;
}
