import { AppError, type ItemTerms, type PlayedPolicy, type SimulationAnswer, type SimulationAsk } from '@bellwether/contracts';
import type { ForecastArtifact } from '../artifact';
import { forecastPanel, panelTotals, type PanelTotals } from '../forecaster';
import { panelAt, stepTime, type Panel } from '../panel';
import { totalOver } from '../reorder';
import type { SeriesForecast } from '../series';
import { inMoney, pricesOf } from './money-terms';
import { criticalLevel } from './policy';
import { simulatePolicy, type DemandView, type SimulationResult } from './simulate';

/** Each look costs a forecast of all products: so many steps and products are played at most. */
const MOST_STEPS = 28;
const MOST_PRODUCTS = 1000;
/** What the usual rule looks back on: eight weeks, a quarter, a year. @unit steps */
const LOOK_BACK = { day: 56, week: 13, month: 12 } as const;
/** Levels of the curve, with the safety factor at which a normal distribution reaches them. */
const CURVE: readonly (readonly [level: number, z: number])[] = [[0.5, 0], [0.7, 0.5244], [0.8, 0.8416], [0.9, 1.2816], [0.95, 1.6449], [0.98, 2.0537], [0.99, 2.3263]];

type Look = { forecasts: SeriesForecast[]; totals: PanelTotals | null };
/** Forecasts as they would have been made at each look; terms do not change them, so further questions are answered at once. */
export type Looks = { panel: Panel; steps: number; at(step: number): Promise<Look> };

/** The products that sold most before the steps that are played: what came later must not choose. */
export function looksOf({ panel, forecaster }: ForecastArtifact): Looks {
  const steps = Math.min(panel.horizon, MOST_STEPS);
  const before = panel.length - panel.horizon;
  const volume = panel.series.map((s) => s.y.subarray(0, before).reduce((a, v) => a + (Number.isNaN(v) ? 0 : v), 0));
  const chosen = new Set(volume.map((_, i) => i).sort((a, b) => volume[b]! - volume[a]!).slice(0, MOST_PRODUCTS));
  const played: Panel = { ...panel, series: panel.series.filter((_, i) => chosen.has(i)) };
  const made = new Map<number, Promise<Look>>();
  const look = async (step: number): Promise<Look> => {
    const then = panelAt(played, panel.horizon - step);
    const forecasts = await forecastPanel(forecaster, then);
    return { forecasts, totals: panelTotals({ ...forecaster, directTotals: forecaster.triedTotals }, then, forecasts) };
  };
  return { panel: played, steps, at: (step) => made.get(step) ?? made.set(step, look(step)).get(step)! };
}

/** Mean and variance of a step as the usual rule takes them: over the newest steps on which something could be sold. */
function habitAt({ y, censored }: Panel['series'][number], length: number, back: number): { mean: number; sd: number } {
  const seen: number[] = [];
  for (let t = Math.max(0, length - back); t < length; t++) if (!Number.isNaN(y[t]!) && censored?.[t] !== 1) seen.push(y[t]!);
  if (seen.length === 0) return { mean: 0, sd: 0 };
  const mean = seen.reduce((a, b) => a + b, 0) / seen.length;
  return { mean, sd: Math.sqrt(seen.reduce((a, v) => a + (v - mean) ** 2, 0) / Math.max(1, seen.length - 1)) };
}

/** The same target at every level: what is aimed at is decided outside. */
const fixed = (target: number) => (): number => Math.max(0, target);
/** Terms whose critical level is `level`. */
const atLevel = (terms: ItemTerms, level: number): ItemTerms => ({ ...terms, leftoverCost: 0, shortageCost: (terms.holdingCost * terms.reviewPeriod * level) / (1 - level) });

function added(all: readonly SimulationResult[]): PlayedPolicy {
  const sum = (of: (r: SimulationResult) => number): number => all.reduce((a, r) => a + of(r), 0);
  const demanded = sum((r) => r.demanded);
  return { cost: sum((r) => r.cost), holding: sum((r) => r.holding), shortage: sum((r) => r.shortage), ordering: sum((r) => r.ordering), writtenOff: sum((r) => r.writtenOff), demanded, lost: sum((r) => r.lost), fill: demanded > 0 ? sum((r) => r.served) / demanded : null, orders: sum((r) => r.orders), averageStock: sum((r) => r.averageStock) };
}

/**
 * Plays terms and policy on the newest steps, which the model was not trained on, beside the usual rule at the fill that the model reached.
 * Both begin with what they would aim at. Where a shelf was empty, what was sold stands for what was wanted.
 * @throws AppError INPUT_INVALID when none of the products is known
 */
export async function tryPolicy({ panel: whole }: ForecastArtifact, ask: SimulationAsk, looks: Looks): Promise<SimulationAnswer> {
  const { panel, steps } = looks;
  const { policy, terms } = ask;
  const place = new Map(panel.series.map((s, i) => [s.id, i]));
  const unknown = (ask.items ?? []).filter((id) => !place.has(id));
  const items = ask.items ? ask.items.flatMap((id) => place.get(id) ?? []) : panel.series.map((_, i) => i);
  if (items.length === 0) throw new AppError({ code: 'INPUT_INVALID', message: `Expected products among the ${panel.series.length} that sold most, received ${unknown.slice(0, 5).join(', ') || 'none'}.`, fix: 'Leave `items` out, or name products that sell.' });
  const prices = pricesOf(panel, items);
  const at: Look[] = [];
  for (let t = 0; t < steps; t += terms.reviewPeriod) at[t] = await looks.at(t);
  const first = panel.length - panel.horizon;
  const cover = terms.leadTime + terms.reviewPeriod;
  const lead = Math.max(1, terms.leadTime);
  const demand = items.map((i) => Float64Array.from({ length: steps }, (_, t) => panel.series[i]!.y[first + t]! || 0));
  const own = items.map((i) => at.map(({ forecasts, totals }): DemandView => ({ protection: totalOver(totals, i, forecasts[i]!, cover).demand, lead: totalOver(totals, i, forecasts[i]!, lead).demand, meanPerStep: forecasts[i]!.mean.reduce((a, b) => a + b, 0) / Math.max(1, forecasts[i]!.mean.length) })));
  const habit = items.map((i) => at.map((_, t) => habitAt(panel.series[i]!, first + t, LOOK_BACK[panel.frequency])));
  const play = (viewOf: (k: number, t: number) => DemandView, planning: ItemTerms): PlayedPolicy => added(items.map((i, k) => simulatePolicy({ demand: demand[k]!, viewAt: (t) => viewOf(k, t), policy, terms: inMoney(terms, prices, i), planning: inMoney(planning, prices, i), startStock: null })));
  const byModel = (level: number): PlayedPolicy => play((k, t) => own[k]![t]!, atLevel(terms, level));
  const byRule = (z: number): PlayedPolicy => play((k, t) => {
    const { mean, sd } = habit[k]![t]!;
    return { protection: fixed(mean * cover + z * sd * Math.sqrt(cover)), lead: fixed(mean * lead + z * sd * Math.sqrt(lead)), meanPerStep: mean };
  }, atLevel(terms, 0.5));
  const mine = byModel(criticalLevel(policy, terms));
  const rule = ruleAtFill(byRule, mine.fill);
  const day = (t: number): string => stepTime(panel, t).toISOString().slice(0, 10);
  return {
    policy, terms, frequency: panel.frequency, steps, from: day(first), to: day(first + steps - 1), products: items.length, known: whole.series.length, unknown,
    own: mine, rule, costRatio: rule && rule.cost > 0 ? mine.cost / rule.cost : null,
    curve: CURVE.map(([level, z]) => { const [a, b] = [byModel(level), byRule(z)]; return { level, fill: a.fill ?? 0, cost: a.cost, ruleFill: b.fill ?? 0, ruleCost: b.cost }; }),
  };
}

/** The least safety factor at which the rule serves as many; null where none does. */
function ruleAtFill(byRule: (z: number) => PlayedPolicy, fill: number | null): SimulationAnswer['rule'] {
  let [low, high] = [-4, 12];
  if (fill === null || (byRule(high).fill ?? 0) < fill) return null;
  for (let i = 0; i < 24; i++) {
    const z = (low + high) / 2;
    if ((byRule(z).fill ?? 0) < fill) low = z;
    else high = z;
  }
  return { ...byRule(high), safetyFactor: high };
}
