'use client';

import type { EventLogId, FeatureSetId } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Table2 } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, Checkbox, ErrorPanel, QueryView, Select, Sheet, SkeletonText, toast } from '../../ui';
import type { FeatureSetRow, ProposedFeature, TaskDetail } from './task-types';

const PROPOSED = '';
const RECIPE = 'recipe';

/** Which features: a set that exists, or one proposed from what the log holds, which is then kept under the task's name. */
export function MakeTableSheet({ task, logId, open, onClose }: { task: TaskDetail; logId: EventLogId; open: boolean; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const { entity, timeZone } = task.latest.spec;
  const [choice, setChoice] = useState<string | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const sets = useQuery(trpc.features.sets.queryOptions(undefined, { enabled: open }));
  const own = (sets.data ?? []).filter((s) => s.entity === entity);
  const chosen = choice ?? (own.find((s) => s.name === setName(task)) ?? own[0])?.id ?? PROPOSED;
  const preset = chosen === RECIPE ? 'weekly-recipe' : 'proposed';
  const proposing = chosen === PROPOSED || chosen === RECIPE;
  const proposed = useQuery(trpc.features.propose.queryOptions({ logId, entity, preset }, { enabled: open && sets.isSuccess && proposing }));
  const kept = (proposed.data ?? []).filter((p) => !left.has(p.definition.name));
  const saveSet = useMutation(trpc.features.saveSet.mutationOptions());
  const make = useMutation(trpc.tasks.materialise.mutationOptions());
  const start = async () => {
    const featureSetId = proposing ? (await saveSet.mutateAsync({ featureSetId: own.find((s) => s.name === nameOf(task, chosen))?.id ?? null, logId, name: nameOf(task, chosen), entity, timeZone, features: kept.map((k) => k.definition) as never })).id : (chosen as FeatureSetId);
    const made = await make.mutateAsync({ taskId: task.id, featureSetId });
    await Promise.all([client.invalidateQueries(trpc.tasks.pathFilter()), client.invalidateQueries(trpc.features.pathFilter())]);
    toast.done(t(made.existing ? 'tasks.exists' : 'tasks.started'));
    onClose();
  };
  const failed = saveSet.error ?? make.error;
  return (
    <Sheet open={open} onOpenChange={(o) => !o && onClose()} size="lg" title={t('tasks.make')} description={t('tasks.makeHelp')}
      footer={<><Button onClick={onClose}>{t('ui.cancel')}</Button><Button variant="primary" icon={Table2} busy={saveSet.isPending || make.isPending} disabled={sets.isPending || (proposing && kept.length === 0)} onClick={() => void start().catch(() => undefined)}>{t('tasks.makeIt')}</Button></>}>
      <div className="space-y-4">
        <label className="block space-y-1 text-sm font-medium">{t('tasks.features')}
          <Select label={t('tasks.features')} value={chosen as string} onChange={setChoice} options={[...own.map((s) => ({ value: s.id as string, label: s.name, hint: t('tasks.setHint', { features: s.latest.features, version: s.latest.number }) })), { value: PROPOSED, label: t('tasks.proposed'), hint: t('tasks.proposedHint') }, ...(entity === 'customer' ? [{ value: RECIPE, label: t('tasks.recipe'), hint: t('tasks.recipeHint') }] : [])]} />
        </label>
        {proposing ? (
          <QueryView query={proposed} skeleton={<SkeletonText lines={10} />}>
            {(list) => <Proposed list={list} left={left} onChange={setLeft} />}
          </QueryView>
        ) : <SetFeatures set={own.find((s) => s.id === chosen)} />}
        {failed && <ErrorPanel error={failed} />}
      </div>
    </Sheet>
  );
}

const setName = (task: TaskDetail): string => `${task.name} features`;
const nameOf = (task: TaskDetail, choice: string): string => (choice === RECIPE ? `${task.name} weekly windows` : setName(task));

function Proposed({ list, left, onChange }: { list: readonly ProposedFeature[]; left: ReadonlySet<string>; onChange: (left: ReadonlySet<string>) => void }) {
  const t = useT();
  const toggle = (name: string) => {
    const next = new Set(left);
    if (!next.delete(name)) next.add(name);
    onChange(next);
  };
  return (
    <div className="space-y-2">
      <p className="text-sm text-muted">{t('tasks.proposedCount', { count: list.length - left.size, of: list.length })}</p>
      <ul className="divide-y rounded-lg border">
        {list.map(({ definition, why }) => (
          <li key={definition.name} className="flex items-center gap-3 px-3 py-1.5 text-sm">
            <Checkbox label={definition.name} checked={!left.has(definition.name)} onChange={() => toggle(definition.name)} />
            <span className="ml-auto truncate text-xs text-subtle">{t.of(why)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function SetFeatures({ set }: { set: FeatureSetRow | undefined }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.features.set.queryOptions({ featureSetId: set?.id as FeatureSetId }, { enabled: set !== undefined }));
  return (
    <QueryView query={query} skeleton={<SkeletonText lines={10} />}>
      {(detail) => <ul className="flex flex-wrap gap-1.5">{detail.members.map((m) => <li key={m.featureVersionId} className="rounded-sm bg-sunken px-1.5 py-0.5 font-mono text-xs">{m.definition.name}</li>)}</ul>}
    </QueryView>
  );
}
