import type { TrainContext } from '../task-family';
import type { Attempt } from './attempt';
import type { Split } from './cases';
import type { EventLog } from './events';
import type { RecommendationParams } from './params';

/** What every step of a training looks at. */
export type Work = { context: TrainContext<RecommendationParams>; attempt: Attempt; log: EventLog; split: Split; removeHistory: boolean };
