'use client';

import { memo, type CSSProperties, type MouseEvent } from 'react';
import { Checkbox } from '../toggle';
import { cn } from '../cn';
import type { DataColumn } from './column';

type RowProps<T> = { row: T; id: string; domId: string; index: number; columns: readonly DataColumn<T>[]; pinned: ReadonlySet<string>; height: number; selectable: boolean; selected: boolean; active: boolean; selectLabel: string; onActivate: (index: number, open: boolean) => void; onToggle: (id: string, range: boolean) => void; openable: boolean };

/** Sticky offset of a pinned column; set once on the table, so that rows do not redraw while a column is resized. */
export const pinStyle = (id: string): CSSProperties => ({ left: `var(--pin-${cssName(id)})` });
export const cssName = (id: string) => id.replace(/[^a-zA-Z0-9_-]/g, (c) => `-${c.charCodeAt(0).toString(16)}-`);

const INTERACTIVE = 'a,button,input,label,select,textarea,[role=menuitem],[role=checkbox]';

function Row<T>({ row, id, domId, index, columns, pinned, height, selectable, selected, active, selectLabel, onActivate, onToggle, openable }: RowProps<T>) {
  const click = (e: MouseEvent<HTMLTableRowElement>) => {
    // a menu of this row is drawn elsewhere on the page, but React hands its clicks up to here
    if (!e.currentTarget.contains(e.target as Node)) return;
    const inside = (e.target as Element).closest(INTERACTIVE);
    if (inside && e.currentTarget.contains(inside)) return;
    if (selectable && (e.shiftKey || e.metaKey || e.ctrlKey)) onToggle(id, e.shiftKey);
    else onActivate(index, !window.getSelection()?.toString());
  };
  const background = selected ? 'bg-selected' : active ? 'bg-hover' : 'bg-surface group-hover/row:bg-hover';
  return (
    <tr id={domId} aria-rowindex={index + 2} aria-selected={selectable ? selected : undefined} data-active={active || undefined} onClick={click} onMouseDown={(e) => e.shiftKey && e.preventDefault()} style={{ height }} className={cn('group/row', openable && 'cursor-pointer')}>
      {selectable && (
        <td className={cn('sticky left-0 z-10 border-b px-3', background)} onClick={(e) => { e.stopPropagation(); onToggle(id, e.shiftKey); }}>
          <span className="pointer-events-none flex">
            <Checkbox checked={selected} onChange={() => {}} aria-label={selectLabel} />
          </span>
        </td>
      )}
      {columns.map((c, i) => (
        <td key={c.id} style={pinned.has(c.id) ? pinStyle(c.id) : undefined} className={cn('truncate border-b px-3 text-table', background, c.align === 'right' && 'tabular text-right', pinned.has(c.id) && 'sticky z-10', active && i === 0 && !selectable && 'shadow-[inset_2px_0_0_var(--accent)]')}>
          {c.cell(row)}
        </td>
      ))}
      <td aria-hidden className={cn('border-b p-0', background)} />
    </tr>
  );
}

export const TableRow = memo(Row) as typeof Row;
