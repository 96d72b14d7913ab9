import { FORECAST_LEVELS } from '@bellwether/metrics';
import { countQuantiles, fitSpread, levelLoss, shareBelow, shortestRun, type Interval, type Spread } from './count-distribution';

/** What is said of one total: by the product's level, by trees on top of it, and by trees a level. @unit units */
export type TotalViews = { level: number; boosted: number; quantiles: Float64Array };

export type TotalCalibration = {
  /** spread of counts around the level's mean and around the boosted mean */
  spreads: [Spread, Spread];
  /** shares of the three: counts around the level, counts around the boosted mean, boosted levels */
  weights: [number, number, number];
  /** what the shortest interval is asked to hold, so that it holds four of five: by how much is expected, as slow movers' ends are coarser. `upTo` ascends; the last is null, for all above */
  held: { upTo: number | null; share: number }[];
  /** sales are whole units */
  whole: boolean;
};

export const NOMINAL = 0.8;
const EQUAL: TotalCalibration['weights'] = [0.25, 0.25, 0.5];
export const UNCALIBRATED: TotalCalibration = { spreads: [{ factor: 1.4, square: 0.1 }, { factor: 1.4, square: 0.1 }], weights: EQUAL, held: [{ upTo: null, share: NOMINAL }], whole: true };
/** Fewer totals choose nothing; more change nothing. */
const [MIN_TOTALS, MOST_TOTALS] = [60, 3000];
/** Groups by what is expected, of so many totals at least. */
const [MOST_SEGMENTS, SEGMENT_TOTALS] = [3, 200];
/** Above so many units an end that is a unit further out tells nothing. @unit units */
const MANY = 200;

const meanOf = ({ level, boosted }: TotalViews, [a, b, c]: TotalCalibration['weights']): number => (a + c / 2) * level + (b + c / 2) * boosted;

/** Levels of the parts averaged level by level, which keeps them in order. */
export function mixTotal(view: TotalViews, { spreads, weights }: Pick<TotalCalibration, 'spreads' | 'weights'>): { mean: number; quantiles: Float64Array } {
  const [a, b] = [countQuantiles(view.level, spreads[0]), countQuantiles(view.boosted, spreads[1])];
  return { mean: meanOf(view, weights), quantiles: Float64Array.from(FORECAST_LEVELS, (_, k) => weights[0] * a[k]! + weights[1] * b[k]! + weights[2] * view.quantiles[k]!) };
}

/** Shortest interval that holds four of five; its ends are whole where sales are. */
export function intervalOf(mean: number, quantiles: Float64Array, { held, whole }: Pick<TotalCalibration, 'held' | 'whole'>): Interval {
  return intervalHolding(quantiles, held.find((h) => h.upTo === null || mean <= h.upTo)!.share, whole);
}

function intervalHolding(quantiles: Float64Array, held: number, whole: boolean): Interval {
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

/** Shares in quarters with the least loss over all levels, halfway back to equal ones: a few origins of one shop do not know more. */
function fitWeights(seen: readonly { view: TotalViews; came: number }[], spreads: TotalCalibration['spreads']): TotalCalibration['weights'] {
  const parts = seen.map(({ view }) => [countQuantiles(view.level, spreads[0]), countQuantiles(view.boosted, spreads[1]), view.quantiles] as const);
  const mixed = new Float64Array(FORECAST_LEVELS.length);
  let best = { loss: Number.POSITIVE_INFINITY, weights: EQUAL };
  for (let a = 0; a <= 4; a++) for (let b = 0; a + b <= 4; b++) {
    const weights: TotalCalibration['weights'] = [a / 4, b / 4, (4 - a - b) / 4];
    const loss = seen.reduce((sum, { came }, i) => {
      for (let k = 0; k < mixed.length; k++) mixed[k] = weights[0] * parts[i]![0][k]! + weights[1] * parts[i]![1][k]! + weights[2] * parts[i]![2][k]!;
      return sum + levelLoss(mixed, came);
    }, 0);
    if (loss < best.loss) best = { loss, weights };
  }
  return best.weights.map((w, i) => (w + EQUAL[i]!) / 2) as TotalCalibration['weights'];
}

/**
 * Learnt from totals that no part had seen. The interval is conformal on its own shape: ends of whole units hold more than they say, so what is asked of it is lowered until
 * four of five totals lay inside, ends included.
 * @source Vovk, Gammerman & Shafer 2005 (conformal prediction with any nested family of sets)
 */
export function calibrateTotals(all: readonly { view: TotalViews; came: number }[], whole: boolean): TotalCalibration {
  const every = Math.ceil(all.length / MOST_TOTALS);
  const seen = all.filter((_, i) => i % every === 0);
  if (seen.length < MIN_TOTALS) return { ...UNCALIBRATED, whole };
  const came = seen.map((s) => s.came);
  const spreads: TotalCalibration['spreads'] = [fitSpread(seen.map((s) => s.view.level), came), fitSpread(seen.map((s) => s.view.boosted), came)];
  const weights = fitWeights(seen, spreads);
  const mixed = seen.map(({ view, came: y }) => ({ ...mixTotal(view, { spreads, weights }), came: y })).sort((a, b) => a.mean - b.mean);
  const segments = Math.max(1, Math.min(MOST_SEGMENTS, Math.floor(mixed.length / SEGMENT_TOTALS)));
  const held = Array.from({ length: segments }, (_, k) => {
    const part = mixed.slice(Math.floor((k * mixed.length) / segments), Math.floor(((k + 1) * mixed.length) / segments));
    return { upTo: k === segments - 1 ? null : part.at(-1)!.mean, share: shareHeld(part, whole) };
  });
  return { spreads, weights, held, whole };
}

/** What must be asked of an interval for four of five totals to lie inside, ends included. */
function shareHeld(seen: readonly { quantiles: Float64Array; came: number }[], whole: boolean): number {
  let best = { miss: Number.POSITIVE_INFINITY, share: NOMINAL };
  for (let share = 0.5; share < 0.96; share += 0.01) {
    const inside = seen.filter(({ quantiles, came }) => {
      const { low, high } = intervalHolding(quantiles, share, whole);
      return came >= low - 1e-9 && came <= high + 1e-9;
    }).length;
    const miss = Math.abs(inside / seen.length - NOMINAL);
    if (miss < best.miss - 1e-12) best = { miss, share };
  }
  return best.share;
}
