import type { ItemTerms, OrderPolicy } from '@bellwether/contracts';
import { planOrder, type Quantiles } from './policy';

/** What a policy is told at a look: distributions made from what was known then. */
export type DemandView = { protection: Quantiles; lead: Quantiles; meanPerStep: number };
export type SimulationInput = {
  /** demand that came, step by step @unit units */
  demand: ArrayLike<number>;
  /** view at the steps where the shelf is looked at */
  viewAt(step: number): DemandView;
  policy: OrderPolicy;
  terms: ItemTerms;
  /** orders are decided by these, costs counted by `terms`; left out: by `terms` */
  planning?: ItemTerms;
  /** on the shelf at the start; null: what the policy would aim at */
  startStock: number | null;
};
export type SimulationResult = {
  /** holding + missing + ordering + written off @unit money */
  cost: number;
  holding: number;
  shortage: number;
  ordering: number;
  /** of a newsvendor's units that were left when the time of their order was over */
  writtenOff: number;
  demanded: number;
  served: number;
  /** units that were wanted and not there */
  lost: number;
  orders: number;
  averageStock: number;
};

/**
 * Plays a policy against demand that came, with lost sales: orders are placed at looks, arrive after the lead time, and sales happen at the end of a step.
 * The order of a step: arrivals, look and order, sales, counting of what is kept. Where a newsvendor's leftovers have a cost of their own, what is left before the next look and at
 * the end is written off: it costs that instead of being kept, as orders are planned, and leaves the shelf.
 */
export function simulatePolicy({ demand, viewAt, policy, terms, planning = terms, startStock }: SimulationInput): SimulationResult {
  const arriving = new Map<number, number>();
  const plan = (view: DemandView, onHand: number, onOrder: number) => planOrder(policy, planning, { onHand, onOrder }, view.protection, view.lead, view.meanPerStep);
  let onHand = startStock ?? plan(viewAt(0), 0, 0).target;
  let onOrder = 0;
  const r: SimulationResult = { cost: 0, holding: 0, shortage: 0, ordering: 0, writtenOff: 0, demanded: 0, served: 0, lost: 0, orders: 0, averageStock: 0 };
  const period = Math.max(1, terms.reviewPeriod);
  const perishes = policy === 'newsvendor' && terms.leftoverCost > 0;
  for (let t = 0; t < demand.length; t++) {
    const arrived = arriving.get(t) ?? 0;
    onHand += arrived;
    onOrder -= arrived;
    if (t % period === 0) {
      const { order } = plan(viewAt(t), onHand, onOrder);
      if (order > 0) {
        r.orders++;
        r.ordering += terms.orderCost;
        onOrder += order;
        arriving.set(t + terms.leadTime, (arriving.get(t + terms.leadTime) ?? 0) + order);
        // a lead time of zero is on the shelf at once
        if (terms.leadTime === 0) {
          onHand += order;
          onOrder -= order;
          arriving.delete(t);
        }
      }
    }
    const wanted = Math.max(0, demand[t]!);
    const sold = Math.min(onHand, wanted);
    onHand -= sold;
    r.demanded += wanted;
    r.served += sold;
    r.lost += wanted - sold;
    r.shortage += (wanted - sold) * terms.shortageCost;
    r.averageStock += onHand / demand.length;
    if (perishes && ((t + 1) % period === 0 || t === demand.length - 1)) {
      r.writtenOff += onHand * terms.leftoverCost;
      onHand = 0;
    } else r.holding += onHand * terms.holdingCost;
  }
  r.cost = r.holding + r.shortage + r.ordering + r.writtenOff;
  return r;
}
