import { promotionPolicySchema, type MetricEstimate, type MetricRecord, type ModelId, type ModelVersionId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';
import { flushPredictions } from '../prediction/write-predictions';

export type HomeCounts = { datasets: number; experiments: number; runsDone: number; models: number; predictions: number };

/** What answers predictions now. */
export type LiveModel = {
  modelId: ModelId;
  name: string;
  familyId: string;
  versionId: ModelVersionId;
  versionNumber: number;
  since: Date;
  byName: string;
  /** the metric that its policy looks at, and what it was on the frozen test rows */
  metric: string;
  atPromotion: MetricEstimate | null;
  predictions24h: number;
  /** a number a day in the shop's zone, oldest first, today last */
  predictionsByDay: number[];
  /** predictions of this version, and how many of them have an outcome */
  predictions: number;
  matured: number;
};

/** Something that waits for a person. `at` orders them; ids lead to their pages. */
export type NeedsAttention =
  | { kind: 'run-failed'; at: Date; runId: string; name: string; message: string; fix: string }
  | { kind: 'dataset-failed'; at: Date; datasetId: string; versionId: string; name: string; message: string; fix: string }
  | { kind: 'rules-failed'; at: Date; logId: string; name: string; version: number; rules: number; /** one of them counts as bad, not as a warning */ bad: boolean }
  | { kind: 'promotion-refused'; at: Date; modelId: string; name: string; version: number; gates: number }
  | { kind: 'leaks-open'; at: Date; runId: string; name: string; version: number; findings: number }
  | { kind: 'no-champion'; at: Date; modelId: string; name: string; version: number }
  | { kind: 'no-outcomes'; at: Date; modelId: string; name: string; predictions: number; days: number };

export type Activity = { id: string; at: Date; actorName: string; action: string; objectType: string; objectId: string; objectName: string | null };
export type HomeOverview = { counts: HomeCounts; live: LiveModel[]; needs: NeedsAttention[]; activity: Activity[] };

/** Days of the volume picture, today included. */
const DAYS = 14;
/** A failure older than this is history, not work. @unit days */
const FAILURE_DAYS = 7;
/** Predictions this old without a single outcome: nobody reports what happened. @unit days */
const OUTCOME_DAYS = 7;
/** Facts about people and keys are for the audit page, which asks for its own permission. */
const PRIVATE_TYPES = ['user', 'api-key', 'session', 'setting', 'saved-view'];

/** Answers of the first page: what is live, what waits for a person, what happened last. */
export async function homeOverview(db: Db, scope: Scope): Promise<HomeOverview> {
  await flushPredictions(db);
  const [counts, live, needs, activity] = await Promise.all([countObjects(db, scope), liveModels(db, scope), needsAttention(db, scope), recentActivity(db, scope)]);
  return { counts, live, needs, activity };
}

async function countObjects(db: Db, scope: Scope): Promise<HomeCounts> {
  const { rows } = await db.pool.query<HomeCounts>(
    `SELECT (SELECT count(*)::int FROM dataset WHERE project_id = $1 AND archived_at IS NULL) AS datasets,
            (SELECT count(*)::int FROM experiment WHERE project_id = $1 AND archived_at IS NULL) AS experiments,
            (SELECT count(*)::int FROM run WHERE project_id = $1 AND state = 'done') AS "runsDone",
            (SELECT count(*)::int FROM model WHERE project_id = $1 AND archived_at IS NULL) AS models,
            (SELECT count(*)::int FROM prediction WHERE project_id = $1) AS predictions`,
    [scope.projectId],
  );
  return rows[0]!;
}

type LiveRow = Omit<LiveModel, 'metric' | 'atPromotion' | 'predictionsByDay' | 'predictions24h' | 'predictions' | 'matured'> & { policy: unknown; metrics: MetricRecord };
type VolumeRow = { versionId: string; byDay: number[]; day: number; total: number; matured: number };

async function liveModels(db: Db, scope: Scope): Promise<LiveModel[]> {
  const { rows } = await db.pool.query<LiveRow>(
    `SELECT m.id AS "modelId", m.name, m.family_id AS "familyId", m.policy, v.id AS "versionId", v.number AS "versionNumber", v.metrics, a.set_at AS since, a.set_by_name AS "byName"
       FROM model_alias a JOIN model m ON m.id = a.model_id JOIN model_version v ON v.id = a.version_id
      WHERE m.project_id = $1 AND m.archived_at IS NULL AND a.alias = 'champion' ORDER BY a.set_at DESC LIMIT 20`,
    [scope.projectId],
  );
  const volumes = new Map((await volumesOf(db, scope, rows.map((r) => r.versionId))).map((v) => [v.versionId, v]));
  return rows.map(({ policy, metrics, ...row }) => {
    const metric = promotionPolicySchema.parse(policy).metric;
    const volume = volumes.get(row.versionId);
    return { ...row, metric, atPromotion: metrics[metric] ?? null, predictions24h: volume?.day ?? 0, predictionsByDay: volume?.byDay ?? new Array<number>(DAYS).fill(0), predictions: volume?.total ?? 0, matured: volume?.matured ?? 0 };
  });
}

async function volumesOf(db: Db, scope: Scope, versionIds: string[]): Promise<VolumeRow[]> {
  const { rows } = await db.pool.query<VolumeRow>(
    `WITH zone AS (SELECT time_zone AS tz FROM project WHERE id = $1),
          per_day AS (SELECT p.model_version_id AS v, (p.created_at AT TIME ZONE zone.tz)::date AS d, count(*)::int AS n
                        FROM prediction p, zone WHERE p.project_id = $1 AND p.model_version_id = ANY($2::uuid[]) AND p.created_at > now() - make_interval(days => $3 + 1) GROUP BY 1, 2)
     SELECT ids.v AS "versionId",
            (SELECT array_agg(coalesce(per_day.n, 0) ORDER BY day) FROM zone, generate_series(0, $3 - 1) AS i, LATERAL (SELECT (now() AT TIME ZONE zone.tz)::date - ($3 - 1 - i) AS day) d LEFT JOIN per_day ON per_day.v = ids.v AND per_day.d = day) AS "byDay",
            (SELECT count(*)::int FROM prediction p WHERE p.model_version_id = ids.v AND p.created_at > now() - interval '24 hours') AS day,
            (SELECT count(*)::int FROM prediction p WHERE p.model_version_id = ids.v) AS total,
            (SELECT count(*)::int FROM prediction p JOIN outcome o ON o.prediction_id = p.id WHERE p.model_version_id = ids.v) AS matured
       FROM unnest($2::uuid[]) AS ids(v)`,
    [scope.projectId, versionIds, DAYS],
  );
  return rows;
}

async function needsAttention(db: Db, scope: Scope): Promise<NeedsAttention[]> {
  const lists = await Promise.all([failedRuns(db, scope), failedDatasets(db, scope), failedRules(db, scope), refusedPromotions(db, scope), openLeaks(db, scope), withoutChampion(db, scope), withoutOutcomes(db, scope)]);
  return lists.flat().sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, 20);
}

type Need<K extends NeedsAttention['kind']> = Extract<NeedsAttention, { kind: K }>;

async function failedRuns(db: Db, scope: Scope): Promise<Need<'run-failed'>[]> {
  const { rows } = await db.pool.query<Need<'run-failed'>>(
    `SELECT 'run-failed' AS kind, finished_at AS at, id AS "runId", name, coalesce(error->>'message', '') AS message, coalesce(error->>'fix', '') AS fix
       FROM run WHERE project_id = $1 AND state = 'failed' AND archived_at IS NULL AND finished_at > now() - make_interval(days => $2) ORDER BY finished_at DESC LIMIT 10`,
    [scope.projectId, FAILURE_DAYS],
  );
  return rows;
}

async function failedDatasets(db: Db, scope: Scope): Promise<Need<'dataset-failed'>[]> {
  const { rows } = await db.pool.query<Need<'dataset-failed'>>(
    `SELECT 'dataset-failed' AS kind, coalesce(v.finished_at, v.created_at) AS at, d.id AS "datasetId", v.id AS "versionId", d.name, coalesce(v.error->>'message', '') AS message, coalesce(v.error->>'fix', '') AS fix
       FROM dataset_version v JOIN dataset d ON d.id = v.dataset_id WHERE v.project_id = $1 AND v.state = 'failed' AND d.archived_at IS NULL AND v.created_at > now() - make_interval(days => $2)
        AND NOT EXISTS (SELECT 1 FROM dataset_version later WHERE later.dataset_id = d.id AND later.state = 'ready' AND later.number > v.number) ORDER BY v.created_at DESC LIMIT 10`,
    [scope.projectId, FAILURE_DAYS],
  );
  return rows;
}

/** Rules in force that the newest version of a log does not meet. */
async function failedRules(db: Db, scope: Scope): Promise<Need<'rules-failed'>[]> {
  const { rows } = await db.pool.query<Need<'rules-failed'>>(
    `SELECT 'rules-failed' AS kind, v.created_at AS at, l.id AS "logId", l.name, v.number AS version, count(*)::int AS rules, bool_or(e.severity = 'bad') AS bad
       FROM event_log l JOIN LATERAL (SELECT id, number, created_at FROM event_log_version WHERE log_id = l.id ORDER BY number DESC LIMIT 1) v ON true
       JOIN event_expectation_result r ON r.version_id = v.id AND NOT r.passed JOIN event_expectation e ON e.id = r.expectation_id AND e.archived_at IS NULL
      WHERE l.project_id = $1 AND l.archived_at IS NULL GROUP BY v.created_at, l.id, l.name, v.number ORDER BY v.created_at DESC LIMIT 10`,
    [scope.projectId],
  );
  return rows;
}

/** Refusals that nobody has acted on: the model's newest decision. */
async function refusedPromotions(db: Db, scope: Scope): Promise<Need<'promotion-refused'>[]> {
  const { rows } = await db.pool.query<Need<'promotion-refused'>>(
    `SELECT 'promotion-refused' AS kind, p.at, m.id AS "modelId", m.name, v.number AS version, (SELECT count(*)::int FROM jsonb_array_elements(p.gates) g WHERE NOT (g->>'passed')::boolean) AS gates
       FROM (SELECT DISTINCT ON (model_id) * FROM promotion WHERE project_id = $1 ORDER BY model_id, at DESC) p JOIN model m ON m.id = p.model_id JOIN model_version v ON v.id = p.version_id
      WHERE p.decision = 'refused' AND m.archived_at IS NULL AND p.at > now() - make_interval(days => $2) ORDER BY p.at DESC LIMIT 10`,
    [scope.projectId, FAILURE_DAYS],
  );
  return rows;
}

/** Severe findings of a run that nobody answers for: the gate will refuse it. @param run SQL of the run's id */
const openFindings = (run: string): string => `
  (SELECT count(*)::int FROM run r CROSS JOIN LATERAL jsonb_array_elements(coalesce(r.leak_report->'findings', '[]'::jsonb)) f
    WHERE r.id = ${run} AND f->>'severity' = 'severe' AND NOT EXISTS (SELECT 1 FROM leak_acceptance a WHERE a.run_id = r.id AND a.finding_key = f->>'key'))`;

/** Of the newest version of each model, where no refusal has said so already. */
async function openLeaks(db: Db, scope: Scope): Promise<Need<'leaks-open'>[]> {
  const { rows } = await db.pool.query<Need<'leaks-open'>>(
    `SELECT * FROM (
       SELECT 'leaks-open' AS kind, v.created_at AS at, v.run_id AS "runId", m.name, v.number AS version, ${openFindings('v.run_id')} AS findings
         FROM model m JOIN LATERAL (SELECT id, number, created_at, run_id FROM model_version WHERE model_id = m.id ORDER BY number DESC LIMIT 1) v ON true
        WHERE m.project_id = $1 AND m.archived_at IS NULL
          AND coalesce((SELECT p.decision FROM promotion p WHERE p.model_id = m.id ORDER BY p.at DESC LIMIT 1), '') <> 'refused') found
      WHERE findings > 0 ORDER BY at DESC LIMIT 10`,
    [scope.projectId],
  );
  return rows;
}

/** Models that could go live: none is kept back by findings or a refusal. */
async function withoutChampion(db: Db, scope: Scope): Promise<Need<'no-champion'>[]> {
  const { rows } = await db.pool.query<Need<'no-champion'>>(
    `SELECT 'no-champion' AS kind, v.created_at AS at, m.id AS "modelId", m.name, v.number AS version
       FROM model m JOIN LATERAL (SELECT number, created_at, run_id FROM model_version WHERE model_id = m.id ORDER BY number DESC LIMIT 1) v ON true
      WHERE m.project_id = $1 AND m.archived_at IS NULL AND NOT EXISTS (SELECT 1 FROM model_alias a WHERE a.model_id = m.id AND a.alias = 'champion')
        AND NOT EXISTS (SELECT 1 FROM promotion p WHERE p.model_id = m.id AND p.decision = 'refused') AND ${openFindings('v.run_id')} = 0 ORDER BY v.created_at DESC LIMIT 10`,
    [scope.projectId],
  );
  return rows;
}

async function withoutOutcomes(db: Db, scope: Scope): Promise<Need<'no-outcomes'>[]> {
  const { rows } = await db.pool.query<Need<'no-outcomes'>>(
    `SELECT 'no-outcomes' AS kind, first.at, m.id AS "modelId", m.name, first.n AS predictions, greatest(1, extract(day FROM now() - coalesce(last.at, first.at))::int) AS days
       FROM model m
       JOIN LATERAL (SELECT min(created_at) AS at, count(*)::int AS n FROM prediction WHERE model_id = m.id) first ON first.n > 0
       LEFT JOIN LATERAL (SELECT max(o.known_at) AS at FROM outcome o JOIN prediction p ON p.id = o.prediction_id WHERE p.model_id = m.id) last ON true
      WHERE m.project_id = $1 AND m.archived_at IS NULL AND coalesce(last.at, first.at) < now() - make_interval(days => $2) LIMIT 10`,
    [scope.projectId, OUTCOME_DAYS],
  );
  return rows;
}

/** Newest first. Trials of a search are its own business: the search says that it started and how it ended. */
async function recentActivity(db: Db, scope: Scope): Promise<Activity[]> {
  // `a.id`, as ORDER BY id would mean the text of the answer, where 9 comes after 100
  const { rows } = await db.pool.query<Activity>(
    `SELECT a.id::text, a.at, a.actor_name AS "actorName", a.action, a.object_type AS "objectType", a.object_id AS "objectId", a.object_name AS "objectName"
       FROM audit_entry a
      WHERE a.project_id = $1 AND a.object_type <> ALL($2::text[]) AND a.action NOT LIKE '%.stale-write-rejected'
        AND NOT (a.object_type = 'run' AND EXISTS (SELECT 1 FROM search_trial s WHERE s.run_id::text = a.object_id))
      ORDER BY a.id DESC LIMIT 15`,
    [scope.projectId, PRIVATE_TYPES],
  );
  return rows;
}
