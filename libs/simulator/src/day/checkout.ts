import { EVENT, ERRORS } from '../rows/shop-tables';
import { BASE_HAZARD, CHECKOUT_STEPS, OBSTACLES, type CheckoutMoment } from '../world/obstacles';
import { customerNumber } from './shop';
import type { Visitor } from './visit';

/**
 * Walks the steps before the order. An obstacle adds exactly its effect to the chance to give up at its step, whatever that was before:
 * given that somebody would go on, they give up with effect / (1 - hazard).
 * @returns whether they gave up. When all that was wanted is out, nobody sees a checkout; whether it would have been finished is still decided.
 */
export function giveUpAtCheckout(v: Visitor): boolean {
  const { shop, r, basket, purpose, i } = v;
  const seen = basket.buyable;
  const free = purpose === 'campaign' || purpose === 'fraud';
  const moment: CheckoutMoment = { step: 0, day: v.day, days: shop.spec.days, country: shop.customers.country[i]!, device: v.device, cartValue: cartValue(v), purposeful: purpose === 'purpose' };
  // nobody checks out unknown
  if (seen) v.known = customerNumber(i);
  for (let step = 0; step < CHECKOUT_STEPS.length; step++) {
    moment.step = step;
    v.pass(6, 45);
    if (seen) v.emit(EVENT.checkout_step, NaN, NaN, step, NaN, NaN, NaN, Math.floor(r.exponential(14_000)));
    const hazard = free ? 0 : Math.min(0.45, BASE_HAZARD[step]! * (purpose === 'browse' ? 1.8 : 1) * (v.device === 1 ? 1.2 : 1));
    const anyway = r.unit() < hazard;
    const because = seen && !free && meet(v, moment, hazard, anyway);
    if (anyway || because) return true;
    if (seen && step === 3 && r.chance(0.03)) v.emit(EVENT.error, NaN, NaN, step, ERRORS.indexOf('payment_declined'), NaN, NaN, NaN);
  }
  return false;
}

/** The obstacles of a step, one after another. @returns whether one of them made the difference */
function meet(v: Visitor, moment: CheckoutMoment, hazard: number, anyway: boolean): boolean {
  const { r, shop } = v;
  let because = false;
  for (const obstacle of OBSTACLES) {
    if (obstacle.step !== moment.step || !r.chance(obstacle.exposure(moment))) continue;
    v.pass(1, 3);
    v.emit(EVENT.error, NaN, NaN, moment.step, ERRORS.indexOf(obstacle.code), NaN, NaN, Math.floor(obstacle.durationMs * r.between(0.8, 1.2)));
    const decided: boolean = !anyway && !because && r.unit() < obstacle.effect / (1 - hazard);
    because ||= decided;
    shop.truth('obstacle_exposure', { sessionId: `s${v.session}`, obstacleId: obstacle.id, gaveUp: anyway ? 'anyway' : decided ? 'because' : 'no' });
  }
  return because;
}

function cartValue({ basket, shop }: Visitor): number {
  let sum = 0;
  for (let n = 0; n < basket.size; n++) if (!basket.out[n]) sum += shop.catalogue.price[basket.product[n]!]! * basket.units[n]!;
  return sum;
}
