import path from 'node:path';
import { AppError, EVENT_LIMITS, isAppError, type EntityKind, type EventSourceId, type IngestReceipt, type ProjectId } from '@bellwether/contracts';
import { csvLine, judgeEvents, walColumns, type JudgedEvents, type RefusedEvent } from '@bellwether/features';
import { DurableSpool, receivingSource, registerEventBatch, SYSTEM_ACTOR, type Db, type Deps, type EventBatchOrigin, type ReceivingSource, type Scope, type SpoolChunk } from '@bellwether/lineage';

/** What a source is and how much waits is looked up this often. @unit ms */
const SOURCE_KEPT_MS = 3_000;
/** Batches of one log that wait to be read, beyond which no more is taken in. */
const MOST_WAITING = 100;
const SHOWN = 100;

type Part = { part: EntityKind | 'refused'; rows: number; bytes: number; reasons?: Record<string, number> };
type Head = { projectId: ProjectId; sourceId: EventSourceId; origin: EventBatchOrigin; /** epoch ms */ at: number; parts: Part[] };
type Door = { spool: DurableSpool; sources: Map<string, { source: ReceivingSource; until: number }> };

const doors = new WeakMap<Db, Door>();

/** Opens the door once a process: what an ended one had acknowledged is read in. Called when the server starts, and by the first who sends. */
export function eventDoor(deps: Deps): Door {
  const known = doors.get(deps.db);
  if (known) return known;
  const spool = new DurableSpool({ folder: path.join(deps.artifacts.root, 'spool', 'events'), log: deps.log, what: 'events', seal: (chunks) => sealChunks(deps, chunks) });
  const door = { spool, sources: new Map() };
  doors.set(deps.db, door);
  return door;
}

/** @returns when everything that was left is queued */
export const openEventDoor = (deps: Deps): Promise<void> => eventDoor(deps).spool.recover();
export const closeEventDoor = (deps: Deps): Promise<void> => doors.get(deps.db)?.spool.close() ?? Promise.resolve();
/** What was received becomes batches now, rather than a moment later. */
export const flushEventDoor = (deps: Deps): Promise<void> => eventDoor(deps).spool.flush();

/**
 * The source that events are for. @param by its id in the sender's project, or the public key of a web page
 * @throws AppError NOT_FOUND, CONFLICT (paused, or fed otherwise), RATE_LIMITED (too much waits to be read)
 */
export async function openSource(deps: Deps, by: { id: EventSourceId; projectId: ProjectId } | { writeKey: string }): Promise<ReceivingSource> {
  const { sources } = eventDoor(deps);
  const key = 'id' in by ? `${by.projectId}/${by.id}` : by.writeKey;
  const now = Date.now();
  let known = sources.get(key);
  if (!known || known.until < now) {
    const source = await receivingSource(deps.db, by);
    if (!source) throw new AppError({ code: 'NOT_FOUND', message: 'id' in by ? `No event source ${JSON.stringify(by.id)} in this project.` : 'No event source has this key.', fix: 'id' in by ? 'Use the id that events.sources names.' : 'Copy the snippet again from the log in the console.' });
    if (sources.size > 5000) sources.clear();
    known = { source, until: now + SOURCE_KEPT_MS };
    sources.set(key, known);
  }
  const { source } = known;
  if (source.paused) throw new AppError({ code: 'CONFLICT', message: `The source ${source.name} is paused.`, fix: 'Resume it in the console, then send the same events again.' });
  if (source.waiting >= MOST_WAITING) throw new AppError({ code: 'RATE_LIMITED', message: `${source.waiting} batches of this log wait to be read.`, fix: 'Wait 60 s and send the same events again; more workers read faster.', retry: true, context: { retryAfterSeconds: 60 } });
  return source;
}

export type ReceiveInput = { source: ReceivingSource; events: readonly unknown[]; only?: readonly EntityKind[]; shiftMs?: number };

/**
 * Takes events in. When it resolves they are on disk, and will be in the log whatever happens to this process; the same event id again changes nothing.
 * @throws AppError BODY_TOO_LARGE, RATE_LIMITED, DISK_FULL; nothing is taken in then
 */
export async function receiveEvents(deps: Deps, { source, events, only, shiftMs }: ReceiveInput): Promise<IngestReceipt> {
  if (events.length > EVENT_LIMITS.eventsPerCall) throw new AppError({ code: 'BODY_TOO_LARGE', message: `Expected at most ${EVENT_LIMITS.eventsPerCall} events in a call, received ${events.length}.`, fix: 'Send them in several calls.', context: { limit: EVENT_LIMITS.eventsPerCall } });
  const arrival = deps.now();
  const judged = judgeEvents(events, { arrival, trustKnownTime: source.config.kind === 'http' && source.config.trustKnownTime, only, shiftMs });
  if (events.length > 0) await eventDoor(deps).spool.append(chunkOf(source, judged, arrival));
  return { accepted: events.length - judged.refused.length, refused: judged.refused.length, refusals: judged.refused.slice(0, SHOWN).map(({ index, reason }) => ({ index, reason })), ignored: judged.ignored };
}

/** A source that is fed over HTTP, by its id. @throws AppError as openSource; CONFLICT where it is fed otherwise */
export async function openHttpSource(deps: Deps, scope: Scope, id: EventSourceId): Promise<ReceivingSource> {
  const source = await openSource(deps, { id, projectId: scope.projectId });
  if (source.config.kind !== 'http') throw new AppError({ code: 'CONFLICT', message: `Expected a source that is fed over HTTP, ${source.name} is fed by ${source.config.kind}.`, fix: 'Add a source of the kind HTTP in the console, and send to that one.' });
  return source;
}

/** The same by the id of the source, for programs. @throws AppError as openHttpSource and receiveEvents */
export const ingestEvents = async (deps: Deps, scope: Scope, input: { sourceId: EventSourceId; events: readonly unknown[] }): Promise<IngestReceipt> => receiveEvents(deps, { source: await openHttpSource(deps, scope, input.sourceId), events: input.events });

function chunkOf(source: ReceivingSource, judged: JudgedEvents, arrival: Date): SpoolChunk {
  const parts: Part[] = [];
  const bodies: Buffer[] = [];
  const add = (part: Part['part'], rows: number, text: string, reasons?: Record<string, number>) => {
    const body = Buffer.from(text);
    bodies.push(body);
    parts.push({ part, rows, bytes: body.length, ...(reasons ? { reasons } : {}) });
  };
  for (const [kind, lines] of judged.lines) add(kind, lines.length, lines.join(''));
  if (judged.refused.length) add('refused', judged.refused.length, refusedLines(judged.refused, arrival), countReasons(judged.refused));
  const head: Head = { projectId: source.projectId, sourceId: source.id, origin: source.config.kind === 'browser' ? 'browser' : 'http', at: arrival.getTime(), parts };
  return { head, body: bodies.length === 1 ? bodies[0]! : Buffer.concat(bodies) };
}

const refusedLines = (refused: readonly RefusedEvent[], arrival: Date): string => refused.map((r) => csvLine([`call of ${arrival.toISOString()}`, r.index + 1, r.reason, r.raw])).join('');

function countReasons(refused: readonly RefusedEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of refused) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

type Gathered = { head: Head; parts: Map<Part['part'], { rows: number; bodies: Buffer[]; reasons: Record<string, number> }> };

/** A segment of the spool becomes a batch for each source in it. The same segment again makes the same files, and so the same batches. */
async function sealChunks(deps: Deps, chunks: SpoolChunk[]): Promise<void> {
  for (const { head, parts } of gather(chunks).values()) {
    const files = [];
    for (const [part, { rows, bodies, reasons }] of parts) {
      const header = part === 'refused' ? csvLine(['file', 'row', 'reason', 'raw']) : `${walColumns(part).join(',')}\n`;
      const { hash, bytes } = await deps.artifacts.put(Buffer.concat([Buffer.from(header), ...bodies]));
      files.push({ hash, bytes, fileName: `${part}.csv`, wal: { part, rows, ...(part === 'refused' ? { reasons } : {}) } });
    }
    try {
      await registerEventBatch(deps.db, { projectId: head.projectId, actor: SYSTEM_ACTOR }, { sourceId: head.sourceId, files, origin: head.origin, arrivedAt: new Date(head.at) });
    } catch (e) {
      // a source that is gone must not hold up the others
      if (!isAppError(e) || e.code !== 'NOT_FOUND') throw e;
      deps.log.error({ sourceId: head.sourceId }, 'events of a source that is no more were dropped');
    }
  }
}

function gather(chunks: SpoolChunk[]): Map<string, Gathered> {
  const sources = new Map<string, Gathered>();
  for (const { head: raw, body } of chunks) {
    const head = raw as unknown as Head;
    const mine = sources.get(head.sourceId) ?? { head, parts: new Map() };
    sources.set(head.sourceId, mine);
    let at = 0;
    for (const { part, rows, bytes, reasons } of head.parts) {
      const into = mine.parts.get(part) ?? { rows: 0, bodies: [], reasons: {} };
      mine.parts.set(part, into);
      into.rows += rows;
      into.bodies.push(body.subarray(at, at + bytes));
      for (const [reason, n] of Object.entries(reasons ?? {})) into.reasons[reason] = (into.reasons[reason] ?? 0) + n;
      at += bytes;
    }
  }
  return sources;
}
