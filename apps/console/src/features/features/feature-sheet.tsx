'use client';

import type { FeatureDefinition, TaskEntity } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { Loader2 } from 'lucide-react';
import { SchemaForm, useControlledForm } from '../../forms';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Badge, Button, ErrorPanel, Field, Input, QueryView, Select, Sheet, SkeletonText, useFormat } from '../../ui';
import { DECLARED_CONTROLS, EntityContext } from './declared-controls';
import type { FeatureCheck, FeatureKind } from './feature-types';
import { NEW_SET, useFeatureDraft, type FeatureDraft } from './use-feature-draft';

type FeatureSheetProps = { open: boolean; onClose: () => void; /** to change one: its next version */ edited?: { entity: TaskEntity; definition: FeatureDefinition; setId: string | null } };

/** A feature declared by the form of its kind or as a query, with its values on the newest events beside the form. */
export function FeatureSheet({ open, onClose, edited }: FeatureSheetProps) {
  const trpc = useTRPC();
  const kinds = useQuery(trpc.features.kinds.queryOptions(undefined, { enabled: open, staleTime: Infinity }));
  const t = useT();
  if (kinds.data) return <Loaded key={String(open)} kinds={kinds.data} open={open} onClose={onClose} edited={edited} />;
  return <Sheet open={open} onOpenChange={(o) => !o && onClose()} size="lg" title={t('features.new')}><QueryView query={kinds} skeleton={<SkeletonText lines={8} />}>{() => null}</QueryView></Sheet>;
}

function Loaded({ kinds, open, onClose, edited }: FeatureSheetProps & { kinds: readonly FeatureKind[] }) {
  const t = useT();
  const state = useFeatureDraft(kinds, edited, onClose);
  const { draft, put, kind, entities, keep, keepable } = state;
  return (
    <Sheet open={open} onOpenChange={(o) => !o && onClose()} size="lg" title={edited ? t('features.edit', { name: edited.definition.name }) : t('features.new')} description={t(edited ? 'features.editHelp' : 'features.newHelp')}
      footer={<><Button onClick={onClose}>{t('ui.cancel')}</Button><Button variant="primary" busy={keep.isPending} disabled={!keepable} onClick={() => keep.mutate()}>{t(edited ? 'features.keepVersion' : 'features.keep')}</Button></>}>
      <div className="space-y-5">
        <div className="grid items-start gap-x-6 gap-y-4 sm:grid-cols-2">
          {!edited && <Field label={t('features.entity')}>{(ids) => <Select {...ids} value={draft.entity} onChange={(entity) => put({ entity, setId: null })} options={entities.map((e) => ({ value: e, label: t(`features.of.${e}`) }))} />}</Field>}
          <Field label={t('features.kind')} help={t.of(kind.description)}>{(ids) => <Select {...ids} value={kind.id} disabled={edited !== undefined} onChange={state.setKind} options={kinds.map((k) => ({ value: k.id, label: t.of(k.title) }))} />}</Field>
        </div>
        <EntityContext.Provider value={draft.entity}><KindForm kind={kind} draft={draft} onChange={(params) => put({ params })} /></EntityContext.Provider>
        <Result state={state} />
        <div className="grid items-start gap-x-6 gap-y-4 border-t pt-4 sm:grid-cols-2">
          {!edited && <Field label={t('features.name')} help={t('features.nameHelp')}>{(ids) => <Input {...ids} className="font-mono" value={state.name} maxLength={80} onChange={(e) => put({ name: e.target.value })} />}</Field>}
          <Field label={t('features.ttl')} help={t('features.ttlHelp')} optional>{(ids) => <Input {...ids} inputMode="numeric" unit={t('features.days')} value={draft.ttl} onChange={(e) => put({ ttl: e.target.value })} />}</Field>
          <Field label={t('features.addTo')}>{(ids) => <Select {...ids} value={state.setId} onChange={(setId) => put({ setId })} options={[...state.sets.map((s) => ({ value: s.id as string, label: s.name })), { value: NEW_SET, label: t('features.newSet') }]} />}</Field>
          {state.setId === NEW_SET && <Field label={t('features.setName')}>{(ids) => <Input {...ids} value={draft.setName} maxLength={200} onChange={(e) => put({ setName: e.target.value })} />}</Field>}
          {state.logs.length > 1 && <Field label={t('features.log')}>{(ids) => <Select {...ids} value={(state.log?.id as string) ?? ''} onChange={(logId) => put({ logId })} options={state.logs.map((l) => ({ value: l.id as string, label: l.name, disabled: l.latest === null }))} />}</Field>}
        </div>
        {keep.isError && <ErrorPanel error={keep.error} />}
      </div>
    </Sheet>
  );
}

function KindForm({ kind, draft, onChange }: { kind: FeatureKind; draft: FeatureDraft; onChange: (params: Record<string, unknown>) => void }) {
  const form = useControlledForm(kind.params, draft.params, onChange);
  return <SchemaForm form={form} controls={DECLARED_CONTROLS} />;
}

/** What it comes to for a few entities, while the form is being filled in. */
function Result({ state }: { state: ReturnType<typeof useFeatureDraft> }) {
  const t = useT();
  const { trial, check } = state;
  if (!state.log && state.logsKnown) return <p className="rounded-lg border border-dashed p-3 text-sm text-muted">{t('features.noLog')}</p>;
  return (
    <section aria-label={t('features.result')} aria-busy={state.trying} className="min-h-40 space-y-3 rounded-lg border bg-sunken/40 p-3">
      {trial.isError ? <ErrorPanel error={trial.error} /> : check ? <CheckResult check={check} stale={state.trying} /> : <SkeletonText lines={5} />}
    </section>
  );
}

function CheckResult({ check, stale }: { check: FeatureCheck; stale: boolean }) {
  const t = useT();
  const format = useFormat();
  if (check.error) return <ErrorPanel error={check.error} />;
  return (
    <div className="space-y-3">
      <div className="flex items-start justify-between gap-3">
        {check.sentence && <p className="text-sm font-medium first-letter:uppercase" data-testid="feature-sentence">{t.of(check.sentence)}</p>}
        {stale && <Loader2 aria-hidden className="mt-0.5 size-4 shrink-0 animate-spin text-subtle" />}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {check.sample.length === 0 ? <Badge tone="warning">{t('features.nobodyYet')}</Badge> : <Badge tone="good">{t('features.works')}</Badge>}
        {check.missing !== null && <span className="text-sm text-muted">{t('features.missingOf', { share: format.percent(check.missing) })}</span>}
        {check.servable !== null && <Badge tone={check.servable ? 'good' : 'warning'}>{t(check.servable ? 'features.servable' : 'features.notServable')}</Badge>}
      </div>
      <ul className="grid grid-cols-2 gap-x-6 text-sm sm:grid-cols-3">{check.sample.map((s) => <li key={s.entityId} className="flex justify-between gap-2 border-b py-1"><span className="truncate text-muted">{s.entityId}</span><span className="tabular truncate">{typeof s.value === 'number' ? format.number(s.value) : s.value === null ? '–' : String(s.value)}</span></li>)}</ul>
      <p className="flex flex-wrap items-center gap-1.5 text-xs text-subtle">{t('features.reads')} {check.lineage.map((l) => <code key={l} className="rounded-sm bg-sunken px-1.5 py-0.5">{l}</code>)}</p>
    </div>
  );
}
