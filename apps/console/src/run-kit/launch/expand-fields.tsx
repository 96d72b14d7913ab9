'use client';

import { Plus, X } from 'lucide-react';
import type { SchemaField } from '../../forms';
import { useT } from '../../i18n';
import { Button, Checkbox, Combobox, Field, IconButton, Input, SegmentedControl } from '../../ui';
import type { Family, SearchOptions } from '../families';
import type { Expand, GridAxis } from './launch-spec';
import { SearchFields } from './search-fields';
import type { SearchDraft } from './search-draft';

type ExpandProps = { expand: Expand; onChange: (expand: Expand) => void; fields: readonly SchemaField[]; presets: Family['presets']; /** null: the family cannot be searched */ search: { options: SearchOptions; draft: SearchDraft; read: (path: string) => unknown } | null };
const KINDS = ['single', 'seeds', 'grid', 'variants', 'search'] as const;

/** One run, the same with several seeds, a grid over parameters, or the family's variants, or a search under a budget. */
export function ExpandFields({ expand, onChange, fields, presets, search }: ExpandProps) {
  const t = useT();
  const set = (change: Partial<Expand>) => onChange({ ...expand, ...change });
  return (
    <fieldset className="space-y-3">
      <legend className="mb-2 text-sm font-semibold">{t('launch.expand')}</legend>
      <SegmentedControl label={t('launch.expand')} value={expand.kind} onChange={(kind) => set({ kind })} options={KINDS.filter((k) => (k !== 'variants' || presets.length > 1) && (k !== 'search' || search)).map((value) => ({ value, label: t(`launch.expand.${value}`) }))} />
      <p className="text-xs text-subtle">{t(`launch.expandHelp.${expand.kind}`)}</p>
      {expand.kind === 'seeds' && (
        <Field label={t('launch.seedCount')} className="max-w-40">
          {(ids) => <Input {...ids} type="number" min={1} max={100} value={expand.seeds} onChange={(e) => set({ seeds: Math.max(1, Math.min(100, Math.round(Number(e.target.value) || 1))) })} />}
        </Field>
      )}
      {expand.kind === 'grid' && <GridAxes axes={expand.grid} fields={fields} onChange={(grid) => set({ grid })} />}
      {expand.kind === 'search' && search && <SearchFields draft={search.draft} onChange={(draft) => set({ search: draft })} options={search.options} read={search.read} />}
      {expand.kind === 'variants' && (
        <div className="space-y-2">
          {presets.map((p) => (
            <Checkbox key={p.id} label={t.of(p.title)} help={t.of(p.description)} checked={expand.variants.includes(p.id)} onChange={(on) => set({ variants: on ? [...expand.variants, p.id] : expand.variants.filter((v) => v !== p.id) })} />
          ))}
        </div>
      )}
    </fieldset>
  );
}

function GridAxes({ axes, fields, onChange }: { axes: GridAxis[]; fields: readonly SchemaField[]; onChange: (axes: GridAxis[]) => void }) {
  const t = useT();
  const options = fields.filter((f) => f.kind !== 'object' && f.kind !== 'union').map((f) => ({ value: f.path, label: t.of(f.title), text: `${t.of(f.title)} ${f.path}`, hint: <code>{f.path}</code> }));
  const edit = (i: number, change: Partial<GridAxis>) => onChange(axes.map((a, j) => (i === j ? { ...a, ...change } : a)));
  return (
    <div className="space-y-2">
      {axes.map((axis, i) => {
        const field = fields.find((f) => f.path === axis.path);
        const known = field?.kind === 'choice' ? field.choices.map((c) => String(c.value)) : field?.kind === 'boolean' ? ['true', 'false'] : null;
        return (
          <div key={i} className="flex items-start gap-2">
            <Combobox className="w-44 shrink-0" label={t('launch.axis', { number: i + 1 })} placeholder={t('launch.chooseParameter')} options={options.filter((o) => o.value === axis.path || !axes.some((a) => a.path === o.value))} value={axis.path || null} onChange={(path) => edit(i, { path: path ?? '', text: '' })} />
            {known ? (
              <Combobox className="min-w-0 flex-1" multiple label={t('launch.values')} options={known.map((v) => ({ value: v, label: v }))} value={axis.text.split(',').map((v) => v.trim()).filter(Boolean)} onChange={(values) => edit(i, { text: values.join(', ') })} />
            ) : (
              <Input className="min-w-0 flex-1" aria-label={t('launch.values')} placeholder={t('launch.valuesPlaceholder')} value={axis.text} onChange={(e) => edit(i, { text: e.target.value })} />
            )}
            <IconButton icon={X} label={t('ui.remove')} disabled={axes.length === 1} onClick={() => onChange(axes.filter((_, j) => j !== i))} />
          </div>
        );
      })}
      <Button size="sm" variant="ghost" icon={Plus} onClick={() => onChange([...axes, { path: '', text: '' }])}>
        {t('launch.addAxis')}
      </Button>
    </div>
  );
}
