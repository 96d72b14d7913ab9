import { AppError, type ItemTerms, type OrderPolicy } from '@bellwether/contracts';
import { FORECAST_LEVELS } from '@bellwether/metrics';

/**
 * A distribution as values at FORECAST_LEVELS, between them linear, beyond them the tail of an exponential as steep as the last two; or as the value at any level, as whole units
 * have nothing between their steps and nine levels do not tell the tail of a slow mover.
 */
export type Quantiles = ArrayLike<number> | ((level: number) => number);

/** @param level in (0, 1) */
export function quantileAt(q: Quantiles, level: number): number {
  if (typeof q === 'function') return q(level);
  const n = FORECAST_LEVELS.length;
  if (level <= FORECAST_LEVELS[0]!) return Math.max(0, (q[0]! * level) / FORECAST_LEVELS[0]!);
  if (level >= FORECAST_LEVELS[n - 1]!) {
    // P(D > x) falls by half from .2 to .1: the scale of an exponential tail through both
    const scale = (q[n - 1]! - q[n - 2]!) / Math.LN2;
    return q[n - 1]! + scale * Math.log((1 - FORECAST_LEVELS[n - 1]!) / (1 - level));
  }
  const k = FORECAST_LEVELS.findIndex((l) => l > level) - 1;
  const share = (level - FORECAST_LEVELS[k]!) / (FORECAST_LEVELS[k + 1]! - FORECAST_LEVELS[k]!);
  return q[k]! + share * (q[k + 1]! - q[k]!);
}

/** Expected units missing when `stock` stands against the demand: the area of the distribution above it. @unit units */
export function expectedShortage(q: Quantiles, stock: number): number {
  // mean of max(0, D - stock) over equally likely levels, tails included
  let sum = 0;
  const points = 200;
  for (let k = 0; k < points; k++) sum += Math.max(0, quantileAt(q, (k + 0.5) / points) - stock);
  return sum / points;
}

/** What a unit too many costs: a newsvendor's is written off where that is said, any other is kept until the next look. @unit money */
export const overageCost = (policy: OrderPolicy, terms: Pick<ItemTerms, 'holdingCost' | 'reviewPeriod' | 'leftoverCost'>): number => (policy === 'newsvendor' && terms.leftoverCost > 0 ? terms.leftoverCost : terms.holdingCost * Math.max(1, terms.reviewPeriod));

/** The level at which one more unit costs as much as it saves. @source the newsvendor's critical fractile, Arrow, Harris & Marschak 1951 */
export function criticalLevel(policy: OrderPolicy, terms: Pick<ItemTerms, 'holdingCost' | 'shortageCost' | 'reviewPeriod' | 'leftoverCost'>): number {
  const over = overageCost(policy, terms);
  const under = terms.shortageCost;
  if (!(over > 0) || !(under > 0)) throw new AppError({ code: 'PARAMS_INVALID', message: `expected costs above zero of keeping and of missing a unit, received ${terms.holdingCost} and ${terms.shortageCost}`, fix: 'state what a unit costs to keep for a step and what a missed sale costs' });
  return Math.min(0.995, under / (under + over));
}

export type Position = { /** units on the shelf */ onHand: number; /** units ordered and not here */ onOrder: number };
export type OrderPlan = { order: number; /** the position that is aimed at */ target: number; /** the position at which an order is placed */ reorderPoint: number; level: number };

const toPack = (units: number, { packSize, minimumOrder }: ItemTerms): number => {
  if (units <= 0) return 0;
  const pack = Math.max(packSize, 1e-9);
  const whole = Math.ceil(Math.max(units, minimumOrder) / pack - 1e-9) * pack;
  return whole;
};

/**
 * How much to order now.
 * @param protection distribution of the demand until an order placed at the next look would arrive (lead time + review period), as a total: adding up daily quantiles would overstate it
 * @param lead distribution of the total over the lead time alone, for (s, S)
 * @param meanPerStep expected demand of one step, sizes the batch of (s, S)
 */
export function planOrder(policy: OrderPolicy, terms: ItemTerms, position: Position, protection: Quantiles, lead: Quantiles, meanPerStep: number): OrderPlan {
  const level = criticalLevel(policy, terms);
  const target = Math.max(0, quantileAt(protection, level));
  const available = position.onHand + position.onOrder;
  if (policy !== 's-S') return { order: toPack(target - available, terms), target, reorderPoint: target, level };
  // economic order quantity: what makes the cost of ordering and of keeping equal (Harris 1913)
  const batch = Math.sqrt((2 * terms.orderCost * Math.max(meanPerStep, 0)) / terms.holdingCost);
  const reorderPoint = Math.max(0, quantileAt(lead, level));
  const upTo = Math.max(target, reorderPoint + batch);
  return { order: available <= reorderPoint ? toPack(upTo - available, terms) : 0, target: upTo, reorderPoint, level };
}

export type BudgetLine = { id: string; plan: OrderPlan; terms: ItemTerms; position: Position; protection: Quantiles };

/**
 * Orders cut to a budget: packs are given up where a coin spent saves least, worked out from the expected shortage that each pack prevents.
 * @returns units to order by id, and what the cut is expected to cost in missed sales @unit money
 */
export function withinBudget(lines: readonly BudgetLine[], budget: number): { orders: Map<string, number>; spent: number; expectedLoss: number } {
  const orders = new Map(lines.map((l) => [l.id, 0]));
  const steps: { line: BudgetLine; units: number; cost: number; saves: number }[] = [];
  for (const line of lines) {
    let have = line.position.onHand + line.position.onOrder;
    let first = true;
    for (let left = line.plan.order; left > 1e-9;) {
      const units = first ? Math.min(left, Math.max(line.terms.minimumOrder, line.terms.packSize)) : Math.min(left, line.terms.packSize);
      const before = expectedShortage(line.protection, have);
      have += units;
      steps.push({ line, units, cost: units * line.terms.unitCost, saves: (before - expectedShortage(line.protection, have)) * line.terms.shortageCost });
      left -= units;
      first = false;
    }
  }
  // the first step of a line must come before its next ones: savings fall along a line, so the order by worth keeps it
  steps.sort((a, b) => b.saves / Math.max(b.cost, 1e-9) - a.saves / Math.max(a.cost, 1e-9));
  let spent = 0;
  let expectedLoss = 0;
  const closed = new Set<string>();
  for (const step of steps) {
    if (closed.has(step.line.id) || spent + step.cost > budget + 1e-9) {
      closed.add(step.line.id);
      expectedLoss += step.saves;
      continue;
    }
    spent += step.cost;
    orders.set(step.line.id, orders.get(step.line.id)! + step.units);
  }
  return { orders, spent, expectedLoss };
}
