import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { EventTables } from '@bellwether/contracts';
import { DuckSession } from '../ingest/session';
import { plainEventTables, type PlainEvents } from '../testing';
import { eventFiles, registerEventViews } from './event-views';

let home: string;
let count = 0;
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-views-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function over<T>(tables: EventTables, work: (session: DuckSession) => Promise<T>): Promise<T> {
  const session = await DuckSession.open({ folders: [], files: eventFiles(tables), memoryMb: 512, threads: 1, spill: path.join(home, 'spill') });
  try {
    await registerEventViews(session, tables);
    return await work(session);
  } finally {
    session.close();
  }
}
const tables = (events: PlainEvents, links: Parameters<typeof plainEventTables>[2] = []) => plainEventTables(path.join(home, String(++count)), events, links);
const asOf = (time: string) => `known_time <= TIMESTAMP '${time}' AND (superseded_time IS NULL OR superseded_time > TIMESTAMP '${time}')`;
const order = (more: object) => ({ eventTime: '2026-01-01T10:00:00Z', orderId: 'o1', customerId: 'c1', productId: 'p1', quantity: 2, ...more });

test('what was known at a moment: an order, its correction, its cancellation', async () => {
  const made = await tables({ order_line: [order({ unitPrice: 5 }), order({ unitPrice: 4, knownTime: '2026-01-02T00:00:00Z' }), order({ state: 'cancelled', knownTime: '2026-01-03T00:00:00Z' })] });
  await over(made, async (session) => {
    const seen = async (time: string) => session.rows(`SELECT event_id, unit_price, state FROM order_line WHERE ${asOf(time)}`);
    expect(await seen('2026-01-01 09:00')).toEqual([]);
    expect(await seen('2026-01-01 10:00')).toEqual([{ event_id: 'order_line:o1/1', unit_price: 5, state: 'placed' }]);
    expect(await seen('2026-01-02 12:00')).toEqual([{ event_id: 'order_line:o1/1', unit_price: 4, state: 'placed' }]);
    expect(await seen('2026-02-01 00:00')).toEqual([{ event_id: 'order_line:o1/1', unit_price: null, state: 'cancelled' }]);
  });
});

test('kinds without rows are empty views with the same columns; times with an offset are stored as UTC', async () => {
  await over(await tables({ order_line: [order({ eventTime: '2026-01-01T10:00:00+08:00' })] }), async (session) => {
    expect(await session.rows('SELECT count(*) AS n, count(rating) AS r, count(superseded_time) AS s FROM review')).toEqual([{ n: 0, r: 0, s: 0 }]);
    expect(await session.one('SELECT event_time FROM order_line')).toEqual({ event_time: '2026-01-01T02:00:00.000Z' });
  });
});

test('an anonymous event is the customer\'s from the moment the link was known, never before', async () => {
  const view = (anonymousId: string, at: string, customerId?: string) => ({ sessionId: `s-${anonymousId}`, kind: 'view', eventTime: at, anonymousId, customerId });
  const made = await tables(
    { session_event: [view('a1', '2026-01-01T00:00:00Z'), view('a1', '2026-01-10T00:00:00Z'), view('a1', '2026-01-20T00:00:00Z'), view('a2', '2026-01-01T00:00:00Z'), view('a1', '2026-01-21T00:00:00Z', 'c9')] },
    [{ anonymousId: 'a1', customerId: 'c1', knownTime: '2026-01-05T00:00:00Z' }, { anonymousId: 'a1', customerId: 'c2', knownTime: '2026-01-15T00:00:00Z' }],
  );
  await over(made, async (session) => {
    expect(await session.rows('SELECT customer_id AS c, event_time::DATE::VARCHAR AS happened, known_time::DATE::VARCHAR AS known FROM session_event_of_customer ORDER BY event_time')).toEqual([
      { c: 'c1', happened: '2026-01-01', known: '2026-01-05' },
      { c: 'c1', happened: '2026-01-10', known: '2026-01-10' },
      { c: 'c2', happened: '2026-01-20', known: '2026-01-20' },
      { c: 'c9', happened: '2026-01-21', known: '2026-01-21' },
    ]);
    expect(await session.one('SELECT count(*) AS n FROM session_event WHERE customer_id IS NULL')).toEqual({ n: 4 });
  });
  await over({ ...made, stitchLookbackDays: 2 }, async (session) => expect(await session.one('SELECT min(event_time)::DATE::VARCHAR AS first FROM session_event_of_customer')).toEqual({ first: '2026-01-10' }));
});

test('money is converted by the newest rate known by then, and is missing where none was known', async () => {
  const made = await tables({ order_line: [order({ unitPrice: 10, currency: 'EUR' }), order({ orderId: 'o2', unitPrice: 10, currency: 'EUR', eventTime: '2026-02-01T00:00:00Z' }), order({ orderId: 'o3', unitPrice: 10, currency: 'USD' }), order({ orderId: 'o4', unitPrice: 10, currency: 'JPY' })] });
  const rates = [{ currency: 'EUR', rate: 1.1, knownTime: '2025-12-01T00:00:00Z' }, { currency: 'EUR', rate: 1.2, knownTime: '2026-01-15T00:00:00Z' }];
  await over({ ...made, currency: { base: 'USD', rates } }, async (session) => {
    const rows = await session.rows<{ o: string; p: number | null; c: string }>('SELECT order_id AS o, round(unit_price, 6) AS p, currency AS c FROM order_line ORDER BY order_id');
    expect(rows).toEqual([{ o: 'o1', p: 11, c: 'USD' }, { o: 'o2', p: 12, c: 'USD' }, { o: 'o3', p: 10, c: 'USD' }, { o: 'o4', p: null, c: 'USD' }]);
  });
});

test('a session that may open the files of one log reads nothing else', async () => {
  const [mine, other] = [await tables({ order_line: [order({})] }), await tables({ order_line: [order({})] })];
  await over(mine, async (session) => {
    await expect(session.run(`SELECT * FROM read_parquet('${other.files.order_line![0]}')`)).rejects.toThrow(/disabled|permission|not allowed/i);
    await expect(session.run(`SELECT * FROM read_csv('/etc/passwd')`)).rejects.toThrow(/disabled|permission|not allowed/i);
  });
});
