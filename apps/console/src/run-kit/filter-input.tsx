'use client';

import { completeRunQuery, parseRunQuery, type CompletionItem, type QueryCatalogue } from '@bellwether/run-query';
import { ListFilter, X } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useT } from '../i18n';
import { cn } from '../ui';
import { queryErrorWords } from './query-words';

type FilterInputProps = { value: string; onApply: (text: string) => void; catalogue: QueryCatalogue; className?: string };

/** A pause of typing after which a filter that reads is applied. @unit ms */
const IDLE_MS = 450;

/** The query language, typed: completion at the cursor, the mistake named and underlined, Enter or a pause applies. */
export function FilterInput({ value, onApply, catalogue, className }: FilterInputProps) {
  const t = useT();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const draft = useDraft(value, onApply);
  const [cursor, setCursor] = useState(value.length);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const completion = useMemo(() => completeRunQuery(draft.text, Math.min(cursor, draft.text.length), catalogue), [draft.text, cursor, catalogue]);
  const items = open ? completion.items.slice(0, 12) : [];
  const error = draft.error;
  const showError = error !== null && (draft.tried || !open || error.code !== 'unexpected-end');
  const type = (text: string, at: number) => {
    draft.set(text);
    setCursor(at);
    setActive(0);
  };
  const take = (item: CompletionItem) => {
    const text = draft.text.slice(0, completion.from) + item.insert + draft.text.slice(completion.to).replace(/^ /, '');
    const at = completion.from + item.insert.length;
    type(text, at);
    requestAnimationFrame(() => input.current?.setSelectionRange(at, at));
  };
  const onType = (text: string, at: number | null) => {
    type(text, at ?? text.length);
    setOpen(true);
  };
  const applied = () => {
    setOpen(false);
    draft.apply();
  };
  const onKeyDown = (e: KeyboardEvent<HTMLInputElement>) => {
    switch (keyMeaning(e, { open, active, items: items.length })) {
      case 'open': return setOpen(true);
      case 'move': return setActive((active + (e.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length);
      case 'take': return take(items[active]!);
      case 'apply': return applied();
      case 'close': return setOpen(false);
    }
  };
  return (
    <div className={cn('relative min-w-0', className)}>
      <div className={cn('flex h-8 items-center gap-2 rounded-md border border-control bg-surface px-2.5 focus-within:outline-2 focus-within:outline-accent', showError && 'border-bad')}>
        <ListFilter aria-hidden className="size-4 shrink-0 text-subtle" />
        <div className="relative min-w-0 flex-1">
          <input
            ref={input}
            {...comboboxAria(id, items.length > 0, items[active] ? active : null, showError)}
            aria-label={t('filter.label')}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            placeholder={t('filter.placeholder')}
            value={draft.text}
            onChange={(e) => onType(e.target.value, e.target.selectionStart)}
            onSelect={(e) => setCursor(e.currentTarget.selectionStart ?? 0)}
            onFocus={() => setOpen(true)}
            onBlur={applied}
            onKeyDown={onKeyDown}
            className="h-7 w-full bg-transparent font-mono text-xs outline-none placeholder:font-sans"
          />
          {showError && <Underline text={draft.text} from={error.from} to={error.to} />}
        </div>
        {draft.text !== '' && (
          <button type="button" aria-label={t('ui.clear')} onClick={() => { type('', 0); draft.apply(''); input.current?.focus(); }} className="flex size-6 items-center justify-center rounded-sm text-subtle hover:bg-hover hover:text-fg">
            <X aria-hidden className="size-4" />
          </button>
        )}
      </div>
      {items.length > 0 && <Completions id={id} items={items} active={active} onTake={take} onHover={setActive} />}
      {showError && (
        <p id={`${id}-error`} role="status" className="mt-1 text-xs text-bad">
          {queryErrorWords(t, error)}
        </p>
      )}
    </div>
  );
}

const comboboxAria = (id: string, expanded: boolean, active: number | null, wrong: boolean) =>
  ({
    role: 'combobox', 'aria-expanded': expanded, 'aria-controls': `${id}-list`, 'aria-autocomplete': 'list',
    'aria-activedescendant': active === null ? undefined : `${id}-${active}`, 'aria-invalid': wrong || undefined, 'aria-describedby': wrong ? `${id}-error` : undefined,
  }) as const;

type KeyMeaning = 'open' | 'move' | 'take' | 'apply' | 'close' | null;

/** Arrows move through the proposals, Tab (or Enter on a chosen one) takes one, Enter applies, Escape closes. */
function keyMeaning(e: KeyboardEvent, { open, active, items }: { open: boolean; active: number; items: number }): KeyMeaning {
  if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
    e.preventDefault();
    return open ? (items > 0 ? 'move' : null) : 'open';
  }
  if ((e.key === 'Tab' || (e.key === 'Enter' && active > 0)) && active < items && !e.shiftKey) {
    e.preventDefault();
    return 'take';
  }
  if (e.key === 'Enter') return 'apply';
  if (e.key !== 'Escape' || !open) return null;
  e.stopPropagation();
  return 'close';
}

/** The text as typed: applied after a pause when it reads, at once on Enter; follows the value when others change it. */
function useDraft(value: string, onApply: (text: string) => void) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const [tried, setTried] = useState(false);
  if (known !== value) {
    setKnown(value);
    if (text.trim() !== value.trim()) setText(value);
  }
  const parsed = useMemo(() => parseRunQuery(text), [text]);
  const error = parsed.ok ? null : parsed.error;
  const pending = parsed.ok && text.trim() !== value.trim();
  const latest = useRef(onApply);
  useEffect(() => {
    latest.current = onApply;
  });
  useEffect(() => {
    if (!pending) return;
    const timer = setTimeout(() => latest.current(text.trim()), IDLE_MS);
    return () => clearTimeout(timer);
  }, [pending, text]);
  return {
    text,
    error,
    tried,
    set: (next: string) => {
      setTried(false);
      setText(next);
    },
    apply: (given?: string) => {
      const next = (given ?? text).trim();
      setTried(true);
      if (parseRunQuery(next).ok && next !== value) onApply(next);
    },
  };
}

/** A line under the mistake, in the same monospaced cells as the text. */
const Underline = ({ text, from, to }: { text: string; from: number; to: number }) => (
  <span aria-hidden className="pointer-events-none absolute inset-x-0 bottom-0 overflow-hidden whitespace-pre font-mono text-xs leading-none text-transparent">
    {text.slice(0, from)}
    <span className="inline-block border-b-2 border-bad">{text.slice(from, to) || '  '}</span>
  </span>
);

type CompletionsProps = { id: string; items: CompletionItem[]; active: number; onTake: (item: CompletionItem) => void; onHover: (index: number) => void };

function Completions({ id, items, active, onTake, onHover }: CompletionsProps) {
  const t = useT();
  return (
    <ul id={`${id}-list`} role="listbox" aria-label={t('filter.completions')} className="motion-fade scroll-thin absolute left-0 top-9 z-40 max-h-80 w-max min-w-56 max-w-full overflow-y-auto rounded-lg bg-raised p-1 shadow-raised">
      {items.map((item, i) => (
        // the input keeps its focus: the list is taken from with the pointer's first press
        <li key={`${item.kind}${item.label}`} id={`${id}-${i}`} role="option" aria-selected={i === active} onMouseEnter={() => onHover(i)} onMouseDown={(e) => { e.preventDefault(); onTake(item); }} className={cn('flex h-7 cursor-pointer items-center justify-between gap-6 rounded-sm px-2 font-mono text-xs', i === active && 'bg-hover')}>
          <span className="truncate">{item.label}</span>
          <span className="shrink-0 font-sans text-2xs text-subtle">{item.type ? t(`filter.type.${item.type}`) : item.kind === 'keyword' ? t('filter.keyword') : ''}</span>
        </li>
      ))}
    </ul>
  );
}
