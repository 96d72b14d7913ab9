import type { JobDefinition } from '@bellwether/contracts';
import type { z } from 'zod';
import type { Tx } from '../db/create-db';

export type EnqueueOptions = {
  /** jobs with the same key are one job: the newer replaces the waiting older */
  key?: string;
  delaySeconds?: number;
  /** higher first, as in the run table */
  priority?: number;
  /** in place of the job's own queue: one for each log, for example */
  queue?: string;
};

/**
 * Queues a job inside the caller's transaction (`db.transaction`): the fact and its job commit or vanish together.
 * Each argument of graphile_worker.add_job is named, so that a newer version of the library cannot shift them.
 */
export async function enqueueJob<S extends z.ZodType>(tx: Pick<Tx, '$executeRaw'>, job: JobDefinition<S>, payload: z.input<S>, options: EnqueueOptions = {}): Promise<void> {
  const body = JSON.stringify(job.payload.parse(payload));
  await tx.$executeRaw`SELECT graphile_worker.add_job(${job.name}::text, payload => ${body}::json, queue_name => ${options.queue ?? job.queue}::text,
    run_at => now() + make_interval(secs => ${options.delaySeconds ?? 0}::float8), max_attempts => ${job.maxAttempts}::int, job_key => ${options.key ?? null}::text,
    priority => ${-(options.priority ?? 0)}::int)`;
}

/** One waiting job a run, whatever asks for it. */
export const trainRunKey = (runId: string): string => `train-run:${runId}`;
