import type { Deps } from '@bellwether/lineage';

/** Handed to the handler of a job by the worker. */
export type JobContext = {
  /** the job library's count, 1 for the first try */
  attempt: number;
  /** the last try: what fails now stays failed */
  lastAttempt: boolean;
  /** unique for each worker process; the owner of leases */
  workerId: string;
  /** aborted when the worker stops or the job must end */
  signal: AbortSignal;
};

/** Handler of one kind of job. Throwing has it tried again, later each time, up to the job's maxAttempts. */
export type JobHandler<P> = (deps: Deps, payload: P, context: JobContext) => Promise<void>;
