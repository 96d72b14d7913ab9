import type { RouterOutputs } from '@bellwether/api';

export type EventLog = RouterOutputs['events']['log'];
export type EventSource = RouterOutputs['events']['source'];
export type EventBatch = RouterOutputs['events']['batch'];
export type EventVersion = RouterOutputs['events']['versions']['rows'][number];
export type Quality = RouterOutputs['events']['quality'];
export type KindQuality = Quality['kinds'][number];
export type Expectation = Quality['expectations'][number];
export type Proposal = RouterOutputs['events']['proposeMapping'];
export type Previewed = RouterOutputs['events']['previewMapping'];

/** Sum of counts by kind. */
export const total = (counts: Readonly<Record<string, number>> | undefined): number => Object.values(counts ?? {}).reduce((a, b) => a + b, 0);
