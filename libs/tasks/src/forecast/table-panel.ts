import { AppError, type ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable, TableColumn } from '@bellwether/features';
import { columnWithRole } from '../task-family';
import { withHolidays } from './known-columns';
import type { Panel, PanelSeries } from './panel';
import type { ForecastParams } from './params';
import type { Frequency } from './series';

const DAY_MS = 86_400_000;
/** 1970-01-05 was the first Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
/** A calendar that claims more steps than this holds a date from another century. */
const MOST_STEPS = 20_000;
/** Of a row without an item or a time; steps before 1970 are negative. */
const NO_STEP = -(2 ** 31);

type Numbers = Exclude<TableColumn, { type: 'string' }>;
/** A panel and the source rows behind it. */
export type TablePanel = { panel: Panel; /** first source row of each step, 0: none. @shape [series][length] */ sourceRow: Int32Array[]; /** step of each table row, -1 where it has no item or time @shape [rows] */ stepOfRow: Int32Array };

function stepOf(frequency: Frequency, ms: number): number {
  if (frequency === 'day') return Math.floor(ms / DAY_MS);
  if (frequency === 'week') return Math.floor((ms - FIRST_MONDAY_MS) / (7 * DAY_MS));
  const d = new Date(ms);
  return d.getUTCFullYear() * 12 + d.getUTCMonth();
}

const startOf = (frequency: Frequency, step: number): number => (frequency === 'day' ? step * DAY_MS : frequency === 'week' ? FIRST_MONDAY_MS + step * 7 * DAY_MS : Date.UTC(Math.floor(step / 12), step % 12, 1));

function column(table: ColumnTable, name: string | undefined, what: string): TableColumn {
  const found = table.columns.find((c) => c.name === name);
  if (!found && name === undefined) throw new AppError({ code: 'ROLE_MISSING', message: `expected a column with the role ${what}, received none`, fix: `give a column the role ${what}` });
  if (!found) throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `expected the column ${JSON.stringify(name)} (${what}), received none`, fix: 'choose a column of this dataset version' });
  return found;
}

function numbers(table: ColumnTable, name: string | undefined, what: string): Numbers {
  const found = column(table, name, what);
  if (found.type === 'string') throw new AppError({ code: 'COLUMN_NOT_NUMERIC', message: `expected numbers in ${JSON.stringify(found.name)} (${what}), received text`, fix: 'choose a number column, or correct the cells that are not numbers' });
  return found;
}

/**
 * Sales lines as series on one calendar. Lines of a step are added up; a step without a line after the first sale sold nothing, before it the product did not exist.
 * Returns (negative lines) are netted in their own step, never below zero over the step. The last step is left out where it is not over by the data's own clock.
 * @throws AppError COLUMN_NOT_FOUND, COLUMN_NOT_NUMERIC, DATA_TOO_SHORT, INPUT_INVALID
 */
export function panelOfTable(table: ColumnTable, roles: ColumnRoles, params: Pick<ForecastParams, 'frequency' | 'horizon' | 'knownAhead' | 'stockColumn' | 'holidays'>): TablePanel {
  const item = column(table, columnWithRole(roles, 'item'), 'item');
  const time = numbers(table, columnWithRole(roles, 'time'), 'time');
  const quantity = numbers(table, columnWithRole(roles, 'quantity') ?? columnWithRole(roles, 'target'), 'quantity');
  const known = params.knownAhead.map((name) => numbers(table, name, 'known ahead'));
  const priceName = columnWithRole(roles, 'price');
  const price = priceName === undefined ? null : numbers(table, priceName, 'price');
  const stock = params.stockColumn === '' ? null : numbers(table, params.stockColumn, 'stock');
  const itemOf = (i: number): string | null => (item.type === 'string' ? item.values[i]! : Number.isNaN(item.values[i]!) ? null : String(item.values[i]!));
  const steps = Int32Array.from({ length: table.rows }, (_, i) => (itemOf(i) === null || Number.isNaN(time.values[i]!) ? NO_STEP : stepOf(params.frequency, time.values[i]!)));
  const { first, last } = range(steps);
  const length = last - first + 1;
  if (length > MOST_STEPS) throw new AppError({ code: 'INPUT_INVALID', message: `expected at most ${MOST_STEPS} ${params.frequency}s between the first and the last row, received ${length}`, fix: 'a row has a date of another century: correct it or leave it out' });
  const ids = [...new Set(Array.from({ length: table.rows }, (_, i) => (steps[i]! === NO_STEP ? null : itemOf(i))).filter((id) => id !== null))].sort();
  const place = new Map(ids.map((id, k) => [id, k]));
  const categories = table.columns.filter((c): c is Extract<TableColumn, { type: 'string' }> => c.type === 'string' && roles[c.name] === 'category');
  const series: PanelSeries[] = ids.map((id) => ({ id, y: new Float64Array(length).fill(Number.NaN), censored: stock === null ? null : new Uint8Array(length), statics: {}, unitPrice: Number.NaN, known: Object.fromEntries(known.map((c) => [c.name, new Float64Array(length + params.horizon).fill(Number.NaN)])) }));
  const sourceRow = ids.map(() => new Int32Array(length));
  const order = Int32Array.from({ length: table.rows }, (_, i) => i).sort((a, b) => table.rowIndex[a]! - table.rowIndex[b]!);
  const stepOfRow = new Int32Array(table.rows).fill(-1);
  for (const i of order) {
    if (steps[i]! === NO_STEP) continue;
    const t = steps[i]! - first;
    const k = place.get(itemOf(i)!)!;
    const s = series[k]!;
    stepOfRow[i] = t;
    // a line without a quantity still tells what was planned for its step
    known.forEach((c) => { if (!Number.isNaN(c.values[i]!)) s.known[c.name]![t] = c.values[i]!; });
    categories.forEach((c) => { if (c.values[i] !== null && s.statics[c.name] === undefined) s.statics[c.name] = c.values[i]!; });
    if (Number.isNaN(quantity.values[i]!)) continue;
    if (!Number.isFinite(quantity.values[i]!)) throw new AppError({ code: 'INPUT_INVALID', message: `expected finite quantities, received ${quantity.values[i]} in row ${table.rowIndex[i]}`, fix: 'correct the row' });
    s.y[t] = (Number.isNaN(s.y[t]!) ? 0 : s.y[t]!) + quantity.values[i]!;
    if (price !== null && price.values[i]! > 0 && quantity.values[i]! > 0) s.unitPrice = price.values[i]!;
    if (sourceRow[k]![t] === 0) sourceRow[k]![t] = table.rowIndex[i]!;
    if (stock !== null && stock.values[i]! <= 0) s.censored![t] = 1;
  }
  for (const s of series) settleSales(s);
  const kept = Math.min(length - trailingEmpty(series), length - (endsUnfinished(params.frequency, first, length, steps, time, quantity) ? 1 : 0));
  if (kept < params.horizon + 4) throw new AppError({ code: 'DATA_TOO_SHORT', message: `expected at least ${params.horizon + 4} ${params.frequency}s of sales to forecast ${params.horizon}, received ${kept}`, fix: 'shorten the horizon, choose a finer step, or register a longer history' });
  for (const s of series) settlePlans(s, kept);
  const panel: Panel = { frequency: params.frequency, horizon: params.horizon, length: kept, start: startOf(params.frequency, first), series: series.map((s) => ({ ...s, y: s.y.slice(0, kept), censored: s.censored?.slice(0, kept) ?? null, known: Object.fromEntries(Object.entries(s.known).map(([name, v]) => [name, v.slice(0, kept + params.horizon)])) })) };
  return { panel: withHolidays(panel, params.holidays), sourceRow, stepOfRow };
}

function range(steps: Int32Array): { first: number; last: number } {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const s of steps) {
    if (s === NO_STEP) continue;
    first = Math.min(first, s);
    last = Math.max(last, s);
  }
  if (!Number.isFinite(first)) throw new AppError({ code: 'DATA_TOO_SHORT', message: 'expected rows with an item and a time, received none', fix: 'check the roles item and time, and that the column of times was read as dates' });
  return { first, last };
}

/** After the first sale a step without a line sold nothing. */
function settleSales(s: PanelSeries): void {
  let alive = false;
  for (let t = 0; t < s.y.length; t++) {
    if (!Number.isNaN(s.y[t]!)) {
      alive = true;
      s.y[t] = Math.max(0, s.y[t]!);
    } else if (alive) s.y[t] = 0;
  }
}

/**
 * What is known ahead holds until it changes: prices and promotions are often written on sales lines alone, and a step without a value would tell that nothing was sold.
 * Past the history it holds no longer than the product's own calendar does: a promotion in its last week is not one for ever after.
 */
function settlePlans(s: PanelSeries, kept: number): void {
  for (const values of Object.values(s.known)) {
    let last = values.find((v) => !Number.isNaN(v)) ?? Number.NaN;
    const until = Math.max(kept, values.findLastIndex((v) => !Number.isNaN(v)) + 1);
    for (let t = 0; t < until; t++) {
      if (Number.isNaN(values[t]!)) values[t] = last;
      else last = values[t]!;
    }
  }
}

/** Share of earlier steps whose last line came earlier than that of an unfinished step may have. */
const RARE = 0.05;

/**
 * Whether the data end in the middle of their last step: its last line comes earlier in the step than the last lines of nearly all steps before. Weekly
 * sums dated on a Monday end every step on its first moment, and are never unfinished.
 */
function endsUnfinished(frequency: Frequency, first: number, length: number, steps: Int32Array, time: Numbers, quantity: Numbers): boolean {
  const lastLine = new Float64Array(length).fill(-1);
  for (let i = 0; i < steps.length; i++) {
    if (steps[i]! === NO_STEP || !(quantity.values[i]! > 0)) continue;
    const start = startOf(frequency, steps[i]!);
    const place = (time.values[i]! - start) / (startOf(frequency, steps[i]! + 1) - start);
    if (place > lastLine[steps[i]! - first]!) lastLine[steps[i]! - first] = place;
  }
  let last = length - 1;
  while (last > 0 && lastLine[last]! < 0) last--;
  // only the newest step can be unfinished; where planned rows follow it, its end is taken as known
  if (last !== length - 1) return false;
  const before = lastLine.subarray(0, last).filter((v) => v >= 0).sort();
  return before.length >= 8 && lastLine[last]! < before[Math.floor(before.length * RARE)]! - 0.02;
}

/** Steps at the end in which no product sold anything: planned rows, or a log that ends before its calendar. */
function trailingEmpty(series: readonly PanelSeries[]): number {
  const length = series[0]?.y.length ?? 0;
  let empty = 0;
  while (empty < length && series.every((s) => !(s.y[length - 1 - empty]! > 0))) empty++;
  return empty;
}
