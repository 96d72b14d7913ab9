import { DEVICES } from './catalogue-words';

export const CHECKOUT_STEPS = ['cart', 'address', 'shipping', 'payment'] as const;
/** Chance to give up at each step with nothing in the way. */
export const BASE_HAZARD = [0.06, 0.05, 0.07, 0.05];

export type CheckoutMoment = { step: number; day: number; days: number; country: number; device: number; cartValue: number; purposeful: boolean };

/**
 * Something that goes wrong at a step of the checkout for some people. `effect` is what it adds to the chance to give up there;
 * those with effect 0 are decoys: seen as often, and harmless. The last one is met by people who were going to leave anyway.
 */
export type Obstacle = { id: string; code: string; step: number; effect: number; exposure: (m: CheckoutMoment) => number; who: string; durationMs: number };

const PHONE = DEVICES.indexOf('phone');
const TABLET = DEVICES.indexOf('tablet');

export const OBSTACLES: readonly Obstacle[] = [
  { id: 'bank-page-on-phones', code: 'bank_page_timeout', step: 3, effect: 0.3, exposure: (m) => (m.device === PHONE && m.country === 0 && m.day > 0.3 * m.days ? 0.35 : 0), who: 'phones in DE, from the second third on', durationMs: 31_000 },
  { id: 'postcode-refused', code: 'postcode_refused', step: 1, effect: 0.22, exposure: (m) => (m.country === 2 ? 0.25 : 0), who: 'GB', durationMs: 2_400 },
  { id: 'delivery-cost-late', code: 'delivery_cost_shown', step: 2, effect: 0.14, exposure: (m) => (m.cartValue < 40 ? 0.5 : 0), who: 'carts below 40', durationMs: 900 },
  { id: 'slow-page-on-tablets', code: 'slow_page', step: 3, effect: 0.12, exposure: (m) => (m.device === TABLET ? 0.4 : 0), who: 'tablets', durationMs: 12_000 },
  { id: 'decoy-coupon', code: 'coupon_unknown', step: 0, effect: 0, exposure: () => 0.12, who: 'everybody', durationMs: 700 },
  { id: 'decoy-captcha', code: 'captcha_shown', step: 0, effect: 0, exposure: (m) => (m.purposeful ? 0.05 : 0.35), who: 'mostly people who only look', durationMs: 4_000 },
];
