/**
 * What a shop cannot know and an evaluation wants to: kept apart from the events, in files of its own, joined by the public ids.
 * Nothing of it is ever written into an event.
 */
export type TruthRows = {
  /** latent traits; `rhythmDays` in ordinary days of traffic */
  customer: { customerId: string; taste: number[]; rhythmDays: number; steadiness: number; browsingDays: number; priceSensitivity: number; repeatShare: number; dropoutChance: number; response: number; fraudRing: string | null };
  product: { productId: string; taste: number[]; quality: number; popularity: number; launchDay: number };
  /** one exposure, both worlds: orders in the window with and without being addressed */
  promotion_effect: { promotionId: string; customerId: string; treated: boolean; propensity: number; untreatedOrders: number; treatedOrders: number };
  obstacle: { obstacleId: string; errorCode: string; step: string; effect: number; who: string };
  /** one encounter; `gaveUp`: 'because' only for it, 'anyway' also without it */
  obstacle_exposure: { sessionId: string; obstacleId: string; gaveUp: 'no' | 'anyway' | 'because' };
  /** units asked for, sold, and sold in place of something else, of a product on a day with any of them */
  demand: { date: string; productId: string; demanded: number; sold: number; substituted: number };
  fraud_ring: { ringId: string; customerIds: string[] };
  fraud_order: { orderId: string; ringId: string };
  /** what the writer felt, by aspect, from -1 to 1 about */
  review: { reviewId: string; quality: number; delivery: number; price: number; fit: number };
};
export const TRUTH_KINDS = ['customer', 'product', 'promotion_effect', 'obstacle', 'obstacle_exposure', 'demand', 'fraud_ring', 'fraud_order', 'review'] as const satisfies readonly (keyof TruthRows)[];
export type TruthKind = keyof TruthRows;
export type OnTruth = <K extends TruthKind>(kind: K, row: TruthRows[K]) => void;
