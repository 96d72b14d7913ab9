'use client';

import { ENTITY_KINDS, EVENT_COLUMNS, type EntityKind, type ExpectationRuleInput } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, Combobox, Dialog, ErrorPanel, Field, Input, Select, toast } from '../../ui';
import type { EventLog } from './event-types';

const WHAT = ['filled', 'range', 'unique', 'known', 'fresh', 'volume', 'no-gap', 'one-currency'] as const;
type What = (typeof WHAT)[number];
type Draft = { what: What; kind: EntityKind; column: string; columns: string[]; in: EntityKind; inColumn: string; min: string; max: string; percent: string; count: string; severity: 'warning' | 'bad' };

const columnsOf = (kind: EntityKind, numeric = false) => EVENT_COLUMNS[kind].filter((c) => !numeric || c.type === 'DOUBLE' || c.type === 'BIGINT').map((c) => ({ value: c.column, label: c.column }));
const numberOrNull = (text: string) => (text.trim() === '' ? null : Number(text));

function ruleOf(d: Draft): ExpectationRuleInput {
  const atMost = Number(d.percent) / 100;
  switch (d.what) {
    case 'filled': return { rule: 'filled', kind: d.kind, column: d.column, atMost };
    case 'range': return { rule: 'range', kind: d.kind, column: d.column, min: numberOrNull(d.min), max: numberOrNull(d.max), atMost };
    case 'unique': return { rule: 'unique', kind: d.kind, columns: d.columns };
    case 'known': return { rule: 'known', kind: d.kind, column: d.column, in: d.in, inColumn: d.inColumn, atMost };
    case 'fresh': return { rule: 'fresh', kind: d.kind, withinHours: Number(d.count) };
    case 'volume': return { rule: 'volume', kind: d.kind, changeAtMost: atMost };
    case 'no-gap': return { rule: 'no-gap', kind: d.kind, days: Number(d.count) };
    case 'one-currency': return { rule: 'one-currency', kind: d.kind };
  }
}

const START: Draft = { what: 'filled', kind: 'order_line', column: 'customer_id', columns: ['order_id', 'line'], in: 'product', inColumn: 'product_id', min: '0', max: '', percent: '0', count: '2', severity: 'warning' };

/** A rule in a few choices; it is held against the newest version at once. */
export function RuleDialog({ log, open, onClose }: { log: EventLog; open: boolean; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [draft, setDraft] = useState(START);
  const set = (part: Partial<Draft>) => setDraft((d) => ({ ...d, ...part }));
  const add = useMutation(trpc.events.addExpectation.mutationOptions({ onSuccess: async () => { toast.done(t('events.rule.added')); await client.invalidateQueries(trpc.events.pathFilter()); onClose(); } }));
  const kinds = ENTITY_KINDS.map((k) => ({ value: k, label: t(`events.kind.${k}`) }));
  const hasColumn = draft.what === 'filled' || draft.what === 'range' || draft.what === 'known';
  const hasShare = hasColumn || draft.what === 'volume';
  return (
    <Dialog open={open} onOpenChange={(o) => !o && onClose()} title={t('events.rule.add')}
      footer={<><Button onClick={onClose}>{t('ui.cancel')}</Button><Button variant="primary" busy={add.isPending} onClick={() => add.mutate({ logId: log.id, rule: ruleOf(draft), severity: draft.severity })}>{t('events.rule.add')}</Button></>}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('events.rule.what')}>{(ids) => <Select {...ids} value={draft.what} onChange={(what) => set({ what })} options={WHAT.map((w) => ({ value: w, label: t(`events.what.${w}`) }))} />}</Field>
        <Field label={t('events.rule.kind')}>{(ids) => <Select {...ids} value={draft.kind} onChange={(kind) => set({ kind, column: columnsOf(kind)[3]?.value ?? 'event_id', columns: ['event_id'] })} options={kinds} />}</Field>
        {hasColumn && <Field label={t('events.rule.column')}>{(ids) => <Combobox id={ids.id} label={t('events.rule.column')} value={draft.column} onChange={(column) => column && set({ column })} options={columnsOf(draft.kind, draft.what === 'range')} />}</Field>}
        {draft.what === 'unique' && <Field label={t('events.rule.columns')}>{(ids) => <Combobox id={ids.id} multiple label={t('events.rule.columns')} value={draft.columns} onChange={(columns) => set({ columns })} options={columnsOf(draft.kind)} />}</Field>}
        {draft.what === 'known' && <Field label={t('events.rule.in')}>{(ids) => <Select {...ids} value={draft.in} onChange={(kind) => set({ in: kind, inColumn: columnsOf(kind)[3]?.value ?? 'event_id' })} options={kinds} />}</Field>}
        {draft.what === 'known' && <Field label={t('events.rule.inColumn')}>{(ids) => <Combobox id={ids.id} label={t('events.rule.inColumn')} value={draft.inColumn} onChange={(inColumn) => inColumn && set({ inColumn })} options={columnsOf(draft.in)} />}</Field>}
        {draft.what === 'range' && <Field label={t('events.rule.min')} optional>{(ids) => <Input {...ids} type="number" value={draft.min} onChange={(e) => set({ min: e.target.value })} />}</Field>}
        {draft.what === 'range' && <Field label={t('events.rule.max')} optional>{(ids) => <Input {...ids} type="number" value={draft.max} onChange={(e) => set({ max: e.target.value })} />}</Field>}
        {hasShare && <Field label={draft.what === 'volume' ? t('events.rule.change') : t('events.rule.atMost')}>{(ids) => <Input {...ids} type="number" min={0} max={100} unit="%" value={draft.percent} onChange={(e) => set({ percent: e.target.value })} />}</Field>}
        {(draft.what === 'fresh' || draft.what === 'no-gap') && <Field label={draft.what === 'fresh' ? t('events.rule.hours') : t('events.rule.days')}>{(ids) => <Input {...ids} type="number" min={1} value={draft.count} onChange={(e) => set({ count: e.target.value })} />}</Field>}
        <Field label={t('events.severity')}>{(ids) => <Select {...ids} value={draft.severity} onChange={(severity) => set({ severity })} options={(['warning', 'bad'] as const).map((s) => ({ value: s, label: t(`events.severity.${s}`) }))} />}</Field>
      </div>
      {add.isError && <ErrorPanel error={add.error} className="mt-4" />}
    </Dialog>
  );
}
