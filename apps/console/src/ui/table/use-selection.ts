'use client';

import { useCallback, useRef } from 'react';
import { rangeOf } from './column';

export type Selection = { selected: ReadonlySet<string>; toggle: (id: string, options?: { range?: boolean; on?: boolean }) => void; all: () => void; clear: () => void };

/** Multi-select with an anchor: shift extends from the last row that was touched. */
export function useSelection(ids: readonly string[], selected: ReadonlySet<string>, onChange: ((next: Set<string>) => void) | undefined): Selection {
  const anchor = useRef<string | null>(null);
  const toggle = useCallback(
    (id: string, options: { range?: boolean; on?: boolean } = {}) => {
      const next = new Set(selected);
      const on = options.on ?? (options.range ? true : !next.has(id));
      for (const each of options.range ? rangeOf(ids, anchor.current, id) : [id]) {
        if (on) next.add(each);
        else next.delete(each);
      }
      anchor.current = id;
      onChange?.(next);
    },
    [ids, selected, onChange],
  );
  const all = useCallback(() => onChange?.(new Set(ids)), [ids, onChange]);
  const clear = useCallback(() => onChange?.(new Set()), [onChange]);
  return { selected, toggle, all, clear };
}
