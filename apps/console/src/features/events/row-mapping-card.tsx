'use client';

import { ENTITY_KINDS, EVENT_COLUMNS, NEGATIVE_RULES, type EntityKind, type EventMapping, type KnownTimeRule } from '@bellwether/contracts';
import { useT, type MessageKey } from '../../i18n';
import { Card, Combobox, Field, Input, Select } from '../../ui';
import { FieldRow } from './field-row';
import type { Proposal } from './event-types';

type Row = EventMapping['rows'][number];
type Props = { row: Row; columns: Proposal['columns']; onChange: (row: Row) => void; /** null: one of several kinds in these rows, it stays */ onKind: ((kind: EntityKind) => void) | null };

/** What one row of the file becomes: entity, fields, and when it is known. */
export function RowMappingCard({ row, columns, onChange, onKind }: Props) {
  const t = useT();
  const stored = EVENT_COLUMNS[row.kind].filter((c) => c.field !== 'knownTime');
  const free = stored.filter((c) => !(c.field in row.fields));
  const setField = (field: string, source: Row['fields'][string] | null) => {
    const fields = { ...row.fields };
    if (source === null) delete fields[field];
    else fields[field] = source;
    onChange({ ...row, fields });
  };
  return (
    <Card flush title={onKind ? <span className="flex items-center gap-2"><span className="shrink-0 font-normal text-muted">{t('events.map.rowsAre')}</span><Select size="sm" label={t('events.map.rowsAre')} className="w-48 font-normal" value={row.kind} onChange={onKind} options={ENTITY_KINDS.map((k) => ({ value: k, label: t(`events.kind.${k}`) }))} /></span> : t(`events.kind.${row.kind}`)}
      description={row.when.length > 0 ? t('events.map.when', { condition: row.when.map((w) => t(`events.when.${w.is}`, { column: w.column, values: (w.values ?? []).join(', ') })).join('; ') }) : undefined}>
      <ul className="divide-y">
        {stored.filter((c) => c.field in row.fields).map((c) => <FieldRow key={c.field} column={c} source={row.fields[c.field]!} columns={columns} onChange={(source) => setField(c.field, source)} />)}
      </ul>
      <div className="space-y-3 border-t p-3">
        {free.length > 0 && <Combobox label={t('events.map.addField')} placeholder={t('events.map.addField')} value={null} className="sm:w-56" onChange={(field) => field && columns[0] && setField(field, { column: columns[0].name })} options={free.map((c) => ({ value: c.field, label: t(`events.field.${c.field}` as MessageKey), text: `${c.field} ${t(`events.field.${c.field}` as MessageKey)}`, hint: t.locale === 'en' ? c.description : undefined }))} />}
        <KnownTime rule={row.knownTime} columns={columns} onChange={(knownTime) => onChange({ ...row, knownTime })} />
        {row.kind === 'order_line' && <Field label={t('events.map.negative')}>{(ids) => <Select {...ids} value={row.negative} onChange={(negative) => onChange({ ...row, negative })} options={NEGATIVE_RULES.map((v) => ({ value: v, label: t(`events.negative.${v}`) }))} className="sm:w-56" />}</Field>}
      </div>
    </Card>
  );
}

function KnownTime({ rule, columns, onChange }: { rule: KnownTimeRule; columns: Proposal['columns']; onChange: (rule: KnownTimeRule) => void }) {
  const t = useT();
  const choose = (from: KnownTimeRule['from']) => onChange(from === 'arrival' ? { from } : from === 'event' ? { from, delayMinutes: 0 } : { from, column: columns[0]?.name ?? '' });
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label={t('events.map.known')}>{(ids) => <Select {...ids} value={rule.from} onChange={choose} options={(['event', 'arrival', 'column'] as const).map((v) => ({ value: v, label: t(`events.known.${v}`) }))} />}</Field>
      {rule.from === 'event' && <Field label={t('events.known.delay')}>{(ids) => <Input {...ids} type="number" min={0} value={rule.delayMinutes} onChange={(e) => onChange({ from: 'event', delayMinutes: Math.max(0, Number(e.target.value) || 0) })} />}</Field>}
      {rule.from === 'column' && <Field label={t('events.known.columnLabel')}>{(ids) => <Combobox id={ids.id} label={t('events.known.columnLabel')} value={rule.column} onChange={(column) => column && onChange({ ...rule, column })} options={columns.map((c) => ({ value: c.name, label: c.name, hint: c.samples.slice(0, 2).join(' · ') }))} />}</Field>}
    </div>
  );
}
