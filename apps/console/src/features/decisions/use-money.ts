'use client';

import { useCallback } from 'react';
import { useSession } from '../../shell/session';
import { useFormat } from '../../ui';

/** Amounts in the shop's own currency. */
export function useMoney(): (amount: number | null | undefined) => string {
  const format = useFormat();
  const { project } = useSession();
  const currency = project?.currency ?? 'USD';
  return useCallback((amount) => format.money(amount, currency), [format, currency]);
}
