import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { until, type Api } from './journey';
import { ROOT } from './product';

export type RunSummary = { id: string; number: number; name: string; state: string; datasetVersionId: string; params: Record<string, unknown>; metrics: Record<string, { value: number }> };
const EXPERIMENT = 'experiment = "Will this session buy?" and name ~ "^First look"';

/** The runs of the first start, finished; the small network, which read every column, first. */
export async function sampleRuns(api: Api): Promise<RunSummary[]> {
  const page = await until(
    () => api.query<{ rows: RunSummary[] }>('run.list', { filter: EXPERIMENT, sort: [{ field: 'number', descending: false }] }),
    ({ rows }) => rows.length >= 4 && rows.every((r) => r.state === 'done'),
    45_000,
  );
  return page.rows;
}

/** The first version of the bundled data. */
export async function sampleVersion(api: Api): Promise<string> {
  return (await sampleRuns(api))[0]!.datasetVersionId;
}

/** A network that trains in about a second and answers for its intervals. */
export const SMALL = { model: 'mlp', layers: 1, units: 16, epochs: 3, patience: 0, bootstrapReplicates: 100, importanceRepeats: 1 };
/** The column that knows the outcome stays out: nothing stands in the way of a promotion. */
export const HONEST = { ...SMALL, view: { exclude: ['PageValues'] } };

/** Trains through the API what a journey needs but does not walk. */
export async function train(api: Api, launch: Record<string, unknown>): Promise<RunSummary> {
  const { runIds } = await api.mutate<{ runIds: string[] }>('run.launch', { familyId: 'propensity', ...launch });
  const run = await until(() => api.query<RunSummary & { error: unknown }>('run.get', { id: runIds[0] }), (r) => ['done', 'failed', 'cancelled'].includes(r.state), 60_000);
  if (run.state !== 'done') throw new Error(`the run ended as ${run.state}: ${JSON.stringify(run.error)}`);
  return run;
}

export type LiveModel = { modelId: string; versionId: string; name: string; run: RunSummary };

/** A model of its own that answers predictions; a kept product that is walked again has one of the plain name already. */
export async function liveModel(api: Api, plainName: string): Promise<LiveModel> {
  const taken = (await api.query<{ name: string }[]>('model.list', {})).filter((m) => m.name.startsWith(plainName)).length;
  const name = taken === 0 ? plainName : `${plainName} ${taken + 1}`;
  const run = await train(api, { experimentName: plainName, datasetVersionId: await sampleVersion(api), params: HONEST });
  const made = await api.mutate<{ modelId: string; versionId: string }>('model.register', { runId: run.id, name });
  await api.mutate('model.promote', { versionId: made.versionId, override: true, reason: 'a journey needs it live' });
  return { ...made, name, run };
}

const lines = (): string[] => gunzipSync(readFileSync(path.join(ROOT, 'samples/online-shoppers/online_shoppers_intention.csv.gz'))).toString('utf8').trim().split(/\r?\n/);

/** Sessions of the bundled file by column name, from `first` on. */
export function sessions(first: number, count: number): Record<string, string>[] {
  const [head, ...rows] = lines();
  const names = head!.split(',');
  return rows.slice(first, first + count).map((row) => Object.fromEntries(row.split(',').map((cell, i) => [names[i]!, cell])));
}

/** @returns the text of a CSV with every `step`-th session under an id of its own */
export function sessionFile(step: number, without: readonly string[]): string {
  const [head, ...rows] = lines();
  const kept = head!.split(',').map((name, i) => ({ name, i })).filter(({ name }) => !without.includes(name));
  return [`session,${kept.map((k) => k.name).join(',')}`, ...rows.flatMap((row, n) => (n % step === 0 ? [`s${n},${kept.map((k) => row.split(',')[k.i]).join(',')}`] : []))].join('\n');
}
