import type { ColumnProfile, ColumnRole, ColumnRoles } from '@bellwether/contracts';

const TARGET = /^(revenue|target|label|y|class|outcome|converted|conversion|purchase|purchased|bought|churn|churned|is_?fraud|fraud|responded|response|clicked|visit)$/i;
const ID = /(^|[_ ])(id|uuid|guid|key|email|hash)$|Id$|ID$/;
const SENSITIVE = /^(gender|sex|race|ethnicity|religion|nationality|disability|marital_?status|age|birth_?(date|year)|e?mail|phone|first_?name|last_?name|address|ssn)$/i;
const MOST_LEVELS = 50;

/** Columns of a table of events, by name: who did what to which item. */
const EVENT_COLUMNS: [ColumnRole, RegExp][] = [
  ['id', /^(customer|user|visitor|client|household|member|session)([_ ]?(id|key|no))?$/i],
  ['item', /^(item|product|sku|article|stock[_ ]?code)([_ ]?(id|key|no|code))?$/i],
  ['event', /^(event|event[_ ]?(type|kind|name)|action|behaviou?r)$/i],
  ['price', /^(unit[_ ]?|item[_ ]?|sales[_ ]?)?price$/i],
  ['quantity', /^(quantity|qty|units)$/i],
];

const isBinary = (c: ColumnProfile): boolean => c.distinct === 2;

/** A first guess from names and contents, one a column; people correct it. */
export function proposeRoles(columns: ColumnProfile[], rows: number): ColumnRoles {
  const named = columns.filter((c) => TARGET.test(c.name) && isBinary(c));
  const last = columns.at(-1);
  if (named.length === 0) {
    const events = eventRoles(columns, rows);
    if (events) return events;
  }
  const target = named.at(-1) ?? (last && isBinary(last) && (last.type === 'boolean' || last.type === 'integer') ? last : undefined);
  let timeTaken = false;
  return Object.fromEntries(
    columns.map((column): [string, ColumnRole] => {
      if (column === target) return [column.name, 'target'];
      const role = roleOf(column, rows);
      if (role !== 'time') return [column.name, role];
      const first = !timeTaken;
      timeTaken = true;
      return [column.name, first ? 'time' : 'ignored'];
    }),
  );
}

/** @returns null unless the table says what and when, and who or how many */
function eventRoles(columns: ColumnProfile[], rows: number): ColumnRoles | null {
  const found = new Map(EVENT_COLUMNS.map(([role, pattern]) => [columns.find((c) => pattern.test(c.name))?.name, role]));
  found.delete(undefined);
  const time = columns.find((c) => c.type === 'date' || c.type === 'timestamp');
  const given = new Set(found.values());
  if (!time || !given.has('item') || !(given.has('id') || given.has('quantity'))) return null;
  const others = (c: ColumnProfile): ColumnRole => {
    const role = roleOf(c, rows);
    // orders and lines have ids too, and times of other things: they name neither customer nor moment
    return role === 'id' || role === 'time' ? 'ignored' : role;
  };
  return Object.fromEntries(columns.map((c) => [c.name, c === time ? 'time' : (found.get(c.name) ?? others(c))]));
}

function roleOf(c: ColumnProfile, rows: number): ColumnRole {
  if (c.missing === c.count || c.distinct <= 1) return 'ignored';
  if (SENSITIVE.test(c.name)) return 'sensitive';
  if (c.type === 'date' || c.type === 'timestamp') return 'time';
  if (ID.test(c.name) && c.distinct > Math.min(20, rows / 10)) return 'id';
  if (c.type === 'boolean') return 'category';
  if (c.type === 'string') {
    if (c.distinct >= rows * 0.98 && rows > 20 && (c.text?.meanLength ?? 0) < 40) return 'id';
    if ((c.text?.meanLength ?? 0) > 40 || c.distinct > Math.max(MOST_LEVELS * 20, rows * 0.5)) return 'text';
    return 'category';
  }
  // small whole numbers that start at 1 are codes more often than counts
  if (c.type === 'integer' && c.distinct <= 20 && (c.numeric?.min ?? 0) >= 1 && rows > 100) return 'category';
  return 'numeric';
}
