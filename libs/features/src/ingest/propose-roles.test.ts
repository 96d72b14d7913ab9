import type { ColumnProfile, ColumnType } from '@bellwether/contracts';
import { profileWarnings } from './data-warnings';
import { proposeRoles } from './propose-roles';

const ROWS = 1000;
const column = (name: string, type: ColumnType, distinct: number): ColumnProfile => ({
  name, type, count: ROWS, missing: 0, distinct, distinctApproximate: false, histogram: null, top: [], target: null, time: null,
  numeric: type === 'integer' || type === 'number' ? { min: 1, max: 100, mean: 50, sd: 20, quantiles: { p01: 1, p05: 5, p25: 25, p50: 50, p75: 75, p95: 95, p99: 99 }, zeros: 0, negatives: 0, nonFinite: 0 } : null,
  text: type === 'string' ? { minLength: 1, maxLength: 10, meanLength: 6 } : null,
});
const EVENTS = [column('order_id', 'integer', 700), column('customer_id', 'integer', 120), column('product_id', 'string', 80), column('purchased_at', 'timestamp', 999), column('shipped_at', 'timestamp', 900), column('event_type', 'string', 3), column('unit_price', 'number', 60), column('quantity', 'integer', 9), column('department', 'string', 12)];

test('a table that says who did what to which item when is proposed as events, one column a role', () => {
  const roles = proposeRoles(EVENTS, ROWS);
  expect(roles).toEqual({ order_id: 'ignored', customer_id: 'id', product_id: 'item', purchased_at: 'time', shipped_at: 'ignored', event_type: 'event', unit_price: 'price', quantity: 'quantity', department: 'category' });
  const profile = { rows: ROWS, duplicateRows: 0, target: null, columns: EVENTS, seconds: 0 };
  expect(profileWarnings(profile, roles).map((w) => w.code)).not.toContain('no-target');
  expect(profileWarnings(profile, { ...roles, product_id: 'id' }).map((w) => w.code)).toContain('no-target');
});

test('sales lines without a customer are events too: what, when and how many', () => {
  const sales = [column('day', 'date', 365), column('product', 'integer', 150), column('units', 'integer', 30), column('price', 'number', 200), column('promotion', 'number', 20), column('category', 'string', 12)];
  expect(proposeRoles(sales, ROWS)).toEqual({ day: 'time', product: 'item', units: 'quantity', price: 'price', promotion: 'numeric', category: 'category' });
});

test('with an outcome by name it stays a table of rows to score, and without a time, or without both a customer and a quantity, it is no table of events', () => {
  expect(proposeRoles([...EVENTS, column('bought', 'boolean', 2)], ROWS)).toMatchObject({ bought: 'target', product_id: 'id' });
  expect(Object.values(proposeRoles(EVENTS.filter((c) => !['customer_id', 'quantity'].includes(c.name)), ROWS))).not.toContain('item');
  expect(Object.values(proposeRoles(EVENTS.filter((c) => c.type !== 'timestamp'), ROWS))).not.toContain('item');
});
