import type { Db } from '../db/create-db';

/** For how long a key that was good is taken to be good: a busy service asks hundreds of times in it, and each would be a statement of its own. @unit ms */
const GOOD_FOR_MS = 1000;
/** From this age on a key is asked for anew while it still opens: a busy service waits for the database once, and not every second with all its requests of that moment. @unit ms */
const ASKED_ANEW_AFTER_MS = 500;
/** Keys at once; beyond them all are asked for again. */
const MOST = 10_000;

export type KeyRow = { id: string; project_id: string; name: string; prefix: string; scopes: string[]; expires_at: Date | null; revoked_at: Date | null; expired: boolean; stale: boolean; /** until it expires, by the database's clock @unit ms */ left: number | null };

type InUse = {
  /** @param look asks the database */
  find(hash: string, look: (hash: string) => Promise<KeyRow | null>): Promise<KeyRow | null>;
  /** after a key was revoked: the next request asks the database */
  forget(id: string): void;
};

type Held = { row: KeyRow; /** when the database was asked @unit ms */ asked: number; until: number; askedAnew: boolean };

const ofDb = new WeakMap<Db, InUse>();

/**
 * Keys that opened something within the last second. What was revoked through this process is known at once, what expires is not held longer than it is good; a key that another
 * process or a person at the database revokes opens for at most a second more. Keys that are unknown, revoked or expired are never held.
 */
export function keysInUse(db: Db): InUse {
  const known = ofDb.get(db) ?? inUse(() => performance.now());
  ofDb.set(db, known);
  return known;
}

/** @internal */
export function inUse(now: () => number): InUse {
  const held = new Map<string, Held>();
  let revocations = 0;

  async function ask(hash: string, look: (hash: string) => Promise<KeyRow | null>): Promise<KeyRow | null> {
    const [asked, seen] = [now(), revocations];
    const row = await look(hash);
    // an answer that was under way while a key was revoked may be of before
    if (seen !== revocations) return row;
    if (!row || row.revoked_at || row.expired) {
      held.delete(hash);
      return row;
    }
    if (held.size >= MOST) held.clear();
    held.set(hash, { row, asked, until: asked + Math.min(GOOD_FOR_MS, row.left ?? Number.POSITIVE_INFINITY), askedAnew: false });
    return row;
  }

  return {
    async find(hash, look) {
      const known = held.get(hash);
      if (!known || known.until <= now()) return ask(hash, look);
      if (!known.askedAnew && now() - known.asked >= ASKED_ANEW_AFTER_MS) {
        known.askedAnew = true;
        // a database that does not answer is told to whoever asks when the key is held no more
        ask(hash, look).catch(() => undefined);
      }
      return known.row;
    },
    forget(id) {
      revocations++;
      for (const [hash, { row }] of held) if (row.id === id) held.delete(hash);
    },
  };
}
