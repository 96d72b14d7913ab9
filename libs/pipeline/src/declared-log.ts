import { AppError, type EntityKind, type EventLogId, type EventLogVersionId, type EventTables } from '@bellwether/contracts';
import { runTask, type LogFacts } from '@bellwether/features';
import { eventQuality, eventTables, getEventLog, storedConstants, type Deps, type Scope } from '@bellwether/lineage';

/** Kinds that say when the shop was alive. */
const ALIVE = ['order_line', 'session_event'];

/** What a log holds, from the facts of its partitions: no row is read. @throws AppError NOT_FOUND */
export async function logFacts(deps: Deps, scope: Scope, logId: EventLogId): Promise<LogFacts> {
  const log = await getEventLog(deps.db, scope, logId);
  const { kinds } = await eventQuality(deps.db, scope, logId, null);
  const alive = kinds.filter((k) => ALIVE.includes(k.kind));
  return {
    rows: Object.fromEntries(kinds.map((k) => [k.kind, k.rows])), filled: Object.fromEntries(kinds.map((k) => [k.kind, Object.fromEntries(Object.entries(k.empty).map(([column, empty]) => [column, 1 - empty]))])),
    constant: await constantColumns(deps, scope, logId),
    from: alive.length ? Math.min(...alive.map((k) => k.eventFrom.getTime())) : null, to: alive.length ? Math.max(...alive.map((k) => k.eventTo.getTime())) : null, timeZone: log.timeZone, currency: log.currency,
  };
}

/** Of partitions that were written before this was kept with them, by their content: a partition never changes. */
const learned = new Map<string, Record<string, string>>();

/** The columns that hold one and the same value in all partitions of a kind. */
async function constantColumns(deps: Deps, scope: Scope, logId: EventLogId): Promise<NonNullable<LogFacts['constant']>> {
  const stored = await storedConstants(deps.db, scope, logId);
  const unknown = [...new Set(stored.filter((p) => p.constant === null && !learned.has(p.hash)).map((p) => p.hash))];
  if (unknown.length > 0) {
    const found = await runTask({ kind: 'events-constants', files: unknown.map((hash) => deps.artifacts.path(hash)) }, { limits: { seconds: 120, memoryMb: 512 } });
    unknown.forEach((hash, i) => learned.set(hash, found[i]!));
  }
  const parts = new Map<EntityKind, Record<string, string>[]>();
  for (const p of stored) parts.set(p.kind, [...(parts.get(p.kind) ?? []), p.constant ?? learned.get(p.hash)!]);
  return Object.fromEntries([...parts].map(([kind, all]) => [kind, Object.keys(all[0]!).filter((column) => all.every((one) => one[column] === all[0]![column]))]));
}

/** The newest version of a log, as files. @throws AppError NOT_FOUND, CONFLICT while it is empty */
export async function newestTables(deps: Deps, scope: Scope, logId: EventLogId): Promise<{ versionId: EventLogVersionId; tables: EventTables }> {
  const { latest, name } = await getEventLog(deps.db, scope, logId);
  if (!latest) throw new AppError({ code: 'CONFLICT', message: `The log ${JSON.stringify(name)} has no events yet.`, fix: 'Add files to it, and wait until they are read.' });
  return { versionId: latest.id, tables: await eventTables(deps, scope, latest.id) };
}
