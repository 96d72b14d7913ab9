import { ingestDatasetJob, scoreBatchJob } from '@bellwether/contracts';
import type { Deps } from '@bellwether/lineage';
import type { OtherHandlers } from './worker-supervisor';

/** Handlers load when their first job comes: a worker that only trains never loads a parser. */
export function otherHandlers(deps: Deps): OtherHandlers {
  return {
    [ingestDatasetJob.name]: async (payload, context) => {
      const { ingestDataset, giveUpIngest } = await import('@bellwether/pipeline');
      const job = ingestDatasetJob.payload.parse(payload);
      await ingestDataset(deps, job, context).catch(async (e) => {
        if (context.lastAttempt && !context.signal.aborted) await giveUpIngest(deps, job.datasetVersionId, e);
        throw e;
      });
    },
    [scoreBatchJob.name]: async (payload, context) => (await import('@bellwether/pipeline')).scoreBatch(deps, scoreBatchJob.payload.parse(payload), context),
  };
}
