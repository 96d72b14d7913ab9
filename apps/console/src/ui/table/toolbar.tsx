'use client';

import { Columns3, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useT } from '../../i18n';
import { IconButton } from '../button';
import { Menu } from '../menu';
import type { DataColumn, TableLayout } from './column';
import { EMPTY_LAYOUT } from './column';

type ToolbarProps<T> = { children?: ReactNode; columns: readonly DataColumn<T>[]; isVisible: (column: DataColumn<T>) => boolean; layout: TableLayout; onLayout: (layout: TableLayout) => void };

/** What the page puts left (search, filters), columns and density right. */
export function TableToolbar<T>({ children, columns, isVisible, layout, onLayout }: ToolbarProps<T>) {
  const t = useT();
  const show = (column: DataColumn<T>, on: boolean) => onLayout({ ...layout, visible: { ...layout.visible, [column.id]: on } });
  return (
    <div className="mb-2 flex flex-wrap items-start gap-2">
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">{children}</div>
      <Menu
        trigger={<IconButton icon={Columns3} label={t('ui.table.columns')} variant="secondary" noTooltip />}
        items={[
          { kind: 'heading', key: 'h', label: t('ui.table.columns') },
          ...columns.map((c) => ({ kind: 'check' as const, key: c.id, label: c.title, checked: isVisible(c), disabled: c.fixed, stay: true, onSelect: () => show(c, !isVisible(c)) })),
          { kind: 'separator', key: 's1' },
          { kind: 'heading', key: 'd', label: t('ui.table.density') },
          { kind: 'check', key: 'compact', label: t('ui.table.compact'), checked: layout.density === 'compact', onSelect: () => onLayout({ ...layout, density: 'compact' }) },
          { kind: 'check', key: 'comfortable', label: t('ui.table.comfortable'), checked: layout.density === 'comfortable', onSelect: () => onLayout({ ...layout, density: 'comfortable' }) },
          { kind: 'separator', key: 's2' },
          { key: 'reset', label: t('ui.table.resetColumns'), onSelect: () => onLayout(EMPTY_LAYOUT) },
        ]}
      />
    </div>
  );
}

/** Over the table's foot while rows are selected. */
export function BulkBar({ count, children, onClear }: { count: number; children: ReactNode; onClear: () => void }) {
  const t = useT();
  return (
    <div role="toolbar" aria-label={t('ui.table.selected', { count })} className="motion-rise sticky bottom-2 z-30 mx-auto mt-2 flex w-fit max-w-full flex-wrap items-center gap-2 rounded-lg bg-raised px-3 py-2 shadow-raised">
      <span className="tabular text-sm font-medium">{t('ui.table.selected', { count })}</span>
      <span className="h-5 w-px bg-line" />
      {children}
      <IconButton icon={X} label={t('ui.table.clearSelection')} size="sm" onClick={onClear} />
    </div>
  );
}
