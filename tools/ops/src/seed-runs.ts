// Fills a database with many plausible runs, to try how lists, filters and charts bear the load. Never part of a start:
//   node --import tsx tools/ops/src/seed-runs.ts --url postgresql://... [--runs 10000] [--curves 200] [--project slug]
import { createHash, randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';

export type SeedOptions = { projectId: string; /** all of them */ runs: number; /** the newest that get curves, log lines and samples */ curves: number; familyId: string; seed: number };

type Row = Record<string, unknown>;

/** mulberry32: the same seed, the same runs. */
function randomOf(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const METRICS: [key: string, at: number, spread: number][] = [
  ['auc', 0.92, 0.02], ['ap', 0.72, 0.03], ['log_loss', 0.24, 0.03], ['brier', 0.073, 0.008], ['ece', 0.02, 0.01], ['accuracy', 0.9, 0.01], ['balanced_accuracy', 0.82, 0.03],
  ['precision', 0.72, 0.05], ['recall', 0.6, 0.06], ['f1', 0.65, 0.04], ['accuracy_best', 0.89, 0.01], ['precision_best', 0.63, 0.04], ['recall_best', 0.76, 0.04], ['f1_best', 0.69, 0.02], ['lift_10', 5.1, 0.4], ['best_threshold', 0.31, 0.08],
];
const STATES = ['done', 'done', 'done', 'done', 'done', 'done', 'done', 'done', 'failed', 'cancelled'];
const TEAMS = ['crm', 'search', 'pricing', 'growth'];

/** Everything of one run, from its position and chance. */
function makeRun(i: number, random: () => number, o: SeedOptions & { experimentIds: string[]; groupIds: string[]; versionId: string; roleSetId: string }): Row {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const state = pick(STATES);
  const experiment = Math.floor(random() * o.experimentIds.length);
  const model = random() < 0.2 ? 'logistic' : 'mlp';
  const [layers, units] = [pick([1, 2, 3]), pick([32, 50, 64, 100, 256])];
  const params = {
    model, layers, units, activation: pick(['relu', 'tanh', 'sigmoid']), dropout: pick([0, 0.1, 0.3]), loss: pick(['cross-entropy', 'mse']), optimizer: pick(['sgd', 'momentum', 'rmsprop', 'adam', 'adamw']),
    learningRate: pick([1e-3, 2e-3, 3e-3, 1e-2]), schedule: pick(['fixed', 'step', 'exponential', 'cosine']), epochs: pick([20, 40, 80]), batchSize: pick([64, 256, 1024]), l2: pick([0, 1e-5, 1e-4]), classWeights: pick(['none', 'balanced']),
    view: { missing: pick(['drop', 'impute']), encoding: pick(['one-hot', 'ordinal']), scaling: pick(['standard', 'robust', 'quantile']) }, split: { kind: pick(['time', 'stratified']), test: 0.2, valid: 0.2 },
  };
  const quality = (model === 'mlp' ? 0.3 : -0.8) + (random() - 0.5) * 2;
  const metrics = state !== 'done' ? {} : Object.fromEntries(METRICS.map(([key, at, spread]) => {
    const value = at + spread * (quality * (key === 'log_loss' || key === 'brier' || key === 'ece' ? -0.5 : 0.5) + (random() - 0.5));
    return [key, { value, lo: value - spread * 0.4, hi: value + spread * 0.4, n: 4109 }];
  }));
  const queued = Date.now() - (o.runs - i) * 240_000 - random() * 100_000;
  const wall = 4 + random() * 180;
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    id: randomUUID(), project_id: o.projectId, experiment_id: o.experimentIds[experiment], group_id: o.groupIds[experiment], name: `${model}${model === 'mlp' ? ` ${layers} × ${units}` : ''} · ${params.optimizer}`, family_id: o.familyId,
    dataset_version_id: o.versionId, role_set_id: o.roleSetId, params, params_hash: createHash('sha256').update(JSON.stringify(params)).digest('hex'), seed: 1 + Math.floor(random() * 5), state,
    queued_at: iso(queued), started_at: state === 'cancelled' ? null : iso(queued + 2000), finished_at: iso(queued + 2000 + wall * 1000), created_at: iso(queued), fence: 1, metrics,
    engine: { name: pick(['compiled', 'compiled', 'wasm']), version: '1', device: 'cpu', reason: 'made by seed-runs', tried: [] }, cost: { wallSeconds: wall, cpuSeconds: wall * 1.4, peakRssBytes: 3e8 + random() * 4e8 },
    error: state === 'failed' ? { code: 'MODEL_DIVERGED', message: 'The loss became NaN at step 120.', fix: 'Lower the learning rate.' } : null,
    notes: random() < 0.05 ? 'kept for the review' : '', tags: random() < 0.3 ? ['scale-trial', pick(['baseline', 'candidate', 'keep'])] : ['scale-trial'], labels: random() < 0.5 ? { team: pick(TEAMS) } : {},
    code_version: 'seed-runs', packages: {}, created_by: 'seed-runs', created_by_name: pick(['Ada', 'Grace', 'Katherine']),
  };
}

/** Adds runs to a project that has none or many. @returns ids of the new runs, oldest first */
export async function seedRuns(client: pg.Pool | pg.Client, options: SeedOptions): Promise<string[]> {
  const random = randomOf(options.seed);
  const one = async (text: string, values: unknown[]) => (await client.query<{ id: string }>(text, values)).rows[0]!.id;
  const p = options.projectId;
  const mark = randomUUID().slice(0, 6);
  const datasetId = await one(`INSERT INTO dataset (id, project_id, name, tags, owner_id, owner_name) VALUES (gen_random_uuid(), $1, $2, '{}', 'seed-runs', 'seed-runs') RETURNING id`, [p, `scale trial ${mark}`]);
  const versionId = await one(
    `INSERT INTO dataset_version (id, project_id, dataset_id, number, content_hash, state, origin, file_name, format, bytes, raw_path, row_count, column_count, created_by)
     VALUES (gen_random_uuid(), $1, $2, 1, $3, 'failed', 'path', 'none.csv', 'csv', 0, 'none', 0, 0, 'seed-runs') RETURNING id`, [p, datasetId, `seed-${mark}`]);
  const roleSetId = await one(`INSERT INTO column_role_set (id, version_id, roles, created_by) VALUES (gen_random_uuid(), $1, '{}', 'seed-runs') RETURNING id`, [versionId]);
  const experimentIds: string[] = [];
  const groupIds: string[] = [];
  for (const name of ['Architecture search', 'Learning rates', 'Cleaning and encoding', 'Weekly retraining', 'Without page values']) {
    const id = await one(`INSERT INTO experiment (id, project_id, name, family_id, tags, created_by) VALUES (gen_random_uuid(), $1, $2, $3, '{}', 'seed-runs') RETURNING id`, [p, `${name} (${mark})`, options.familyId]);
    experimentIds.push(id);
    groupIds.push(await one(`INSERT INTO run_group (id, project_id, experiment_id, kind, name, spec, created_by) VALUES (gen_random_uuid(), $1, $2, 'grid', 'scale trial', '{}', 'seed-runs') RETURNING id`, [p, id]));
  }
  const first = (await client.query<{ n: number }>('SELECT coalesce(max(number), 0)::int AS n FROM run WHERE project_id = $1', [p])).rows[0]!.n + 1;
  const rows = Array.from({ length: options.runs }, (_, i): Row => ({ number: first + i, ...makeRun(i, random, { ...options, experimentIds, groupIds, versionId, roleSetId }) }));
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  for (let at = 0; at < rows.length; at += 1000)
    await client.query(`INSERT INTO run (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::run, $1::jsonb)`, [JSON.stringify(rows.slice(at, at + 1000))]);
  const ids = rows.map((r) => r.id as string);
  await seedCurves(client, ids.slice(-Math.min(options.curves, ids.length)));
  await client.query('ANALYZE run, metric_point');
  return ids;
}

/** Loss and AUC over 40 epochs, a few log lines, processor and memory. */
async function seedCurves(client: pg.Pool | pg.Client, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query(
    `INSERT INTO metric_point (run_id, key, step, value, wall_ms, fence)
     SELECT id, key, step * 40, CASE key WHEN 'valid/auc' THEN 0.93 - 0.2 * exp(-step / (4 + 4 * q)) + 0.01 * (random() - 0.5) WHEN 'train/loss' THEN 0.18 + 0.5 * exp(-step / (5 + 5 * q)) + 0.02 * (random() - 0.5) ELSE 0.22 + 0.45 * exp(-step / (5 + 5 * q)) + 0.03 * (random() - 0.5) END,
            1000 * (extract(epoch FROM now()) + step)::bigint, 1
       FROM (SELECT id, random() AS q FROM unnest($1::uuid[]) AS id) r, unnest(ARRAY['train/loss', 'valid/loss', 'valid/auc']) AS key, generate_series(1, 40) AS step`, [ids]);
  await client.query(`INSERT INTO run_log (run_id, level, message, fence) SELECT id, 'info', 'epoch ' || n || ' of 40', 1 FROM unnest($1::uuid[]) AS id, generate_series(1, 40) AS n`, [ids]);
  await client.query(`INSERT INTO run_sample (run_id, at, cpu_percent, rss_bytes, fence) SELECT id, now() + n * interval '1 second', 80 + 60 * random(), 3e8 + 1e6 * n, 1 FROM unnest($1::uuid[]) AS id, generate_series(1, 40) AS n`, [ids]);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { url: { type: 'string' }, runs: { type: 'string', default: '10000' }, curves: { type: 'string', default: '200' }, project: { type: 'string' }, family: { type: 'string', default: 'propensity' } } });
  if (!values.url) throw new Error('expected --url postgresql://...: the database to fill');
  const client = new pg.Client({ connectionString: values.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; slug: string }>('SELECT id, slug FROM project WHERE $1::text IS NULL OR slug = $1 ORDER BY created_at LIMIT 1', [values.project ?? null]);
    if (!rows[0]) throw new Error(`expected a project${values.project ? ` named ${values.project}` : ''}: start Bellwether once on this database first`);
    const ids = await seedRuns(client, { projectId: rows[0].id, runs: Number(values.runs), curves: Number(values.curves), familyId: values.family, seed: 1 });
    console.log(`${ids.length} runs in project ${rows[0].slug}`);
  } finally {
    await client.end();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
