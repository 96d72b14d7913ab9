import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { eventMappingSchema, eventRulesSchema, type EntityKind } from '@bellwether/contracts';
import { performTask } from '../ingest/perform-task';
import { guessNumber, guessTime } from './guess-values';

let home: string;
let count = 0;
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-propose-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const limits = { memoryMb: 512, threads: 2, seconds: 60 };
async function write(content: string) {
  const folder = path.join(home, String(++count));
  await mkdir(folder);
  const file = path.join(folder, 'in.csv');
  await writeFile(file, content);
  return { files: [{ file, fileName: 'in.csv' }], workDir: path.join(folder, 'work'), limits };
}
/** Proposes, and holds the proposal against the same rows. */
async function propose(content: string, entity: EntityKind | null = null) {
  const task = await write(content);
  const proposal = await performTask({ ...task, kind: 'events-propose', timeZone: 'UTC', entity }, () => undefined);
  const preview = await performTask({ ...task, kind: 'events-preview', mapping: eventMappingSchema.parse(proposal.mapping), rules: eventRulesSchema.parse({}), currency: 'USD', arrival: '2026-06-01T00:00:00Z' }, () => undefined);
  return { ...proposal, preview, fields: proposal.mapping.rows[0]!.fields, notes: proposal.notes.map((n) => n.code) };
}

describe('a proposal reads the rows of well-known exports without loss', () => {
  it('Online Retail: American times, negative quantities, several lines an order', async () => {
    const p = await propose('InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n536365,85123A,WHITE HANGING HEART,6,12/1/2010 8:26,2.55,17850,United Kingdom\n536365,71053,LANTERN,6,12/1/2010 8:26,3.39,17850,United Kingdom\nC536379,71053,LANTERN,-6,12/31/2010 9:41,3.39,17850,United Kingdom\n');
    expect(p.mapping.rows).toMatchObject([{ kind: 'order_line', negative: 'cancel', knownTime: { from: 'event', delayMinutes: 0 } }]);
    expect(p.fields).toMatchObject({ eventTime: { column: 'InvoiceDate', format: '%m/%d/%Y %H:%M' }, line: { numberedWithin: ['InvoiceNo'] }, unitPrice: { column: 'UnitPrice' }, customerId: { column: 'CustomerID' } });
    expect(p.preview.counts).toMatchObject({ read: 3, rejected: 0, cancelled: 1, accepted: { order_line: 3 } });
    expect(p.preview.eventFrom).toBe('2010-12-01T08:26:00.000000Z');
  });

  it('Complete Journey: line totals become prices of one unit', async () => {
    const p = await propose('household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,transaction_timestamp\n900,330,31198570044,1095275,2,1.0,0.1,2017-01-01 06:53:26\n900,330,31198570044,9878513,1,0.99,0.0,2017-01-01 06:53:26\n');
    expect([p.mapping.rows[0]!.kind, p.notes]).toEqual(['order_line', expect.arrayContaining(['line-total'])]);
    expect(p.fields).toMatchObject({ orderId: { column: 'basket_id' }, customerId: { column: 'household_id' }, unitPrice: { column: 'sales_value', per: 'quantity' }, discount: { column: 'retail_disc' } });
    expect(p.preview.rows[0]!.sample[0]).toContain(0.5);
  });

  it('CDNOW: no orders and no products, days only', async () => {
    const p = await propose('customer,date,quantity,dollars\n1,19970101,1,11.77\n1,19970118,2,12.00\n2,19970101,1,9.99\n');
    expect(p.notes).toEqual(expect.arrayContaining(['no-order-id', 'no-product', 'line-total', 'dates-only']));
    expect(p.mapping.rows[0]).toMatchObject({ kind: 'order_line', knownTime: { from: 'event', delayMinutes: 1440 }, fields: { orderId: { columns: ['customer', 'date'] }, eventTime: { format: '%Y%m%d' } } });
    expect(p.preview.counts).toMatchObject({ accepted: { order_line: 3 }, rejected: 0 });
  });

  it('a clickstream with purchases: sessions and orders out of one file', async () => {
    const p = await propose('event_time,event_type,product_id,category_code,brand,price,user_id,user_session\n2019-10-01 00:00:00 UTC,view,44600062,,shiseido,35.79,541312140,a\n2019-10-01 00:00:01 UTC,cart,44600062,,shiseido,35.79,541312140,a\n2019-10-01 00:00:02 UTC,purchase,44600062,,shiseido,35.79,541312140,a\n');
    expect(p.mapping.rows.map((r) => r.kind)).toEqual(['session_event', 'order_line']);
    expect(p.preview.counts).toMatchObject({ read: 3, unmapped: 0, rejected: 0, accepted: { session_event: 2, order_line: 1 } });
  });

  it.each<[EntityKind, string]>([
    ['review', 'review_id,reviewer_id,asin,overall,reviewText,unixReviewTime\nr1,u1,a1,5,good,1252800000\n'],
    ['product', 'article_id,prod_name,product_type_name,department\n0108775015,Strap top,Vest top,Jersey\n'],
    ['customer', 'customer_id,country,birth_year,consent,created_at\nc1,DE,1980,yes,2020-01-01\n'],
    ['stock_level', 'sku,warehouse,on_hand,counted_at\np1,w1,5,2026-01-01T00:00:00Z\n'],
    ['payment', 'order_id,payment_type,payment_value,paid_at\no1,card,9.5,2026-01-01 10:00:00\n'],
    ['impression', 'request_id,timestamp,product_id,position,propensity_score,user_id\nl1,2026-01-01 10:00:00,p1,1,0.5,u1\n'],
    ['return', 'order_id,product_id,quantity,refund_amount,returned_at\no1,p1,1,5,2026-01-02\n'],
    ['promotion', 'campaign_id,campaign_name,start_date,end_date,announced_at\nk1,Spring,2026-03-01,2026-03-14,2026-02-20\n'],
    ['promotion_exposure', 'campaign_id,customer_id,sent_at,treated\nk1,c1,2026-03-01 08:00:00,true\n'],
  ])('%s', async (kind, content) => {
    const p = await propose(content);
    expect([p.mapping.rows[0]!.kind, p.preview.counts.accepted, p.preview.counts.rejected]).toEqual([kind, { [kind]: 1 }, 0]);
  });
});

it('a mapping that loses rows says how many, why and which, before anything is kept', async () => {
  const task = await write('order,sku,qty,at\no1,p1,1,2026-01-01\no2,,1,2026-01-01\no3,p1,two,2026-01-01\no4,p1,1,2031-01-01\no5,p1,1,2026-01-02,oops\no6,p1,1,2026-01-03\n');
  const mapping = eventMappingSchema.parse({ rows: [{ kind: 'order_line', when: [{ column: 'order', is: 'not-one-of', values: ['o6'] }], knownTime: { from: 'event' }, fields: { eventTime: { column: 'at' }, orderId: { column: 'order' }, productId: { column: 'sku' }, quantity: { column: 'qty' } } }] });
  const preview = await performTask({ ...task, kind: 'events-preview', mapping, rules: eventRulesSchema.parse({}), currency: 'USD', arrival: '2026-06-01T00:00:00Z' }, () => undefined);
  expect(preview).toMatchObject({ whole: true, counts: { read: 6, accepted: { order_line: 1 }, rejected: 4, unmapped: 1 } });
  expect(Object.fromEntries(preview.rejects.map((r) => [r.reason, [r.rows, r.row]]))).toEqual({ 'productId: empty': [1, 2], 'quantity: not a number': [1, 3], 'eventTime: in the future': [1, 4], 'too many cells': [1, 5] });
  expect(preview.rows[0]).toMatchObject({ kind: 'order_line', columns: expect.arrayContaining(['orderId', 'eventTime']), sample: [expect.arrayContaining(['o1'])] });
});

it('one row in ten that cannot be read does not hide what a column is: its name says so too, and the preview counts the bad rows', async () => {
  const lines = Array.from({ length: 9 }, (_, i) => `o${i},c${i},p1,2026-01-0${i + 1} 10:00:00,1,5.00`);
  const p = await propose(`order_id,customer,sku,order_date,qty,price\n${lines.join('\n')}\no9,c9,p1,soon,several,5.00\n`);
  expect(p.mapping.rows[0]).toMatchObject({ kind: 'order_line', fields: { eventTime: { column: 'order_date' }, quantity: { column: 'qty' } } });
  expect(p.preview.counts).toMatchObject({ read: 10, accepted: { order_line: 9 }, rejected: 1 });
});

it('a mapping for other columns is refused by name', async () => {
  const task = await write('a,b\n1,2\n');
  const mapping = eventMappingSchema.parse({ rows: [{ kind: 'order_line', knownTime: { from: 'arrival' }, fields: { eventTime: { column: 'at' }, orderId: { column: 'a' }, productId: { column: 'a' }, quantity: { column: 'b' } } }] });
  await expect(performTask({ ...task, kind: 'events-preview', mapping, rules: eventRulesSchema.parse({}), currency: 'USD', arrival: '2026-06-01T00:00:00Z' }, () => undefined)).rejects.toMatchObject({ code: 'COLUMN_NOT_FOUND', message: expect.stringContaining('"at"') });
});

describe('guesses', () => {
  it.each([
    [['2026-01-01'], 'iso'], [['2026-01-01T10:00:00+02:00'], 'iso'], [['31/01/2026', '01/02/2026'], '%d/%m/%Y'], [['1/31/2026 8:05'], '%m/%d/%Y %H:%M'], [['1.2.2026'], '%d.%m.%Y'], [['05-Jan-2026'], '%d-%b-%Y'], [['20260131'], '%Y%m%d'], [['1767225600'], 'epoch-s'], [['1767225600000'], 'epoch-ms'], [['12/31/2026 11:05 PM'], '%m/%d/%Y %I:%M %p'],
  ])('%j is read as %s', (values, format) => expect(guessTime(values)?.format).toBe(format));
  it.each([[['17850']], [['red']], [['31/31/2026', '31/01/2026', '01/31/2026']]])('%j is no time', (values) => expect(guessTime(values)).toBeNull());
  it.each([[['1,234.50', '-2'], 'point', true], [['1.234,50', '2'], 'comma', false], [['€ 12,50'], 'comma', false], [['5'], 'point', false]])('%j has the decimal %s', (values, decimal, negatives) => expect(guessNumber(values)).toMatchObject({ decimal, negatives }));
});
