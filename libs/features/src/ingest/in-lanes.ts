import type { DuckSession } from './session';

/**
 * Works through a list on two connections, the session's own and one beside it: much of a statement is one thread's work, which leaves the other core to the next.
 * Nothing runs any more when it returns or throws.
 * @returns the results in the order of the list
 */
export async function inLanes<T, R>(session: DuckSession, list: readonly T[], work: (lane: DuckSession, item: T, k: number) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(list.length);
  let next = 0;
  const walk = async (lane: DuckSession): Promise<void> => {
    while (next < list.length) {
      const k = next++;
      try {
        results[k] = await work(lane, list[k]!, k);
      } catch (e) {
        next = list.length;
        throw e;
      }
    }
  };
  const second = session.threads > 1 && list.length > 1 ? await session.beside() : null;
  const ends = await Promise.allSettled([walk(session), ...(second ? [walk(second)] : [])]);
  second?.close();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
}
