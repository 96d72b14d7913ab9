import { scoreBatchJob } from '@bellwether/contracts';
import type { Deps } from '@bellwether/lineage';
import type { OtherHandlers } from './worker-supervisor';

/** Handlers load when their first job comes: a worker that only trains never loads a parser. */
export function otherHandlers(deps: Deps): OtherHandlers {
  return {
    [scoreBatchJob.name]: async (payload, context) => (await import('@bellwether/pipeline')).scoreBatch(deps, scoreBatchJob.payload.parse(payload), context),
  };
}
