'use client';

import { getCoreRowModel, useReactTable, type ColumnDef } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useId, useMemo, useState, type CSSProperties, type ReactNode, type RefObject } from 'react';
import { intlLocale, useT } from '../../i18n';
import { cn } from '../cn';
import { useWidth } from '../use-width';
import { compareValues, fitWidths, orderColumns, ROW_HEIGHT, SELECT_WIDTH, type DataColumn, type TableLayout, type TableSort } from './column';
import { TableHead } from './table-head';
import { cssName, TableRow } from './table-row';
import { BulkBar, TableToolbar } from './toolbar';
import { useGridKeys } from './use-grid-keys';
import { useSelection } from './use-selection';
import { useTableLayout } from './use-table-layout';

export type DataTableProps<T> = {
  /** read aloud, and names the reader's arrangement in this browser */
  label: string;
  name: string;
  rows: readonly T[];
  columns: readonly DataColumn<T>[];
  rowId: (row: T) => string;
  /** what a row is called, for its checkbox */
  rowLabel?: (row: T) => string;
  /** server mode: given, the rows are taken as they come; left out, the table sorts them itself */
  sort?: TableSort | null;
  onSort?: (sort: TableSort | null) => void;
  defaultSort?: TableSort;
  /** rows behind the query, where not all are loaded */
  total?: number;
  /** near the end of the loaded rows: fetch the next page */
  onEndReached?: () => void;
  onOpen?: (row: T) => void;
  selected?: ReadonlySet<string>;
  onSelect?: (selected: Set<string>) => void;
  /** shown while rows are selected */
  bulkActions?: ReactNode;
  toolbar?: ReactNode;
  /** no toolbar */
  plain?: boolean;
  /** no frame of its own: it stands inside a card */
  flush?: boolean;
  /** shown when there are no rows */
  empty?: ReactNode;
  /** CSS height limit; the body scrolls inside. Default: as high as the rows, at most 70vh */
  maxHeight?: string;
  layout?: TableLayout;
  onLayout?: (layout: TableLayout) => void;
  className?: string;
  /** dims the rows while newer ones are fetched */
  stale?: boolean;
};

const NONE: ReadonlySet<string> = new Set();

/** Columns as the reader arranged them. TanStack Table holds order and visibility; the layout is the one source, and widths give way to the room there is. */
function useColumns<T>(columns: readonly DataColumn<T>[], layout: TableLayout, selectable: boolean, room: number) {
  const ordered = useMemo(() => orderColumns(columns, layout), [columns, layout]);
  const isVisible = useCallback((c: DataColumn<T>) => c.fixed || (layout.visible[c.id] ?? !c.hidden), [layout.visible]);
  const defs = useMemo<ColumnDef<T>[]>(() => columns.map((c) => ({ id: c.id })), [columns]);
  const state = useMemo(
    () => ({ columnOrder: ordered.map((c) => c.id), columnVisibility: Object.fromEntries(columns.map((c) => [c.id, isVisible(c)])) }),
    [ordered, columns, isVisible],
  );
  // Rows are virtual and never enter the instance's row model: it answers for order and visibility only.
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing of the instance is memoised here
  const table = useReactTable<T>({ data: [], columns: defs, state, getCoreRowModel: getCoreRowModel() });
  const seen = table.getVisibleLeafColumns().map((c) => columns.find((d) => d.id === c.id)!);
  const widths = fitWidths(seen, layout.widths, room - (selectable ? SELECT_WIDTH : 0));
  const visible = seen.map((column, i) => ({ column, width: widths[i]! }));
  const shown = useMemo(() => ordered.filter(isVisible), [ordered, isVisible]);
  const pinned = useMemo(() => new Set(shown.filter((c) => layout.pinned[c.id] ?? c.pinned).map((c) => c.id)), [shown, layout.pinned]);
  return { ordered, isVisible, visible, shown, pinned, style: frameStyle(visible, pinned, selectable) };
}

/** Rows in order, their ids, and the sort in force: the server's, or our own. */
function useRows<T>({ rows, columns, rowId, sort: given, onSort, defaultSort }: DataTableProps<T>, locale: string) {
  const [ownSort, setOwnSort] = useState<TableSort | null>(defaultSort ?? null);
  const server = onSort !== undefined;
  const sort = server ? (given ?? null) : ownSort;
  const sorted = useMemo(() => (server ? rows : sortRows(rows, columns, sort, locale)), [server, rows, columns, sort, locale]);
  const ids = useMemo(() => sorted.map(rowId), [sorted, rowId]);
  return { server, sort, setSort: onSort ?? setOwnSort, sorted, ids };
}

/** Of a scroller that was not measured yet: its first paint has rows. @unit px */
const FIRST_RECT = { width: 0, height: 720 };

/** Only the rows in sight exist; near the end of the loaded ones, more are asked for. */
function useVirtualRows(scroller: RefObject<HTMLDivElement | null>, count: number, height: number, onEndReached: (() => void) | undefined) {
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing of the instance is memoised here
  const virtual = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => height, overscan: 12, initialRect: FIRST_RECT });
  useEffect(() => virtual.measure(), [height, virtual]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEndReached && count > 0 && last >= count - 20) onEndReached();
  }, [last, count, onEndReached]);
  const before = items[0]?.start ?? 0;
  const after = Math.max(0, virtual.getTotalSize() - (items.at(-1)?.end ?? 0));
  return { virtual, items, before, after };
}

/** The table of the console: see UI.md. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { rowId, onOpen, onSelect, selected = NONE, onEndReached } = props;
  const t = useT();
  const gridId = useId();
  const own = useTableLayout(props.name);
  const layout = props.layout ?? own[0];
  const setLayout = props.onLayout ?? own[1];
  const selectable = onSelect !== undefined;
  const [scroller, room] = useWidth<HTMLDivElement>();
  const columns = useColumns(props.columns, layout, selectable, room);
  const { server, sort, setSort, sorted, ids } = useRows(props, intlLocale(t.locale));
  const selection = useSelection(ids, selected, onSelect);
  const { toggle } = selection;
  const height = ROW_HEIGHT[layout.density];
  const { virtual, items, before, after } = useVirtualRows(scroller, sorted.length, height, onEndReached);
  const { active, activate, onKeyDown } = useGridKeys({ rows: sorted, ids, selection: selectable ? selection : null, onOpen, scrollTo: (i) => virtual.scrollToIndex(i), pageRows: () => Math.floor((scroller.current?.clientHeight ?? 360) / height) - 2 });
  const onToggle = useCallback((id: string, range: boolean) => toggle(id, { range }), [toggle]);
  const activeId = ids[active];

  return (
    <div className={cn('min-w-0', props.className)}>
      {!props.plain && (
        <TableToolbar columns={columns.ordered} isVisible={columns.isVisible} layout={layout} onLayout={setLayout}>
          {props.toolbar}
        </TableToolbar>
      )}
      <div ref={scroller} className={cn('scroll-thin relative overflow-auto rounded-lg border bg-surface', props.flush && 'rounded-none border-0')} style={{ maxHeight: props.maxHeight ?? '70vh' }}>
        <table role="grid" aria-label={props.label} aria-rowcount={(props.total ?? sorted.length) + 1} aria-multiselectable={selectable || undefined} aria-activedescendant={activeId !== undefined ? `${gridId}${activeId}` : undefined} tabIndex={0} onKeyDown={onKeyDown} style={columns.style} className="w-full table-fixed border-separate border-spacing-0 -outline-offset-2">
          <TableHead columns={columns} ids={ids} selection={selectable ? selection : null} server={server} sort={sort} setSort={setSort} layout={layout} setLayout={setLayout} />
          <tbody className={cn(props.stale && 'opacity-60')}>
            {before > 0 && <Spacer height={before} />}
            {items.map((item) => {
              const row = sorted[item.index];
              if (row === undefined) return null;
              const id = rowId(row);
              return <TableRow key={id} row={row} id={id} domId={`${gridId}${id}`} index={item.index} columns={columns.shown} pinned={columns.pinned} height={height} selectable={selectable} selected={selected.has(id)} active={item.index === active} selectLabel={`${t('ui.table.selectRow')} ${props.rowLabel?.(row) ?? id}`} onActivate={activate} onToggle={onToggle} openable={onOpen !== undefined} />;
            })}
            {after > 0 && <Spacer height={after} />}
          </tbody>
        </table>
        {sorted.length === 0 && (props.empty ?? <p className="px-3 py-8 text-center text-sm text-subtle">{t('ui.table.empty')}</p>)}
      </div>
      {props.total !== undefined && <p className="tabular mt-1 text-xs text-subtle">{t('ui.table.shown', { shown: sorted.length, total: props.total })}</p>}
      {selected.size > 0 && props.bulkActions && (
        <BulkBar count={selected.size} onClear={selection.clear}>
          {props.bulkActions}
        </BulkBar>
      )}
    </div>
  );
}

const Spacer = ({ height }: { height: number }) => (
  <tr aria-hidden style={{ height }}>
    <td className="p-0" />
  </tr>
);

function sortRows<T>(rows: readonly T[], columns: readonly DataColumn<T>[], sort: TableSort | null, locale: string): readonly T[] {
  const value = columns.find((c) => c.id === sort?.id)?.value;
  if (!sort || !value) return rows;
  return [...rows].sort((a, b) => compareValues(value(a), value(b), sort.desc, locale));
}

/** Least width of the table, and where each pinned column sticks. */
function frameStyle<T>(visible: { column: DataColumn<T>; width: number }[], pinned: ReadonlySet<string>, selectable: boolean): CSSProperties {
  let left = selectable ? SELECT_WIDTH : 0;
  const vars: Record<string, string | number> = {};
  for (const { column, width } of visible) {
    if (!pinned.has(column.id)) continue;
    vars[`--pin-${cssName(column.id)}`] = `${left}px`;
    left += width;
  }
  const total = visible.reduce((sum, v) => sum + v.width, selectable ? SELECT_WIDTH : 0);
  return { ...vars, minWidth: total } as CSSProperties;
}
