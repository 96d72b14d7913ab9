import type { Deps } from '@bellwether/lineage';
import { familyRegistry, type Predictor } from '@bellwether/tasks';
import { readModelFiles } from './train-run-evidence';

/** Loaded models kept at once in one process. A propensity network is a few megabytes; forests can be tens. */
const MOST_LOADED = 8;

type Entry = { loading: Promise<Predictor>; users: number; evicted: boolean };

/** By artifact hash: the same bytes are the same model, whoever registered them. Most recently used last. */
const loaded = new Map<string, Entry>();

/** Lends the loaded model of a version. It is not disposed of while anybody uses it. @throws AppError NOT_FOUND, MODEL_ARTIFACT_INVALID */
export async function withPredictor<T>(deps: Deps, version: { familyId: string; artifactHash: string }, work: (predictor: Predictor) => Promise<T>): Promise<T> {
  const entry = take(deps, version);
  entry.users++;
  try {
    return await work(await entry.loading);
  } finally {
    entry.users--;
    if (entry.evicted && entry.users === 0) dispose(entry);
  }
}

function take(deps: Deps, version: { familyId: string; artifactHash: string }): Entry {
  const key = `${version.familyId}:${version.artifactHash}`;
  const known = loaded.get(key);
  if (known) {
    loaded.delete(key);
    loaded.set(key, known);
    return known;
  }
  const entry: Entry = { loading: load(deps, version), users: 0, evicted: false };
  loaded.set(key, entry);
  // a model that failed to load is tried again by the next caller
  entry.loading.catch(() => loaded.get(key) === entry && loaded.delete(key));
  for (const [oldest, old] of loaded) {
    if (loaded.size <= MOST_LOADED) break;
    loaded.delete(oldest);
    old.evicted = true;
    if (old.users === 0) dispose(old);
  }
  return entry;
}

const load = async (deps: Deps, version: { familyId: string; artifactHash: string }): Promise<Predictor> => familyRegistry.get(version.familyId).load(await readModelFiles(deps.artifacts, version.artifactHash));

const dispose = (entry: Entry): void => void entry.loading.then((p) => p.dispose(), () => undefined);

/** Lets go of every loaded model: before a process ends, and between tests. */
export function unloadPredictors(): void {
  for (const [key, entry] of loaded) {
    loaded.delete(key);
    entry.evicted = true;
    if (entry.users === 0) dispose(entry);
  }
}
