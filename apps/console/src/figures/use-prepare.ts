'use client';

import { useMemo } from 'react';
import { useT } from '../i18n';
import { useFormat } from '../ui/use-format';
import type { PrepareContext } from './prepare';

/** The words and number forms that figures are prepared with. */
export function usePrepare(): PrepareContext {
  const t = useT();
  const format = useFormat();
  return useMemo(() => ({ of: t.of, t, number: (v) => format.number(v), percent: (v) => format.percent(v), day: (ms) => format.day(ms) }), [t, format]);
}
