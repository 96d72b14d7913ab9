'use client';

import { addChip, chipsOf, removeChip, type QueryCatalogue } from '@bellwether/run-query';
import { Plus, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useT } from '../i18n';
import { Button, Popover } from '../ui';
import { ConditionEditor } from './condition-editor';
import { FilterInput } from './filter-input';

type FilterBarProps = { value: string; onChange: (filter: string) => void; catalogue: QueryCatalogue };

/** The filter as text and as chips: both edit the same words. */
export function FilterBar({ value, onChange, catalogue }: FilterBarProps) {
  const t = useT();
  const chips = useMemo(() => chipsOf(value), [value]);
  return (
    <div className="min-w-0 flex-1 basis-80 space-y-2">
      <FilterInput value={value} onApply={onChange} catalogue={catalogue} />
      <div className="flex flex-wrap items-center gap-1.5">
        {chips?.map((chip, i) => (
          <ConditionChip key={`${i}${chip.text}`} text={chip.text} catalogue={catalogue} onChange={(condition) => onChange(addChip(value, condition, i))} onRemove={() => onChange(removeChip(value, i))} />
        ))}
        {chips !== null && <AddCondition catalogue={catalogue} onAdd={(condition) => onChange(addChip(value, condition))} label={t('filter.add')} />}
      </div>
    </div>
  );
}

function ConditionChip({ text, catalogue, onChange, onRemove }: { text: string; catalogue: QueryCatalogue; onChange: (condition: string) => void; onRemove: () => void }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <span className="inline-flex h-6 max-w-full items-center rounded-sm border bg-sunken text-xs">
      <Popover
        open={open}
        onOpenChange={setOpen}
        label={t('filter.edit')}
        trigger={
          <button type="button" className="min-w-0 truncate px-2 font-mono hover:text-accent" title={text}>
            {text}
          </button>
        }
      >
        <ConditionEditor catalogue={catalogue} condition={text} onCancel={() => setOpen(false)} onDone={(condition) => { setOpen(false); onChange(condition); }} />
      </Popover>
      <button type="button" aria-label={t('filter.remove', { condition: text })} onClick={onRemove} className="flex h-full items-center border-l px-1 text-subtle hover:bg-hover hover:text-fg">
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}

function AddCondition({ catalogue, onAdd, label }: { catalogue: QueryCatalogue; onAdd: (condition: string) => void; label: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label={label}
      trigger={
        <Button size="sm" variant="ghost" icon={Plus} className="h-6 px-1.5">
          {label}
        </Button>
      }
    >
      <ConditionEditor catalogue={catalogue} onCancel={() => setOpen(false)} onDone={(condition) => { setOpen(false); onAdd(condition); }} />
    </Popover>
  );
}
