import { EVENT_COLUMNS, type EntityKind, type TaskEntity } from '@bellwether/contracts';
import { ident, type DuckSession } from '../ingest/session';
import type { MemoryNeeds } from '../feature/evaluate-features';
import { entityKey } from '../feature/entity-key';
import { knownSql, timestampSql } from '../feature/row-source';
import type { Value } from '../feature/row-field';
import type { EventStore } from './event-store';

export type LoadWindow = { /** what became known after this; null: everything @unit ms */ after: number | null; /** and until this @unit ms */ until: number; /** some rows of the log were corrected */ corrected: boolean };

/**
 * Fills a store from the views of a log: with what is in force at a moment, or with everything that became known since an earlier one, in the order in which it did.
 * @returns rows applied
 */
export async function loadStore(session: DuckSession, store: EventStore, entity: TaskEntity, needs: MemoryNeeds, window: LoadWindow): Promise<number> {
  let rows = 0;
  for (const kind of Object.keys(EVENT_COLUMNS) as EntityKind[]) {
    if (!store.wanted(kind)) continue;
    const columns = columnsOf(kind, needs);
    const until = timestampSql(window.until);
    // stock is a series of all readings; of the rest the word in force is enough, unless words since then are wanted one by one
    const inForce = window.after === null && !(kind === 'stock_level' && needs.stock) ? knownSql(until, window.corrected) : `e.known_time <= ${until}`;
    const since = window.after === null ? '' : ` AND e.known_time > ${timestampSql(window.after)}`;
    const order = kind === 'stock_level' ? 'greatest(e.event_time, e.known_time), e.event_time, e.quantity' : 'e.known_time, e.event_time';
    rows += await pour(session, `SELECT e.event_id, epoch_us(e.event_time)::DOUBLE, epoch_us(e.known_time)::DOUBLE${columns.map((c) => `, ${columnSql(kind, c)}`).join('')} FROM ${viewOf(entity, kind)} e WHERE ${inForce}${since} ORDER BY ${order}`, columns, (row) => store.apply(kind, row));
  }
  return rows;
}

const viewOf = (entity: TaskEntity, kind: EntityKind): string => (entity === 'product' ? ident(kind) : kind === 'product' || kind === 'stock_level' ? ident(kind) : (entityKey(entity, kind)?.view ?? ident(kind)));

/** What a kind's rows are asked for; a review's scores are computed from its words. */
function columnsOf(kind: EntityKind, needs: MemoryNeeds): string[] {
  const columns = new Set(needs.columns.get(kind) ?? []);
  if (kind === 'stock_level' && needs.stock) ['product_id', 'location_id', 'quantity'].forEach((c) => columns.add(c));
  if (kind === 'review' && needs.reviewParts.size) ['title', 'text', 'language'].forEach((c) => columns.add(c));
  return [...columns].filter((c) => c !== 'event_time' && c !== 'known_time');
}

function columnSql(kind: EntityKind, column: string): string {
  const type = EVENT_COLUMNS[kind].find((c) => c.column === column)!.type;
  const q = `e.${ident(column)}`;
  return type === 'TIMESTAMP' ? `epoch_us(${q})::DOUBLE` : type === 'BIGINT' || type === 'DOUBLE' ? `${q}::DOUBLE` : type === 'BOOLEAN' ? q : `${q}::VARCHAR`;
}

async function pour(session: DuckSession, sql: string, columns: string[], apply: (row: { eventId: string; eventTime: number; knownTime: number; values: Record<string, Value> }) => unknown): Promise<number> {
  const result = await session.stream(sql);
  let rows = 0;
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const vectors = Array.from({ length: columns.length + 3 }, (_, k) => chunk!.getColumnVector(k));
    for (let i = 0; i < chunk.rowCount; i++) {
      const values: Record<string, Value> = {};
      for (let k = 0; k < columns.length; k++) values[columns[k]!] = vectors[k + 3]!.getItem(i) as Value;
      apply({ eventId: vectors[0]!.getItem(i) as string, eventTime: vectors[1]!.getItem(i) as number, knownTime: vectors[2]!.getItem(i) as number, values });
    }
    rows += chunk.rowCount;
  }
  return rows;
}
