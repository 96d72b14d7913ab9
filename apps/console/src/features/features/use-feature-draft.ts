'use client';

import { FEATURE_NAME_PATTERN, type EventLogId, type FeatureDefinition, type FeatureSetId, type TaskEntity } from '@bellwether/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { schemaDefaults, type FormValue } from '../../forms';
import { useT } from '../../i18n';
import { useTRPC, useTRPCClient } from '../../trpc';
import { toast } from '../../ui';
import type { FeatureKind } from './feature-types';

export const NEW_SET = 'new';
/** Typing pauses so long before the values are computed again. @unit ms */
const PAUSE = 500;
const ENTITIES: readonly TaskEntity[] = ['customer', 'product', 'session'];

export type FeatureDraft = { kindId: string; params: FormValue; /** null: made of the parameters */ name: string | null; ttl: string; entity: TaskEntity; /** null: the newest set */ setId: string | null; setName: string; logId: string };

/** A name that says what the parameters say: `sum_amount_order_line_30d`. */
function suggestedName(kind: string, params: FormValue): string {
  const text = (key: string): string[] => (typeof params[key] === 'string' && params[key] !== '' ? [params[key]] : []);
  const parts = [kind === 'window' ? [] : [kind], text('part'), text('agg'), text('stat'), text('field'), kind === 'window' ? text('over') : [], typeof params.days === 'number' ? [`${params.days}d`] : []].flat();
  return parts.join('_').replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+|_+$/g, '').slice(0, 80);
}

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(key) as T), PAUSE);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
}

/** What the sheet holds, its trial on the newest events, and keeping it. */
export function useFeatureDraft(kinds: readonly FeatureKind[], edited: { entity: TaskEntity; definition: FeatureDefinition; setId: string | null } | undefined, onClose: () => void) {
  const t = useT();
  const trpc = useTRPC();
  const api = useTRPCClient();
  const router = useRouter();
  const client = useQueryClient();
  const begin = (id: string): Pick<FeatureDraft, 'kindId' | 'params'> => {
    const kind = kinds.find((k) => k.id === id) ?? kinds[0]!;
    return { kindId: kind.id, params: { ...schemaDefaults(kind.params), ...kind.example } };
  };
  const [draft, setDraft] = useState<FeatureDraft>(() => ({
    ...(edited ? { kindId: edited.definition.kind, params: edited.definition.params } : begin('window')),
    name: edited?.definition.name ?? null, ttl: edited?.definition.ttlDays?.toString() ?? '', entity: edited?.entity ?? 'customer', setId: edited?.setId ?? null, setName: '', logId: '',
  }));
  const put = (part: Partial<FeatureDraft>) => setDraft((d) => ({ ...d, ...part }));
  const kind = kinds.find((k) => k.id === draft.kindId) ?? kinds[0]!;
  const logs = useQuery(trpc.events.logs.queryOptions());
  const allSets = useQuery(trpc.features.sets.queryOptions());
  const log = logs.data?.find((l) => l.id === draft.logId) ?? logs.data?.find((l) => l.latest !== null);
  const sets = (allSets.data ?? []).filter((s) => s.entity === draft.entity);
  const setId = draft.setId ?? (sets[0]?.id as string | undefined) ?? NEW_SET;
  const name = draft.name ?? suggestedName(kind.id, draft.params);
  const ttlDays = draft.ttl.trim() === '' ? null : Number(draft.ttl);
  const definition = { name, kind: kind.id, params: draft.params, ttlDays, description: edited?.definition.description ?? '' };
  const ask = { entity: draft.entity, timeZone: log?.timeZone ?? 'UTC' };
  const now = { entity: draft.entity, features: [{ ...definition, name: 'draft', ttlDays: Number.isFinite(ttlDays) ? ttlDays : null }] };
  const settled = useSettled(now);
  const trial = useQuery(trpc.features.check.queryOptions({ logId: log?.id as EventLogId, timeZone: ask.timeZone, ...settled }, { enabled: log !== undefined, placeholderData: keepPreviousData, retry: false }));
  const check = trial.data?.[0];
  const trying = trial.isFetching || JSON.stringify(settled) !== JSON.stringify(now);
  const keep = useMutation({
    mutationFn: async () => {
      const before = setId === NEW_SET ? null : await api.features.set.query({ featureSetId: setId as FeatureSetId });
      const others = (before?.members.map((m) => m.definition) ?? []).filter((d) => d.name !== name);
      return api.features.saveSet.mutate({ logId: log!.id, ...ask, featureSetId: before?.id ?? null, name: before?.name ?? draft.setName.trim(), description: before?.description ?? '', timeZone: before?.set.timeZone ?? ask.timeZone, features: [...others, definition] as never });
    },
    onSuccess: async () => {
      await client.invalidateQueries(trpc.features.pathFilter());
      toast.done(t('features.kept'));
      onClose();
      router.push(`/features/${draft.entity}/${encodeURIComponent(name)}`);
    },
  });
  const keepable = FEATURE_NAME_PATTERN.test(name) && (ttlDays === null || ttlDays > 0) && log !== undefined && !(setId === NEW_SET && draft.setName.trim() === '') && !trying && check?.error === null;
  return { draft, put, kind, setKind: (id: string) => put(begin(id)), name, setId, sets, entities: ENTITIES, log, logs: logs.data ?? [], logsKnown: !logs.isPending, trial, check, trying, keep, keepable };
}
