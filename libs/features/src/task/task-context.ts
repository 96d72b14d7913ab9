import type { EntityKind, EventTables, PredictionTask } from '@bellwether/contracts';
import { text, type DuckSession } from '../ingest/session';
import { fieldContext, type ShopContext } from '../feature/compute-features';
import { momentTables } from '../feature/moment-tables';
import type { SourceContext } from '../feature/row-source';
import { snapshotTimes, type SnapshotTime } from './snapshot-times';
import { SEEN_BY } from './population-sql';

/** What the log says of money and corrections. */
export const shopContext = (tables: EventTables, timeZone: string): ShopContext => ({ timeZone, currency: tables.currency?.base ?? null, corrected: tables.supersededFile !== null });

export const sourceContext = (shop: ShopContext, untilMs: number, at: 'cutoff' | 'label' = 'cutoff'): SourceContext => ({ field: fieldContext(shop, untilMs), tables: momentTables(at), corrected: shop.corrected });

/** First and last event of the kinds that a task looks at, and the moment up to which the log knows. @unit ms */
export type DataRange = { from: number | null; to: number | null; knownTo: number | null };

export async function dataRange(session: DuckSession, tables: EventTables, kinds: readonly EntityKind[]): Promise<DataRange> {
  const present = (Object.keys(tables.files) as EntityKind[]).filter((k) => tables.files[k]!.length > 0);
  const asked = [...new Set(kinds)].filter((k) => present.includes(k));
  // from the files: whether a row was corrected later does not move the ends
  const extremes = async (list: readonly EntityKind[], sql: string): Promise<{ low: number | null; high: number | null }> =>
    list.length === 0 ? { low: null, high: null } : session.one(`SELECT min(low)::DOUBLE AS low, max(high)::DOUBLE AS high FROM (${list.map((k) => `SELECT ${sql} FROM read_parquet([${tables.files[k]!.map(text).join(', ')}], union_by_name=true)`).join(' UNION ALL ')})`);
  const events = await extremes(asked, 'epoch_ms(min(event_time)) AS low, epoch_ms(max(event_time)) AS high');
  const known = await extremes(present, 'NULL AS low, epoch_ms(max(known_time)) AS high');
  return { from: events.low, to: events.high, knownTo: known.high };
}

/** Kinds that say who is there and what came of it. */
export const taskKinds = (task: PredictionTask): EntityKind[] => [task.target.of, ...(task.population.active?.kinds ?? SEEN_BY[task.entity])];

/**
 * The moments at which a task is asked on this log. Without a first date it begins where the population's own look-back is covered by data.
 * @returns empty when the log is
 */
export function taskTimes(task: PredictionTask, range: DataRange): SnapshotTime[] {
  if (range.from === null || range.knownTo === null) return [];
  const all = snapshotTimes(task.cadence, task.timeZone, { from: range.from, to: range.knownTo });
  if (task.cadence.from !== null || task.population.active === null) return all;
  const covered = all.filter((t) => t.opens >= range.from! + task.population.active!.days * 86_400_000);
  return covered.length > 0 ? covered : all;
}
