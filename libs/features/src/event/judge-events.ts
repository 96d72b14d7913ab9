import { ENTITY_KINDS, EVENT_COLUMNS, EVENT_SCHEMAS, type EntityKind, type EventColumn } from '@bellwether/contracts';

/** Clocks that run ahead by no more are not refused at the door; the rules of the log judge the rest. @unit ms */
const AHEAD_MS = 10 * 60_000;
const RAW_KEPT = 2000;

/** The columns of a write-ahead file: the fields of the contract, under their own names and in their order. */
export const walColumns = (kind: EntityKind): string[] => EVENT_COLUMNS[kind].map((c) => c.field);

export type RefusedEvent = { /** from 0 in the call */ index: number; reason: string; raw: string };
export type JudgedEvents = {
  /** lines of CSV by kind, without a header, in the order of walColumns */
  lines: Map<EntityKind, string[]>;
  refused: RefusedEvent[];
  /** fields that the contract does not have: left out, and in how many events */
  ignored: Record<string, number>;
};
export type JudgeOptions = {
  /** when the call came */
  arrival: Date;
  /** events may say themselves when they became known */
  trustKnownTime: boolean;
  /** added to event times: what the sender's clock was behind @unit ms */
  shiftMs?: number;
  /** the only kinds that this sender may send */
  only?: readonly EntityKind[];
};

/** A text that is no JSON: refused with the others, by its place. */
export class Unreadable {
  constructor(readonly raw: string) {}
}

const KINDS = new Set<string>(ENTITY_KINDS);
const FIELDS = new Map<EntityKind, ReadonlySet<string>>(ENTITY_KINDS.map((kind) => [kind, new Set(['entity', ...walColumns(kind)])]));

/**
 * Holds each event against the schema of its `entity`. What fits becomes a line of a write-ahead file, with times in UTC; what does not keeps its reason.
 * Whether an event comes too early, too late or twice is judged by the rules of the log when the file is read, like the rows of any file.
 */
export function judgeEvents(events: readonly unknown[], options: JudgeOptions): JudgedEvents {
  const judged: JudgedEvents = { lines: new Map(), refused: [], ignored: {} };
  for (let index = 0; index < events.length; index++) {
    const reason = judge(events[index], options, judged);
    if (reason !== null) judged.refused.push({ index, reason, raw: rawOf(events[index]) });
  }
  return judged;
}

/** @returns why it is refused; null: its line was added */
function judge(event: unknown, options: JudgeOptions, judged: JudgedEvents): string | null {
  if (event instanceof Unreadable) return 'not JSON';
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return 'not a JSON object';
  const { entity } = event as { entity?: unknown };
  if (typeof entity !== 'string' || !KINDS.has(entity)) return `entity: expected one of ${(options.only ?? ENTITY_KINDS).join(', ')}`;
  const kind = entity as EntityKind;
  if (options.only && !options.only.includes(kind)) return `entity: this source takes ${options.only.join(', ')} alone`;
  const parsed = EVENT_SCHEMAS[kind].safeParse(event);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return `${issue.path.join('.')}: ${issue.message}`;
  }
  const line = lineOf(kind, parsed.data as Record<string, unknown>, options);
  if (!line.ok) return line.reason;
  for (const field in event) if (!FIELDS.get(kind)!.has(field)) count(judged.ignored, field);
  const lines = judged.lines.get(kind);
  if (lines) lines.push(line.text);
  else judged.lines.set(kind, [line.text]);
  return null;
}

type Line = { ok: true; text: string } | { ok: false; reason: string };

function lineOf(kind: EntityKind, event: Record<string, unknown>, options: JudgeOptions): Line {
  let text = '';
  for (const [i, column] of EVENT_COLUMNS[kind].entries()) {
    if (i > 0) text += ',';
    let value = event[column.field];
    if (column.field === 'knownTime' && (!options.trustKnownTime || value === null || value === undefined)) value = options.arrival;
    if (value === null || value === undefined) continue;
    const cell = column.type === 'TIMESTAMP' ? instant(value, column.field === 'eventTime' ? (options.shiftMs ?? 0) : 0) : cellOf(value, column);
    if (cell === null) return { ok: false, reason: column.type === 'TIMESTAMP' ? `${column.field}: expected an instant with a zone such as 2026-01-31T09:30:00Z, or epoch milliseconds` : `${column.field}: a character that no text has (NUL)` };
    if (column.field === 'knownTime' && options.trustKnownTime && Date.parse(`${cell}Z`) > options.arrival.getTime() + AHEAD_MS) return { ok: false, reason: 'knownTime: in the future' };
    text += cell;
  }
  return { ok: true, text: `${text}\n` };
}

const ZONED = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:?\d{2})$/i;

/** UTC without a zone: the scanner reads that form by itself. @returns null for what is no instant */
function instant(value: unknown, shiftMs: number): string | null {
  if (typeof value === 'string') {
    const match = ZONED.exec(value);
    if (!match || Number.isNaN(Date.parse(value))) return null;
    if (match[3]!.toUpperCase() === 'Z' && shiftMs === 0) return `${match[1]} ${match[2]}`;
    return utc(Date.parse(value) + shiftMs);
  }
  return utc((value instanceof Date ? value.getTime() : (value as number)) + shiftMs);
}

function utc(ms: number): string | null {
  // years before 1 and after 9999 have another form
  if (!(ms > -62_135_596_800_000 && ms < 253_402_300_800_000)) return null;
  return new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
}

function cellOf(value: unknown, column: EventColumn): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = column.type === 'JSON' ? JSON.stringify(value) : String(value);
  if (text.includes('\0')) return null;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function count(counts: Record<string, number>, key: string): void {
  const name = key.slice(0, 100);
  if (name in counts || Object.keys(counts).length < 50) counts[name] = (counts[name] ?? 0) + 1;
}

function rawOf(event: unknown): string {
  if (event instanceof Unreadable) return event.raw.slice(0, RAW_KEPT);
  return (JSON.stringify(event) ?? '').slice(0, RAW_KEPT);
}
