'use client';

import { useState } from 'react';
import { useT } from '../i18n';
import { Combobox } from '../ui/combobox';
import { Field as Labelled, Input } from '../ui/input';
import { Select } from '../ui/select';
import { SegmentedControl, Switch } from '../ui/toggle';
import type { Choice, Field } from './schema';

type ControlProps<F extends Field = Field> = { field: F; value: unknown; onChange: (value: unknown) => void; error: string | null; /** values to offer for a list of texts, for example column names */ suggestions?: readonly string[] };
type Kind<K extends Field['kind']> = Extract<Field, { kind: K }>;

/** Units of schemas in the other language. Abbreviations (s, ms, MiB) are the same in both. */
const UNITS_ZH: Readonly<Record<string, string | undefined>> = { days: '天', steps: '步', units: '件', rows: '行', epochs: '轮', money: '金额', events: '个事件', year: '年', windows: '个窗口', trees: '棵', share: '比例', probability: '概率', lists: '个列表', months: '个月', weeks: '周', hours: '小时', minutes: '分钟', trials: '次试验' };
function useUnit(field: Field): string | null {
  const t = useT();
  return field.unit === null ? null : t.of({ en: field.unit, zh: UNITS_ZH[field.unit] ?? field.unit });
}

const shown = (v: unknown): string => (v === null || v === undefined ? '' : Array.isArray(v) ? v.join(', ') : String(v));
const asNumber = (text: string): unknown => {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const n = Number(trimmed);
  return Number.isFinite(n) ? n : trimmed;
};

/** Label and help of a field around its control, and its default once another value stands there. */
function useLabels(field: Field, value: unknown) {
  const t = useT();
  const changed = JSON.stringify(value) !== JSON.stringify(field.fallback);
  const fallback = changed && field.fallback !== undefined && field.fallback !== null && shown(field.fallback) !== '' && field.kind !== 'object' && field.kind !== 'union' ? t('forms.defaultIs', { value: shownDefault(field, t.of) }) : null;
  const help = [field.help ? t.of(field.help) : null, fallback].filter(Boolean).join(' ');
  return { label: t.of(field.title), help: help || undefined, optional: field.nullable };
}

function shownDefault(field: Field, of: (text: { en: string; zh: string }) => string): string {
  if (field.kind === 'choice') return of(field.choices.find((c) => c.value === field.fallback)?.title ?? { en: shown(field.fallback), zh: shown(field.fallback) });
  if (field.kind === 'boolean') return field.fallback ? '✓' : '–';
  return shown(field.fallback) || '–';
}

/**
 * Keeps what is being typed ("1e-", "0.") apart from the value, which is a number as soon as the text is one.
 * A text that is none stays in the value as text, so that validation can say so.
 */
function useTyped(value: unknown, parse: (text: string) => unknown): [string, (text: string) => unknown] {
  const [typed, setTyped] = useState<string | null>(null);
  const agrees = typed !== null && JSON.stringify(parse(typed)) === JSON.stringify(value);
  return [
    agrees ? typed : shown(value),
    (text) => {
      setTyped(text);
      return parse(text);
    },
  ];
}

export function NumberControl({ field, value, onChange, error }: ControlProps<Kind<'number'>>) {
  const labels = useLabels(field, value);
  const unit = useUnit(field);
  const empty = field.nullable ? null : undefined;
  const [text, type] = useTyped(value, (s) => asNumber(s) ?? empty);
  return (
    <Labelled {...labels} error={error}>
      {(ids) => <Input {...ids} inputMode={field.integer ? 'numeric' : 'decimal'} unit={unit} value={text} onChange={(e) => onChange(type(e.target.value))} className="tabular" />}
    </Labelled>
  );
}

export function TextControl({ field, value, onChange, error, suggestions }: ControlProps<Kind<'text'>>) {
  const t = useT();
  const labels = useLabels(field, value);
  const unit = useUnit(field);
  if (field.control === 'column' && suggestions) {
    const options = [{ value: '', label: t('ui.none') }, ...suggestions.map((name) => ({ value: name, label: name }))];
    return (
      <Labelled {...labels} error={error}>
        {(ids) => <Combobox id={ids.id} label={labels.label} value={shown(value) === '' ? null : shown(value)} onChange={(v) => onChange(v ?? '')} options={options} placeholder={t('ui.none')} />}
      </Labelled>
    );
  }
  return (
    <Labelled {...labels} error={error}>
      {(ids) => <Input {...ids} unit={unit} value={shown(value)} onChange={(e) => onChange(e.target.value === '' && field.nullable ? null : e.target.value)} />}
    </Labelled>
  );
}

export function BooleanControl({ field, value, onChange }: ControlProps<Kind<'boolean'>>) {
  const t = useT();
  return <Switch checked={value === true} onChange={onChange} label={t.of(field.title)} help={field.help ? t.of(field.help) : undefined} className="sm:pt-6" />;
}

/** Few short choices side by side, more in a list. */
export function ChoiceControl({ field, value, onChange, error }: ControlProps<Kind<'choice'>>) {
  const t = useT();
  const labels = useLabels(field, value);
  const keyOf = (v: unknown) => (v === null || v === undefined ? '' : String(v));
  const back = (key: string) => (key === '' ? null : (field.choices.find((c) => String(c.value) === key)?.value ?? null));
  const options = [...(field.nullable ? [{ value: '', label: t('ui.none') }] : []), ...field.choices.map((c) => ({ value: String(c.value), label: t.of(c.title) }))];
  const letters = options.reduce((sum, o) => sum + o.label.length, 0);
  const short = options.length <= 4 && letters <= 28;
  return (
    <Labelled {...labels} error={error}>
      {(ids) => (short ? <div><SegmentedControl label={labels.label} value={keyOf(value)} onChange={(v) => onChange(back(v))} options={options} /></div> : <Select {...ids} value={keyOf(value)} onChange={(v) => onChange(back(v))} options={options} />)}
    </Labelled>
  );
}

export function ListControl({ field, value, onChange, error, suggestions }: ControlProps<Kind<'list'>>) {
  const t = useT();
  const labels = useLabels(field, value);
  const { item } = field;
  if (item.kind === 'choice') return <ChoiceList field={field} choices={item.choices} value={value} onChange={onChange} error={error} />;
  if (item.kind === 'text') {
    const chosen = Array.isArray(value) ? value.map(String) : [];
    const options = [...new Set([...(suggestions ?? []), ...chosen])].map((v) => ({ value: v, label: v }));
    return (
      <Labelled {...labels} error={error}>
        {(ids) => <Combobox id={ids.id} label={labels.label} multiple allowNew={!suggestions} value={chosen} onChange={onChange} options={options} placeholder={t('ui.none')} />}
      </Labelled>
    );
  }
  return <NumberList field={field} value={value} onChange={onChange} error={error} />;
}

function NumberList({ field, value, onChange, error }: ControlProps<Kind<'list'>>) {
  const t = useT();
  const labels = useLabels(field, value);
  const unit = useUnit(field);
  const parse = (text: string) => text.split(/[,;\s]+/).filter((part) => part !== '').map(asNumber);
  const [text, type] = useTyped(value, parse);
  return (
    <Labelled {...labels} help={[labels.help, t('forms.listHint')].filter(Boolean).join('. ')} error={error}>
      {(ids) => <Input {...ids} inputMode="numeric" unit={unit} value={text} onChange={(e) => onChange(type(e.target.value))} className="tabular" />}
    </Labelled>
  );
}

function ChoiceList({ field, choices, value, onChange, error }: Omit<ControlProps<Kind<'list'>>, 'suggestions'> & { choices: readonly Choice[] }) {
  const t = useT();
  const labels = useLabels(field, value);
  const chosen = Array.isArray(value) ? value.map(String) : [];
  return (
    <Labelled {...labels} error={error}>
      {(ids) => <Combobox id={ids.id} label={labels.label} multiple value={chosen} onChange={(keys) => onChange(choices.filter((c) => keys.includes(String(c.value))).map((c) => c.value))} options={choices.map((c) => ({ value: String(c.value), label: t.of(c.title), text: t.of(c.title) }))} placeholder={t('ui.none')} />}
    </Labelled>
  );
}

/** What the form has no control for, as JSON: never lost, never hidden. */
export function JsonControl({ field, value, onChange, error }: ControlProps<Kind<'json'>>) {
  const labels = useLabels(field, value);
  const parse = (text: string): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  };
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Labelled {...labels} error={error}>
      {(ids) => <Input {...ids} value={typed ?? JSON.stringify(value ?? null)} onChange={(e) => { setTyped(e.target.value); onChange(parse(e.target.value)); }} className="font-mono" />}
    </Labelled>
  );
}
