'use client';

import { useT } from '../../i18n';
import { Checkbox } from '../toggle';
import { moveColumn, SELECT_WIDTH, type DataColumn, type TableLayout, type TableSort } from './column';
import { HeaderCell, type HeaderActions } from './header-cell';
import { pinStyle } from './table-row';
import type { Selection } from './use-selection';

type HeadProps<T> = {
  columns: { ordered: readonly DataColumn<T>[]; visible: readonly { column: DataColumn<T>; width: number }[]; pinned: ReadonlySet<string> };
  ids: readonly string[];
  selection: Selection | null;
  server: boolean;
  sort: TableSort | null;
  setSort: (sort: TableSort | null) => void;
  layout: TableLayout;
  setLayout: (layout: TableLayout) => void;
};

/** Column widths and the sticky header row. */
export function TableHead<T>({ columns, ids, selection, server, sort, setSort, layout, setLayout }: HeadProps<T>) {
  const t = useT();
  const { visible, pinned } = columns;
  const order = columns.ordered.map((c) => c.id);
  const actions: HeaderActions = {
    sort: setSort,
    resize: (id, width) => setLayout({ ...layout, widths: { ...layout.widths, [id]: width } }),
    pin: (id, on) => setLayout({ ...layout, pinned: { ...layout.pinned, [id]: on } }),
    hide: (id) => setLayout({ ...layout, visible: { ...layout.visible, [id]: false } }),
    move: (id, by) => setLayout({ ...layout, order: moveColumn(order, id, order.indexOf(id) + by) }),
    drop: (id, before) => id && id !== before && setLayout({ ...layout, order: moveColumn(order, id, order.filter((o) => o !== id).indexOf(before)) }),
  };
  const allOn = selection !== null && ids.length > 0 && ids.every((id) => selection.selected.has(id));
  return (
    <>
      <colgroup>
        {selection && <col style={{ width: SELECT_WIDTH }} />}
        {visible.map(({ column, width }) => (
          <col key={column.id} style={{ width }} />
        ))}
        <col />
      </colgroup>
      <thead className="sticky top-0 z-20 text-left">
        <tr aria-rowindex={1}>
          {selection && (
            <th scope="col" className="sticky left-0 z-20 h-9 border-b bg-sunken px-3">
              <Checkbox checked={allOn ? true : selection.selected.size > 0 ? 'indeterminate' : false} onChange={(on) => (on ? selection.all() : selection.clear())} aria-label={t('ui.table.selectAll')} />
            </th>
          )}
          {visible.map(({ column, width }) => (
            <HeaderCell key={column.id} column={column} width={width} pinned={pinned.has(column.id)} style={pinned.has(column.id) ? pinStyle(column.id) : {}} canSort={server ? (column.sortable ?? false) : column.value !== undefined} sort={sort} actions={actions} />
          ))}
          <td aria-hidden className="border-b bg-sunken p-0" />
        </tr>
      </thead>
    </>
  );
}
