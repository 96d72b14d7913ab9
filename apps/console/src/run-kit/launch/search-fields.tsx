'use client';

import { Plus, X } from 'lucide-react';
import { useT } from '../../i18n';
import { Button, Checkbox, Combobox, Field, IconButton, Input, SegmentedControl, Select, Switch } from '../../ui';
import type { SearchOptions } from '../families';
import { isUsed, variedFrom, type SearchDraft, type Varied } from './search-draft';

type SearchFieldsProps = { draft: SearchDraft; onChange: (draft: SearchDraft) => void; options: SearchOptions; /** the fixed value of a path */ read: (path: string) => unknown };
const SAMPLERS = ['tpe', 'random', 'grid'] as const;

/** What a search varies, how it chooses, and what it may spend. */
export function SearchFields({ draft, onChange, options, read }: SearchFieldsProps) {
  const t = useT();
  const set = (change: Partial<SearchDraft>) => onChange({ ...draft, ...change });
  return (
    <div className="space-y-5 rounded-lg border bg-sunken p-3 sm:p-4">
      <VariedParameters draft={draft} onChange={onChange} options={options} read={read} />
      <div className="space-y-1">
        <p className="text-sm font-medium">{t('search.sampler')}</p>
        <SegmentedControl label={t('search.sampler')} value={draft.sampler} onChange={(sampler) => set({ sampler })} options={SAMPLERS.map((value) => ({ value, label: t(`search.sampler.${value}`) }))} />
        <p className="text-xs text-muted">{t(`search.samplerHelp.${draft.sampler}`)}</p>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('search.objective')} help={t('search.objectiveHelp')}>
          {(ids) => <Select id={ids.id} label={t('search.objective')} value={draft.objective || options.objectives[0]?.key} onChange={(objective) => set({ objective })} options={options.objectives.map((m) => ({ value: m.key, label: t.of(m.title) }))} />}
        </Field>
        <Field label={t('search.parallel')} help={t('search.parallelHelp')}>
          {(ids) => <Input {...ids} type="number" min={1} max={64} value={draft.parallel} onChange={(e) => set({ parallel: Math.max(1, Math.min(64, Math.round(Number(e.target.value) || 1))) })} />}
        </Field>
      </div>
      {options.curves.length > 0 && <Switch label={t('search.prune')} help={t('search.pruneHelp')} checked={draft.prune} onChange={(prune) => set({ prune })} />}
      <fieldset className="space-y-2">
        <legend className="text-sm font-medium">{t('search.budget')}</legend>
        <p className="text-xs text-muted">{t('search.budgetHelp')}</p>
        <div className="grid grid-cols-3 gap-2">
          {(['trials', 'minutes', 'coreMinutes'] as const).map((key) => (
            <label key={key} className="min-w-0 space-y-1 text-xs text-muted">
              <span className="block truncate">{t(`search.${key}`)}</span>
              <Input type="number" min={0} step="any" placeholder={t('search.open')} value={draft[key]} onChange={(e) => set({ [key]: e.target.value })} />
            </label>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

function VariedParameters({ draft, onChange, options, read }: SearchFieldsProps) {
  const t = useT();
  const chosen = new Set(draft.varied.map((v) => v.path));
  // one that depends on another can be searched together with it
  const offered = options.parameters.filter((p) => chosen.has(p.path) || isUsed(p, read) || Object.keys(p.when).some((path) => chosen.has(path)));
  const change = (varied: Varied[]) => onChange({ ...draft, varied });
  const edit = (path: string, to: Varied) => change(draft.varied.map((v) => (v.path === path ? to : v)));
  const free = offered.filter((p) => !chosen.has(p.path));
  const choices = free.map((p) => ({ value: p.path, label: t.of(p.title), text: `${t.of(p.title)} ${p.path}`, hint: p.group ? t.of(p.group) : undefined }));
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 text-sm font-medium">{t('search.vary')}</legend>
      {draft.varied.map((v) => {
        const own = options.parameters.find((p) => p.path === v.path);
        if (!own) return null;
        const title = t.of(own.title);
        return (
          <div key={v.path} role="group" aria-label={title} className="rounded-md border bg-surface p-2.5">
            <div className="flex items-center justify-between gap-2">
              <span className="min-w-0 truncate text-sm font-medium">{title} <code className="text-2xs font-normal text-subtle">{v.path}</code></span>
              <IconButton icon={X} size="sm" label={t('search.remove', { name: title })} onClick={() => change(draft.varied.filter((o) => o.path !== v.path))} />
            </div>
            {own.kind === 'choice' ? (
              <div className="mt-1 flex flex-wrap gap-x-4 gap-y-1.5">
                {own.values.map((o) => {
                  const value = String(o.value);
                  return <Checkbox key={value} label={t.of(o.title)} checked={v.values.includes(value)} onChange={(on) => edit(v.path, { ...v, values: on ? [...v.values, value] : v.values.filter((w) => w !== value) })} />;
                })}
              </div>
            ) : (
              <div className="mt-1 flex flex-wrap items-center gap-2">
                <Input className="w-24 flex-1" type="number" step="any" aria-label={t('search.from', { name: title })} value={v.low} onChange={(e) => edit(v.path, { ...v, low: e.target.value })} />
                <span aria-hidden className="text-subtle">–</span>
                <Input className="w-24 flex-1" type="number" step="any" aria-label={t('search.to', { name: title })} value={v.high} unit={own.unit ?? undefined} onChange={(e) => edit(v.path, { ...v, high: e.target.value })} />
                <Switch label={t('search.log')} checked={v.log} onChange={(log) => edit(v.path, { ...v, log })} />
              </div>
            )}
          </div>
        );
      })}
      {free.length > 0 && <Combobox label={t('search.add')} placeholder={t('search.add')} options={choices} value={null} onChange={(path) => { const own = options.parameters.find((p) => p.path === path); if (own) change([...draft.varied, variedFrom(own)]); }} />}
      {draft.varied.length === 0 && <Button size="sm" variant="ghost" icon={Plus} onClick={() => change(offered.filter((p) => p.first).slice(0, 4).map(variedFrom))}>{t('search.proposed')}</Button>}
    </fieldset>
  );
}
