import type { RouterOutputs } from '@bellwether/api';

export type HomeOverview = RouterOutputs['home']['overview'];
export type LiveModel = HomeOverview['live'][number];
export type Need = HomeOverview['needs'][number];
export type ActivityEntry = HomeOverview['activity'][number];
