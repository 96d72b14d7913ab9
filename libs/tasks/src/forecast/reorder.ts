import { itemTermsSchema, type ItemTerms, type ReorderAnswer, type ReorderAsk } from '@bellwether/contracts';
import { FORECAST_LEVELS } from '@bellwether/metrics';
import type { ForecastArtifact } from './artifact';
import type { PanelTotals } from './forecaster';
import { expectedShortage, overageCost, planOrder, quantileAt, withinBudget, type BudgetLine, type Quantiles } from './inventory/policy';
import { inMoney, pricesOf, type Prices } from './inventory/money-terms';
import { countAt } from './global/count-distribution';
import { untoldAhead } from './known-columns';
import { stepTime, type Panel } from './panel';
import type { SeriesForecast } from './series';

/** Share of a distribution's units that are expected to be left when `stock` meets it. */
const expectedLeft = (q: Quantiles, stock: number): number => {
  let sum = 0;
  for (let k = 0; k < 100; k++) sum += Math.max(0, stock - quantileAt(q, (k + 0.5) / 100));
  return sum / 100;
};

/** Mean of the first `steps` of a forecast, carried on at its own level beyond the horizon. */
function meanOver(f: SeriesForecast, steps: number): number {
  const inside = f.mean.subarray(0, steps).reduce((a, b) => a + b, 0);
  return steps <= f.mean.length ? inside : inside * (steps / Math.max(1, f.mean.length));
}

type Total = { mean: number; demand: Quantiles; interval: { low: number; high: number } };

/**
 * The distribution of a total: learnt from totals where there are any, else the steps' own levels added up and narrowed as independent errors are.
 * Over other steps than it was learnt for, counts keep their spread around another mean; other totals narrow with the root of their number.
 */
export function totalOver(totals: PanelTotals | null, i: number, f: SeriesForecast, steps: number): Total {
  const mean = meanOver(f, steps);
  if (totals === null) return plain(mean, Float64Array.from(FORECAST_LEVELS, (_, k) => Math.max(0, mean + (f.quantiles[k]!.subarray(0, steps).reduce((a, b) => a + b, 0) - f.mean.subarray(0, steps).reduce((a, b) => a + b, 0)) / Math.sqrt(Math.max(1, Math.min(steps, f.mean.length))))));
  const learnt = totals.series[i]!;
  const same = steps === totals.steps;
  const other = same ? learnt.mean : meanOver(f, totals.steps) > 0 ? (learnt.mean * mean) / meanOver(f, totals.steps) : mean;
  const counts = learnt.spread === null ? null : countAt(other, learnt.spread);
  if (counts !== null) return { mean: other, demand: counts, interval: same ? learnt.interval : { low: counts(0.1), high: counts(0.9) } };
  if (same) return { mean: other, demand: learnt.quantiles, interval: learnt.interval };
  const narrower = Math.sqrt(totals.steps / steps);
  return plain(other, learnt.quantiles.map((q) => Math.max(0, other * (1 + (learnt.mean > 0 ? (q / learnt.mean - 1) * narrower : 0)))));
}

const plain = (mean: number, quantiles: Float64Array): Total => ({ mean, demand: quantiles, interval: { low: quantiles[0]!, high: quantiles[FORECAST_LEVELS.length - 1]! } });

/** The first step at whose end the stock is expected to be gone; null: it outlasts the horizon. */
function emptyStep(f: SeriesForecast, stock: number): number | null {
  let left = stock;
  for (let h = 0; h < f.mean.length; h++) {
    left -= f.mean[h]!;
    if (left <= 0) return h;
  }
  return null;
}

const units = (v: number): string => (Math.round(v * 10) / 10).toLocaleString('en-US');
/** A cost of one unit may be far below one: no digit that counts is rounded away. */
const money = (v: number): string => v.toLocaleString('en-US', { maximumSignificantDigits: 4 });

type Line = ReorderAnswer['lines'][number];
type Planned = Omit<Line, 'order' | 'cost' | 'expectedLoss' | 'expectedOverstock'> & { budget: BudgetLine };

function planLine(id: string, ask: ReorderAsk, item: { onHand: number; onOrder: number; terms?: Partial<ItemTerms> }, i: number, f: SeriesForecast, panel: Panel, totals: PanelTotals | null, prices: Prices): Planned {
  const asked = itemTermsSchema.parse({ ...ask.terms, ...item.terms });
  const terms = inMoney(asked, prices, i);
  const strange = asked.costsIn === 'price' && !(prices.of[i]! > 0);
  const cover = terms.leadTime + terms.reviewPeriod;
  const { mean, demand: protection, interval: { low, high } } = totalOver(totals, i, f, cover);
  const { demand: lead } = totalOver(totals, i, f, Math.max(1, terms.leadTime));
  const position = { onHand: item.onHand, onOrder: item.onOrder };
  const plan = planOrder(ask.policy, terms, position, protection, lead, f.mean.reduce((a, b) => a + b, 0) / Math.max(1, f.mean.length));
  const have = position.onHand + position.onOrder;
  const empty = emptyStep(f, have);
  const orderStep = Math.max(0, (empty ?? f.mean.length) - terms.leadTime);
  const step = { day: ['days', '天'], week: ['weeks', '周'], month: ['months', '个月'] }[panel.frequency];
  return {
    item: id, unitCost: terms.unitCost, wanted: plan.order, onHand: position.onHand, onOrder: position.onOrder, target: plan.target, reorderPoint: plan.reorderPoint, level: plan.level,
    expectedDemand: mean, low, high, orderBy: stepTime(panel, panel.length + orderStep).toISOString().slice(0, 10), emptyBy: empty === null ? null : stepTime(panel, panel.length + empty).toISOString().slice(0, 10),
    lossWithoutOrder: expectedShortage(protection, have) * terms.shortageCost,
    why: {
      en: `${units(mean)} expected over ${cover} ${step[0]} (${units(low)} to ${units(high)}); ${units(have)} on hand or coming. A missed sale costs ${money(terms.shortageCost)} against ${money(overageCost(ask.policy, terms))} of keeping a unit, so stock is aimed at the ${(100 * plan.level).toFixed(0)}% level: ${units(plan.target)}.${strange ? ` Its price is not known: the usual one, ${money(prices.usual!)}, stands for it.` : ''}`,
      zh: `未来 ${cover} ${step[1]}预计需求 ${units(mean)}（${units(low)}–${units(high)}）；现有及在途 ${units(have)}。缺货一件损失 ${money(terms.shortageCost)}，多存一件成本 ${money(overageCost(ask.policy, terms))}，故目标库存取 ${(100 * plan.level).toFixed(0)}% 分位：${units(plan.target)}。${strange ? `其价格未知，以常见价格 ${money(prices.usual!)} 代替。` : ''}`,
    },
    budget: { id, plan, terms, position, protection },
  };
}

/** For each product how much to order, by when, why, and what it costs to be wrong; the costliest to leave first. */
export function reorder({ panel }: ForecastArtifact, ask: ReorderAsk, forecasts: readonly SeriesForecast[], totals: PanelTotals | null): ReorderAnswer {
  const place = new Map(panel.series.map((s, i) => [s.id, i]));
  const asked = ask.items ?? panel.series.map((s) => ({ item: s.id, onHand: 0, onOrder: 0 }));
  const products = asked.flatMap((a) => place.get(a.item) ?? []);
  const prices = pricesOf(panel, products);
  const planned = asked.filter((a) => place.has(a.item)).map((a) => planLine(a.item, ask, a, place.get(a.item)!, forecasts[place.get(a.item)!]!, panel, totals, prices));
  const bought = ask.budget === undefined ? null : withinBudget(planned.map((p) => p.budget), ask.budget);
  const lines = planned.map(({ budget, ...p }): Line => {
    const order = bought?.orders.get(p.item) ?? p.wanted;
    const stock = p.onHand + p.onOrder + order;
    return { ...p, order, cost: order * budget.terms.unitCost, expectedLoss: expectedShortage(budget.protection, stock) * budget.terms.shortageCost, expectedOverstock: expectedLeft(budget.protection, stock) * overageCost(ask.policy, budget.terms) };
  });
  lines.sort((a, b) => b.lossWithoutOrder - a.lossWithoutOrder || (a.item < b.item ? -1 : 1));
  return {
    policy: ask.policy, terms: ask.terms, frequency: panel.frequency, untold: untoldAhead(panel, products), prices: { known: prices.known, usual: prices.usual }, lines: lines.slice(0, ask.limit), total: lines.length, spent: lines.reduce((s, l) => s + l.cost, 0),
    wanted: planned.reduce((s, p) => s + p.wanted * p.budget.terms.unitCost, 0), lostToBudget: bought?.expectedLoss ?? 0, unknown: asked.filter((a) => !place.has(a.item)).map((a) => a.item),
  };
}
