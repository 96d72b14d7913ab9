import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { EventMappingInput, EventRules } from '@bellwether/contracts';
import { asOf, TestLog } from './event-log-testing';

let home: string;
let count = 0;
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-events-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const fields = { orderId: { column: 'order' }, customerId: { column: 'customer' }, productId: { column: 'sku' }, quantity: { column: 'qty' }, unitPrice: { column: 'price' }, eventTime: { column: 'at' } };
type RowInput = EventMappingInput['rows'][number];
const orders = (row: Partial<RowInput> = {}, more: Partial<EventMappingInput> = {}): EventMappingInput => ({ rows: [{ kind: 'order_line', fields, knownTime: { from: 'event' }, ...row }], ...more });
const log = (mapping: EventMappingInput, rules: Partial<Record<keyof EventRules, unknown>> = {}) => new TestLog(path.join(home, String(++count)), mapping, rules);
const HEAD = 'order,customer,sku,qty,price,at\n';
const csv = (...lines: string[]) => ({ 'orders.csv': HEAD + lines.join('\n') + '\n' });
const tidy = (counts: object) => Object.fromEntries(Object.entries(counts).filter(([, v]) => (typeof v === 'number' ? v > 0 : Object.keys(v).length > 0)));

describe('a batch', () => {
  it('of several files of several forms becomes one partition of the kind', async () => {
    const shop = log(orders());
    const made = await shop.take({
      'a.csv': `${HEAD}o1,c1,p1,2,9.5,2026-01-01 10:00:00\n`,
      'b.jsonl.gz': gzipSync('{"order":"o2","customer":"c1","sku":"p2","qty":1,"price":3,"at":"2026-01-02T08:00:00+08:00"}\n'),
      'c.tsv': `${HEAD.replaceAll(',', '\t')}o3\tc2\tp1\t1\t\t2026-01-03\n`,
    });
    expect(tidy(made.counts)).toEqual({ read: 3, accepted: { order_line: 3 } });
    expect(made.partitions).toMatchObject([{ kind: 'order_line', rows: 3, eventFrom: '2026-01-01T10:00:00.000000Z', eventTo: '2026-01-03T00:00:00.000000Z', stats: { days: { s1: { '2026-01-01': 1, '2026-01-02': 1, '2026-01-03': 1 } }, empty: { unit_price: 1, coupon: 3, customer_id: 0 }, constant: {} } }]);
    expect(await shop.rows('SELECT order_id AS o, line, quantity AS q, unit_price AS p, state, event_time AS at FROM order_line ORDER BY 1')).toEqual([
      { o: 'o1', line: 1, q: 2, p: 9.5, state: 'placed', at: '2026-01-01T10:00:00.000Z' },
      { o: 'o2', line: 1, q: 1, p: 3, state: 'placed', at: '2026-01-02T00:00:00.000Z' },
      { o: 'o3', line: 1, q: 1, p: null, state: 'placed', at: '2026-01-03T00:00:00.000Z' },
    ]);
  });

  it('of Parquet with native types reads as the same rows', async () => {
    const shop = log(orders());
    await shop.take(csv('o1,c1,p1,2,9.5,2026-01-01 10:00:00'));
    const file = await readFile(shop.tables.files.order_line![0]!);
    const again = log(orders({ fields: { orderId: { column: 'order_id' }, productId: { column: 'product_id' }, quantity: { column: 'quantity' }, unitPrice: { column: 'unit_price' }, customerId: { column: 'customer_id' }, eventTime: { column: 'event_time' } } }));
    await again.take({ 'rows.parquet': file });
    expect(await again.rows('SELECT * EXCLUDE (superseded_time) FROM order_line')).toEqual(await shop.rows('SELECT * EXCLUDE (superseded_time) FROM order_line'));
  });

  it('one source feeds several kinds, and rows of none are counted', async () => {
    const shop = log({
      rows: [
        { kind: 'session_event', when: [{ column: 'event', is: 'one-of', values: ['view', 'cart'] }], knownTime: { from: 'event' }, fields: { eventTime: { column: 'at', format: 'epoch-ms' }, sessionId: { column: 's' }, kind: { column: 'event', values: { view: 'view', cart: 'add_to_cart' } }, productId: { column: 'sku' } } },
        { kind: 'order_line', when: [{ column: 'event', is: 'one-of', values: ['purchase'] }], knownTime: { from: 'event' }, fields: { eventTime: { column: 'at', format: 'epoch-ms' }, orderId: { columns: ['s', 'at'], separator: '-' }, productId: { column: 'sku' }, quantity: { constant: 1 } } },
      ],
    });
    const made = await shop.take({ 'e.csv': 's,event,sku,at\ns1,view,p1,1767225600000\ns1,Cart,p1,1767225601000\ns1,purchase,p1,1767225602000\ns1,scroll,p1,1767225603000\ns1,view,p1,oops\n' });
    expect(tidy(made.counts)).toEqual({ read: 5, accepted: { session_event: 2, order_line: 1 }, unmapped: 1, rejected: 1, reasons: { 'eventTime: not a time, or one that the zone does not have': 1 } });
    expect(await shop.rows('SELECT order_id, quantity FROM order_line')).toEqual([{ order_id: 's1-1767225602000', quantity: 1 }]);
  });

  it('units, decimals, totals and line numbers are what the mapping says', async () => {
    const shop = log(orders({ fields: { ...fields, line: { numberedWithin: ['order'] }, unitPrice: { column: 'total', decimal: 'comma', factor: 0.01, per: 'qty' }, discount: { sum: ['d1', 'd2'], factor: -1 } } }));
    const made = await shop.take({ 'o.csv': 'order;customer;sku;qty;total;d1;d2;at\no1;c1;p1;2;1.000,50;-1;;2026-01-01\no1;c1;p2;1;300;;-2;2026-01-01\n' });
    expect(await shop.rows('SELECT line, unit_price AS p, discount AS d FROM order_line ORDER BY line')).toEqual([{ line: 1, p: 5.0025, d: 1 }, { line: 2, p: 3, d: 2 }]);
    // what is the same in every row is kept as a fact: proposals pass over it
    expect(made.partitions[0]!.stats.constant).toMatchObject({ order_id: 'o1', customer_id: 'c1' });
    expect(Object.keys(made.partitions[0]!.stats.constant!)).not.toContain('product_id');
  });
});

describe('what came twice', () => {
  it('the same file again changes nothing; its rows are duplicates', async () => {
    const shop = log(orders({ knownTime: { from: 'arrival' } }));
    const file = csv('o1,c1,p1,1,5,2026-01-01', 'o2,c1,p1,1,5,2026-01-01');
    await shop.take(file, '2026-02-01T00:00:00Z');
    const again = await shop.take(file, '2026-03-01T00:00:00Z');
    expect(tidy(again.counts)).toEqual({ read: 2, duplicates: { order_line: 2 }, late: 2 });
    expect([again.partitions, again.supersededFile]).toEqual([[], null]);
  });

  it('the same order twice with different amounts in one file: the later row is in force, the other is kept and counted', async () => {
    const shop = log(orders());
    const made = await shop.take(csv('o1,c1,p1,1,5,2026-01-01', 'o2,c1,p1,1,7,2026-01-01', 'o1,c1,p1,1,6,2026-01-01', 'o1,c1,p1,1,5,2026-01-01'));
    expect(tidy(made.counts)).toMatchObject({ read: 4, accepted: { order_line: 3 }, duplicates: { order_line: 1 }, corrections: { order_line: 1 }, conflicts: { order_line: 1 } });
    expect(await shop.rows(`SELECT order_id AS o, unit_price AS p FROM order_line WHERE ${asOf('2026-01-01 00:00:01')} ORDER BY 1`)).toEqual([{ o: 'o1', p: 6 }, { o: 'o2', p: 7 }]);
  });

  it('or is rejected with its row and reason, where the rules say so', async () => {
    const made = await log(orders(), { conflict: 'reject' }).take(csv('o1,c1,p1,1,5,2026-01-01', 'o1,c1,p1,1,6,2026-01-01'));
    expect(tidy(made.counts)).toMatchObject({ accepted: { order_line: 1 }, rejected: 1, reasons: { 'another row of the same event id became known at the same moment': 1 } });
    expect(made.rejects).toMatchObject([{ file: 'orders.csv', row: 2 }]);
  });

  it('also against what the log has, where it became known at the same moment', async () => {
    const shop = log(orders(), { conflict: 'reject' });
    await shop.take(csv('o1,c1,p1,1,5,2026-01-01'));
    const made = await shop.take(csv('o2,c1,p1,1,5,2026-01-01', 'o1,c1,p1,1,6,2026-01-01'));
    expect(tidy(made.counts)).toMatchObject({ accepted: { order_line: 1 }, rejected: 1 });
    expect(made.rejects).toMatchObject([{ file: 'orders.csv', row: 2 }]);
  });

  it('is found wherever in a file it stands', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `o${i},c1,p1,1,5,2026-01-01`);
    const made = await log(orders()).take(csv(...rows, rows[17]!));
    expect(tidy(made.counts)).toEqual({ read: 5001, accepted: { order_line: 5000 }, duplicates: { order_line: 1 } });
  });

  it('a correction that arrives later is in force from its known time, and not before', async () => {
    const shop = log(orders({ knownTime: { from: 'arrival' } }));
    await shop.take(csv('o1,c1,p1,1,5,2026-01-01'), '2026-01-02T00:00:00Z');
    const made = await shop.take(csv('o1,c1,p1,1,4,2026-01-01'), '2026-02-02T00:00:00Z');
    expect(made.counts).toMatchObject({ corrections: { order_line: 1 }, late: 1 });
    const price = async (t: string) => (await shop.rows<{ p: number }>(`SELECT unit_price AS p FROM order_line WHERE ${asOf(t)}`)).map((r) => r.p);
    expect([await price('2026-01-01 12:00'), await price('2026-01-15'), await price('2026-02-02')]).toEqual([[], [5], [4]]);
  });

  it('a correction known before what the log has (out of order) does not displace it', async () => {
    const mapping = orders({ knownTime: { from: 'column', column: 'known' } });
    const shop = log(mapping);
    const file = (price: number, known: string) => ({ 'o.csv': `${HEAD.trim()},known\no1,c1,p1,1,${price},2026-01-01,${known}\n` });
    await shop.take(file(6, '2026-03-01'));
    await shop.take(file(5, '2026-02-01'));
    const price = async (t: string) => (await shop.rows<{ p: number }>(`SELECT unit_price AS p FROM order_line WHERE ${asOf(t)}`)).map((r) => r.p);
    expect([await price('2026-02-15'), await price('2026-03-15')]).toEqual([[5], [6]]);
  });
});

describe('times', () => {
  it('events from the future and from 1970 are rejected with their row; a clock a little ahead is kept and counted', async () => {
    const made = await log(orders({ knownTime: { from: 'arrival' } })).take(csv('o1,c1,p1,1,5,1970-01-01', 'o2,c1,p1,1,5,2031-01-01', 'o3,c1,p1,1,5,2026-06-01 00:05:00', 'o4,c1,p1,1,5,2026-05-31 23:00:00'), '2026-06-01T00:00:00Z');
    expect(tidy(made.counts)).toMatchObject({ read: 4, accepted: { order_line: 2 }, rejected: 2, skewed: 1, reasons: { 'eventTime: before 1995-01-01, the earliest that the log takes': 1, 'eventTime: in the future': 1 } });
    expect(made.rejects.map((r) => [r.row, r.raw])).toEqual([[1, 'o1,c1,p1,1,5,1970-01-01'], [2, 'o2,c1,p1,1,5,2031-01-01']]);
  });

  it('seconds read as milliseconds land in 1970 and are refused', async () => {
    const made = log(orders({ fields: { ...fields, eventTime: { column: 'at', format: 'epoch-ms' } } })).take(csv('o1,c1,p1,1,5,1767225600'));
    expect((await made).counts.reasons).toEqual({ 'eventTime: before 1995-01-01, the earliest that the log takes': 1 });
  });

  it('local times become UTC; the hour that comes twice and the one that never was follow the rule and are counted', async () => {
    const lines = ['o1,c1,p1,1,5,2026-07-01 12:00:00', 'o2,c1,p1,1,5,2025-10-26 02:30:00', 'o3,c1,p1,1,5,2026-03-29 02:30:00', 'o4,c1,p1,1,5,2026-01-01 12:00:00'];
    const times = async (more: Partial<EventMappingInput>) => {
      const shop = log(orders({}, { timeZone: 'Europe/Berlin', ...more }));
      const made = await shop.take(csv(...lines), '2027-01-01T00:00:00Z');
      return { counts: [made.counts.doubledHour, made.counts.missingHour, made.counts.rejected], at: (await shop.rows<{ at: string }>(`SELECT strftime(event_time, '%m-%d %H:%M') AS at FROM order_line ORDER BY order_id`)).map((r) => r.at) };
    };
    expect(await times({})).toEqual({ counts: [1, 1, 0], at: ['07-01 10:00', '10-26 01:30', '03-29 01:30', '01-01 11:00'] });
    expect(await times({ doubledHour: 'earlier' })).toEqual({ counts: [1, 1, 0], at: ['07-01 10:00', '10-26 00:30', '03-29 01:30', '01-01 11:00'] });
    expect(await times({ doubledHour: 'reject', missingHour: 'reject' })).toEqual({ counts: [0, 0, 2], at: ['07-01 10:00', '01-01 11:00'] });
  });

  it('a time with an offset is taken at its word, whatever the zone', async () => {
    const shop = log(orders({}, { timeZone: 'Asia/Shanghai' }));
    await shop.take(csv('o1,c1,p1,1,5,2026-01-01T10:00:00+01:00', 'o2,c1,p1,1,5,2026-01-01T10:00:00Z', 'o3,c1,p1,1,5,2026-01-01T10:00:00'));
    expect(await shop.rows(`SELECT strftime(event_time, '%H:%M') AS at FROM order_line ORDER BY order_id`)).toEqual([{ at: '09:00' }, { at: '10:00' }, { at: '02:00' }]);
  });
});

describe('quantities', () => {
  const lines = csv('o1,c1,p1,80995,1,2026-01-01 10:00:00', 'o1b,c1,p2,3,1,2026-01-01 10:00:00', 'x1,c1,p1,-80995,1,2026-01-01 10:12:00', 'x2,c9,p9,-2,4,2026-01-01 11:00:00');

  it('an enormous order that is cancelled minutes later counts in between, and never after', async () => {
    const shop = log(orders({ negative: 'cancel' }));
    const made = await shop.take(lines);
    expect(made.counts).toMatchObject({ cancelled: 1, cancelUnmatched: 1, accepted: { order_line: 3, return: 1 }, corrections: { order_line: 1 } });
    const units = async (t: string) => (await shop.rows<{ n: number }>(`SELECT coalesce(sum(quantity), 0) AS n FROM order_line WHERE state = 'placed' AND ${asOf(t)}`))[0]!.n;
    expect([await units('2026-01-01 10:05'), await units('2026-01-01 10:12')]).toEqual([80998, 3]);
    expect(await shop.rows('SELECT order_id, quantity, amount FROM "return"')).toEqual([{ order_id: 'x2', quantity: 2, amount: 8 }]);
  });

  it('a cancellation in a later batch finds the line that the log has; sending both again changes nothing', async () => {
    const shop = log(orders({ negative: 'cancel' }));
    const [first, second] = [csv('o1,c1,p1,5,1,2026-01-01 10:00:00'), csv('x1,c1,p1,-5,1,2026-01-01 10:12:00')];
    await shop.take(first);
    expect((await shop.take(second)).counts).toMatchObject({ cancelled: 1, corrections: { order_line: 1 } });
    expect((await shop.take(second)).counts).toMatchObject({ duplicates: { order_line: 1 }, accepted: {} });
    expect(await shop.rows(`SELECT count(*) AS n FROM order_line WHERE state = 'placed' AND ${asOf('2026-02-01')}`)).toEqual([{ n: 0 }]);
  });

  it('negative quantities as returns, rejected, or as they stand', async () => {
    expect((await log(orders({ negative: 'return' })).take(lines)).counts.accepted).toEqual({ order_line: 2, return: 2 });
    expect((await log(orders({ negative: 'reject' })).take(lines)).counts).toMatchObject({ accepted: { order_line: 2 }, reasons: { 'quantity: negative': 2 } });
    expect((await log(orders()).take(lines)).counts.accepted).toEqual({ order_line: 4 });
  });
});

it('currencies: others than the log\'s are kept and counted, or rejected', async () => {
  const mapping = orders({ fields: { ...fields, currency: { column: 'cur' } } });
  const file = { 'o.csv': `${HEAD.trim()},cur\no1,c1,p1,1,5,2026-01-01,USD\no2,c1,p1,1,5,2026-01-01,EUR\no3,c1,p1,1,5,2026-01-01,\n` };
  expect((await log(mapping).take(file)).counts).toMatchObject({ currencies: { USD: 1, EUR: 1 }, rejected: 0 });
  expect((await log(mapping, { currency: { mode: 'reject' } }).take(file)).counts).toMatchObject({ currencies: { USD: 1 }, reasons: { 'currency: another than USD': 1 } });
});

it('devices are linked from the time a link was known', async () => {
  const mapping: EventMappingInput = { rows: [{ kind: 'session_event', knownTime: { from: 'event' }, fields: { eventTime: { column: 'at' }, sessionId: { column: 's' }, kind: { constant: 'view' }, anonymousId: { column: 'a' }, customerId: { column: 'c' } } }] };
  const shop = log(mapping);
  await shop.take({ 'e.csv': 's,a,c,at\ns1,a1,,2026-01-01\ns2,a1,c1,2026-01-03\n' });
  await shop.take({ 'e.csv': 's,a,c,at\ns3,a1,,2026-01-05\ns4,a1,c1,2026-01-06\n' });
  expect(await shop.rows(`SELECT session_id AS s, customer_id AS c, strftime(known_time, '%d') AS known FROM session_event_of_customer ORDER BY 1`)).toEqual([{ s: 's1', c: 'c1', known: '03' }, { s: 's2', c: 'c1', known: '03' }, { s: 's3', c: 'c1', known: '05' }, { s: 's4', c: 'c1', known: '06' }]);
});

it('10 % malformed lines in the middle of a large file: each is kept with its row, the others are all there', async () => {
  const line = (i: number) => (i >= 20_000 && i < 40_000 && i % 2 === 0 ? ['broken', `o${i},c1,p1,many,1,2026-01-01`, `o${i},c1,p1,1,1,2026-01-01,x`, `o${i},c1,,1,1,2026-01-01`][(i / 2) % 4]! : `o${i},c1,p${i % 7},1,1,2026-01-01`);
  const made = await log(orders()).take(csv(...Array.from({ length: 100_000 }, (_, i) => line(i))));
  expect(made.counts).toMatchObject({ read: 100_000, accepted: { order_line: 90_000 }, rejected: 10_000 });
  expect(made.counts.reasons).toEqual({ 'too few cells': 2500, 'quantity: not a number': 2500, 'too many cells': 2500, 'productId: empty': 2500 });
  const rows = (await readFile(made.rejectedPath!, 'utf8')).trim().split('\r\n').slice(1).map((l) => Number(l.split(',')[1]));
  expect(rows).toEqual(Array.from({ length: 10_000 }, (_, i) => 20_001 + 2 * i));
});
