'use client';

import type { RunId } from '@bellwether/contracts';
import { quote } from '@bellwether/run-query';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Flag, X } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../i18n';
import type { RunRow } from '../../run-kit/families';
import { RunLink, runLabel } from '../../run-kit/run-words';
import { useTRPC } from '../../trpc';
import { cn, Combobox } from '../../ui';

type PickerProps = { rows: RunRow[]; ids: RunId[]; baselineId: RunId | undefined; onIds: (ids: string[]) => void; onBaseline: (id: string) => void };

/** Chips beyond this many would push the verdict off the first screenful. */
const SHOWN = 12;

/** The compared runs: make one the baseline, take one away, add others. */
export function RunPicker({ rows, ids, baselineId, onIds, onBaseline }: PickerProps) {
  const t = useT();
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, SHOWN);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {shown.map((run) => (
        <span key={run.id} className={cn('inline-flex h-8 max-w-72 items-center gap-1 rounded-md border bg-surface pl-2 text-sm', run.id === baselineId && 'border-accent')}>
          <button type="button" aria-pressed={run.id === baselineId} aria-label={t('compare.makeBaseline', { name: runLabel(run) })} title={t('compare.makeBaseline', { name: runLabel(run) })} onClick={() => onBaseline(run.id)} className={cn('flex size-5 shrink-0 items-center justify-center rounded-sm hover:bg-hover', run.id === baselineId ? 'text-accent' : 'text-subtle')}>
            <Flag aria-hidden className="size-3.5" fill={run.id === baselineId ? 'currentColor' : 'none'} />
          </button>
          <RunLink run={run} className="text-xs" />
          <button type="button" aria-label={t('compare.removeRun', { name: runLabel(run) })} onClick={() => onIds(ids.filter((id) => id !== run.id))} className="flex h-full shrink-0 items-center rounded-r-md px-1.5 text-subtle hover:bg-hover hover:text-fg">
            <X aria-hidden className="size-3.5" />
          </button>
        </span>
      ))}
      {rows.length > SHOWN && (
        <button type="button" className="text-xs text-accent hover:underline" onClick={() => setAll(!all)}>
          {all ? t('compare.fewer') : t('compare.more', { count: rows.length - SHOWN })}
        </button>
      )}
      <AddRun ids={ids} onAdd={(id) => onIds([...ids, id])} />
    </div>
  );
}

function AddRun({ ids, onAdd }: { ids: RunId[]; onAdd: (id: string) => void }) {
  const t = useT();
  const trpc = useTRPC();
  const [search, setSearch] = useState('');
  const number = /^#?(\d{1,9})$/.exec(search.trim());
  const filter = search.trim() === '' ? '' : number ? `number = ${number[1]}` : quote(search.trim());
  const { data, isFetching } = useQuery(trpc.run.list.queryOptions({ filter, limit: 20 }, { placeholderData: keepPreviousData }));
  const options = (data?.rows ?? []).filter((r) => !ids.includes(r.id)).map((r) => ({ value: r.id as string, label: runLabel(r), hint: r.experimentName }));
  return <Combobox className="w-56" label={t('compare.addRun')} placeholder={t('compare.addRun')} options={options} value={null} onSearch={setSearch} loading={isFetching && options.length === 0} onChange={(id) => id && onAdd(id)} />;
}
