import path from 'node:path';
import type { FeedbackKind, ModelId, ModelVersionId, Placement, RecommendationFeedback, RecommendationRules } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import type { Deps } from '../db/deps';
import type { Scope } from '../scope/scope';
import { RowSpool, rowSpool } from '../spool/row-spool';
import { storable } from '../spool/storable';

/** A list as it was shown. Arrays are by position, the first place first. */
export type LoggedList = {
  id: string; modelId: ModelId; modelVersionId: ModelVersionId; alias: string | null; placement: Placement; customerKey: string | null;
  /** RecommendationContext and the seed of the draw */
  request: Record<string, unknown>;
  rules: RecommendationRules;
  fallback: string; items: string[]; probabilities: number[]; exploredPosition: number | null; /** @unit ms */ latencyMs: number; at: Date;
};

type Row = Record<string, unknown> & { id: string };
const COLUMNS = 'id uuid, project_id uuid, model_id uuid, model_version_id uuid, alias text, placement text, customer_key text, request jsonb, rules jsonb, fallback text, items text[], probabilities float8[], explored_position int, latency_ms float8, actor_id text, created_at timestamptz';
const NAMES = COLUMNS.split(', ').map((c) => c.split(' ')[0]).join(', ');

/** Not flushed to the disk: a machine that loses its power loses lists of a moment, never answers. */
const spoolOf = ({ db, artifacts, log }: Deps): RowSpool<Row> => rowSpool<Row>(db, 'lists', () => new RowSpool<Row>({
  folder: path.join(artifacts.root, 'spool', 'lists'), log, what: 'lists', sync: false,
  insert: async (rows) => void (await db.pool.query(`INSERT INTO recommendation_list (${NAMES}) SELECT ${NAMES} FROM jsonb_to_recordset($1::jsonb) AS r(${COLUMNS}) ON CONFLICT (id) DO NOTHING`, [JSON.stringify(rows)])),
}));

/** Keeps a list: on disk when it resolves, in the database a moment later. */
export async function logList(deps: Deps, scope: Scope, list: LoggedList): Promise<void> {
  await spoolOf(deps).add([{
    id: list.id, project_id: scope.projectId, model_id: list.modelId, model_version_id: list.modelVersionId, alias: list.alias, placement: list.placement, customer_key: storable(list.customerKey), request: storable(list.request), rules: storable(list.rules),
    fallback: list.fallback, items: storable(list.items), probabilities: list.probabilities, explored_position: list.exploredPosition, latency_ms: list.latencyMs, actor_id: scope.actor.id, created_at: list.at.toISOString(),
  }]);
}

/** Lists that were answered before this resolves are in the database: before reading them, and before a process ends. */
export const flushLists = (deps: Deps): Promise<void> => spoolOf(deps).flush();

export type FeedbackResult = { accepted: number; duplicates: number; rejected: { index: number; reason: string }[] };

/** What came of lists. Each kind counts once for an item of a list; what stands in no list of this project is named. */
export async function recordFeedback(deps: Deps, scope: Scope, feedback: readonly RecommendationFeedback[]): Promise<FeedbackResult> {
  await flushLists(deps);
  const wanted = feedback.map((f, index) => ({ index, list_id: f.listId, item: storable(f.item), kind: f.kind, value: f.value, occurred_at: f.occurredAt ?? deps.now().toISOString() }));
  return deps.db.transaction(async (tx) => {
    const known = await tx.$queryRaw<{ index: number; position: number | null }[]>`
      SELECT w.index, array_position(l.items, w.item) AS position FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS w(index int, list_id uuid, item text)
        JOIN recommendation_list l ON l.id = w.list_id AND l.project_id = ${scope.projectId}::uuid`;
    const place = new Map(known.map((k) => [k.index, k.position]));
    const rejected = wanted.filter((w) => (place.get(w.index) ?? null) === null).map((w) => ({ index: w.index, reason: place.has(w.index) ? `The item ${JSON.stringify(w.item)} does not stand in the list ${w.list_id}.` : `No list ${w.list_id} in this project.` }));
    const rows = wanted.flatMap((w) => ((place.get(w.index) ?? null) === null ? [] : [{ ...w, position: place.get(w.index)! }]));
    const accepted = await tx.$executeRaw`
      INSERT INTO recommendation_feedback (id, project_id, list_id, item, position, kind, value, occurred_at, actor_id)
      SELECT gen_random_uuid(), ${scope.projectId}::uuid, r.list_id, r.item, r.position, r.kind, r.value, r.occurred_at, ${scope.actor.id}
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(list_id uuid, item text, position int, kind text, value float8, occurred_at timestamptz)
      ON CONFLICT (list_id, item, kind) DO NOTHING`;
    if (accepted > 0) await writeAudit(tx, scope, { action: 'recommendation.feedback', objectType: 'recommendation-list', objectId: rows[0]!.list_id, objectName: `${accepted} outcomes of lists`, after: { accepted, duplicates: rows.length - accepted, rejected: rejected.length } });
    return { accepted, duplicates: rows.length - accepted, rejected };
  });
}

export type ListOutcome = LoggedList & { version: number; feedback: { item: string; position: number; kind: FeedbackKind; value: number | null }[] };
export type ListFilter = { model?: string; customer?: string; placement?: Placement; from?: Date; to?: Date; limit: number };

/** Lists of a model or a customer with what came of them, newest first. */
export async function readLists(deps: Deps, scope: Scope, filter: ListFilter): Promise<ListOutcome[]> {
  await flushLists(deps);
  const model = filter.model === undefined ? null : await deps.db.prisma.model.findFirst({ where: { projectId: scope.projectId, name: filter.model }, select: { id: true } });
  if (filter.model !== undefined && model === null) return [];
  const rows = await deps.db.prisma.recommendationList.findMany({
    where: {
      projectId: scope.projectId, ...(model === null ? {} : { modelId: model.id }), ...(filter.customer === undefined ? {} : { customerKey: storable(filter.customer) }), ...(filter.placement === undefined ? {} : { placement: filter.placement }),
      ...(filter.from || filter.to ? { createdAt: { ...(filter.from ? { gte: filter.from } : {}), ...(filter.to ? { lt: filter.to } : {}) } } : {}),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: filter.limit, include: { feedback: { orderBy: [{ position: 'asc' }, { kind: 'asc' }] } },
  });
  const versions = await deps.db.prisma.modelVersion.findMany({ where: { projectId: scope.projectId, id: { in: [...new Set(rows.map((r) => r.modelVersionId))] } }, select: { id: true, number: true } });
  const number = new Map(versions.map((v) => [v.id, v.number]));
  return rows.map((r) => ({
    id: r.id, modelId: r.modelId as ModelId, modelVersionId: r.modelVersionId as ModelVersionId, version: number.get(r.modelVersionId) ?? 0, alias: r.alias, placement: r.placement as Placement, customerKey: r.customerKey, request: r.request as Record<string, unknown>,
    rules: r.rules as RecommendationRules, fallback: r.fallback, items: r.items, probabilities: r.probabilities, exploredPosition: r.exploredPosition, latencyMs: r.latencyMs, at: r.createdAt,
    feedback: r.feedback.map((f) => ({ item: f.item, position: f.position, kind: f.kind as FeedbackKind, value: f.value })),
  }));
}

/** How many lists a model has shown, and when. */
export async function listFigures(deps: Deps, scope: Scope, model: string): Promise<{ lists: number; withFeedback: number; explored: number; first: Date | null; last: Date | null }> {
  await flushLists(deps);
  const { rows } = await deps.db.pool.query<{ lists: string; with_feedback: string; explored: string; first: Date | null; last: Date | null }>(
    `SELECT count(*) AS lists, count(*) FILTER (WHERE EXISTS (SELECT 1 FROM recommendation_feedback f WHERE f.list_id = l.id)) AS with_feedback,
            count(*) FILTER (WHERE (l.rules->'explore'->>'share')::float8 > 0) AS explored, min(l.created_at) AS first, max(l.created_at) AS last
       FROM recommendation_list l JOIN model m ON m.id = l.model_id WHERE l.project_id = $1 AND m.name = $2`,
    [scope.projectId, model],
  );
  const row = rows[0]!;
  return { lists: Number(row.lists), withFeedback: Number(row.with_feedback), explored: Number(row.explored), first: row.first, last: row.last };
}
