import type { ExperimentId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';

/** Names that exist, to offer while a filter is typed and as columns of a table. */
export type RunFacets = {
  metrics: string[];
  /** parameters by path; values are those of short lists only, as text */
  params: { path: string[]; values: string[]; /** it differs between runs */ varies: boolean }[];
  labels: { key: string; values: string[] }[];
  tags: string[];
  experiments: string[];
  groups: string[];
  datasets: string[];
  families: string[];
  authors: string[];
  engines: string[];
};

/** Newest runs that are looked through: enough for names, bounded for any project. */
const LOOKED_AT = 3000;
const MAX_VALUES = 30;
const MAX_PARAMS = 300;

type Row = { metrics: string[] | null; tags: string[] | null; experiments: string[] | null; groups: string[] | null; datasets: string[] | null; families: string[] | null; authors: string[] | null; engines: string[] | null; params: Record<string, unknown>[] | null; labels: Record<string, string>[] | null };

const distinct = (sql: string) => `(SELECT array_agg(x ORDER BY x) FROM (SELECT DISTINCT ${sql} AS x FROM recent LIMIT 500) t WHERE x IS NOT NULL)`;

/** Of the newest runs of the project, or of one experiment. */
export async function runFacets(db: Db, scope: Scope, input: { experimentId?: ExperimentId }): Promise<RunFacets> {
  const { rows } = await db.pool.query<Row>(
    `WITH recent AS MATERIALIZED (
       SELECT r.metrics, r.tags, r.labels, r.params, r.params_hash, r.family_id, r.created_by_name, r.engine->>'name' AS engine, e.name AS experiment, g.name AS grp, d.name AS dataset
         FROM run r JOIN experiment e ON e.id = r.experiment_id JOIN run_group g ON g.id = r.group_id JOIN dataset_version v ON v.id = r.dataset_version_id JOIN dataset d ON d.id = v.dataset_id
        WHERE r.project_id = $1 AND ($2::uuid IS NULL OR r.experiment_id = $2) ORDER BY r.number DESC LIMIT ${LOOKED_AT})
     SELECT ${distinct('jsonb_object_keys(metrics)')} AS metrics, ${distinct('unnest(tags)')} AS tags, ${distinct('experiment')} AS experiments, ${distinct('grp')} AS groups, ${distinct('dataset')} AS datasets,
            ${distinct('family_id')} AS families, ${distinct('created_by_name')} AS authors, ${distinct('engine')} AS engines,
            (SELECT json_agg(params) FROM (SELECT DISTINCT ON (params_hash) params FROM recent LIMIT 1000) p) AS params,
            (SELECT json_agg(labels) FROM (SELECT DISTINCT labels FROM recent WHERE labels <> '{}' LIMIT 500) l) AS labels`,
    [scope.projectId, input.experimentId ?? null],
  );
  const row = rows[0]!;
  return {
    metrics: row.metrics ?? [], tags: row.tags ?? [], experiments: row.experiments ?? [], groups: row.groups ?? [], datasets: row.datasets ?? [],
    families: row.families ?? [], authors: row.authors ?? [], engines: row.engines ?? [], params: paramFacets(row.params ?? []), labels: labelFacets(row.labels ?? []),
  };
}

/** Paths to everything that is no object, in the order they first appear. */
function paramFacets(all: Record<string, unknown>[]): RunFacets['params'] {
  const found = new Map<string, { path: string[]; values: Set<string>; texts: Set<string>; runs: number }>();
  const walk = (value: unknown, path: string[]) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
      return;
    }
    if (path.length === 0) return;
    const key = JSON.stringify(path);
    let entry = found.get(key);
    if (!entry) {
      if (found.size >= MAX_PARAMS) return;
      found.set(key, (entry = { path, values: new Set(), texts: new Set(), runs: 0 }));
    }
    entry.runs++;
    entry.texts.add(JSON.stringify(value));
    for (const v of Array.isArray(value) ? value : [value]) if (v !== null && typeof v !== 'object') entry.values.add(String(v));
  };
  for (const params of all) walk(params, []);
  return [...found.values()].map((f) => ({ path: f.path, values: f.values.size <= MAX_VALUES ? [...f.values].sort(byNumberThenText) : [], varies: f.texts.size > 1 || f.runs < all.length }));
}

function labelFacets(all: Record<string, string>[]): RunFacets['labels'] {
  const found = new Map<string, Set<string>>();
  for (const labels of all) for (const [key, value] of Object.entries(labels)) found.set(key, (found.get(key) ?? new Set()).add(value));
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, values]) => ({ key, values: [...values].sort().slice(0, MAX_VALUES) }));
}

const byNumberThenText = (a: string, b: string): number => Number(a) - Number(b) || (a < b ? -1 : 1);
