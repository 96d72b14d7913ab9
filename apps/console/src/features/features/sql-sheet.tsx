'use client';

import type { EventLogId, FeatureSetId, TaskEntity } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useTRPC, useTRPCClient } from '../../trpc';
import { Badge, Button, ErrorPanel, Field, Input, Select, Sheet, Textarea, toast, useFormat } from '../../ui';
import type { FeatureCheck } from './feature-types';

const EXAMPLE = "SELECT customer_id AS entity_id, count(DISTINCT order_id) AS value\nFROM order_line\nWHERE event_time > cutoff() - INTERVAL 30 DAY\nGROUP BY 1";
const NEW_SET = '';

/** A query of one's own, tried on the newest events before it is kept. */
export function SqlSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const api = useTRPCClient();
  const router = useRouter();
  const client = useQueryClient();
  const [draft, setDraft] = useState({ name: '', sql: EXAMPLE, type: 'number', entity: 'customer' as TaskEntity, setId: NEW_SET, setName: '', logId: '' });
  const put = (part: Partial<typeof draft>) => setDraft((d) => ({ ...d, ...part }));
  const logs = useQuery(trpc.events.logs.queryOptions(undefined, { enabled: open }));
  const sets = useQuery(trpc.features.sets.queryOptions(undefined, { enabled: open }));
  const log = logs.data?.find((l) => l.id === draft.logId) ?? logs.data?.find((l) => l.latest !== null);
  const own = (sets.data ?? []).filter((s) => s.entity === draft.entity);
  const definition = { name: draft.name, kind: 'sql', params: { sql: draft.sql, type: draft.type } };
  const ask = { logId: log?.id as EventLogId, entity: draft.entity, timeZone: log?.timeZone ?? 'UTC' };
  const attempt = useMutation({ mutationFn: () => api.features.check.query({ ...ask, features: [{ ...definition, name: draft.name || 'draft' }] }) });
  const check = attempt.data?.[0];
  const save = useMutation({
    mutationFn: async () => {
      const before = draft.setId === NEW_SET ? null : await api.features.set.query({ featureSetId: draft.setId as FeatureSetId });
      const features = [...(before?.members.map((m) => m.definition) ?? []).filter((d) => d.name !== draft.name), definition];
      return api.features.saveSet.mutate({ ...ask, featureSetId: before?.id ?? null, name: before?.name ?? draft.setName.trim(), description: before?.description ?? '', timeZone: before?.set.timeZone ?? ask.timeZone, features: features as never });
    },
    onSuccess: async () => {
      await client.invalidateQueries(trpc.features.pathFilter());
      toast.done(t('features.kept'));
      onClose();
      router.push(`/features/${draft.entity}/${encodeURIComponent(draft.name)}`);
    },
  });
  const named = /^[a-z][a-z0-9_]{0,79}$/.test(draft.name);
  return (
    <Sheet open={open} onOpenChange={(o) => !o && onClose()} size="lg" title={t('features.newSql')} description={t('features.sqlHelp')}
      footer={<><Button icon={Play} busy={attempt.isPending} disabled={!log} onClick={() => attempt.mutate()}>{t('features.try')}</Button><Button variant="primary" busy={save.isPending} disabled={!named || !log || (draft.setId === NEW_SET && draft.setName.trim() === '') || (check?.error ?? null) !== null} onClick={() => save.mutate()}>{t('features.keep')}</Button></>}>
      <div className="space-y-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('features.name')} help={t('features.nameHelp')}>{(ids) => <Input {...ids} className="font-mono" value={draft.name} maxLength={80} onChange={(e) => put({ name: e.target.value })} />}</Field>
          <Field label={t('features.type')}>{(ids) => <Select {...ids} value={draft.type} onChange={(type) => put({ type })} options={(['number', 'integer', 'string', 'boolean'] as const).map((v) => ({ value: v as string, label: t(`features.type.${v}`) }))} />}</Field>
          <Field label={t('features.entity')}>{(ids) => <Select {...ids} value={draft.entity} onChange={(entity) => put({ entity, setId: NEW_SET })} options={(['customer', 'product'] as const).map((e) => ({ value: e as TaskEntity, label: t(`features.of.${e}`) }))} />}</Field>
          <Field label={t('features.log')}>{(ids) => <Select {...ids} value={(log?.id as string) ?? ''} onChange={(logId) => put({ logId })} options={(logs.data ?? []).map((l) => ({ value: l.id as string, label: l.name, disabled: l.latest === null }))} />}</Field>
        </div>
        <Field label={t('features.query')} help={t('features.queryHelp')}>{(ids) => <Textarea {...ids} className="min-h-48 font-mono text-xs" spellCheck={false} value={draft.sql} onChange={(e) => put({ sql: e.target.value })} />}</Field>
        {attempt.isError && <ErrorPanel error={attempt.error} />}
        {check && <CheckResult check={check} />}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('features.addTo')}>{(ids) => <Select {...ids} value={draft.setId} onChange={(setId) => put({ setId })} options={[...own.map((s) => ({ value: s.id as string, label: s.name })), { value: NEW_SET, label: t('features.newSet') }]} />}</Field>
          {draft.setId === NEW_SET && <Field label={t('features.setName')}>{(ids) => <Input {...ids} value={draft.setName} maxLength={200} onChange={(e) => put({ setName: e.target.value })} />}</Field>}
        </div>
        {save.isError && <ErrorPanel error={save.error} />}
      </div>
    </Sheet>
  );
}

function CheckResult({ check }: { check: FeatureCheck }) {
  const t = useT();
  const format = useFormat();
  if (check.error) return <ErrorPanel error={check.error} />;
  return (
    <section aria-label={t('features.result')} className="space-y-3 rounded-lg border p-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone="good">{t('features.works')}</Badge>
        {check.missing !== null && <span className="text-sm text-muted">{t('features.missingOf', { share: format.percent(check.missing) })}</span>}
        {check.servable !== null && <Badge tone={check.servable ? 'good' : 'warning'}>{t(check.servable ? 'features.servable' : 'features.notServable')}</Badge>}
      </div>
      <p className="flex flex-wrap items-center gap-1.5 text-xs text-subtle">{t('features.reads')} {check.lineage.map((l) => <code key={l} className="rounded-sm bg-sunken px-1.5 py-0.5">{l}</code>)}</p>
      <ul className="grid grid-cols-2 gap-x-6 text-sm sm:grid-cols-3">{check.sample.map((s) => <li key={s.entityId} className="flex justify-between gap-2 border-b py-1"><span className="truncate text-muted">{s.entityId}</span><span className="tabular">{typeof s.value === 'number' ? format.number(s.value) : s.value === null ? '–' : String(s.value)}</span></li>)}</ul>
    </section>
  );
}
