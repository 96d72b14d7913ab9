import type { EntityKind, PredictionTask } from '@bellwether/contracts';
import { ident } from '../ingest/session';
import { conditionSql, withDefaults } from '../feature/condition';
import type { CellSet } from '../feature/event-cells';
import { passKey, presentSql } from '../feature/measure-sql';
import { flat, rowsOf, type FlatMeasure } from '../feature/plan';
import { requireKey } from '../feature/entity-key';
import { hasField, requireField, type FieldNeed } from '../feature/row-field';
import { beforeSql, rowSource, timestampSql, type SourceContext, type SqlMoment } from '../feature/row-source';

/** Kinds by which an entity is seen at all. */
export const SEEN_BY = { customer: ['customer', 'order_line', 'session_event'], product: ['product', 'order_line'], session: ['session_event'] } as const satisfies Record<PredictionTask['entity'], readonly EntityKind[]>;

const needsOf = (kind: EntityKind, fields: string[]): FieldNeed[] => fields.map((f) => requireField(kind, f).need).filter((n) => n !== null);

/**
 * Who is asked about at a moment, by what was known then: entity_id and cutoff, one row each.
 * @param opensMs of a day of sessions, its first moment; for the others the moment itself
 * @param cells where rows were added up: what activeMeasures asks for, at this moment
 */
export function populationSql(task: PredictionTask, opensMs: number, cutoffMs: number, context: SourceContext, cells: CellSet | null = null): string {
  return task.entity === 'session' ? sessionsSql(task, opensMs, cutoffMs, context) : membersSql(task, cutoffMs, context, cells);
}

/** How many rows make somebody active, kind by kind. */
export const activeMeasures = (task: PredictionTask): FlatMeasure[] => (task.population.active?.kinds ?? []).map((kind) => activeMeasure(task, kind));

function activeMeasure({ population: { active } }: PredictionTask, kind: EntityKind): FlatMeasure {
  return flat(rowsOf(kind, { days: active!.days, where: active!.where.filter((c) => kind === active!.kinds[0] || canHold(kind, c.field)) }), 'count');
}

function membersSql(task: PredictionTask, cutoffMs: number, context: SourceContext, cells: CellSet | null): string {
  const moment: SqlMoment = { kind: 'fixed', ms: cutoffMs };
  const { active, minAgeDays, where } = task.population;
  const parts = active
    ? active.kinds.map((kind) => {
        const measure = activeMeasure(task, kind);
        const made = cells?.of.get(passKey(measure));
        if (made?.covers(cutoffMs)) return presentSql(measure, cutoffMs, made);
        const conditions = measure.where;
        const source = rowSource(task.entity, kind, moment, needsOf(kind, conditions.map((c) => c.field)), active.days, context);
        return `SELECT ${source.id} AS entity_id ${source.from}${withDefaults(kind, conditions).map((c) => ` AND ${conditionSql(kind, c, context.field)}`).join('')}`;
      })
    : SEEN_BY[task.entity].map((kind) => {
        const source = rowSource(task.entity, kind, moment, [], null, context);
        return `SELECT ${source.id} AS entity_id ${source.from}`;
      });
  const rules = [...(minAgeDays > 0 ? [`entity_id IN (${seenSinceSql(task, moment, minAgeDays, context)})`] : []), ...(where.length ? [`entity_id IN (${factsSql(task, moment, context)})`] : [])];
  return `SELECT DISTINCT entity_id, ${timestampSql(cutoffMs)} AS cutoff FROM (${parts.join(' UNION ALL ')})${rules.length ? ` WHERE ${rules.join(' AND ')}` : ''}`;
}

const canHold = (kind: EntityKind, field: string): boolean => field.includes('.') || hasField(kind, field);

/** Those whose first row, as known at the moment, is old enough. */
function seenSinceSql(task: PredictionTask, moment: SqlMoment, days: number, context: SourceContext): string {
  const before = beforeSql(moment, days);
  return SEEN_BY[task.entity].map((kind) => {
    const source = rowSource(task.entity, kind, moment, [], null, context);
    return `SELECT ${source.id} ${source.from} AND e.event_time <= ${before}`;
  }).join(' UNION ');
}

/** Those whose facts, the newest known of each, satisfy all conditions. */
function factsSql(task: PredictionTask, moment: SqlMoment, context: SourceContext): string {
  const kind: EntityKind = task.entity === 'product' ? 'product' : 'customer';
  const key = requireKey(task.entity, kind);
  const source = rowSource(task.entity, kind, moment, [], null, context);
  // conditions are judged on the newest value of each field: the row that they are asked of is put together first
  const fields = [...new Set(task.population.where.map((c) => c.field))];
  const columns = fields.map((f, k) => {
    const value = requireField(kind, f).sql(context.field);
    return `struct_extract(max(struct_pack(t := e.event_time, v := ${value})) FILTER (WHERE ${value} IS NOT NULL), 'v') AS f${k}`;
  });
  const holds = task.population.where.map((c) => conditionSql(kind, c, context.field, `f${fields.indexOf(c.field)}`));
  return `SELECT entity_id FROM (SELECT e.${ident(key.column)} AS entity_id, ${columns.join(', ')} ${source.from} GROUP BY 1) WHERE ${holds.join(' AND ')}`;
}

/** No session lasts longer: rows before need not be looked at. @unit ms */
const LONGEST_SESSION = 3 * 86_400_000;

/** Sessions whose moment of asking lies within the day: that of their n-th event, or so long after their first, as events became known. */
function sessionsSql(task: PredictionTask, opensMs: number, closesMs: number, context: SourceContext): string {
  const cadence = task.cadence as Extract<PredictionTask['cadence'], { every: 'session' }>;
  const learnt = 'greatest(e.event_time, e.known_time)';
  const inTime = `e.event_time >= ${timestampSql(opensMs - LONGEST_SESSION)} AND ${learnt} < ${timestampSql(closesMs)}`;
  const rows = `SELECT e.session_id, ${learnt} AS learnt, e.customer_id FROM session_event e WHERE e.session_id IS NOT NULL AND ${inTime}${context.corrected ? ` AND (e.superseded_time IS NULL OR e.superseded_time > ${learnt})` : ''}`;
  const asked = cadence.afterEvents !== null
    ? `SELECT session_id, learnt AS cutoff FROM (${rows}) QUALIFY row_number() OVER (PARTITION BY session_id ORDER BY learnt) = ${cadence.afterEvents}`
    : `SELECT session_id, min(learnt) + to_microseconds(${Math.round(cadence.afterMinutes! * 60_000_000)}::BIGINT) AS cutoff FROM (${rows}) GROUP BY 1`;
  // the customer, where one was known by then
  const spine = `SELECT a.session_id AS entity_id, a.cutoff, (SELECT max(r.customer_id) FROM (${rows}) r WHERE r.session_id = a.session_id AND r.learnt <= a.cutoff) AS customer_id FROM (${asked}) a WHERE a.cutoff >= ${timestampSql(opensMs)} AND a.cutoff < ${timestampSql(closesMs)}`;
  if (task.population.where.length === 0) return spine;
  return `SELECT * FROM (${spine}) WHERE customer_id IN (${factsSql({ ...task, entity: 'customer' }, { kind: 'fixed', ms: opensMs }, context)})`;
}

