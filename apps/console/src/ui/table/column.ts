import type { ReactNode } from 'react';

/** A column of a DataTable. */
export type DataColumn<T> = {
  id: string;
  /** plain text: header, menus, screen readers */
  title: string;
  /** what the title means, where words of a header are too few: on hover and in the column's menu */
  help?: string;
  /** replaces the title in the header */
  header?: ReactNode;
  cell: (row: T) => ReactNode;
  /** what client-side sorting compares; without it, and without `sortable`, the column does not sort */
  value?: (row: T) => string | number | boolean | Date | null | undefined;
  /** server mode: the server can sort by this id */
  sortable?: boolean;
  align?: 'left' | 'right';
  /** px */
  width?: number;
  minWidth?: number;
  /** not shown until the reader asks for it */
  hidden?: boolean;
  /** stays at the left */
  pinned?: boolean;
  /** cannot be hidden: the column that names the row */
  fixed?: boolean;
};

export type TableSort = { id: string; desc: boolean };
export type TableDensity = 'compact' | 'comfortable';

/** What the reader arranged. JSON: it goes into local storage and into saved views. */
export type TableLayout = {
  order: string[];
  widths: Record<string, number>;
  /** overrides of the columns' own `hidden` */
  visible: Record<string, boolean>;
  /** overrides of the columns' own `pinned` */
  pinned: Record<string, boolean>;
  density: TableDensity;
};

export const EMPTY_LAYOUT: TableLayout = { order: [], widths: {}, visible: {}, pinned: {}, density: 'compact' };
export const ROW_HEIGHT: Record<TableDensity, number> = { compact: 36, comfortable: 44 };
export const SELECT_WIDTH = 40;

type Placed = { id: string; pinned?: boolean };

/** All columns in the reader's order: pinned ones first, columns that the layout has never seen at their own place. */
export function orderColumns<C extends Placed>(columns: readonly C[], layout: TableLayout): C[] {
  const rank = new Map(layout.order.map((id, i) => [id, i]));
  const known = columns.filter((c) => rank.has(c.id)).sort((a, b) => rank.get(a.id)! - rank.get(b.id)!);
  const ordered: C[] = [...known];
  columns.forEach((c, i) => {
    if (rank.has(c.id)) return;
    const before = columns.slice(0, i).reverse().find((p) => ordered.includes(p));
    ordered.splice(before ? ordered.indexOf(before) + 1 : 0, 0, c);
  });
  const isPinned = (c: C) => layout.pinned[c.id] ?? c.pinned ?? false;
  return [...ordered.filter(isPinned), ...ordered.filter((c) => !isPinned(c))];
}

/** The order after moving a column before or after another, or by a step of one. */
export function moveColumn(ids: readonly string[], id: string, to: number): string[] {
  const rest = ids.filter((other) => other !== id);
  rest.splice(Math.max(0, Math.min(rest.length, to)), 0, id);
  return rest;
}

/** Compares cell values: numbers by size, text in the reader's order, nothing always last. */
export function compareValues(a: unknown, b: unknown, desc: boolean, locale: string): number {
  const empty = (v: unknown) => v === null || v === undefined || (typeof v === 'number' && Number.isNaN(v));
  if (empty(a) || empty(b)) return Number(empty(a)) - Number(empty(b));
  const direction = desc ? -1 : 1;
  if (typeof a === 'string' && typeof b === 'string') return direction * a.localeCompare(b, locale, { numeric: true });
  return direction * (Number(a) - Number(b));
}

/** Ids from the anchor to the target, both included: a shift-click. */
export function rangeOf(ids: readonly string[], anchor: string | null, target: string): string[] {
  const to = ids.indexOf(target);
  const from = anchor === null ? to : ids.indexOf(anchor);
  if (to < 0) return [];
  if (from < 0) return [target];
  return ids.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** Room for a header: its words at 12 px (East Asian ones are as wide as high), padding, the menu's button. @unit px */
const headerWidth = (title: string): number => [...title].reduce((sum, c) => sum + (c.codePointAt(0)! > 0x2e7f ? 12 : 6.7), 60);

/** Where a row's name can have nearly all it asks for and other columns are still seen. @unit px */
const ROOMY = 600;

/** What a column can do with: a plain number is short; states, times and numbers with their intervals need what they have; the row's name most of it; sentences half. */
function leastShare<T>(c: DataColumn<T>, own: number, room: number): number {
  if (c.align === 'right') return own <= 130 ? 0.6 : 0.9;
  if (own <= 160) return own <= 120 ? 1 : 0.9;
  return c.fixed ? (room >= ROOMY ? 0.9 : 0.7) : 0.5;
}

/**
 * Widths that fit the room: columns too wide together give way, first those of numbers and then all, each by what it can spare, and none cuts its header.
 * What the reader has set stays; what is still too wide scrolls.
 * @unit px
 */
export function fitWidths<T>(columns: readonly DataColumn<T>[], set: Record<string, number>, room: number): number[] {
  const head = columns.map((c) => Math.ceil(headerWidth(c.title)));
  const widths = columns.map((c, i) => set[c.id] ?? Math.max(c.width ?? 140, head[i]!));
  if (room <= 0) return widths;
  const least = columns.map((c, i) => (set[c.id] !== undefined ? widths[i]! : Math.max(c.minWidth ?? 0, head[i]!, widths[i]! * leastShare(c, widths[i]!, room))));
  for (const gives of [(c: DataColumn<T>) => c.align === 'right', () => true]) {
    const spare = columns.map((c, i) => (gives(c) ? Math.max(0, widths[i]! - least[i]!) : 0));
    const all = spare.reduce((a, b) => a + b, 0);
    const over = widths.reduce((a, b) => a + b, 0) - room;
    if (over <= 0 || all === 0) continue;
    spare.forEach((s, i) => (widths[i] = Math.floor(widths[i]! - s * Math.min(1, over / all))));
  }
  return widths;
}
