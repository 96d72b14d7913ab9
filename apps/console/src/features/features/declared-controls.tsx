'use client';

import type { Condition, EntityKind, TaskEntity } from '@bellwether/contracts';
import { createContext, useContext } from 'react';
import { getAt, type FormValue, type OwnControl, type SchemaField } from '../../forms';
import { useT } from '../../i18n';
import { Combobox, Field, Select, Textarea } from '../../ui';
import { ConditionRows } from '../tasks/condition-rows';
import { fieldsOfKind } from '../tasks/row-fields';

/** Whose feature it is: facts are fields of its own record. */
export const EntityContext = createContext<TaskEntity>('customer');

const besideOf = (path: string, name: string): string => path.split('.').with(-1, name).join('.');
const kindOf = (field: SchemaField, form: FormValue, entity: TaskEntity): EntityKind => {
  if (field.rowsOf === 'entity') return entity === 'product' ? 'product' : 'customer';
  return (field.rowsOf ?? getAt(form, besideOf(field.path, 'over')) ?? 'order_line') as EntityKind;
};

const EventKind: OwnControl = ({ field, value, onChange, error }) => {
  const t = useT();
  if (field.kind !== 'choice') return null;
  return <Field label={t.of(field.title)} help={field.help ? t.of(field.help) : undefined} error={error}>{(ids) => <Select {...ids} value={String(value)} onChange={onChange} options={field.choices.map((c) => ({ value: String(c.value), label: t(`events.kind.${c.value as EntityKind}`) }))} />}</Field>;
};

const RowField: OwnControl = ({ field, value, onChange, error, form }) => {
  const t = useT();
  const kind = kindOf(field, form, useContext(EntityContext));
  const options = fieldsOfKind(kind).map((f) => ({ value: f.name, label: <span className="font-mono text-xs">{f.name}</span>, text: f.name, hint: t(`features.fieldType.${f.type}`) }));
  const none = field.nullable ? [{ value: '', label: t('features.noField'), text: '' }] : [];
  return <Field label={t.of(field.title)} help={field.help ? t.of(field.help) : undefined} error={error} optional={field.nullable}>{(ids) => <Combobox id={ids.id} label={t.of(field.title)} value={typeof value === 'string' ? value : ''} options={[...none, ...options]} allowNew onChange={(v) => onChange(v === null || v === '' ? (field.nullable ? null : '') : v)} />}</Field>;
};

const Conditions: OwnControl = ({ field, value, onChange, error, form }) => {
  const t = useT();
  const kind = kindOf(field, form, useContext(EntityContext));
  return (
    <div className="min-w-0 sm:col-span-2">
      <ConditionRows kind={kind} label={t.of(field.title)} value={(value ?? []) as Condition[]} onChange={onChange} />
      {(error ?? field.help) && <p className={error ? 'mt-1 text-xs text-bad' : 'mt-1 text-xs text-subtle'}>{error ?? t.of(field.help!)}</p>}
    </div>
  );
};

const Sql: OwnControl = ({ field, value, onChange, error }) => {
  const t = useT();
  return <div className="sm:col-span-2"><Field label={t.of(field.title)} help={field.help ? t.of(field.help) : undefined} error={error}>{(ids) => <Textarea {...ids} className="min-h-48 font-mono text-xs" spellCheck={false} value={typeof value === 'string' ? value : ''} onChange={(e) => onChange(e.target.value)} />}</Field></div>;
};

/** Controls that the schemas of features name. */
export const DECLARED_CONTROLS = { 'event-kind': EventKind, 'row-field': RowField, conditions: Conditions, sql: Sql };
