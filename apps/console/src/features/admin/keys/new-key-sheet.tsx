'use client';

import type { Permission } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Button, Checkbox, ErrorPanel, Field, Input, SegmentedControl, Sheet } from '../../../ui';
import { PRESETS, scopesByNoun } from './key-scopes';

type Days = '30' | '90' | '365' | 'never';

/** Name, scopes, end. The secret goes to `onMade` and is kept nowhere. Mounted anew each time. */
export function NewKeySheet({ onClose, onMade }: { onClose: () => void; onMade: (made: { name: string; secret: string }) => void }) {
  const t = useT();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Permission[]>(PRESETS.predict);
  const [days, setDays] = useState<Days>('90');
  const create = useMutation(
    trpc.key.create.mutationOptions({
      onSuccess: ({ apiKey, secret }) => {
        void queryClient.invalidateQueries(trpc.key.pathFilter());
        onMade({ name: apiKey.name, secret });
      },
    }),
  );
  const preset = (Object.keys(PRESETS) as (keyof typeof PRESETS)[]).find((key) => PRESETS[key].length === scopes.length && PRESETS[key].every((s) => scopes.includes(s)));
  const submit = () => create.mutate({ name, scopes: [...scopes], expiresInDays: days === 'never' ? null : Number(days) });
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('admin.keys.new')}
      description={t('admin.keys.newLead')}
      footer={<Button variant="primary" type="submit" form="new-key" busy={create.isPending} disabled={!name.trim() || scopes.length === 0}>{t('admin.keys.create')}</Button>}
    >
      <form id="new-key" className="space-y-5" noValidate onSubmit={(e) => { e.preventDefault(); submit(); }}>
        <Field label={t('admin.keys.name')}>{(ids) => <Input {...ids} autoFocus autoComplete="off" maxLength={100} placeholder={t('admin.keys.namePlaceholder')} value={name} onChange={(e) => setName(e.target.value)} />}</Field>
        <div className="space-y-1">
          <p className="text-sm font-medium">{t('admin.keys.presets')}</p>
          <SegmentedControl label={t('admin.keys.presets')} value={preset ?? ''} onChange={(key) => key && setScopes(PRESETS[key])} options={(['predict', 'data', 'read'] as const).map((key) => ({ value: key, label: t(`admin.keys.preset.${key}`) }))} />
        </div>
        <fieldset>
          <legend className="mb-1 text-sm font-medium">{t('admin.keys.scopes')}</legend>
          <div className="divide-y rounded-md border">
            {scopesByNoun().map(({ noun, scopes: own }) => (
              <div key={noun} className="flex flex-wrap items-center gap-x-5 gap-y-1 px-3 py-2">
                <span className="w-24 shrink-0 text-xs text-subtle">{noun}</span>
                {own.map((scope) => (
                  <Checkbox key={scope} label={<code className="font-mono text-xs">{scope}</code>} checked={scopes.includes(scope)} onChange={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((s) => s !== scope))} />
                ))}
              </div>
            ))}
          </div>
        </fieldset>
        <div className="space-y-1">
          <p className="text-sm font-medium">{t('admin.keys.expiresIn')}</p>
          <SegmentedControl label={t('admin.keys.expiresIn')} value={days} onChange={setDays} options={(['30', '90', '365', 'never'] as const).map((d) => ({ value: d, label: t(`admin.keys.expires.${d}`) }))} />
        </div>
        {create.isError && <ErrorPanel error={create.error} />}
      </form>
    </Sheet>
  );
}
