import path from 'node:path';
import { AppError, type EventLogId, type EventLogVersionId, type FeatureSetId } from '@bellwether/contracts';
import { FeatureServer } from '@bellwether/features';
import { eventTables, getEventLog, getFeatureSet, type Deps, type Scope } from '@bellwether/lineage';

/** Feature sets held in memory at once in one process: 100,000 customers with a hundred rows each are about a gigabyte. */
const MOST_LOADED = 2;
/** How long a set and a log are taken to stand where they stood; as long again they still do while it is looked up anew. @unit ms */
const FRESH_MS = 1_000;
const LIMITS = { memoryMb: 1024, threads: 2 } as const;

type Place = { setVersionId: string; logVersionId: EventLogVersionId; setNumber: number; logNumber: number; lookedAt: number };
const places = new Map<string, Place>();
const lookups = new Map<string, Promise<Place>>();
const loaded = new Map<string, Promise<FeatureServer>>();

export type FeatureLookup = { setVersion: number; logVersion: number; at: Date; knownTo: Date; names: string[]; rows: { entityId: string; values: (string | number | boolean | null)[] }[] };

/**
 * The values of a feature set for some entities now, by the newest events: what training would have computed for that moment.
 * The first question of a set loads the rows that its features read; the next are answered from memory.
 * @param input.at null: now
 * @throws AppError NOT_FOUND, CONFLICT (the log is empty), INPUT_INVALID (a moment before the newest event known)
 */
export async function lookupFeatures(deps: Deps, scope: Scope, input: { setId: FeatureSetId; logId: EventLogId; entityIds: string[]; at: Date | null }): Promise<FeatureLookup> {
  const place = await placeOf(deps, scope, input);
  const server = await serverOf(deps, scope, input.setId, place);
  const at = input.at?.getTime() ?? Math.max(deps.now().getTime(), server.knownTo);
  const rows = await server.lookup(input.entityIds, at);
  return { setVersion: place.setNumber, logVersion: place.logNumber, at: new Date(at), knownTo: new Date(server.knownTo), names: server.names, rows };
}

async function placeOf(deps: Deps, scope: Scope, of: { setId: FeatureSetId; logId: EventLogId }): Promise<Place> {
  const key = `${scope.projectId} ${of.setId} ${of.logId}`;
  const known = places.get(key);
  const age = known ? performance.now() - known.lookedAt : Number.POSITIVE_INFINITY;
  if (known && age < FRESH_MS) return known;
  // a thousand requests a second that find it old ask the database once, and do not wait
  let looking = lookups.get(key);
  if (!looking) {
    looking = findPlace(deps, scope, of).then((place) => (places.set(key, place), place)).finally(() => lookups.delete(key));
    lookups.set(key, looking);
  }
  if (!known || age >= 2 * FRESH_MS) return looking;
  // whoever waits for the next look is told what failed
  looking.catch(() => places.delete(key));
  return known;
}

async function findPlace(deps: Deps, scope: Scope, { setId, logId }: { setId: FeatureSetId; logId: EventLogId }): Promise<Place> {
  const lookedAt = performance.now();
  const [set, log] = await Promise.all([getFeatureSet(deps.db, scope, setId), getEventLog(deps.db, scope, logId)]);
  if (!log.latest) throw new AppError({ code: 'CONFLICT', message: `The log ${JSON.stringify(log.name)} has no events yet.`, fix: 'Add files to it, and wait until they are read.' });
  return { setVersionId: set.latest.id, logVersionId: log.latest.id, setNumber: set.latest.number, logNumber: log.latest.number, lookedAt };
}

function serverOf(deps: Deps, scope: Scope, setId: FeatureSetId, place: Place): Promise<FeatureServer> {
  const key = `${place.setVersionId} ${place.logVersionId}`;
  const known = loaded.get(key);
  if (known) {
    // the one used last is forgotten last
    loaded.delete(key);
    loaded.set(key, known);
    return known;
  }
  const opening = (async () => {
    const { set } = await getFeatureSet(deps.db, scope, setId);
    return FeatureServer.open(set, await eventTables(deps, scope, place.logVersionId), { ...LIMITS, spill: path.join(deps.artifacts.root, 'tmp', 'online') });
  })();
  loaded.set(key, opening);
  opening.catch(() => loaded.get(key) === opening && loaded.delete(key));
  for (const [old, server] of loaded) {
    if (loaded.size <= MOST_LOADED) break;
    loaded.delete(old);
    void server.then((s) => s.close(), () => undefined);
  }
  return opening;
}

/** Lets go of everything in memory: before a process ends, and between tests. */
export function unloadFeatures(): void {
  for (const server of loaded.values()) void server.then((s) => s.close(), () => undefined);
  loaded.clear();
  places.clear();
  lookups.clear();
}
