'use client';

import { getCoreRowModel, useReactTable, type ColumnDef } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useId, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react';
import { intlLocale, useT } from '../../i18n';
import { cn } from '../cn';
import { Checkbox } from '../toggle';
import { compareValues, moveColumn, orderColumns, ROW_HEIGHT, SELECT_WIDTH, type DataColumn, type TableLayout, type TableSort } from './column';
import { HeaderCell, type HeaderActions } from './header-cell';
import { CSS_NAME, pinStyle, TableRow } from './table-row';
import { BulkBar, TableToolbar } from './toolbar';
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
  /** no toolbar at all: small tables inside cards */
  plain?: boolean;
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

/** Columns as the reader arranged them. TanStack Table holds widths, order and visibility; the layout is the one source. */
function useColumns<T>(columns: readonly DataColumn<T>[], layout: TableLayout) {
  const ordered = useMemo(() => orderColumns(columns, layout), [columns, layout]);
  const isVisible = useCallback((c: DataColumn<T>) => c.fixed || (layout.visible[c.id] ?? !c.hidden), [layout.visible]);
  const defs = useMemo<ColumnDef<T>[]>(() => columns.map((c) => ({ id: c.id, size: c.width ?? 140, minSize: c.minWidth ?? 56 })), [columns]);
  const state = useMemo(
    () => ({ columnOrder: ordered.map((c) => c.id), columnSizing: layout.widths, columnVisibility: Object.fromEntries(columns.map((c) => [c.id, isVisible(c)])) }),
    [ordered, layout.widths, columns, isVisible],
  );
  return { ordered, isVisible, defs, state };
}

/** The table of the console: see UI.md. 60 frames a second at 10,000 rows, because only the rows in sight exist. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { rows, columns, rowId, onOpen, onSelect, selected = NONE, onEndReached } = props;
  const t = useT();
  const gridId = useId();
  const own = useTableLayout(props.name);
  const layout = props.layout ?? own[0];
  const setLayout = props.onLayout ?? own[1];
  const { ordered, isVisible, defs, state } = useColumns(columns, layout);
  const [ownSort, setOwnSort] = useState<TableSort | null>(props.defaultSort ?? null);
  const server = props.onSort !== undefined;
  const sort = server ? (props.sort ?? null) : ownSort;
  const sorted = useMemo(() => (server ? rows : sortRows(rows, columns, sort, intlLocale(t.locale))), [server, rows, columns, sort, t.locale]);
  const ids = useMemo(() => sorted.map(rowId), [sorted, rowId]);
  const selection = useSelection(ids, selected, onSelect);
  const selectable = onSelect !== undefined;
  // The table instance answers for widths and visibility; rows are virtual and never enter its row model.
  const table = useReactTable<T>({ data: [], columns: defs, state, getCoreRowModel: getCoreRowModel() });
  const visible = table.getVisibleLeafColumns().map((c) => ({ column: columns.find((d) => d.id === c.id)!, width: c.getSize() }));
  const shown = useMemo(() => ordered.filter(isVisible), [ordered, isVisible]);
  const pinned = useMemo(() => new Set(shown.filter((c) => layout.pinned[c.id] ?? c.pinned).map((c) => c.id)), [shown, layout.pinned]);
  const scroller = useRef<HTMLDivElement>(null);
  const height = ROW_HEIGHT[layout.density];
  const virtual = useVirtualizer({ count: sorted.length, getScrollElement: () => scroller.current, estimateSize: () => height, overscan: 12 });
  useEffect(() => virtual.measure(), [height, virtual]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEndReached && sorted.length > 0 && last >= sorted.length - 20) onEndReached();
  }, [last, sorted.length, onEndReached]);

  const [active, setActive] = useState(-1);
  const activate = useCallback(
    (index: number, open: boolean) => {
      setActive(index);
      const row = sorted[index];
      if (open && row !== undefined) onOpen?.(row);
    },
    [sorted, onOpen],
  );
  const { toggle } = selection;
  const onToggle = useCallback((id: string, range: boolean) => toggle(id, { range }), [toggle]);
  const go = (index: number, e: KeyboardEvent) => {
    const next = Math.max(0, Math.min(sorted.length - 1, index));
    e.preventDefault();
    setActive(next);
    virtual.scrollToIndex(next);
    if (e.shiftKey && selectable && ids[next] !== undefined) selection.toggle(ids[next], { on: true });
  };
  const keys = (e: KeyboardEvent<HTMLTableElement>) => {
    if (e.target !== e.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 360) / height) - 2);
    const step: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1, j: active + 1, k: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: sorted.length - 1 };
    const target = step[e.key];
    if (target !== undefined) return go(target, e);
    if (e.key === 'Enter' && active >= 0) activate(active, true);
    else if (e.key === ' ' && selectable && ids[active] !== undefined) selection.toggle(ids[active], { range: e.shiftKey });
    else if (e.key === 'a' && (e.ctrlKey || e.metaKey) && selectable) selection.all();
    else if (e.key === 'Escape') selection.clear();
    else return;
    e.preventDefault();
  };

  const orderIds = ordered.map((c) => c.id);
  const actions: HeaderActions = {
    sort: (next) => (server ? props.onSort!(next) : setOwnSort(next)),
    resize: (id, width) => setLayout({ ...layout, widths: { ...layout.widths, [id]: width } }),
    pin: (id, on) => setLayout({ ...layout, pinned: { ...layout.pinned, [id]: on } }),
    hide: (id) => setLayout({ ...layout, visible: { ...layout.visible, [id]: false } }),
    move: (id, by) => setLayout({ ...layout, order: moveColumn(orderIds, id, orderIds.indexOf(id) + by) }),
    drop: (id, before) => id && id !== before && setLayout({ ...layout, order: moveColumn(orderIds, id, orderIds.filter((o) => o !== id).indexOf(before)) }),
  };
  const size = frameSize(visible, pinned, selectable);
  const before = items[0]?.start ?? 0;
  const after = Math.max(0, virtual.getTotalSize() - (items.at(-1)?.end ?? 0));
  const allOn = ids.length > 0 && ids.every((id) => selected.has(id));

  return (
    <div className={cn('min-w-0', props.className)}>
      {!props.plain && (
        <TableToolbar columns={ordered} isVisible={isVisible} layout={layout} onLayout={setLayout}>
          {props.toolbar}
        </TableToolbar>
      )}
      <div ref={scroller} className={cn('scroll-thin relative overflow-auto rounded-lg border bg-surface', props.plain && 'rounded-none border-0')} style={{ maxHeight: props.maxHeight ?? '70vh' }}>
        <table role="grid" aria-label={props.label} aria-rowcount={(props.total ?? sorted.length) + 1} aria-multiselectable={selectable || undefined} aria-activedescendant={active >= 0 && ids[active] !== undefined ? `${gridId}${ids[active]}` : undefined} tabIndex={0} onKeyDown={keys} style={size.style} className="w-full table-fixed border-separate border-spacing-0 -outline-offset-2">
          <colgroup>
            {selectable && <col style={{ width: SELECT_WIDTH }} />}
            {visible.map(({ column, width }) => (
              <col key={column.id} style={{ width }} />
            ))}
            <col />
          </colgroup>
          <thead className="sticky top-0 z-20 text-left">
            <tr aria-rowindex={1}>
              {selectable && (
                <th scope="col" className="sticky left-0 z-20 h-9 border-b bg-sunken px-3">
                  <Checkbox checked={allOn ? true : selected.size > 0 ? 'indeterminate' : false} onChange={(on) => (on ? selection.all() : selection.clear())} aria-label={t('ui.table.selectAll')} />
                </th>
              )}
              {visible.map(({ column, width }) => (
                <HeaderCell key={column.id} column={column} width={width} pinned={pinned.has(column.id)} style={pinned.has(column.id) ? pinStyle(column.id) : {}} canSort={server ? (column.sortable ?? false) : column.value !== undefined} sort={sort} actions={actions} />
              ))}
              <td aria-hidden className="border-b bg-sunken p-0" />
            </tr>
          </thead>
          <tbody className={cn(props.stale && 'opacity-60')}>
            {before > 0 && <Spacer height={before} />}
            {items.map((item) => {
              const row = sorted[item.index];
              const id = ids[item.index];
              if (row === undefined || id === undefined) return null;
              return <TableRow key={id} row={row} id={id} domId={`${gridId}${id}`} index={item.index} columns={shown} pinned={pinned} height={height} selectable={selectable} selected={selected.has(id)} active={item.index === active} selectLabel={`${t('ui.table.selectRow')} ${props.rowLabel?.(row) ?? id}`} onActivate={activate} onToggle={onToggle} openable={onOpen !== undefined} />;
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
function frameSize<T>(visible: { column: DataColumn<T>; width: number }[], pinned: ReadonlySet<string>, selectable: boolean): { style: CSSProperties } {
  let left = selectable ? SELECT_WIDTH : 0;
  const vars: Record<string, string | number> = {};
  for (const { column, width } of visible) {
    if (!pinned.has(column.id)) continue;
    vars[`--pin-${CSS_NAME(column.id)}`] = `${left}px`;
    left += width;
  }
  const total = visible.reduce((sum, v) => sum + v.width, selectable ? SELECT_WIDTH : 0);
  return { style: { ...vars, minWidth: total } as CSSProperties };
}
