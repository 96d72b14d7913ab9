import { databaseError } from '@bellwether/lineage';

/** A database that restarts is back within seconds; one that is away for this long will not save this attempt. @unit ms */
const GIVE_UP_MS = 5 * 60_000;
const LONGEST_PAUSE_MS = 2_000;

/** True where the statement may not have reached the database, or its answer was lost. */
export const isOutage = (e: unknown): boolean => {
  const known = databaseError(e);
  return known?.code === 'DATABASE_UNAVAILABLE' || (known?.code === 'CONFLICT' && known.retry);
};

/**
 * Tries again while the database is away. Only for writes that may be sent twice.
 * @param work is told whether an earlier try may have been kept all the same
 */
export async function throughOutage<T>(work: (retried: boolean) => Promise<T>): Promise<T> {
  const since = performance.now();
  for (let pause = 100, retried = false; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2), retried = true) {
    try {
      return await work(retried);
    } catch (e) {
      if (!isOutage(e) || performance.now() - since > GIVE_UP_MS) throw e;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

