'use client';

import { COLUMN_FIELDS, COST_FIELDS, OPERATORS, parseRunQuery, printField, quote, type ComparisonOperator, type Field, type FieldType, type QueryCatalogue } from '@bellwether/run-query';
import { useMemo, useState } from 'react';
import { useT } from '../i18n';
import { Button, Combobox, Field as FormField, Input, Select, type ComboOption } from '../ui';
import { queryErrorWords } from './query-words';

type Choice = { text: string; type: FieldType; values: readonly string[] };

/** Every field that a chip can be about, with the values that exist. */
function fieldChoices(c: QueryCatalogue): Choice[] {
  const values: Partial<Record<keyof typeof COLUMN_FIELDS, readonly string[]>> = { state: ['queued', 'running', 'done', 'failed', 'cancelled'], tags: c.tags, experiment: c.experiments, group: c.groups, dataset: c.datasets, family: c.families, author: c.authors, engine: c.engines, favourite: ['true', 'false'], archived: ['true', 'false'] };
  const text = (field: Field) => printField(field);
  return [
    ...c.metrics.map((key) => ({ text: text({ kind: 'metric', key, part: 'value', type: 'number' }), type: 'number' as const, values: [] })),
    ...c.params.map((p) => ({ text: text({ kind: 'param', path: [...p.path], type: 'dynamic' }), type: 'dynamic' as const, values: p.values })),
    ...(Object.entries(COLUMN_FIELDS) as [keyof typeof COLUMN_FIELDS, FieldType][]).map(([name, type]) => ({ text: name, type, values: values[name] ?? [] })),
    ...c.labels.map((l) => ({ text: text({ kind: 'label', key: l.key, type: 'text' }), type: 'text' as const, values: l.values })),
    ...Object.entries(COST_FIELDS).map(([part, type]) => ({ text: `cost.${part}`, type, values: [] })),
  ];
}

type Parts = { field: string | null; operator: ComparisonOperator; values: string[] };

/** The parts of a simple condition; null for what only text can say (an OR, a NOT, a search). */
function partsOf(condition: string): Parts | null {
  const parsed = parseRunQuery(condition);
  if (!parsed.ok || parsed.query?.kind !== 'compare') return null;
  return { field: printField(parsed.query.field), operator: parsed.query.operator, values: parsed.query.values.map((v) => v.raw) };
}

const bare = (value: string, dynamic: boolean): string => (/^[^\s()=!<>~,"']+$/.test(value) && !/^(and|or|not|in|contains|exists|null)$/i.test(value) ? value : dynamic && value === '' ? '""' : quote(value));

function conditionText({ field, operator, values }: Parts): string {
  const list = values.map((v) => bare(v, true));
  if (operator === 'exists') return `${field} exists`;
  if (operator === 'in' || operator === 'not in') return `${field} ${operator} (${list.join(', ')})`;
  return `${field} ${operator} ${operator === '~' || operator === '!~' || operator === 'contains' ? quote(values[0] ?? '') : (list[0] ?? '')}`;
}

type EditorProps = { catalogue: QueryCatalogue; /** of the chip that is edited */ condition?: string; onDone: (condition: string) => void; onCancel: () => void };

/** One condition by choosing: field, operator, value. Writes the same language. */
export function ConditionEditor({ catalogue, condition, onDone, onCancel }: EditorProps) {
  const t = useT();
  const choices = useMemo(() => fieldChoices(catalogue), [catalogue]);
  const [parts, setParts] = useState<Parts>(() => (condition && partsOf(condition)) || { field: null, operator: '=', values: [] });
  const chosen = choices.find((c) => c.text === parts.field);
  const type = chosen?.type ?? 'dynamic';
  const options = useMemo<ComboOption[]>(() => choices.map((c) => ({ value: c.text, label: <span className="font-mono text-xs">{c.text}</span>, hint: t(`filter.type.${c.type}`) })), [choices, t]);
  const text = parts.field ? conditionText(parts) : '';
  const parsed = text ? parseRunQuery(text) : null;
  const needsValue = parts.operator !== 'exists';
  const ready = parsed?.ok === true && (!needsValue || parts.values.some((v) => v !== ''));
  const chooseField = (field: string | null) => {
    const next = choices.find((c) => c.text === field);
    const operators = next ? OPERATORS[next.type] : [];
    setParts({ field, operator: operators.includes(parts.operator) ? parts.operator : next?.type === 'number' ? '>' : (operators[0] ?? '='), values: [] });
  };
  return (
    <form className="w-72 max-w-full space-y-3" onSubmit={(e) => { e.preventDefault(); if (ready) onDone(text); }}>
      <FormField label={t('filter.field')}>{(ids) => <Combobox id={ids.id} label={t('filter.field')} options={options} value={parts.field} onChange={chooseField} />}</FormField>
      <FormField label={t('filter.operator')}>{(ids) => <Select {...ids} value={parts.operator} onChange={(operator) => setParts({ ...parts, operator, values: operator === 'in' || operator === 'not in' ? parts.values : parts.values.slice(0, 1) })} options={OPERATORS[type].map((o) => ({ value: o, label: t(`filter.op.${o}`), hint: <code>{o}</code> }))} />}</FormField>
      {needsValue && <ValueField type={type} known={chosen?.values ?? []} many={parts.operator === 'in' || parts.operator === 'not in'} free={['~', '!~', 'contains'].includes(parts.operator)} values={parts.values} onChange={(values) => setParts({ ...parts, values })} />}
      {text && parts.values.length > 0 && parsed && !parsed.ok && <p className="text-xs text-bad">{queryErrorWords(t, parsed.error)}</p>}
      <div className="flex justify-end gap-2">
        <Button size="sm" variant="ghost" onClick={onCancel}>
          {t('ui.cancel')}
        </Button>
        <Button size="sm" variant="primary" type="submit" disabled={!ready}>
          {t('ui.apply')}
        </Button>
      </div>
    </form>
  );
}

type ValueProps = { type: FieldType; known: readonly string[]; many: boolean; free: boolean; values: string[]; onChange: (values: string[]) => void };

function ValueField({ type, known, many, free, values, onChange }: ValueProps) {
  const t = useT();
  const options = known.map((value) => ({ value, label: value === '' ? t('ui.none') : value }));
  const hint = type === 'date' || type === 'duration' || type === 'bytes' ? t(`filter.form.${type}`) : undefined;
  return (
    <FormField label={t('filter.value')} help={hint}>
      {(ids) =>
        many ? (
          <Combobox multiple allowNew id={ids.id} label={t('filter.value')} options={options} value={values} onChange={onChange} />
        ) : known.length > 0 && !free ? (
          <Combobox allowNew={type !== 'boolean' && type !== 'state'} id={ids.id} label={t('filter.value')} options={options} value={values[0] ?? null} onChange={(v) => onChange(v === null ? [] : [v])} />
        ) : (
          <Input {...ids} value={values[0] ?? ''} onChange={(e) => onChange([e.target.value])} />
        )
      }
    </FormField>
  );
}
