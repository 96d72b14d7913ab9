'use client';

import type { Condition, EntityKind } from '@bellwether/contracts';
import { Plus, Trash2 } from 'lucide-react';
import { useT } from '../../i18n';
import { Button, Combobox, IconButton, Input, Select } from '../../ui';
import { fieldsOfKind, type RowFieldChoice } from './row-fields';

const OPERATORS = { text: ['is', 'is_not', 'within', 'known', 'missing'], number: ['gte', 'lte', 'gt', 'lt', 'is', 'known', 'missing'], boolean: ['is', 'known', 'missing'] } as const;
type Op = 'is' | 'is_not' | 'within' | 'known' | 'missing' | 'gte' | 'lte' | 'gt' | 'lt';

function conditionOf(field: string, op: Op, text: string, type: RowFieldChoice['type']): Condition {
  if (op === 'known' || op === 'missing') return { field, op };
  if (op === 'within') return { field, op, value: text || '?' };
  if (op === 'is' || op === 'is_not') return { field, op, value: type === 'number' ? Number(text) : type === 'boolean' ? text === 'true' : text };
  return { field, op, value: Number(text) };
}

const valueOf = (c: Condition): string => ('value' in c ? String(c.value) : 'values' in c ? c.values.join(', ') : '');

/** What must hold for a row to count: one line each, all of them together. */
export function ConditionRows({ kind, value, onChange, label }: { kind: EntityKind; value: readonly Condition[]; onChange: (value: Condition[]) => void; label: string }) {
  const t = useT();
  const fields = fieldsOfKind(kind);
  const typeOf = (name: string) => fields.find((f) => f.name === name)?.type ?? 'text';
  const put = (i: number, c: Condition) => onChange(value.map((v, k) => (k === i ? c : v)));
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 text-xs font-medium text-muted">{label}</legend>
      {value.map((c, i) => {
        const type = typeOf(c.field);
        const listed = c.op === 'in' || c.op === 'not_in';
        return (
          <div key={i} className="flex flex-wrap items-center gap-1.5">
            <Combobox label={t('tasks.edit.field')} className="min-w-0 grow basis-32" value={c.field} options={fields.map((f) => ({ value: f.name, label: f.name }))} onChange={(f) => f && put(i, conditionOf(f, OPERATORS[typeOf(f)][0], '', typeOf(f)))} />
            {listed ? <span className="text-sm text-muted">{t(`tasks.op.${c.op}`)} {valueOf(c)}</span> : (
              <>
                <Select className="w-28 shrink-0" label={t('tasks.edit.operator')} value={c.op as Op} options={OPERATORS[type].map((op) => ({ value: op as Op, label: t(`tasks.op.${op}`) }))} onChange={(op) => put(i, conditionOf(c.field, op, valueOf(c), type))} />
                {c.op !== 'known' && c.op !== 'missing' && (type === 'boolean'
                  ? <Select className="w-24" label={t('tasks.edit.value')} value={valueOf(c)} options={[{ value: 'true', label: t('tasks.yes') }, { value: 'false', label: t('tasks.no') }]} onChange={(v) => put(i, conditionOf(c.field, c.op as Op, v, type))} />
                  : <Input className="min-w-0 grow basis-20" aria-label={t('tasks.edit.value')} type={type === 'number' ? 'number' : 'text'} value={valueOf(c)} onChange={(e) => put(i, conditionOf(c.field, c.op as Op, e.target.value, type))} />)}
              </>
            )}
            <IconButton icon={Trash2} size="sm" label={t('tasks.edit.removeCondition')} onClick={() => onChange(value.filter((_, k) => k !== i))} />
          </div>
        );
      })}
      <Button size="sm" icon={Plus} onClick={() => onChange([...value, conditionOf(fields[0]!.name, OPERATORS[fields[0]!.type][0], fields[0]!.type === 'number' ? '0' : '', fields[0]!.type)])}>{t('tasks.edit.addCondition')}</Button>
    </fieldset>
  );
}
