'use client';

import { useEffect, useState } from 'react';

/** A value once it has rested: a slider under the finger asks the server a few times, not at every pixel. @unit ms */
export function useSettled<T>(value: T, ms = 150): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
