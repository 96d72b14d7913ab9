'use client';

import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, ChevronDown, EyeOff, Pin, PinOff } from 'lucide-react';
import { useRef, type CSSProperties, type KeyboardEvent, type PointerEvent } from 'react';
import { useT } from '../../i18n';
import { cn } from '../cn';
import { Menu, type MenuItem } from '../menu';
import { Tooltip } from '../tooltip';
import type { DataColumn, TableSort } from './column';

export type HeaderActions = { sort: (sort: TableSort | null) => void; resize: (id: string, width: number) => void; pin: (id: string, on: boolean) => void; hide: (id: string) => void; move: (id: string, step: -1 | 1) => void; drop: (id: string, before: string) => void };

type HeaderProps<T> = { column: DataColumn<T>; width: number; style: CSSProperties; pinned: boolean; canSort: boolean; sort: TableSort | null; actions: HeaderActions };

const MIN = 56;
const MAX = 900;

/** Sorts on click, drags to reorder, resizes at its edge (arrow keys too), and has a menu for all of it. */
export function HeaderCell<T>({ column, width, style, pinned, canSort, sort, actions }: HeaderProps<T>) {
  const t = useT();
  const direction = sort?.id === column.id ? (sort.desc ? 'descending' : 'ascending') : undefined;
  const cycle = () => actions.sort(direction === undefined ? { id: column.id, desc: column.align === 'right' } : { id: column.id, desc: direction === 'ascending' });
  const items: MenuItem[] = [
    ...(column.help ? ([{ kind: 'heading', key: 'help', label: column.help }] as MenuItem[]) : []),
    ...(canSort
      ? ([
          { key: 'asc', label: t('ui.table.sortAscending'), icon: ArrowUp, onSelect: () => actions.sort({ id: column.id, desc: false }) },
          { key: 'desc', label: t('ui.table.sortDescending'), icon: ArrowDown, onSelect: () => actions.sort({ id: column.id, desc: true }) },
          { kind: 'separator', key: 's' },
        ] as MenuItem[])
      : []),
    { key: 'pin', label: pinned ? t('ui.table.unpin') : t('ui.table.pin'), icon: pinned ? PinOff : Pin, onSelect: () => actions.pin(column.id, !pinned) },
    { key: 'left', label: t('ui.table.moveLeft'), icon: ArrowLeft, onSelect: () => actions.move(column.id, -1) },
    { key: 'right', label: t('ui.table.moveRight'), icon: ArrowRight, onSelect: () => actions.move(column.id, 1) },
    ...(column.fixed ? [] : [{ key: 'hide', label: t('ui.table.hide'), icon: EyeOff, onSelect: () => actions.hide(column.id) }]),
  ];
  const label = (
    <>
      <span className="truncate">{column.header ?? column.title}</span>
      {direction === 'ascending' && <ArrowUp aria-hidden className="size-3 shrink-0" />}
      {direction === 'descending' && <ArrowDown aria-hidden className="size-3 shrink-0" />}
    </>
  );
  return (
    <th
      scope="col"
      aria-sort={canSort ? (direction ?? 'none') : undefined}
      style={style}
      draggable
      onDragStart={(e) => e.dataTransfer.setData('text/x-bw-column', column.id)}
      onDragOver={(e) => e.dataTransfer.types.includes('text/x-bw-column') && e.preventDefault()}
      onDrop={(e) => actions.drop(e.dataTransfer.getData('text/x-bw-column'), column.id)}
      className={cn('group/th relative h-9 border-b bg-sunken p-0 text-xs font-medium text-muted', pinned && 'sticky z-20')}
    >
      <div className={cn('flex h-full items-center gap-1 px-3', column.align === 'right' && 'flex-row-reverse')}>
        <Tooltip text={column.help}>
          {canSort ? (
            <button type="button" onClick={cycle} className={cn('flex min-w-0 items-center gap-1 rounded-sm hover:text-fg', direction && 'text-fg', column.align === 'right' && 'flex-row-reverse')}>
              {label}
            </button>
          ) : (
            <span className="flex min-w-0 items-center gap-1">{label}</span>
          )}
        </Tooltip>
        <Menu
          align="start"
          items={items}
          trigger={
            <button type="button" aria-label={t('ui.table.columnMenu', { name: column.title })} className="flex size-5 shrink-0 items-center justify-center rounded-sm opacity-0 hover:bg-hover focus-visible:opacity-100 group-hover/th:opacity-100 data-[state=open]:opacity-100">
              <ChevronDown aria-hidden className="size-3.5" />
            </button>
          }
        />
      </div>
      <ResizeHandle label={t('ui.table.resize', { name: column.title })} width={width} min={column.minWidth ?? MIN} onResize={(w) => actions.resize(column.id, w)} />
    </th>
  );
}

function ResizeHandle({ label, width, min, onResize }: { label: string; width: number; min: number; onResize: (width: number) => void }) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const clamp = (w: number) => Math.round(Math.max(min, Math.min(MAX, w)));
  const down = (e: PointerEvent<HTMLDivElement>) => {
    e.preventDefault();
    e.currentTarget.setPointerCapture(e.pointerId);
    start.current = { x: e.clientX, width };
  };
  const move = (e: PointerEvent) => start.current && onResize(clamp(start.current.width + e.clientX - start.current.x));
  const keys = (e: KeyboardEvent) => {
    if (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight') return;
    e.preventDefault();
    e.stopPropagation();
    onResize(clamp(width + (e.key === 'ArrowRight' ? 16 : -16)));
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={MAX}
      tabIndex={0}
      draggable={false}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => (start.current = null)}
      onKeyDown={keys}
      className="absolute inset-y-0 right-0 z-10 w-1.5 cursor-col-resize touch-none opacity-0 hover:opacity-100 focus-visible:opacity-100 after:absolute after:inset-y-1 after:right-0 after:w-0.5 after:bg-accent"
    />
  );
}
