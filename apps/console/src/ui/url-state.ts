'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/**
 * One search parameter as state, so that a view can be shared as a link. Absent means `fallback`, and setting the
 * fallback removes it again. The address changes without a request to the server.
 */
export function useUrlState(name: string, fallback = ''): [string, (value: string, options?: { push?: boolean }) => void] {
  const params = useSearchParams();
  const pathname = usePathname();
  const set = useCallback(
    (value: string, options?: { push?: boolean }) => {
      // Read from the window: two updates in one tick must not undo each other.
      const next = new URLSearchParams(window.location.search);
      if (value === fallback || value === '') next.delete(name);
      else next.set(name, value);
      const text = next.toString();
      const url = text === '' ? pathname : `${pathname}?${text}`;
      if (options?.push) window.history.pushState(null, '', url);
      else window.history.replaceState(null, '', url);
    },
    [name, fallback, pathname],
  );
  return [params.get(name) ?? fallback, set];
}

/** A list in one parameter, comma separated (entries are encoded, so they may hold commas). */
export function useUrlList(name: string): [string[], (value: readonly string[]) => void] {
  const [text, setText] = useUrlState(name);
  const list = text === '' ? [] : text.split(',').map((s) => decodeURIComponent(s));
  const set = useCallback((value: readonly string[]) => setText(value.map((s) => encodeURIComponent(s)).join(',')), [setText]);
  return [list, set];
}
