import { ENTITY_KINDS, EVENT_COLUMNS, EVENT_SCHEMAS, NATURAL_KEYS } from './event';

describe('event contract', () => {
  it.each(ENTITY_KINDS)('%s begins with its id and its two times, and describes every column', (kind) => {
    const columns = EVENT_COLUMNS[kind];
    expect(columns.slice(0, 3).map((c) => c.column)).toEqual(['event_id', 'event_time', 'known_time']);
    for (const c of columns) expect(c.description === '' && c.field !== 'attributes' && c.field !== 'currency' ? c.field : '').toBe('');
    for (const key of NATURAL_KEYS[kind]) expect(columns.map((c) => c.field)).toContain(key);
  });

  it('stores numbers, flags, instants and free fields as what they are', () => {
    const type = (kind: keyof typeof EVENT_COLUMNS, field: string) => EVENT_COLUMNS[kind].find((c) => c.field === field)!.type;
    expect([type('order_line', 'quantity'), type('order_line', 'line'), type('customer', 'consent'), type('promotion', 'startTime'), type('product', 'attributes'), type('order_line', 'state')]).toEqual(['DOUBLE', 'BIGINT', 'BOOLEAN', 'TIMESTAMP', 'JSON', 'VARCHAR']);
  });

  it('requires what a row means nothing without', () => {
    const order = { eventTime: '2026-01-31T23:59:59Z', orderId: 'o1', productId: 'p1', quantity: 2 };
    expect(EVENT_SCHEMAS.order_line.parse(order)).toMatchObject({ line: 1, state: 'placed' });
    expect(EVENT_SCHEMAS.order_line.safeParse({ ...order, orderId: '' }).success).toBe(false);
    expect(EVENT_SCHEMAS.order_line.safeParse({ ...order, quantity: Number.POSITIVE_INFINITY }).success).toBe(false);
    expect(EVENT_SCHEMAS.order_line.safeParse({ ...order, state: 'lost' }).success).toBe(false);
  });
});
