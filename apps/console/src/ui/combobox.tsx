'use client';

import { Command } from 'cmdk';
import { Check, ChevronDown } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useT } from '../i18n';
import { cn } from './cn';
import { Popover } from './popover';

export type ComboOption = { value: string; label: ReactNode; /** what typing is matched against; the value when it is left out */ text?: string; hint?: ReactNode };

type Base = { options: readonly ComboOption[]; placeholder?: string; label: string; id?: string; disabled?: boolean; className?: string; /** typed text that is no option may be taken; `last`: behind the options that match, so that Enter takes one of those */ allowNew?: boolean | 'last'; /** called as the user types: filter on the server and pass new options */ onSearch?: (text: string) => void; loading?: boolean };
type Single = Base & { multiple?: false; value: string | null; onChange: (value: string | null) => void };
type Multiple = Base & { multiple: true; value: readonly string[]; onChange: (value: string[]) => void };

/** One or many of a long list, with search. */
export function Combobox(props: Single | Multiple) {
  const { options, placeholder, label, id, disabled, className, allowNew, onSearch, loading } = props;
  const t = useT();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const chosen: readonly string[] = props.multiple ? props.value : props.value === null ? [] : [props.value];
  const choose = (value: string) => {
    if (props.multiple) props.onChange(chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value]);
    else {
      props.onChange(value);
      setOpen(false);
    }
  };
  const type = (text: string) => {
    setSearch(text);
    onSearch?.(text);
  };
  const labelOf = (value: string) => options.find((o) => o.value === value)?.label ?? value;
  const isNew = allowNew && search.trim() !== '' && !options.some((o) => o.value === search.trim());
  const added = (
    <ComboItem value={search.trim()} onSelect={() => { choose(search.trim()); setSearch(''); }} chosen={false}>
        {t('ui.add')} “{search.trim()}”
      </ComboItem>
  );
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      className="w-[max(var(--radix-popover-trigger-width),14rem)] max-w-[calc(100vw-2rem)] p-0"
      label={label}
      trigger={
        <button type="button" id={id} role="combobox" aria-expanded={open} aria-haspopup="listbox" aria-label={label} disabled={disabled} className={cn('flex min-h-8 w-full min-w-0 items-center gap-2 rounded-md border border-control bg-surface px-2.5 py-1 text-left text-sm disabled:opacity-60', className)}>
          <span className={cn('flex min-w-0 flex-1 flex-wrap gap-1 truncate', chosen.length === 0 && 'text-subtle')}>
            {chosen.length === 0 ? (placeholder ?? t('ui.selectPlaceholder')) : props.multiple ? chosen.map((v) => <span key={v} className="max-w-full truncate rounded-sm bg-sunken px-1.5 text-xs leading-5">{labelOf(v)}</span>) : <span className="truncate">{labelOf(chosen[0]!)}</span>}
          </span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-subtle" />
        </button>
      }
    >
      <Command label={label} shouldFilter={!onSearch} loop>
        <Command.Input autoFocus value={search} onValueChange={type} placeholder={t('ui.search')} className="h-9 w-full border-b bg-transparent px-3 text-sm outline-none" />
        <Command.List className="scroll-thin max-h-72 overflow-y-auto p-1">
          {loading && <Command.Loading>{<p className="px-2 py-2 text-sm text-subtle">{t('ui.loading')}…</p>}</Command.Loading>}
          {!isNew && <Command.Empty className="px-2 py-3 text-sm text-subtle">{t('ui.noMatches')}</Command.Empty>}
          {isNew && allowNew !== 'last' && added}
          {options.map((o) => (
            <ComboItem key={o.value} value={o.value} keywords={[o.text ?? o.value]} chosen={chosen.includes(o.value)} onSelect={() => choose(o.value)}>
              <span className="block truncate">{o.label}</span>
              {o.hint && <span className="block truncate text-xs text-subtle">{o.hint}</span>}
            </ComboItem>
          ))}
          {isNew && allowNew === 'last' && added}
        </Command.List>
      </Command>
    </Popover>
  );
}

function ComboItem({ value, keywords, chosen, onSelect, children }: { value: string; keywords?: string[]; chosen: boolean; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item value={value} keywords={keywords} onSelect={onSelect} className="flex min-h-7 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 text-sm data-[selected=true]:bg-hover">
      <Check aria-hidden className={cn('size-4 shrink-0', !chosen && 'invisible')} />
      <span className="min-w-0 flex-1">{children}</span>
    </Command.Item>
  );
}
