'use client';

import { TIME_FORMATS, type EventColumn, type FieldSource } from '@bellwether/contracts';
import { X } from 'lucide-react';
import { useT, type MessageKey } from '../../i18n';
import { Combobox, IconButton, Input } from '../../ui';
import type { Proposal } from './event-types';

/** Choices of the list that are no column; columns cannot be called so. */
const CONSTANT = '\u0001constant';
const OTHER = '\u0001other';

/** Composed sources are shown as what they are; choosing a column replaces them. */
function describe(source: FieldSource): string | null {
  if (source.columns) return source.columns.join(` ${source.separator ?? '+'} `);
  if (source.sum) return source.sum.join(' + ');
  if (source.numberedWithin) return `1, 2, 3 … (${source.numberedWithin.join(', ')})`;
  if (source.row) return 'file:row';
  if (source.per) return `${source.column} ÷ ${source.per}`;
  return null;
}

type Props = { column: EventColumn; source: FieldSource; columns: Proposal['columns']; onChange: (source: FieldSource | null) => void };

/** One field of the contract and where it comes from. */
export function FieldRow({ column, source, columns, onChange }: Props) {
  const t = useT();
  const name = t(`events.field.${column.field}` as MessageKey);
  const composed = describe(source);
  const isConstant = source.constant !== undefined;
  const value = composed !== null ? OTHER : isConstant ? CONSTANT : (source.column ?? null);
  const options = [
    ...(composed !== null ? [{ value: OTHER, label: composed }] : []),
    ...columns.map((c) => ({ value: c.name, label: c.name, hint: c.samples.slice(0, 3).join(' · ') })),
    { value: CONSTANT, label: isConstant ? t('events.map.constant', { value: String(source.constant) }) : t('events.map.other') },
  ];
  const choose = (next: string | null) => {
    if (next === null || next === OTHER || next === value) return;
    if (next === CONSTANT) onChange({ constant: column.type === 'DOUBLE' || column.type === 'BIGINT' ? 1 : '' });
    else onChange({ column: next, ...(column.type === 'TIMESTAMP' && source.format ? { format: source.format } : {}), ...(source.decimal ? { decimal: source.decimal } : {}) });
  };
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 gap-y-1.5 px-3 py-2 sm:grid-cols-[9rem_minmax(0,1fr)_auto]">
      <span className="min-w-0" title={column.description}>
        <span className="block truncate text-sm font-medium">{name}</span>
        <span className="block truncate text-2xs text-subtle"><code className="font-mono">{column.field}</code>{column.required ? ` · ${t('events.map.required')}` : ''}</span>
      </span>
      <span className="col-span-2 row-start-2 min-w-0 space-y-1.5 sm:col-span-1 sm:row-start-auto">
        <Combobox label={t('events.map.columnOf', { field: name })} value={value} onChange={choose} options={options} />
        {isConstant && <Input aria-label={t('events.map.value', { field: name })} value={String(source.constant)} onChange={(e) => onChange({ constant: typeof source.constant === 'number' && e.target.value !== '' && Number.isFinite(Number(e.target.value)) ? Number(e.target.value) : e.target.value })} />}
        {column.type === 'TIMESTAMP' && !isConstant && <TimeFormat name={name} source={source} onChange={onChange} />}
      </span>
      {column.required ? <span className="size-7" /> : <IconButton icon={X} size="sm" label={t('events.map.remove', { field: name })} onClick={() => onChange(null)} noTooltip />}
    </li>
  );
}

/** Named formats, common patterns, and any other that is typed. */
const PATTERNS = ['%d/%m/%Y', '%m/%d/%Y', '%d.%m.%Y', '%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M', '%d.%m.%Y %H:%M', '%Y%m%d'];

function TimeFormat({ name, source, onChange }: { name: string; source: FieldSource; onChange: (source: FieldSource) => void }) {
  const t = useT();
  const current = source.format ?? 'iso';
  const patterns = [...new Set([...PATTERNS, ...(current.includes('%') ? [current] : [])])];
  const options = [...TIME_FORMATS.map((f) => ({ value: f as string, label: f === 'iso' ? t('events.format.auto') : t(`events.format.${f}`) })), ...patterns.map((p) => ({ value: p, label: <code className="font-mono text-xs">{p}</code>, text: p }))];
  return <Combobox label={t('events.map.format', { field: name })} value={current} allowNew onChange={(format) => format && (format.includes('%') || (TIME_FORMATS as readonly string[]).includes(format)) && onChange({ ...source, format: format as FieldSource['format'], ...(format === 'days' ? { origin: source.origin ?? '2000-01-01' } : {}) })} options={options} />;
}
