'use client';

import { useCallback, useState, type KeyboardEvent } from 'react';
import type { Selection } from './use-selection';

type GridKeys<T> = { rows: readonly T[]; ids: readonly string[]; selection: Selection | null; onOpen: ((row: T) => void) | undefined; scrollTo: (index: number) => void; pageRows: () => number };

/** The row that the keyboard is on, and what keys do to it. */
export function useGridKeys<T>({ rows, ids, selection, onOpen, scrollTo, pageRows }: GridKeys<T>) {
  const [active, setActive] = useState(-1);
  const activate = useCallback(
    (index: number, open: boolean) => {
      setActive(index);
      const row = rows[index];
      if (open && row !== undefined) onOpen?.(row);
    },
    [rows, onOpen],
  );
  const move = (index: number, extend: boolean) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setActive(next);
    scrollTo(next);
    if (extend && selection) [ids[active], ids[next]].forEach((id) => id !== undefined && selection.toggle(id, { on: true, range: true }));
  };
  const onKeyDown = (e: KeyboardEvent<HTMLTableElement>) => {
    if (e.target !== e.currentTarget) return;
    const page = Math.max(1, pageRows());
    const steps: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1, j: active + 1, k: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: rows.length - 1 };
    const target = steps[e.key];
    const id = ids[active];
    if (target !== undefined) move(target, e.shiftKey);
    else if (e.key === 'Enter' && active >= 0) activate(active, true);
    else if (e.key === ' ' && selection && id !== undefined) selection.toggle(id, { range: e.shiftKey });
    else if (e.key === 'a' && (e.ctrlKey || e.metaKey) && selection) selection.all();
    else if (e.key === 'Escape' && selection && selection.selected.size > 0) selection.clear();
    else return;
    e.preventDefault();
  };
  return { active, activate, onKeyDown };
}
