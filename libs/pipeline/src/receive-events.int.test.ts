import { DuckSession, eventFiles, registerEventViews, Unreadable } from '@bellwether/features';
import { createEventLog, createEventSource, eventTables, failEventBatch, getEventLog, listEventBatches, retryEventBatch, updateEventSource, type EventBatchRow, type EventSourceRow } from '@bellwether/lineage';
import { testDeps, type TestDeps } from '@bellwether/lineage/testing';
import path from 'node:path';
import { ingestEventBatch } from './ingest-events';
import { closeEventDoor, flushEventDoor, ingestEvents, openEventDoor, openSource, receiveEvents } from './receive-events';
import { rejectedEvents } from './rejected-events';

let deps: TestDeps;
beforeAll(async () => {
  deps = await testDeps({ now: () => new Date(now) });
  await openEventDoor(deps);
});
afterAll(async () => {
  await closeEventDoor(deps);
  await deps.close();
});

let now = '2026-06-01T12:00:00Z';
async function newSource(name: string, rules = {}): Promise<EventSourceRow> {
  const log = await createEventLog(deps.db, deps.scope(), { name, currency: 'USD', timeZone: 'UTC', rules });
  return createEventSource(deps.db, deps.scope(), { logId: log.id, name: 'Web shop', config: { kind: 'http', trustKnownTime: false } });
}
const send = (source: EventSourceRow, events: unknown[]) => ingestEvents(deps, deps.scope(), { sourceId: source.id, events });
/** What the worker does. */
async function settle(source: EventSourceRow): Promise<EventBatchRow[]> {
  await flushEventDoor(deps);
  const queued = await deps.db.prisma.eventBatch.findMany({ where: { sourceId: source.id, state: 'queued' }, orderBy: { number: 'asc' } });
  for (const b of queued) await ingestEventBatch(deps, { projectId: deps.projectId, batchId: b.id as never }, { signal: new AbortController().signal });
  return (await listEventBatches(deps.db, deps.scope(), { sourceId: source.id, offset: 0, limit: 10 })).rows;
}
async function ask<T>(source: EventSourceRow, sql: string): Promise<T[]> {
  const tables = await eventTables(deps, deps.scope(), (await getEventLog(deps.db, deps.scope(), source.logId)).latest!.id);
  const session = await DuckSession.open({ folders: [], files: eventFiles(tables), memoryMb: 256, threads: 1, spill: path.join(deps.artifacts.root, 'spill') });
  await registerEventViews(session, tables);
  return session.rows<T>(sql).finally(() => session.close());
}
const view = (n: number, more = {}) => ({ entity: 'session_event', eventId: `v${n}`, eventTime: `2026-06-01T11:${String(n % 60).padStart(2, '0')}:00Z`, sessionId: `s${n % 3}`, kind: 'view', productId: `p${n}`, ...more });
const line = (order: string, more = {}) => ({ entity: 'order_line', eventTime: '2026-06-01T11:30:00+02:00', orderId: order, customerId: 'c1', productId: 'p1', quantity: 2, unitPrice: 9.5, ...more });

test('events of several kinds become one batch and one version; what was refused at the door or by the rules is counted and kept with its reason', async () => {
  const source = await newSource('several');
  const receipt = await send(source, [view(1), view(2), line('o1'), { entity: 'basket' }, new Unreadable('{"half'), view(3, { eventTime: '1970-01-01T00:00:00Z' }), line('o2', { eventTime: '2031-01-01T00:00:00Z' }), line('o3', { colour: 'red' })]);
  expect(receipt).toMatchObject({ accepted: 6, refused: 2, refusals: [{ index: 3 }, { index: 4, reason: 'not JSON' }], ignored: { colour: 1 } });
  const [batch] = await settle(source);
  expect(batch).toMatchObject({ state: 'done', origin: 'http', versionNumber: 1, counts: { read: 8, accepted: { session_event: 2, order_line: 2 }, rejected: 4, reasons: { 'not JSON': 1, 'eventTime: before 1995-01-01, the earliest that the log takes': 1, 'eventTime: in the future': 1 } } });
  const { rows } = await rejectedEvents(deps, deps.scope(), batch!.id, { offset: 0, limit: 10 });
  expect(rows.map((r) => r.reason.split(':')[0]).sort()).toEqual(['entity', 'eventTime', 'eventTime', 'not JSON']);
  expect(await ask(source, `SELECT order_id AS o, line, event_time AS at, known_time AS known FROM order_line ORDER BY 1`)).toEqual([
    { o: 'o1', line: 1, at: '2026-06-01T09:30:00.000Z', known: '2026-06-01T12:00:00.000Z' }, { o: 'o3', line: 1, at: '2026-06-01T09:30:00.000Z', known: '2026-06-01T12:00:00.000Z' },
  ]);
});

test('a batch whose reading failed keeps its files: read again, every acknowledged event is in the log; objects, flags and plans arrive as they were sent', async () => {
  const source = await newSource('retry');
  await send(source, [
    { entity: 'customer', eventTime: '2026-06-01T09:00:00Z', customerId: 'c1', consent: true, birthYear: 1990, attributes: { vip: true, 'a,b': 'x "y"' } },
    { entity: 'promotion', eventTime: '2026-06-01T09:00:00Z', promotionId: 'summer', discountShare: 0.2, startTime: '2026-07-01T00:00:00Z', endTime: null },
    { entity: 'review', eventTime: '2026-06-01T09:00:00Z', reviewId: 'r1', productId: 'p1', rating: 4, text: 'line one\nline "two", 很好' },
  ]);
  await flushEventDoor(deps);
  const { id } = await deps.db.prisma.eventBatch.findFirstOrThrow({ where: { sourceId: source.id } });
  await failEventBatch(deps.db, id as never, { code: 'DATA_PARSER_LIMIT', message: 'killed', fix: 'again' });
  expect((await settle(source))[0]).toMatchObject({ state: 'failed' });
  await expect(retryEventBatch(deps.db, deps.scope('admin', deps.otherProjectId), id as never)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await retryEventBatch(deps.db, deps.scope(), id as never);
  expect((await settle(source))[0]).toMatchObject({ state: 'done', error: null, counts: { accepted: { customer: 1, promotion: 1, review: 1 }, rejected: 0 } });
  await expect(retryEventBatch(deps.db, deps.scope(), id as never)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await ask(source, `SELECT consent, birth_year AS y, attributes->>'a,b' AS a FROM customer`)).toEqual([{ consent: true, y: 1990, a: 'x "y"' }]);
  expect(await ask(source, 'SELECT start_time AS s, end_time AS e, discount_share AS d FROM promotion')).toEqual([{ s: '2026-07-01T00:00:00.000Z', e: null, d: 0.2 }]);
  expect(await ask(source, 'SELECT text AS t FROM review')).toEqual([{ t: 'line one\nline "two", 很好' }]);
});

test('the same events again change nothing, in the same call, in the same batch or a day later; a changed one is a correction', async () => {
  const source = await newSource('again');
  await send(source, [view(1), view(2), view(1)]);
  await send(source, [view(2)]);
  const [first] = await settle(source);
  expect(first!.counts).toMatchObject({ read: 4, accepted: { session_event: 2 }, duplicates: { session_event: 2 } });
  now = '2026-06-02T12:00:00Z';
  await send(source, [view(1), view(2)]);
  const [second] = await settle(source);
  expect(second).toMatchObject({ versionNumber: 1, counts: { duplicates: { session_event: 2 }, accepted: {} } });
  await send(source, [view(1, { productId: 'other' }), view(4), view(5, { eventTime: '2026-05-20T00:00:00Z' })]);
  const [third] = await settle(source);
  // late: known more than a day after it happened; out of order: older than what the log had
  expect(third!.counts).toMatchObject({ accepted: { session_event: 3 }, corrections: { session_event: 1 }, late: 3, outOfOrder: 2 });
  expect(await ask(source, `SELECT product_id AS p FROM session_event WHERE event_id = 'v1' AND superseded_time IS NULL`)).toEqual([{ p: 'other' }]);
});

test('what a browser did before it was known whose it is counts as the customer\'s, from the moment of that knowledge', async () => {
  const source = await newSource('stitch');
  now = '2026-06-03T10:00:00Z';
  await send(source, [view(1, { anonymousId: 'a1', eventTime: '2026-06-03T09:59:00Z' }), view(2, { anonymousId: 'a2', eventTime: '2026-06-03T09:59:00Z' })]);
  await settle(source);
  now = '2026-06-03T11:00:00Z';
  await send(source, [{ ...view(3, { anonymousId: 'a1', customerId: 'c7', eventTime: '2026-06-03T10:59:00Z' }), kind: 'click', step: 'identify' }]);
  await settle(source);
  expect(await ask(source, `SELECT event_id AS e, customer_id AS c, strftime(known_time, '%H:%M') AS known FROM session_event_of_customer WHERE customer_id IS NOT NULL ORDER BY 1`)).toEqual([{ e: 'v1', c: 'c7', known: '11:00' }, { e: 'v3', c: 'c7', known: '11:00' }]);
});

test('nothing but refusals is a batch too, and no version', async () => {
  const source = await newSource('refusals');
  await send(source, [7, 8]);
  expect(await settle(source)).toMatchObject([{ state: 'done', versionNumber: null, counts: { read: 2, rejected: 2, reasons: { 'not a JSON object': 2 } } }]);
});

test('a source of another shop, a paused one, one that is put away and one of another kind take nothing', async () => {
  const source = await newSource('closed');
  await expect(ingestEvents(deps, deps.scope('admin', deps.otherProjectId), { sourceId: source.id, events: [] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await updateEventSource(deps.db, deps.scope(), source.id, { paused: true });
  await expect(send(source, [view(1)])).rejects.toMatchObject({ code: 'CONFLICT' });
  const page = await createEventSource(deps.db, deps.scope(), { logId: source.logId, name: 'Page', config: { kind: 'browser', origins: ['https://shop.example.com'] } });
  await expect(send(page, [view(1)])).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await openSource(deps, { writeKey: page.writeKey! })).toMatchObject({ id: page.id });
  await updateEventSource(deps.db, deps.scope(), page.id, { archived: true });
  await expect(openSource(deps, { writeKey: 'bwc_nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a log with many batches unread asks senders to come again later', async () => {
  const source = await newSource('behind');
  await deps.db.prisma.eventBatch.createMany({ data: Array.from({ length: 100 }, (_, i) => ({ projectId: deps.projectId, logId: source.logId, sourceId: source.id, number: i + 1, origin: 'http', files: [], bytes: 0n, contentHash: `b${i}`, createdBy: 'x', createdByName: 'x' })) });
  await expect(send(source, [view(1)])).rejects.toMatchObject({ code: 'RATE_LIMITED', retry: true, context: { retryAfterSeconds: 60 } });
});

test('a call of more events than one may bring is refused whole', async () => {
  const source = await openSource(deps, { id: (await newSource('large')).id, projectId: deps.projectId });
  await expect(receiveEvents(deps, { source, events: Array.from({ length: 5001 }, () => view(1)) })).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
});
