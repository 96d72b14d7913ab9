'use client';

import { useCallback, useSyncExternalStore } from 'react';
import { EMPTY_LAYOUT, type TableLayout } from './column';

const cache = new Map<string, TableLayout>();
const listeners = new Set<() => void>();

function read(key: string): TableLayout {
  const known = cache.get(key);
  if (known) return known;
  let layout = EMPTY_LAYOUT;
  try {
    const text = localStorage.getItem(key);
    if (text) layout = { ...EMPTY_LAYOUT, ...(JSON.parse(text) as Partial<TableLayout>) };
  } catch {
    // Private windows refuse storage, and old text may not parse: the columns' own order then.
  }
  cache.set(key, layout);
  return layout;
}

/** The reader's arrangement of one table, kept in this browser. Pass it to DataTable, and to a saved view. */
export function useTableLayout(name: string): [TableLayout, (next: TableLayout) => void] {
  const key = `bw-table-${name}`;
  const layout = useSyncExternalStore(
    (notify) => {
      listeners.add(notify);
      return () => listeners.delete(notify);
    },
    () => read(key),
    () => EMPTY_LAYOUT,
  );
  const set = useCallback(
    (next: TableLayout) => {
      cache.set(key, next);
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // Kept for this visit only.
      }
      listeners.forEach((notify) => notify());
    },
    [key],
  );
  return [layout, set];
}
