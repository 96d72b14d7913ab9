import { taskOutput, type PredictionTask, type TaskOutput } from '@bellwether/contracts';
import { conditionSql, withDefaults } from '../feature/condition';
import { requireKey } from '../feature/entity-key';
import { microSql } from '../feature/measure-sql';
import { requireField } from '../feature/row-field';
import { knownSql, timestampSql, type SourceContext } from '../feature/row-source';

export const labelOutput = ({ target }: Pick<PredictionTask, 'target'>): TaskOutput => taskOutput(target);

const DAY = 86_400_000_000;

/**
 * The truth for everybody in the spine: its columns, target and target_observed, counted over (cutoff, cutoff + horizon] as it was known `labelDelayDays` after that.
 * What is learnt later, a late backfill for instance, does not reach it.
 * @param spine table with entity_id, cutoff and, for sessions, customer_id
 * @param at the snapshot: its first and last cutoff, and when its last label is known @unit ms
 */
export function labelSql(task: PredictionTask, spine: string, at: { opensMs: number; cutoffMs: number; labelEndMs: number; matureMs: number }, context: SourceContext): string {
  const { target } = task;
  const key = requireKey(task.entity, target.of);
  const horizon = `to_microseconds(${Math.round(task.horizonDays * DAY)}::BIGINT)`;
  const known = task.entity === 'session' ? `s.cutoff + to_microseconds(${Math.round((task.horizonDays + task.labelDelayDays) * DAY)}::BIGINT)` : timestampSql(at.matureMs);
  const fields = [...withDefaults(target.of, target.where).map((c) => c.field), ...(target.kind === 'sum' ? [target.field] : target.kind === 'count' && target.distinct !== null ? [target.distinct] : [])];
  const product = fields.some((f) => requireField(target.of, f).need === 'product') ? ` LEFT JOIN ${context.tables.product} p ON p.product_id = e.product_id` : '';
  const review = fields.some((f) => requireField(target.of, f).need === 'review') ? ` LEFT JOIN ${context.tables.review} v ON v.event_id = e.event_id AND v.known_time = e.known_time` : '';
  const stock = fields.some((f) => requireField(target.of, f).need === 'stock') ? ` ASOF LEFT JOIN ${context.tables.stock} k ON k.product_id = e.product_id AND e.event_time >= k.since` : '';
  // the plain bounds let files of another time be passed over
  const where = [`e.event_time > ${timestampSql(at.opensMs)}`, `e.event_time <= ${timestampSql(at.labelEndMs)}`, 'e.event_time > s.cutoff', `e.event_time <= s.cutoff + ${horizon}`, knownSql(known, context.corrected), ...withDefaults(target.of, target.where).map((c) => conditionSql(target.of, c, context.field))];
  const rows = `FROM ${key.view} e JOIN ${spine} s ON s.${key.spine} = e.${key.column}${product}${review}${stock} WHERE ${where.join(' AND ')}`;
  return `SELECT s.*, ${targetSql(task)} FROM ${spine} s LEFT JOIN (SELECT s.entity_id, ${aggregateSql(task, context)} AS v ${rows} GROUP BY 1) l ON l.entity_id = s.entity_id`;
}

function aggregateSql({ target }: PredictionTask, context: SourceContext): string {
  switch (target.kind) {
    case 'any': return 'count(*)';
    case 'count': return target.distinct === null ? 'count(*)' : `count(DISTINCT ${requireField(target.of, target.distinct).sql(context.field)})`;
    case 'sum': return `sum(${microSql(requireField(target.of, target.field).sql(context.field))})::DOUBLE / 1e6`;
    case 'time_to_event': return `min(epoch_us(e.event_time) - epoch_us(s.cutoff))::DOUBLE / ${DAY}.0`;
  }
}

function targetSql({ target, horizonDays }: PredictionTask): string {
  switch (target.kind) {
    case 'any': return `coalesce(l.v, 0) >= ${target.atLeast} AS target, NULL::BOOLEAN AS target_observed`;
    case 'count': return 'coalesce(l.v, 0)::BIGINT AS target, NULL::BOOLEAN AS target_observed';
    case 'sum': return target.above === null ? 'coalesce(l.v, 0.0) AS target, NULL::BOOLEAN AS target_observed' : `coalesce(l.v, 0.0) > ${target.above} AS target, NULL::BOOLEAN AS target_observed`;
    case 'time_to_event': return `coalesce(l.v, ${horizonDays}::DOUBLE) AS target, (l.v IS NOT NULL) AS target_observed`;
  }
}
