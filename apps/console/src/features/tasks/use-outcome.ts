'use client';

import type { EventLogId, TaskTarget } from '@bellwether/contracts';
import { fieldWords, KIND_WORDS } from '@bellwether/declare';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { useFormat } from '../../ui';

/** Fields in units of the log's currency. */
const MONEY: ReadonlySet<string> = new Set(['amount', 'unitPrice', 'discount', 'price', 'cost', 'product.price', 'product.cost']);

/** Writes a mean outcome with what it is counted in: a share, money of the log, days, rows of a kind. */
export function useOutcome(logId: EventLogId, target: TaskTarget, output: 'binary' | 'number' | undefined): (mean: number | null) => string {
  const t = useT();
  const format = useFormat();
  const trpc = useTRPC();
  const currency = useQuery(trpc.events.logs.queryOptions()).data?.find((l) => l.id === logId)?.currency;
  return useMemo(() => (mean) => {
    if (mean === null) return '–';
    if (output === 'binary') return format.percent(mean);
    const value = format.number(mean, 3);
    if (target.kind === 'time_to_event') return t('tasks.unit.days', { value });
    if (target.kind === 'sum') return MONEY.has(target.field) && currency ? format.money(mean, currency) : target.field === 'quantity' ? t('tasks.unit.units', { value }) : `${value} ${t.of(fieldWords(target.field))}`;
    const { distinct } = target as TaskTarget & { distinct?: string | null };
    return distinct ? t('tasks.unit.distinct', { value, what: t.of(fieldWords(distinct)) }) : `${value} ${t.of(KIND_WORDS[target.of].many)}`;
  }, [t, format, target, output, currency]);
}
