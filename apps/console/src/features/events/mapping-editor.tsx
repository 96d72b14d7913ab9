'use client';

import type { EventMapping } from '@bellwether/contracts';
import { AlertTriangle } from 'lucide-react';
import { useState } from 'react';
import { hasMessage, useT } from '../../i18n';
import { Combobox, Field, Select, Switch, Textarea } from '../../ui';
import type { Proposal } from './event-types';
import { RowMappingCard } from './row-mapping-card';
import { ZONES } from './zones';

type Row = EventMapping['rows'][number];
type Props = { mapping: EventMapping; proposal: Proposal; onChange: (mapping: EventMapping) => void; /** the first rows are another thing: propose again */ onEntity: (kind: Row['kind']) => void };

/** What each column means, as controls or as JSON. */
export function MappingEditor({ mapping, proposal, onChange, onEntity }: Props) {
  const t = useT();
  const [json, setJson] = useState(false);
  const setRow = (i: number, row: Row) => onChange({ ...mapping, rows: mapping.rows.map((r, j) => (j === i ? row : r)) });
  return (
    <div className="space-y-4">
      <div className="flex items-center gap-3">
        <h3 className="flex-1 text-sm font-semibold">{t('events.map.title')}</h3>
        <Switch checked={json} onChange={setJson} label={t('events.map.json')} />
      </div>
      <Notes proposal={proposal} />
      {json ? <JsonEditor mapping={mapping} onChange={onChange} /> : (
        <>
          {mapping.rows.map((row, i) => <RowMappingCard key={i} row={row} columns={proposal.columns} onChange={(next) => setRow(i, next)} onKind={mapping.rows.length === 1 ? onEntity : null} />)}
          <div className="grid gap-3 sm:grid-cols-2">
            <Field label={t('events.timeZone')} help={t('events.timeZoneHelp')}>{(ids) => <Combobox id={ids.id} label={t('events.timeZone')} value={mapping.timeZone} onChange={(zone) => zone && onChange({ ...mapping, timeZone: zone })} options={ZONES} />}</Field>
            <Field label={t('events.map.doubled')}>{(ids) => <Select {...ids} value={mapping.doubledHour} onChange={(doubledHour) => onChange({ ...mapping, doubledHour })} options={(['later', 'earlier', 'reject'] as const).map((v) => ({ value: v, label: t(`events.doubled.${v}`) }))} />}</Field>
            <Field label={t('events.map.badCell')}>{(ids) => <Select {...ids} value={mapping.badCell} onChange={(badCell) => onChange({ ...mapping, badCell })} options={(['reject', 'empty'] as const).map((v) => ({ value: v, label: t(`events.badCell.${v}`) }))} />}</Field>
          </div>
        </>
      )}
    </div>
  );
}

function Notes({ proposal }: { proposal: Proposal }) {
  const t = useT();
  if (proposal.notes.length === 0) return null;
  return (
    <ul className="space-y-1.5 rounded-lg border bg-sunken p-3 text-sm text-muted">
      {proposal.notes.map((n, i) => {
        const key = `events.note.${n.code}`;
        const columns = (n.context?.columns as string[] | undefined)?.join(', ') ?? '';
        return <li key={i} className="flex gap-2"><AlertTriangle aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" /><span className="min-w-0 break-words">{hasMessage(key) ? t(key, { column: n.column ?? '', columns }) : n.code}</span></li>;
      })}
    </ul>
  );
}

function JsonEditor({ mapping, onChange }: { mapping: EventMapping; onChange: (mapping: EventMapping) => void }) {
  const t = useT();
  const [text, setText] = useState(() => JSON.stringify(mapping, null, 2));
  const [wrong, setWrong] = useState<string | null>(null);
  const change = (next: string) => {
    setText(next);
    try {
      // the server judges what stands in it: its refusal is shown beside the rows
      onChange(JSON.parse(next) as EventMapping);
      setWrong(null);
    } catch (e) {
      setWrong((e as Error).message);
    }
  };
  return <Field label={t('events.map.title')} error={wrong ? t('events.map.jsonBad', { reason: wrong }) : undefined}>{(ids) => <Textarea {...ids} spellCheck={false} rows={24} className="font-mono text-xs" value={text} onChange={(e) => change(e.target.value)} />}</Field>;
}
