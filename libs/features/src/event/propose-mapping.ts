import { ENTITY_KINDS, EVENT_COLUMNS, eventMappingSchema, type EntityKind, type EventMapping, type FieldSource, type KnownTimeRule, type RowMapping } from '@bellwether/contracts';
import type { EventSourceFile } from './event-source';
import { FIELD_NAMES, KNOWN_NAMES, LINE_TOTALS, ORDER_WORDS, plainName, SESSION_WORDS } from './field-names';
import { guessNumber, guessTime, levelsOf, SURE, type TimeGuess } from './guess-values';

/** What a person should look at before accepting a proposal; `code` is worded by the console. */
export type ProposalNote = { code: 'day-month-assumed' | 'no-time' | 'dates-only' | 'line-total' | 'negatives' | 'no-order-id' | 'no-product' | 'nothing-fits' | 'unused-columns'; column: string | null; context?: Record<string, unknown> };
export type MappingProposal = { mapping: EventMapping; notes: ProposalNote[]; /** how well each kind fits, best first */ kinds: { kind: EntityKind; score: number }[] };

type Column = { name: string; plain: string; cells: (string | null)[]; native: string };
const NUMBERS = new Set(['DOUBLE', 'BIGINT']);

/**
 * A mapping from names, types and values of a file's columns: a first guess that people correct.
 * @param kind what the rows are, where it is known; null: the kind that fits best
 */
export function proposeMapping(source: EventSourceFile, timeZone: string, kind: EntityKind | null = null): MappingProposal {
  const columns = source.columns.map((c): Column => ({ name: c.name, plain: plainName(c.name), cells: source.sample.map((r) => r[c.name] ?? null), native: c.native }));
  const kinds = ENTITY_KINDS.map((k) => ({ kind: k, score: scoreOf(k, columns) })).sort((a, b) => b.score - a.score);
  const chosen = kind ?? kinds[0]!.kind;
  const notes: ProposalNote[] = kind === null && kinds[0]!.score < 3 ? [{ code: 'nothing-fits', column: null }] : [];
  const made = chosen === 'session_event' ? sessionRows(columns, notes) : [rowOf(chosen, columns, notes)];
  const used = new Set(made.flatMap((r) => Object.values(r.fields).flatMap((f) => [f.column, ...(f.columns ?? []), ...(f.sum ?? []), f.per])));
  const unused = columns.filter((c) => !used.has(c.name)).map((c) => c.name);
  if (unused.length) notes.push({ code: 'unused-columns', column: null, context: { columns: unused } });
  const padded = columns.some((c) => c.cells.some((v) => v !== null && v !== v.trim()));
  return { mapping: eventMappingSchema.parse({ rows: made, timeZone, trim: padded }), notes, kinds: kinds.filter((k) => k.score > 0) };
}

/** Rows that say of themselves that they are purchases become order lines; the others what happened in the session. */
function sessionRows(columns: Column[], notes: ProposalNote[]): RowMapping[] {
  const row = rowOf('session_event', columns, notes);
  const column = columns.find((c) => c.name === row.fields.kind?.column);
  const levels = column ? levelsOf(column.cells, 40) : null;
  if (!column || !levels) return [row];
  const orders = levels.filter((l) => ORDER_WORDS.includes(l));
  row.fields.kind = { column: column.name, values: Object.fromEntries(levels.filter((l) => !ORDER_WORDS.includes(l)).map((l) => [l, SESSION_WORDS[l.replace(/[\s-]/g, '_')] ?? SESSION_WORDS[plainName(l)] ?? l])) };
  if (orders.length === 0) return [row];
  row.when = [{ column: column.name, is: 'not-one-of', values: orders }];
  const order = rowOf('order_line', columns, []);
  return [row, { ...order, when: [{ column: column.name, is: 'one-of', values: orders }] }];
}

function match(kind: EntityKind, field: string, columns: readonly Column[]): { column: Column; rank: number } | null {
  const names = FIELD_NAMES[kind][field] ?? [];
  const type = EVENT_COLUMNS[kind].find((c) => c.field === field)!.type;
  let best: { column: Column; rank: number } | null = null;
  for (const column of columns) {
    const rank = column.plain === plainName(field) ? 0 : names.indexOf(column.plain);
    if (rank < 0 || (best && best.rank <= rank)) continue;
    if (type === 'TIMESTAMP' && !isTime(column, SURE.byName)) continue;
    if (NUMBERS.has(type) && !guessNumber(column.cells, SURE.byName) && !/INT|DOUBLE|FLOAT|DECIMAL/.test(column.native)) continue;
    best = { column, rank };
  }
  return best;
}

const isTime = (c: Column, share: number = SURE.byValues): boolean => /^(DATE|TIMESTAMP)/.test(c.native) || guessTime(c.cells, share) !== null;

function scoreOf(kind: EntityKind, columns: Column[]): number {
  let score = 0;
  for (const c of EVENT_COLUMNS[kind]) {
    if (c.field === 'eventId' || c.field === 'knownTime' || c.field === 'attributes') continue;
    const found = match(kind, c.field, columns);
    if (c.field === 'eventTime') score += found || columns.some((x) => isTime(x)) ? 1 : kind === 'product' || kind === 'customer' || kind === 'promotion' ? 0 : -3;
    else if (found) score += (c.required ? 3 : 1) * (found.rank <= 2 ? 1 : 0.7);
    else if (c.required) score -= SUBSTITUTES[kind]?.includes(c.field) ? 0.5 : 4;
  }
  return score + (DISTINCTIVE[kind] ? (columns.some((c) => DISTINCTIVE[kind]!.includes(c.plain)) ? 3 : -1) : 0);
}

/** Required fields that a constant or a combination can stand for. */
const SUBSTITUTES: Partial<Record<EntityKind, string[]>> = { order_line: ['orderId', 'productId', 'quantity'], session_event: ['sessionId'], review: ['reviewId'], payment: ['outcome'] };
/** Names that only this kind has. */
const DISTINCTIVE: Partial<Record<EntityKind, string[]>> = {
  session_event: ['eventtype', 'event', 'usersession', 'sessionid', 'behaviortype', 'action'], impression: ['position', 'propensity', 'propensityscore', 'rank'], return: ['returnedat', 'returndate', 'returnreason', 'refund', 'refundamount', 'returnedquantity'],
  review: ['rating', 'overall', 'reviewtext', 'reviewid', 'stars', 'reviewscore'], stock_level: ['stock', 'onhand', 'stocklevel', 'inventory', '库存'], promotion: ['startdate', 'enddate', 'starttime', 'endtime', 'startday', 'endday'],
  promotion_exposure: ['treated', 'treatment', 'exposed', 'sentat', 'campaignid', 'campaign'], payment: ['paymentmethod', 'paymenttype', 'paymentstatus', 'outcome', 'isfraud', 'paymentvalue'],
  order_line: ['orderid', 'invoiceno', 'invoice', 'basketid', 'quantity', 'qty', 'units', 'salesvalue', 'orderitemid', 'numberofcds', 'cds', 'transactionid'],
};

function rowOf(kind: EntityKind, columns: Column[], notes: ProposalNote[]): RowMapping {
  const fields: Record<string, FieldSource> = {};
  let time: TimeGuess | null = null;
  const taken = new Set<string>();
  for (const c of EVENT_COLUMNS[kind]) {
    if (c.field === 'knownTime' || c.field === 'attributes') continue;
    const free = columns.filter((x) => !taken.has(x.name));
    const found = match(kind, c.field, free) ?? (c.field === 'eventTime' ? firstTime(free) : null);
    if (!found) continue;
    taken.add(found.column.name);
    fields[c.field] = sourceOf(found.column, c.type);
    if (c.type === 'TIMESTAMP') {
      const guess = guessTime(found.column.cells, SURE.byName);
      if (c.field === 'eventTime') time = guess;
      if (guess?.unsure) notes.push({ code: 'day-month-assumed', column: found.column.name, context: { format: guess.format } });
    }
  }
  if (!fields.eventTime) {
    fields.eventTime = { constant: '2000-01-01T00:00:00Z' };
    notes.push({ code: 'no-time', column: null });
  }
  if (kind === 'order_line') completeOrder(fields, columns, notes);
  substitute(kind, fields);
  if (time?.dateOnly) notes.push({ code: 'dates-only', column: fields.eventTime.column ?? null });
  const negative = kind === 'order_line' && columns.some((c) => c.name === fields.quantity?.column && guessNumber(c.cells, SURE.byName)?.negatives) ? 'cancel' : 'keep';
  if (negative === 'cancel') notes.push({ code: 'negatives', column: fields.quantity!.column! });
  return { kind, when: [], fields, knownTime: knownRule(columns, time), negative };
}

function firstTime(columns: readonly Column[]): { column: Column; rank: number } | null {
  const column = columns.find((c) => isTime(c));
  return column ? { column, rank: 99 } : null;
}

function sourceOf(column: Column, type: string): FieldSource {
  if (type === 'TIMESTAMP') {
    const guess = /^(DATE|TIMESTAMP)/.test(column.native) ? null : guessTime(column.cells, SURE.byName);
    return { column: column.name, ...(guess && guess.format !== 'iso' ? { format: guess.format } : {}) };
  }
  if (NUMBERS.has(type) && guessNumber(column.cells, SURE.byName)?.decimal === 'comma') return { column: column.name, decimal: 'comma' };
  return { column: column.name };
}

/** Line numbers, prices of one unit, and ids for files without orders. */
function completeOrder(fields: Record<string, FieldSource>, columns: Column[], notes: ProposalNote[]): void {
  if (!fields.unitPrice) {
    const total = columns.find((c) => LINE_TOTALS.includes(c.plain) && guessNumber(c.cells, SURE.byName));
    if (total) {
      fields.unitPrice = { ...sourceOf(total, 'DOUBLE'), ...(fields.quantity?.column ? { per: fields.quantity.column } : {}) };
      notes.push({ code: 'line-total', column: total.name });
    }
  }
  if (!fields.productId) {
    fields.productId = { constant: 'any' };
    notes.push({ code: 'no-product', column: null });
  }
  if (!fields.quantity) fields.quantity = { constant: 1 };
  const buyer = (fields.customerId ?? fields.anonymousId)?.column;
  if (!fields.orderId && buyer && fields.eventTime?.column) {
    fields.orderId = { columns: [buyer, fields.eventTime.column], separator: '@' };
    notes.push({ code: 'no-order-id', column: buyer });
  }
  const within = fields.orderId?.column ? [fields.orderId.column] : (fields.orderId?.columns ?? null);
  if (!fields.line && within && repeats(columns, within)) fields.line = { numberedWithin: within };
}

function repeats(columns: Column[], names: string[]): boolean {
  const parts = names.map((n) => columns.find((c) => c.name === n)!.cells);
  const keys = parts[0]!.map((_, i) => parts.map((p) => p[i]).join('\u0001'));
  return new Set(keys).size < keys.length;
}

function substitute(kind: EntityKind, fields: Record<string, FieldSource>): void {
  if (kind === 'session_event') {
    const visitor = (fields.anonymousId ?? fields.customerId)?.column;
    if (!fields.sessionId && visitor) fields.sessionId = { column: visitor };
    fields.kind ??= { constant: 'view' };
  }
  if (kind === 'review') fields.reviewId ??= { row: true };
  if (kind === 'payment') fields.outcome ??= { constant: 'authorised' };
  for (const c of EVENT_COLUMNS[kind]) if (c.required && !fields[c.field]) fields[c.field] = NUMBERS.has(c.type) ? { constant: 1 } : { constant: c.options?.[0] ?? 'unknown' };
}

/** A day's rows are known when the day is over. */
function knownRule(columns: Column[], time: TimeGuess | null): KnownTimeRule {
  const known = columns.find((c) => KNOWN_NAMES.includes(c.plain) && isTime(c, SURE.byName));
  if (known) {
    const format = guessTime(known.cells, SURE.byName)?.format;
    return { from: 'column', column: known.name, ...(format && format !== 'iso' ? { format } : {}) };
  }
  return { from: 'event', delayMinutes: time?.dateOnly ? 1440 : 0 };
}
