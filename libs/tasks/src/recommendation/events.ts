import { AppError, type ColumnRole, type ColumnRoles } from '@bellwether/contracts';
import { levelOf, numberOf, type ColumnTable, type TableColumn } from '@bellwether/features';
import { missingRoles } from '../missing-roles';
import { readAttributes, type ItemAttributes } from './attributes';
import { NEEDS } from './needs';
import type { Sequences } from './sequences';

/** A table of events as sequences, with what is known of the items. */
export type EventLog = Sequences & {
  /** in the order of their text, whatever the order of the rows @shape [items] */
  itemKeys: readonly string[];
  /** @shape [customers] */
  customerKeys: readonly string[];
  /** 1-based source row of each event @shape [events] */
  row: Int32Array;
  /** 1: this kind of event is what is to be foreseen @shape [events] */
  counts: Uint8Array;
  attributes: ItemAttributes;
  /** rows left out, by why */
  dropped: { missing: number; repeated: number; otherKind: number };
  /** rows that name an item but nobody and no time: they say what it is, and nothing of who took it */
  described: number;
  /** events at the very time of the event before them: their order is that of the file */
  ties: number;
};

export type EventOptions = { /** kinds of event that are to be foreseen; [] all */ foresee: readonly string[]; /** kinds that are not looked at */ ignore: readonly string[] };

type Columns = { customer: TableColumn; item: TableColumn; time: TableColumn; event: TableColumn | undefined };

const columnFor = (table: ColumnTable, roles: ColumnRoles, role: ColumnRole): TableColumn | undefined => table.columns.find((c) => roles[c.name] === role);

/** @throws AppError ROLE_MISSING, COLUMN_NOT_FOUND, INPUT_INVALID (the time is no time), naming the column */
function columnsOf(table: ColumnTable, roles: ColumnRoles): Columns {
  const [missing] = missingRoles(roles, NEEDS);
  if (missing) throw new AppError({ code: 'ROLE_MISSING', message: missing.message, fix: missing.fix });
  const find = (role: ColumnRole): TableColumn => {
    const column = columnFor(table, roles, role);
    if (column) return column;
    throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `the column with the role ${role} is not in the table`, fix: 'choose a column of this dataset version' });
  };
  const time = find('time');
  if (time.type === 'string') throw new AppError({ code: 'INPUT_INVALID', message: `expected times in ${JSON.stringify(time.name)}, received text such as ${JSON.stringify(time.values.find((v) => v !== null) ?? '')}`, fix: 'write times as 2026-01-31 12:00:00, or as numbers that grow' });
  return { customer: find('id'), item: find('item'), time, event: columnFor(table, roles, 'event') };
}

/**
 * Reads who did what when. The order within a customer is by time, then by source row; exact repeats of an event are taken once. Rows of a catalogue, with an item
 * but without customer and time, make items known that nobody has taken yet.
 * @throws AppError naming the column, ITEMS_TOO_FEW for a catalogue of one item, DATA_EMPTY when no row can be used
 */
export function readEvents(table: ColumnTable, roles: ColumnRoles, options: EventOptions): EventLog {
  const columns = columnsOf(table, roles);
  const dropped = { missing: 0, repeated: 0, otherKind: 0 };
  const ignore = new Set(options.ignore);
  const foresee = options.foresee.length === 0 ? null : new Set(options.foresee);
  const texts = { customer: texted(columns.customer), item: texted(columns.item), kind: columns.event ? texted(columns.event) : () => '' };
  const used: number[] = [];
  const described: number[] = [];
  for (let r = 0; r < table.rows; r++) {
    const kind = texts.kind(r);
    if (kind !== null && ignore.has(kind)) dropped.otherKind++;
    else if (texts.item(r) !== null && texts.customer(r) === null && Number.isNaN(numberOf(columns.time, r))) described.push(r);
    else if (texts.customer(r) === null || texts.item(r) === null || Number.isNaN(numberOf(columns.time, r))) dropped.missing++;
    else used.push(r);
  }
  if (used.length === 0) throw new AppError({ code: 'DATA_EMPTY', message: `expected rows that say who, what and when; of ${table.rows} rows ${dropped.missing} miss one of them`, fix: 'check which columns have the roles id, item and time' });
  const customers = numbered(used.map((r) => texts.customer(r)!));
  const items = numbered([...used, ...described].map((r) => texts.item(r)!));
  if (items.keys.length < 2) throw tooFewItems(columns.item.name, items.keys);
  const order = used.map((_, k) => k).sort((a, b) => customers.of[a]! - customers.of[b]! || numberOf(columns.time, used[a]!) - numberOf(columns.time, used[b]!) || table.rowIndex[used[a]!]! - table.rowIndex[used[b]!]!);
  const kept = onceEach(order, (k) => `${customers.of[k]} ${numberOf(columns.time, used[k]!)}`, (k) => `${items.of[k]} ${texts.kind(used[k]!)}`);
  dropped.repeated = order.length - kept.length;
  return assemble(table, roles, { columns, used, described, kept, customers, items, dropped, counts: (r) => (foresee === null || foresee.has(texts.kind(r) ?? '') ? 1 : 0) });
}

/** Leaves out what was said before of the same moment: an export that ran twice, a page that reported twice. */
function onceEach(order: readonly number[], moment: (k: number) => string, said: (k: number) => string): number[] {
  let last = '';
  const seen = new Set<string>();
  return order.filter((k) => {
    const now = moment(k);
    if (now !== last) seen.clear();
    last = now;
    const before = seen.size;
    return seen.add(said(k)).size > before;
  });
}

type Read = { columns: Columns; used: number[]; described: number[]; kept: number[]; customers: Numbered; items: Numbered; dropped: EventLog['dropped']; counts: (row: number) => number };

function assemble(table: ColumnTable, roles: ColumnRoles, { columns, used, described, kept, customers, items, dropped, counts }: Read): EventLog {
  const start = new Int32Array(customers.keys.length + 1);
  for (const k of kept) start[customers.of[k]! + 1]! += 1;
  for (let c = 0; c < customers.keys.length; c++) start[c + 1]! += start[c]!;
  const at = kept.map((k) => used[k]!);
  const item = Int32Array.from(kept, (k) => items.of[k]!);
  const time = Float64Array.from(at, (r) => numberOf(columns.time, r));
  let ties = 0;
  for (let c = 0; c < customers.keys.length; c++) for (let e = start[c]! + 1; e < start[c + 1]!; e++) if (time[e] === time[e - 1]) ties++;
  return {
    items: items.keys.length, start, item, time, row: Int32Array.from(at, (r) => table.rowIndex[r]!), counts: Uint8Array.from(at, counts),
    itemKeys: items.keys, customerKeys: customers.keys, attributes: readAttributes(table, roles, [...at, ...described], [...item, ...items.of.subarray(used.length)], items.keys.length), dropped, described: described.length, ties,
  };
}

const tooFewItems = (column: string, keys: readonly string[]): AppError =>
  new AppError({ code: 'ITEMS_TOO_FEW', message: `expected at least two items in ${JSON.stringify(column)}, received ${keys.length === 1 ? `only ${JSON.stringify(keys[0])}` : 'none'}`, fix: 'use events of a whole catalogue: with one item there is nothing to choose', context: { column } });

/** Each cell's text, made once for each row. Blank is missing. */
function texted(column: TableColumn): (row: number) => string | null {
  if (column.type === 'string') return (row) => (column.values[row] == null || column.values[row]!.trim() === '' ? null : column.values[row]!);
  return (row) => levelOf(column, row);
}

type Numbered = { keys: string[]; of: Int32Array };

/** Numbers texts in their own order: the order of the rows leaves no trace. */
function numbered(texts: readonly string[]): Numbered {
  const keys = [...new Set(texts)].sort();
  const place = new Map(keys.map((key, i) => [key, i]));
  return { keys, of: Int32Array.from(texts, (t) => place.get(t)!) };
}
