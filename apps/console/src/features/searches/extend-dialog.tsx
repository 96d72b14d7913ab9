'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../i18n';
import type { SearchView } from '../../run-kit/families';
import { useTRPC } from '../../trpc';
import { Button, Dialog, Input, toast } from '../../ui';

const LIMITS = ['trials', 'minutes', 'coreMinutes'] as const;
const read = (text: string): number | undefined => (Number(text) > 0 ? Number(text) : undefined);

/** Adds to the budget: of each limit that the search has, so much more. */
export function ExtendDialog({ search, onClose }: { search: SearchView; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [text, setText] = useState<Record<(typeof LIMITS)[number], string>>({ trials: search.budget.trials === undefined ? '' : '10', minutes: search.budget.minutes === undefined ? '' : '10', coreMinutes: search.budget.coreMinutes === undefined ? '' : '10' });
  const trials = read(text.trials);
  const added = { trials: trials === undefined ? undefined : Math.max(1, Math.round(trials)), minutes: read(text.minutes), coreMinutes: read(text.coreMinutes) };
  const empty = Object.values(added).every((v) => v === undefined);
  const extend = useMutation(
    trpc.search.extend.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.search.pathFilter());
        toast.done(t('search.extended'));
        onClose();
      },
      onError: toast.failed,
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('search.extendTitle')}
      description={t('search.extendBody')}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button variant="primary" type="submit" form="extend-search" busy={extend.isPending} disabled={empty}>{t('search.extend')}</Button>
        </>
      }
    >
      <form id="extend-search" className="grid grid-cols-3 gap-3" onSubmit={(e) => { e.preventDefault(); if (!empty) extend.mutate({ id: search.id, ...added }); }}>
        {LIMITS.map((key) => (
          <label key={key} className="min-w-0 space-y-1 text-xs text-muted">
            <span className="block truncate">{t('search.more', { name: t(`search.${key}`) })}</span>
            <Input type="number" min={0} step="any" placeholder="0" value={text[key]} onChange={(e) => setText({ ...text, [key]: e.target.value })} />
          </label>
        ))}
      </form>
    </Dialog>
  );
}
