import { AppError, type EventLogId, type EventLogVersionId, type EventTables } from '@bellwether/contracts';
import type { LogFacts } from '@bellwether/features';
import { eventQuality, eventTables, getEventLog, type Deps, type Scope } from '@bellwether/lineage';

/** Kinds that say when the shop was alive. */
const ALIVE = ['order_line', 'session_event'];

/** What a log holds, from the facts of its partitions: no row is read. @throws AppError NOT_FOUND */
export async function logFacts(deps: Deps, scope: Scope, logId: EventLogId): Promise<LogFacts> {
  const log = await getEventLog(deps.db, scope, logId);
  const { kinds } = await eventQuality(deps.db, scope, logId, null);
  const alive = kinds.filter((k) => ALIVE.includes(k.kind));
  return {
    rows: Object.fromEntries(kinds.map((k) => [k.kind, k.rows])), filled: Object.fromEntries(kinds.map((k) => [k.kind, Object.fromEntries(Object.entries(k.empty).map(([column, empty]) => [column, 1 - empty]))])),
    constant: Object.fromEntries(kinds.map((k) => [k.kind, Object.keys(k.constant)])),
    from: alive.length ? Math.min(...alive.map((k) => k.eventFrom.getTime())) : null, to: alive.length ? Math.max(...alive.map((k) => k.eventTo.getTime())) : null, timeZone: log.timeZone, currency: log.currency,
  };
}

/** The newest version of a log, as files. @throws AppError NOT_FOUND, CONFLICT while it is empty */
export async function newestTables(deps: Deps, scope: Scope, logId: EventLogId): Promise<{ versionId: EventLogVersionId; tables: EventTables }> {
  const { latest, name } = await getEventLog(deps.db, scope, logId);
  if (!latest) throw new AppError({ code: 'CONFLICT', message: `The log ${JSON.stringify(name)} has no events yet.`, fix: 'Add files to it, and wait until they are read.' });
  return { versionId: latest.id, tables: await eventTables(deps, scope, latest.id) };
}
