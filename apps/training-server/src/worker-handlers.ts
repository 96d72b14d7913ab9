import { buildTableJob, compactEventsJob, ingestDatasetJob, ingestEventsJob, pullEventsJob, scoreBatchJob } from '@bellwether/contracts';
import { openSearches, queueDuePulls, type Deps } from '@bellwether/lineage';
import type { OtherHandlers, Watch } from './worker-supervisor';

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
    [ingestEventsJob.name]: async (payload, context) => {
      const { ingestEventBatch, giveUpEventBatch } = await import('@bellwether/pipeline');
      const job = ingestEventsJob.payload.parse(payload);
      await ingestEventBatch(deps, job, context).catch(async (e) => {
        if (context.lastAttempt && !context.signal.aborted) await giveUpEventBatch(deps, job.batchId, e);
        throw e;
      });
    },
    [buildTableJob.name]: async (payload, context) => {
      const { buildTrainingTable, giveUpTable } = await import('@bellwether/pipeline');
      const job = buildTableJob.payload.parse(payload);
      await buildTrainingTable(deps, job, context).catch(async (e) => {
        if (context.lastAttempt && !context.signal.aborted) await giveUpTable(deps, job.tableId, e);
        throw e;
      });
    },
    [compactEventsJob.name]: async (payload, context) => (await import('@bellwether/pipeline')).compactEvents(deps, compactEventsJob.payload.parse(payload), context),
    [pullEventsJob.name]: async (payload, context) => (await import('@bellwether/pipeline')).pullEvents(deps, pullEventsJob.payload.parse(payload), context),
    [scoreBatchJob.name]: async (payload, context) => (await import('@bellwether/pipeline')).scoreBatch(deps, scoreBatchJob.payload.parse(payload), context),
  };
}

/** Sources say in whole minutes how often they are pulled. */
const PULLS_EVERY_MS = 20_000;

/** Searches go on in whichever worker looks first; the code that decides loads with the first search. */
export function watches(deps: Deps): Watch[] {
  let nextPulls = 0;
  return [{
    name: 'pulls of event sources',
    look: async () => {
      if (Date.now() < nextPulls) return;
      nextPulls = Date.now() + PULLS_EVERY_MS;
      await queueDuePulls(deps.db);
    },
  }, {
    name: 'searches',
    look: async () => {
      if ((await openSearches(deps.db)).length > 0) await (await import('@bellwether/pipeline')).advanceSearches(deps);
    },
  }];
}
