import { z } from 'zod';
import { batchScoringIdSchema, datasetVersionIdSchema, eventBatchIdSchema, eventLogIdSchema, eventSourceIdSchema, projectIdSchema, runIdSchema, trainingTableIdSchema } from './ids';

/** A job: its name, what it carries (ids only) and how it may be tried. Thin, importable anywhere; handlers load in the worker. */
export type JobDefinition<S extends z.ZodType> = { name: string; payload: S; maxAttempts: number; /** jobs of one queue run one after another; null: any number at once */ queue: string | null };

const define = <S extends z.ZodType>(job: JobDefinition<S>): JobDefinition<S> => job;

export const ingestDatasetJob = define({ name: 'ingest-dataset', payload: z.object({ projectId: projectIdSchema, datasetVersionId: datasetVersionIdSchema }), maxAttempts: 3, queue: null });
export const trainRunJob = define({ name: 'train-run', payload: z.object({ projectId: projectIdSchema, runId: runIdSchema }), maxAttempts: 25, queue: null });
export const scoreBatchJob = define({ name: 'score-batch', payload: z.object({ projectId: projectIdSchema, batchScoringId: batchScoringIdSchema }), maxAttempts: 5, queue: null });

/** Jobs of one event log run one after another: each builds on the version before (`enqueueJob({ queue })`). */
export const ingestEventsJob = define({ name: 'ingest-events', payload: z.object({ projectId: projectIdSchema, batchId: eventBatchIdSchema }), maxAttempts: 8, queue: null });
export const compactEventsJob = define({ name: 'compact-events', payload: z.object({ projectId: projectIdSchema, logId: eventLogIdSchema }), maxAttempts: 5, queue: null });
export const pullEventsJob = define({ name: 'pull-events', payload: z.object({ projectId: projectIdSchema, sourceId: eventSourceIdSchema }), maxAttempts: 5, queue: null });

export const buildTableJob = define({ name: 'build-table', payload: z.object({ projectId: projectIdSchema, tableId: trainingTableIdSchema }), maxAttempts: 4, queue: null });

export const JOBS = [ingestDatasetJob, trainRunJob, scoreBatchJob, ingestEventsJob, compactEventsJob, pullEventsJob, buildTableJob] as const;

/** Seconds. The lease is the database clock's; the supervisor renews it, never the training process. */
export const LEASE = { seconds: 10, renewEverySeconds: 3, reapEverySeconds: 5, /** attempts without progress that a run may lose to dying workers */ lostAttempts: 20 } as const;
