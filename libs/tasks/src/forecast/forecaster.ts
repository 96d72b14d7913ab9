import { FORECAST_LEVELS } from '@bellwether/metrics';
import { blendForecasts } from './blend';
import { applyLevelMap, totalQuantiles, type LevelMap, type TotalsModel } from './calibrate';
import { forecastTotals, type BoostedTotals, type TotalForecast } from './global/boosted-totals';
import { reconcile, type Aggregate } from './hierarchy/reconcile';
import { groupsOf, totalOf } from './hierarchy/groups';
import type { SumSpread } from './hierarchy/sum-spreads';
import { forecastTotal } from './hierarchy/top-level';
import { memberForecast, type Member } from './members';
import { usableSeason, type Panel } from './panel';
import type { SeriesForecast } from './series';

/** Everything that turns a panel into a forecast. */
export type Forecaster = {
  members: Member[];
  /** share of each member, adding up to 1 */
  weights: number[];
  /** error variance of one step over the forecast's own level, from backtests: how far reconciliation may move a product */
  relativeVariance: number;
  /** variance of the relative error that all products share, from backtests of the shop's total */
  sharedVariance: number;
  /** corrects the volume: what came over what was forecast on the backtests */
  volumeRatio: number;
  hierarchy: boolean;
  levelMap: LevelMap | null;
  totals: TotalsModel | null;
  /** totals learnt as totals; they go before `totals` */
  directTotals: BoostedTotals | null;
  /** the same learnt without the newest horizon, on which orders are tried; null: orders are tried by `totals` */
  triedTotals: BoostedTotals | null;
  /** how sure sums of products are, from their own series */
  sums: SumSpread[];
};

/** Totals over the lead time and review period the model was made for, by series; null: nothing was learnt of totals. */
export type PanelTotals = { steps: number; series: TotalForecast[] };

export function panelTotals(forecaster: Forecaster, panel: Panel, forecasts: readonly SeriesForecast[]): PanelTotals | null {
  if (forecaster.directTotals) return { steps: forecaster.directTotals.steps, series: forecastTotals(forecaster.directTotals, panel) };
  const { totals } = forecaster;
  if (totals === null) return null;
  return { steps: totals.steps, series: forecasts.map((f) => { const mean = f.mean.subarray(0, totals.steps).reduce((a, b) => a + b, 0); const quantiles = totalQuantiles(totals, mean); return { mean, quantiles, spread: null, interval: { low: quantiles[0]!, high: quantiles[FORECAST_LEVELS.length - 1]! } }; }) };
}

/** A mean that reconciliation moves takes its quantiles along, within reason. */
const MOST_MOVE = 3;

/** What the members say together, before sums are reconciled and levels calibrated. */
export async function blendedForecast(forecaster: Pick<Forecaster, 'members' | 'weights'>, panel: Panel): Promise<SeriesForecast[]> {
  const used = forecaster.members.map((m, i) => ({ member: m, weight: forecaster.weights[i]! })).filter((m) => m.weight > 0);
  const all = await Promise.all(used.map((u) => memberForecast(u.member, panel)));
  return panel.series.map((_, s) => blendForecasts(all.map((f) => f[s]!), used.map((u) => u.weight)));
}

/** @returns one forecast a series of the panel, at the panel's end, never below zero, levels in order */
export async function forecastPanel(forecaster: Forecaster, panel: Panel): Promise<SeriesForecast[]> {
  const blended = await blendedForecast(forecaster, panel);
  const reconciled = forecaster.hierarchy ? await reconcileForecasts(blended, panel, forecaster) : blended;
  return reconciled.map((f) => applyLevelMap(forecaster.levelMap, scaleForecast(f, forecaster.volumeRatio)));
}

export const scaleForecast = (f: SeriesForecast, by: number): SeriesForecast => (by === 1 ? f : { mean: f.mean.map((v) => v * by), quantiles: f.quantiles.map((q) => q.map((v) => v * by)) });

/** The panel without any plan past its end. */
const unplanned = (panel: Panel): Panel => ({ ...panel, series: panel.series.map((s) => ({ ...s, known: Object.fromEntries(Object.entries(s.known).map(([name, v]) => [name, v.map((x, t) => (t < panel.length ? x : Number.NaN))])) })) });

/**
 * Means are reconciled with the shop's total and each category's; the quantiles of a product move with its mean. A total knows nothing of plans, so how far each product is
 * moved is learnt on forecasts without them: else a planned promotion would be taken back by a total that has not heard of it.
 */
export async function reconcileForecasts(forecasts: readonly SeriesForecast[], panel: Panel, forecaster: Pick<Forecaster, 'members' | 'weights' | 'relativeVariance' | 'sharedVariance'>): Promise<SeriesForecast[]> {
  const planned = panel.series.some((s) => Object.values(s.known).some((v) => v.subarray(panel.length).some((x) => !Number.isNaN(x))));
  const plain = planned ? await blendedForecast(forecaster, unplanned(panel)) : forecasts;
  const bottom = plain.map((f) => f.mean.slice());
  const level = plain.map((f) => f.mean.reduce((a, b) => a + b, 0) / panel.horizon);
  // Poisson noise for slow movers, proportional noise for fast ones
  const variance = Float64Array.from(level, (m) => m + forecaster.relativeVariance * m * m + 1e-6);
  reconcile(bottom, variance, aggregatesOf(panel), forecaster.sharedVariance);
  return forecasts.map((f, i) => {
    const by = Float64Array.from(plain[i]!.mean, (m, h) => (m > 1e-9 ? Math.min(MOST_MOVE, bottom[i]![h]! / m) : 1));
    return { mean: planned ? f.mean.map((v, h) => v * by[h]!) : bottom[i]!, quantiles: f.quantiles.map((q) => q.map((v, h) => v * by[h]!)) };
  });
}

function aggregatesOf(panel: Panel): Aggregate[] {
  const columns = [null, ...new Set(panel.series.flatMap((s) => Object.keys(s.statics)))].sort();
  return columns.flatMap((column) => groupsOf(panel, column)).map((members) => {
    const y = totalOf(panel, members);
    const { mean, relativeError } = forecastTotal(y, panel.horizon, usableSeason(panel.frequency, y.length));
    const level = mean.reduce((a, b) => a + b, 0) / panel.horizon;
    return { members: Int32Array.from(members), mean, variance: (level * relativeError) ** 2 + 1e-6 };
  });
}

export const medianOf = (f: SeriesForecast): Float64Array => f.quantiles[(FORECAST_LEVELS.length - 1) / 2]!;
