import type { ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import { panelOfTable } from './table-panel';

const DAY_MS = 86_400_000;
const MONDAY = Date.UTC(2025, 0, 6);
const ROLES: ColumnRoles = { at: 'time', item: 'item', units: 'quantity' };
const PARAMS = { frequency: 'week', horizon: 4, knownAhead: [], holidays: '', stockColumn: '' } as const;

/** One line a day, given as days after the first Monday. */
const table = (days: readonly number[]): ColumnTable => ({
  rows: days.length, rowIndex: Int32Array.from(days, (_, i) => i + 1),
  columns: [{ name: 'at', type: 'date', values: Float64Array.from(days, (d) => MONDAY + d * DAY_MS) }, { name: 'item', type: 'string', values: days.map(() => 'a') }, { name: 'units', type: 'number', values: Float64Array.from(days, () => 2) }],
});
const weeks = (list: readonly number[]): number => panelOfTable(table(list), ROLES, { ...PARAMS, knownAhead: [] }).panel.length;
const daily = (n: number): number[] => Array.from({ length: n }, (_, d) => d);

test('a week that the data end in the middle of is left out: it would look like a collapse of sales', () => {
  expect(weeks(daily(20 * 7))).toBe(20);
  expect(weeks(daily(20 * 7 + 1))).toBe(20);
  expect(weeks(daily(20 * 7 + 4))).toBe(20);
  expect(weeks(daily(21 * 7))).toBe(21);
});

test('sums dated on the first day of their week are whole weeks', () => {
  expect(weeks(Array.from({ length: 20 }, (_, w) => w * 7))).toBe(20);
});

test('a shop that closes on some Sundays loses no week for it', () => {
  expect(weeks(daily(20 * 7).filter((d) => d % 14 !== 13))).toBe(20);
  expect(weeks(daily(20 * 7 - 1).filter((d) => d % 14 !== 6))).toBe(20);
});
