'use client';

import type { PromotionPolicy } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Button, Card, Checkbox, Field, IconButton, Input, Select, toast } from '../../ui';
import type { ModelPageData } from './model-types';
import { useFamily } from './use-family';

/** The gates of the model, for whoever may change them; for the others, to read. */
export function PolicyTab({ model }: { model: ModelPageData }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const { can } = useSession();
  const family = useFamily(model.familyId);
  const [policy, setPolicy] = useState<PromotionPolicy>(model.policy);
  const save = useMutation(trpc.model.setPolicy.mutationOptions({ onSuccess: () => { toast.done(t('models.policy.saved')); void client.invalidateQueries(trpc.model.pathFilter()); }, onError: toast.failed }));
  const change = (part: Partial<PromotionPolicy>) => setPolicy((p) => ({ ...p, ...part }));
  const metrics = (family?.metrics ?? []).filter((m) => m.better !== 'none').map((m) => ({ value: m.key, label: t.of(m.title) }));
  const editable = can('model.policy');
  const changed = JSON.stringify(policy) !== JSON.stringify(model.policy);
  return (
    <Card className="max-w-3xl">
      {!editable && <p className="mb-4 text-sm text-muted">{t('models.policy.adminOnly')}</p>}
      <fieldset disabled={!editable} className="space-y-5">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('models.policy.metric')} help={t('models.policy.metricHelp')}>{(ids) => <Select {...ids} value={policy.metric} onChange={(metric) => change({ metric })} options={metrics} disabled={!editable} />}</Field>
          <Field label={t('models.policy.against')}>
            {(ids) => <Select {...ids} value={policy.against} onChange={(against) => change({ against })} disabled={!editable} options={(['non-inferior', 'superior', 'none'] as const).map((value) => ({ value, label: t(`models.policy.${value}`) }))} />}
          </Field>
          {policy.against === 'non-inferior' && <NumberField label={t('models.policy.margin')} help={t('models.policy.marginHelp')} value={policy.margin} min={0} max={1} step={0.001} onChange={(v) => change({ margin: v ?? 0 })} />}
          <NumberField label={t('models.policy.minTestRows')} value={policy.minTestRows} min={0} step={1} onChange={(v) => change({ minTestRows: Math.round(v ?? 0) })} />
          <NumberField label={t('models.policy.calibration')} help={t('models.policy.calibrationHelp')} value={policy.maxCalibrationError} min={0} max={1} step={0.005} onChange={(v) => change({ maxCalibrationError: v })} />
        </div>
        <Bounds policy={policy} metrics={metrics} onChange={(minimum) => change({ minimum })} editable={editable} />
        <Checkbox checked={policy.fourEyes} disabled={!editable} onChange={(fourEyes) => change({ fourEyes })} label={t('models.policy.fourEyes')} />
        {editable && (
          <div className="flex gap-2">
            <Button variant="primary" disabled={!changed} busy={save.isPending} onClick={() => save.mutate({ id: model.id, policy })}>{t('ui.save')}</Button>
            {changed && <Button onClick={() => setPolicy(model.policy)}>{t('ui.reset')}</Button>}
          </div>
        )}
      </fieldset>
    </Card>
  );
}

function NumberField({ label, help, value, onChange, ...range }: { label: string; help?: string; value: number | null; onChange: (value: number | null) => void; min?: number; max?: number; step?: number }) {
  return <Field label={label} help={help}>{(ids) => <Input {...ids} type="number" inputMode="decimal" value={value ?? ''} onChange={(e) => onChange(e.target.value === '' ? null : Number(e.target.value))} {...range} />}</Field>;
}

function Bounds({ policy, metrics, onChange, editable }: { policy: PromotionPolicy; metrics: { value: string; label: string }[]; onChange: (minimum: Record<string, number>) => void; editable: boolean }) {
  const t = useT();
  const entries = Object.entries(policy.minimum);
  const free = metrics.filter((m) => !(m.value in policy.minimum));
  const without = (key: string) => Object.fromEntries(entries.filter(([k]) => k !== key));
  return (
    <div className="space-y-2">
      <p className="text-sm font-medium">{t('models.policy.minimum')}</p>
      <p className="text-xs text-subtle">{t('models.policy.minimumHelp')}</p>
      {entries.map(([key, bound]) => {
        const name = metrics.find((m) => m.value === key)?.label ?? key;
        return (
          <div key={key} className="flex max-w-md items-center gap-2">
            <span className="min-w-0 flex-1 truncate text-sm">{name}</span>
            <Input aria-label={t('models.policy.bound', { metric: name })} type="number" step={0.005} className="w-32" value={bound} onChange={(e) => onChange({ ...policy.minimum, [key]: Number(e.target.value) })} />
            {editable && <IconButton icon={X} label={`${t('ui.remove')} ${name}`} onClick={() => onChange(without(key))} />}
          </div>
        );
      })}
      {editable && free.length > 0 && <Button size="sm" icon={Plus} onClick={() => onChange({ ...policy.minimum, [free[0]!.value]: 0.5 })}>{t('models.policy.addBound')}</Button>}
    </div>
  );
}
