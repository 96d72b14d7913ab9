'use client';

import { useMemo } from 'react';
import { intlLocale, usePreferences } from '../i18n';
import { formatBytes, formatChange, formatDateTime, formatDay, formatDuration, formatEstimate, formatFixed, formatMoney, formatMonth, formatNumber, formatPercent, formatRange, formatRelative, type Estimated } from './format';

/** The formatters of format.ts in the reader's language and the shop's zone. */
export function useFormat() {
  const { locale, timeZone } = usePreferences();
  return useMemo(() => {
    const l = intlLocale(locale);
    return {
      number: (v: number | null | undefined, digits?: number) => formatNumber(v, l, digits),
      fixed: (v: number, decimals: number) => formatFixed(v, l, decimals),
      estimate: (e: Estimated | null | undefined) => formatEstimate(e, l),
      range: (lo: number, hi: number) => formatRange(lo, hi, l),
      percent: (v: number | null | undefined, decimals?: number) => formatPercent(v, l, decimals),
      change: (v: number | null | undefined, decimals?: number) => formatChange(v, l, decimals),
      bytes: (v: number | bigint | null | undefined) => formatBytes(v, l),
      duration: (seconds: number | null | undefined) => formatDuration(seconds, l),
      relative: (at: Date, now = new Date()) => formatRelative(at, now, l),
      dateTime: (at: Date) => formatDateTime(at, l, timeZone),
      day: (at: string | number | null | undefined) => formatDay(at, l),
      month: (day: string) => formatMonth(day, l),
      money: (v: number | null | undefined, currency: string) => formatMoney(v, currency, l),
    };
  }, [locale, timeZone]);
}
