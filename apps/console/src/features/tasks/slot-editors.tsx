'use client';

import type { EntityKind, PredictionTask, TaskTarget } from '@bellwether/contracts';
import { useT } from '../../i18n';
import { Combobox, Field, Input, SegmentedControl, Select, Switch } from '../../ui';
import { ConditionRows } from './condition-rows';
import { fieldsOfKind } from './row-fields';
import { KINDS_OF } from './task-types';

export type SlotProps = { spec: PredictionTask; onChange: (spec: PredictionTask) => void };

/** A number that is only taken when it is one: half-typed text stays in the box. */
function NumberField({ label, value, onChange, min, max, step, unit }: { label: string; value: number; onChange: (n: number) => void; min: number; max: number; step?: number; unit?: string }) {
  return (
    <Field label={label}>
      {(ids) => <Input {...ids} key={value} type="number" min={min} max={max} step={step ?? 1} unit={unit} defaultValue={value} onChange={(e) => { const n = Number(e.target.value); if (e.target.value !== '' && n >= min && n <= max && n !== value) onChange(n); }} />}
    </Field>
  );
}

const numbersOf = (kind: EntityKind) => fieldsOfKind(kind).filter((f) => f.type === 'number');

function targetOf(kind: TaskTarget['kind'], of: EntityKind, where: TaskTarget['where']): TaskTarget {
  switch (kind) {
    case 'any': return { kind, of, where, atLeast: 1 };
    case 'count': return { kind, of, where, distinct: null };
    case 'sum': return { kind, of, where, field: numbersOf(of)[0]?.name ?? 'quantity', above: null };
    case 'time_to_event': return { kind, of, where };
  }
}

export function TargetEditor({ spec, onChange }: SlotProps) {
  const t = useT();
  const { target, entity } = spec;
  const put = (next: TaskTarget) => onChange({ ...spec, target: next });
  return (
    <div className="space-y-3">
      <Field label={t('tasks.edit.targetKind')}>{(ids) => <Select {...ids} value={target.kind} onChange={(kind) => put(targetOf(kind, target.of, target.where))} options={(['any', 'count', 'sum', 'time_to_event'] as const).map((k) => ({ value: k, label: t(`tasks.target.${k}`), hint: t(`tasks.targetHint.${k}`) }))} />}</Field>
      <Field label={t('tasks.edit.rowsOf')}>{(ids) => <Select {...ids} value={target.of} onChange={(of) => put(targetOf(target.kind, of, []))} options={KINDS_OF[entity].map((k) => ({ value: k, label: t(`events.kind.${k}`) }))} />}</Field>
      {target.kind === 'any' && <NumberField label={t('tasks.edit.atLeast')} value={target.atLeast} min={1} max={1000} onChange={(atLeast) => put({ ...target, atLeast })} />}
      {target.kind === 'sum' && <Field label={t('tasks.edit.sumOf')}>{(ids) => <Combobox id={ids.id} label={t('tasks.edit.sumOf')} value={target.field} onChange={(field) => field && put({ ...target, field })} options={numbersOf(target.of).map((f) => ({ value: f.name, label: f.name }))} />}</Field>}
      {target.kind === 'sum' && <Switch label={t('tasks.edit.aboveOn')} checked={target.above !== null} onChange={(on) => put({ ...target, above: on ? 0 : null })} />}
      {target.kind === 'sum' && target.above !== null && <NumberField label={t('tasks.edit.above')} value={target.above} min={0} max={1e12} step={0.01} onChange={(above) => put({ ...target, above })} />}
      <ConditionRows kind={target.of} label={t('tasks.edit.onlyRows')} value={target.where} onChange={(where) => put({ ...target, where })} />
    </div>
  );
}

export function HorizonEditor({ spec, onChange }: SlotProps) {
  const t = useT();
  return (
    <div className="space-y-3">
      <NumberField label={t('tasks.edit.horizon')} value={spec.horizonDays} min={0.04} max={3650} step={1} unit={t('tasks.days')} onChange={(horizonDays) => onChange({ ...spec, horizonDays })} />
      <SegmentedControl label={t('tasks.edit.horizon')} value={String(spec.horizonDays)} onChange={(v) => onChange({ ...spec, horizonDays: Number(v) })} options={['7', '14', '30', '60', '90'].map((d) => ({ value: d, label: d }))} />
    </div>
  );
}

/** Sessions are asked about while they last; the others at the ends of days, weeks or months. */
export function EntityEditor({ spec, onChange }: SlotProps) {
  const t = useT();
  const choose = (entity: PredictionTask['entity']) => {
    const of = KINDS_OF[entity].includes(spec.target.of) ? spec.target.of : 'order_line';
    const target = of === spec.target.of ? spec.target : targetOf(spec.target.kind, of, []);
    if (entity === 'session') onChange({ ...spec, entity, target, horizonDays: Math.min(spec.horizonDays, 1), cadence: { every: 'session', afterEvents: 3, afterMinutes: null, from: null, to: null }, population: { active: null, minAgeDays: 0, where: [] } });
    else onChange({ ...spec, entity, target, cadence: spec.cadence.every === 'session' ? { every: 'month', at: 'end', from: null, to: null } : spec.cadence, population: { ...spec.population, where: [] } });
  };
  return <Field label={t('tasks.edit.entity')}>{(ids) => <Select {...ids} value={spec.entity} onChange={choose} options={(['customer', 'product', 'session'] as const).map((e) => ({ value: e, label: t(`tasks.entity.${e}`) }))} />}</Field>;
}

export function CadenceEditor({ spec, onChange }: SlotProps) {
  const t = useT();
  const { cadence } = spec;
  const put = (next: PredictionTask['cadence']) => onChange({ ...spec, cadence: next });
  const date = (key: 'from' | 'to') => (
    <Field label={t(`tasks.edit.${key}`)} optional>{(ids) => <Input {...ids} type="date" value={cadence[key] ?? ''} onChange={(e) => put({ ...cadence, [key]: e.target.value || null })} />}</Field>
  );
  return (
    <div className="space-y-3">
      {cadence.every === 'session' ? (
        <>
          <SegmentedControl label={t('tasks.edit.when')} value={cadence.afterEvents === null ? 'minutes' : 'events'} onChange={(v) => put({ ...cadence, afterEvents: v === 'events' ? 3 : null, afterMinutes: v === 'events' ? null : 5 })} options={[{ value: 'events', label: t('tasks.edit.afterEvents') }, { value: 'minutes', label: t('tasks.edit.afterMinutes') }]} />
          {cadence.afterEvents !== null && <NumberField label={t('tasks.edit.afterEvents')} value={cadence.afterEvents} min={1} max={1000} onChange={(afterEvents) => put({ ...cadence, afterEvents })} />}
          {cadence.afterMinutes !== null && <NumberField label={t('tasks.edit.afterMinutes')} value={cadence.afterMinutes} min={1} max={1440} onChange={(afterMinutes) => put({ ...cadence, afterMinutes })} />}
        </>
      ) : (
        <>
          <Field label={t('tasks.edit.every')}>{(ids) => <Select {...ids} value={cadence.every} onChange={(every) => put({ ...cadence, every })} options={(['day', 'week', 'month'] as const).map((e) => ({ value: e, label: t(`tasks.every.${e}`) }))} />}</Field>
          <SegmentedControl label={t('tasks.edit.at')} value={cadence.at} onChange={(at) => put({ ...cadence, at })} options={(['start', 'end'] as const).map((a) => ({ value: a, label: t(`tasks.at.${a}`) }))} />
        </>
      )}
      <div className="grid gap-3 sm:grid-cols-2">{date('from')}{date('to')}</div>
    </div>
  );
}

export function PopulationEditor({ spec, onChange }: SlotProps) {
  const t = useT();
  const { population, entity } = spec;
  const put = (part: Partial<PredictionTask['population']>) => onChange({ ...spec, population: { ...population, ...part } });
  const { active } = population;
  return (
    <div className="space-y-3">
      {entity !== 'session' && <Switch label={t('tasks.edit.activeOn')} checked={active !== null} onChange={(on) => put({ active: on ? { kinds: ['order_line'], days: 90, where: [] } : null })} />}
      {active && (
        <>
          <Field label={t('tasks.edit.activeKinds')}>{(ids) => <Combobox multiple id={ids.id} label={t('tasks.edit.activeKinds')} value={active.kinds} onChange={(kinds) => kinds.length > 0 && put({ active: { ...active, kinds: kinds as EntityKind[] } })} options={KINDS_OF[entity].map((k) => ({ value: k, label: t(`events.kind.${k}`) }))} />}</Field>
          <NumberField label={t('tasks.edit.activeDays')} value={active.days} min={1} max={3650} unit={t('tasks.days')} onChange={(days) => put({ active: { ...active, days } })} />
        </>
      )}
      {entity !== 'session' && <NumberField label={t('tasks.edit.minAge')} value={population.minAgeDays} min={0} max={3650} unit={t('tasks.days')} onChange={(minAgeDays) => put({ minAgeDays })} />}
      <ConditionRows kind={entity === 'product' ? 'product' : 'customer'} label={t('tasks.edit.onlyEntities')} value={population.where} onChange={(where) => put({ where })} />
    </div>
  );
}

export function DelayEditor({ spec, onChange }: SlotProps) {
  const t = useT();
  return <NumberField label={t('tasks.edit.delay')} value={spec.labelDelayDays} min={0} max={3650} unit={t('tasks.days')} onChange={(labelDelayDays) => onChange({ ...spec, labelDelayDays })} />;
}

export function SplitEditor({ spec, onChange }: SlotProps) {
  const t = useT();
  return (
    <div className="space-y-3">
      <NumberField label={t('tasks.edit.testSnapshots')} value={spec.split.testSnapshots} min={1} max={1000} onChange={(testSnapshots) => onChange({ ...spec, split: { ...spec.split, testSnapshots } })} />
      <NumberField label={t('tasks.edit.tuneSnapshots')} value={spec.split.tuneSnapshots} min={1} max={1000} onChange={(tuneSnapshots) => onChange({ ...spec, split: { ...spec.split, tuneSnapshots } })} />
    </div>
  );
}
