'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Combobox, Field } from '../../../ui';
import { useSettled } from '../use-settled';

/** One of many thousand customers or items, found as the person types; a key that the model does not know may be typed too. */
export function KeyPicker({ model, kind, label, value, onChange, nameOf, className }: { model: string; kind: 'customer' | 'item'; label: string; value: string; onChange: (key: string) => void; nameOf: (key: string) => string; className?: string }) {
  const t = useT();
  const trpc = useTRPC();
  const [text, setText] = useState('');
  const found = useQuery(trpc.recommendation.find.queryOptions({ model, kind, text: useSettled(text), limit: 20 }, { placeholderData: keepPreviousData }));
  const listed = (found.data ?? []).map((f) => ({ value: f.key, label: f.name ?? f.key, hint: `${f.name === null ? '' : `${f.key} · `}${t('recommend.events', { count: f.count })}` }));
  const options = value === '' || listed.some((o) => o.value === value) ? listed : [{ value, label: nameOf(value), hint: nameOf(value) === value ? '' : value }, ...listed];
  return <Field label={label} className={className}>{(ids) => <Combobox id={ids.id} label={label} value={value === '' ? null : value} onChange={(v) => v && onChange(v)} options={options} onSearch={setText} loading={found.isLoading} allowNew={kind === 'item' ? 'last' : true} />}</Field>;
}

/** Several items, found in the same way. @param nameOf of items that were chosen before and are not among those found now */
export function ItemsPicker({ model, label, placeholder, value, onChange, nameOf, className }: { model: string; label: string; placeholder: string; value: readonly string[]; onChange: (keys: string[]) => void; nameOf: (key: string) => string; className?: string }) {
  const t = useT();
  const trpc = useTRPC();
  const [text, setText] = useState('');
  const found = useQuery(trpc.recommendation.find.queryOptions({ model, kind: 'item', text: useSettled(text), limit: 20 }, { placeholderData: keepPreviousData }));
  const listed = (found.data ?? []).map((f) => ({ value: f.key, label: f.name ?? f.key, hint: `${f.name === null ? '' : `${f.key} · `}${t('recommend.events', { count: f.count })}` }));
  // what is chosen stands first, so that it can be taken back without a search
  const chosen = value.map((key) => listed.find((o) => o.value === key) ?? { value: key, label: nameOf(key), hint: nameOf(key) === key ? '' : key });
  const options = [...chosen, ...listed.filter((o) => !value.includes(o.value))];
  return <Field label={label} className={className}>{(ids) => <Combobox id={ids.id} multiple label={label} placeholder={placeholder} value={value} onChange={onChange} options={options} onSearch={setText} loading={found.isLoading} allowNew="last" />}</Field>;
}
