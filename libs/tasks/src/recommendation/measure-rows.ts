import { AppError, type ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import type { EvaluationRows } from '../task-family';
import { readEvents, type EventLog } from './events';
import type { ModelState } from './model-state';
import { rankCases } from './rank-cases';
import type { Cases } from './cases';
import type { Recommender } from './serve/recommender';
import type { Sequences } from './sequences';

/** Columns that the events are read from. */
export const evaluationColumns = ({ columns }: ModelState): string[] => [columns.id, columns.item, columns.time, ...(columns.event ? [columns.event] : [])];

/**
 * Ranks by this model what was held out by another: the same lists from the same histories under the same protocol, over this model's own catalogue.
 * An item that it never saw stands last: it could not have been shown.
 * @throws AppError SIGNATURE_MISMATCH when the rows were not held out by a ranking
 */
export async function measureRows(r: Recommender, table: ColumnTable, rows: EvaluationRows): Promise<EvaluationRows> {
  const { state } = r;
  const extra = rows.extra;
  if (!extra?.list || !extra.known || !extra.at) throw new AppError({ code: 'SIGNATURE_MISMATCH', message: 'expected held-out items with their lists, received rows without', fix: 'compare models of one kind' });
  const { columns } = state;
  const roles: ColumnRoles = { [columns.id]: 'id', [columns.item]: 'item', [columns.time]: 'time', ...(columns.event ? { [columns.event]: 'event' as const } : {}) };
  const log = readEvents(table, roles, state.options);
  const { events, cases, order } = casesOf(knownEvents(log, r.itemOf), rows, extra as Held);
  const removeHistory = extra.historyRemoved ? extra.historyRemoved[0] === 1 : state.removeHistory;
  const { lists } = await rankCases(events, cases, r.members, state.weights, countsAsEvents(state), { removeHistory });
  const rank = new Float64Array(rows.rowIndex.length).fill(state.itemKeys.length);
  const popularity = new Float64Array(rows.rowIndex.length);
  order.forEach((row, t) => {
    rank[row] = lists.rank[t]!;
    popularity[row] = lists.popularity[t]!;
  });
  return { ...rows, score: rank.map((v) => 1 / v), extra: { ...extra, rank, popularity } };
}

type Held = { list: Float64Array; known: Float64Array; at: Float64Array };

/** The model's own interactions as one long history: what popularity is counted from. */
function countsAsEvents({ counts, histories }: ModelState): Sequences {
  const item = Int32Array.from(Array.from(counts).flatMap((n, i) => new Array<number>(n).fill(i)));
  return { items: histories.items, start: Int32Array.of(0, item.length), item, time: new Float64Array(item.length) };
}

/** The log in the model's numbering, without events of items that it never saw. */
type KnownEvents = { log: EventLog; events: Sequences; /** events kept before each of the log @shape [events + 1] */ before: Int32Array; kept: Uint8Array };

function knownEvents(log: EventLog, itemOf: ReadonlyMap<string, number>): KnownEvents {
  const number = log.itemKeys.map((key) => itemOf.get(key) ?? -1);
  const kept = Uint8Array.from(log.item, (i) => (number[i]! >= 0 ? 1 : 0));
  const before = new Int32Array(kept.length + 1);
  kept.forEach((k, e) => (before[e + 1] = before[e]! + k));
  const events = { items: itemOf.size, start: log.start.map((e) => before[e]!), item: Int32Array.from(log.item.filter((_, e) => kept[e] === 1), (i) => number[i]!), time: log.time.filter((_, e) => kept[e] === 1) };
  return { log, events, before, kept };
}

/** The lists that were held out. @returns order: position of each target among the rows; rows of unknown items have none */
function casesOf({ log, events, before, kept }: KnownEvents, rows: EvaluationRows, extra: Held): { events: Sequences; cases: Cases; order: number[] } {
  const eventOfRow = new Map(Array.from(log.row, (row, e) => [row, e]));
  const byList = new Map<number, number[]>();
  extra.list.forEach((l, row) => (byList.has(l) ? byList.get(l)!.push(row) : byList.set(l, [row])));
  const cases = { customer: [] as number[], end: [] as number[], now: [] as number[], targetStart: [0], event: [] as number[] };
  const order: number[] = [];
  for (const members of byList.values()) {
    const held = members.map((row) => eventOfRow.get(rows.rowIndex[row]!));
    const missing = held.indexOf(undefined);
    if (missing >= 0) throw new AppError({ code: 'NOT_FOUND', message: `expected the source row ${rows.rowIndex[members[missing]!]} in the table, found none`, fix: 'restore the data folder from a backup' });
    const targets = held.flatMap((e, k) => (kept[e!] === 1 ? [{ e: e!, row: members[k]! }] : []));
    if (targets.length === 0) continue;
    const customer = customerOf(log, held[0]!);
    cases.customer.push(customer);
    cases.end.push(before[log.start[customer]! + extra.known[members[0]!]!]!);
    cases.now.push(extra.at[members[0]!]!);
    for (const { e, row } of targets) {
      cases.event.push(before[e]!);
      order.push(row);
    }
    cases.targetStart.push(cases.event.length);
  }
  return { events, order, cases: { customer: Int32Array.from(cases.customer), end: Int32Array.from(cases.end), now: Float64Array.from(cases.now), targetStart: Int32Array.from(cases.targetStart), event: Int32Array.from(cases.event) } };
}

/** Whose event it is. */
function customerOf({ start }: EventLog, e: number): number {
  let [low, high] = [0, start.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (start[middle]! <= e) low = middle;
    else high = middle;
  }
  return low;
}
