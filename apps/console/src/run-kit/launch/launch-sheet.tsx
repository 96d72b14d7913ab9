'use client';

import type { DatasetVersionId, ExperimentId, RunId } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Hourglass, Rocket } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useMemo, useState } from 'react';
import { SchemaForm, useSchemaForm, type JsonSchema } from '../../forms';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, Combobox, EmptyState, ErrorPanel, Field, Input, SegmentedControl, Sheet, SkeletonText, Textarea, toast, useFormat } from '../../ui';
import { leafFields, useFamilies, type ExperimentRow, type Family, type LaunchableVersion, type RunDetail } from '../families';
import { withSplitOf } from './declared-split';
import { ExpandFields } from './expand-fields';
import { FooterButtons } from './footer-buttons';
import { launchSpec, SINGLE, type LaunchDraft } from './launch-spec';
import { useSearchLaunch } from './use-search-launch';
import { LaunchSummary, useLaunchEstimate } from './launch-summary';

export type LaunchStart = { /** parameters, data and seed of this run */ cloneOf?: RunId; experimentId?: ExperimentId; versionId?: DatasetVersionId };

/** Launch or clone: data, parameters, how many, what it will cost. `start` null: closed. */
export function LaunchSheet({ start, onClose }: { start: LaunchStart | null; onClose: () => void }) {
  const t = useT();
  const [footer, setFooter] = useState<HTMLDivElement | null>(null);
  return (
    <Sheet open={start !== null} onOpenChange={(open) => !open && onClose()} size="lg" title={t(start?.cloneOf ? 'launch.cloneTitle' : 'launch.title')} description={t('launch.description')} footer={<div ref={setFooter} className="flex w-full items-center justify-end gap-2" />}>
      {start && <LaunchLoader start={start} onClose={onClose} footer={footer} />}
    </Sheet>
  );
}

type LoaderProps = { start: LaunchStart; onClose: () => void; footer: HTMLDivElement | null };

const isEnd = (state: string | undefined): boolean => state === 'ready' || state === 'failed';

/** Everything the form begins with, so that it starts whole. */
function LaunchLoader({ start, ...rest }: LoaderProps) {
  const t = useT();
  const trpc = useTRPC();
  const source = useQuery(trpc.run.get.queryOptions({ id: start.cloneOf! }, { enabled: start.cloneOf !== undefined }));
  const versionId = start.versionId ?? source.data?.datasetVersionId;
  const lacks = (versions: LaunchableVersion[] | undefined) => start.versionId !== undefined && versions !== undefined && !versions.some((v) => v.versionId === start.versionId);
  const data = useQuery(trpc.run.launchableData.queryOptions({ versionId }, { enabled: !start.cloneOf || source.isSuccess, refetchInterval: (q) => (lacks(q.state.data) ? 1500 : false) }));
  const asked = useQuery(trpc.dataset.version.queryOptions({ id: start.versionId! }, { enabled: lacks(data.data), refetchInterval: (q) => (isEnd(q.state.data?.state) ? false : 1000) }));
  const experiments = useQuery(trpc.experiment.list.queryOptions({ limit: 200 }));
  const { families } = useFamilies();
  const failed = [source, data, experiments].find((q) => q.isError);
  if (failed) return <ErrorPanel error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!data.data || !experiments.data || families.length === 0 || (start.cloneOf && !source.data)) return <SkeletonText lines={12} />;
  // Data that are still being read are waited for: another version in their place would train on the wrong rows.
  const readSince = asked.data?.state === 'ready' && asked.dataUpdatedAt > data.dataUpdatedAt;
  if (lacks(data.data) && !asked.isError && (!isEnd(asked.data?.state) || readSince)) return <EmptyState icon={Hourglass} title={t('launch.readingTitle')}>{t('launch.readingBody')}</EmptyState>;
  if (data.data.length === 0) {
    return (
      <EmptyState icon={Rocket} title={t('launch.noDataTitle')} action={<Button variant="primary" asChild><Link href="/data">{t('launch.toData')}</Link></Button>}>
        {t('launch.noDataBody')}
      </EmptyState>
    );
  }
  return <LaunchChooser start={start} source={source.data ?? null} versions={data.data} experiments={experiments.data.rows} families={offered(families, source.data?.familyId)} {...rest} />;
}

/** Models of some families are brought in as files; only a run that is cloned shows their form. */
const offered = (families: Family[], cloned: string | undefined): Family[] => families.filter((f) => !f.imports || f.id === cloned);

type ChooserProps = Omit<LoaderProps, 'start'> & { start: LaunchStart; source: RunDetail | null; versions: LaunchableVersion[]; experiments: ExperimentRow[]; families: Family[] };

/** A family fits data that name every role it needs, and whose target is of its kind. */
const fits = (family: Family, version: LaunchableVersion): boolean => {
  const given = new Set(Object.values(version.roles));
  const kind = family.traits.target !== 'none' && version.targetKind !== null && family.traits.target !== version.targetKind;
  return !kind && family.traits.needs.every((role) => given.has(role));
};

function firstDraft({ start, source, versions, experiments, families }: ChooserProps): LaunchDraft {
  const experiment = experiments.find((e) => e.id === (start.experimentId ?? source?.experimentId));
  // an experiment goes on with the data that it is about
  const own = (v: LaunchableVersion): boolean => experiment?.datasets.includes(v.datasetName) ?? false;
  const version = versions.find((v) => v.versionId === (start.versionId ?? source?.datasetVersionId)) ?? versions.find(own) ?? versions.find((v) => families.some((f) => fits(f, v))) ?? versions[0]!;
  const familyId = source?.familyId ?? experiment?.familyId ?? (families.find((f) => fits(f, version)) ?? families[0]!).id;
  return { experimentId: experiment?.id ?? null, experimentName: experiment ? '' : version.datasetName, familyId, versionId: version.versionId, name: source?.name ?? '', seed: source?.seed ?? 1, expand: SINGLE, tags: source?.tags ?? [], notes: '', clonedFromId: source?.id ?? null };
}

/** Another family has other parameters: its form is made anew. */
function LaunchChooser(props: ChooserProps) {
  const [draft, setDraft] = useState(() => firstDraft(props));
  const family = props.families.find((f) => f.id === draft.familyId) ?? props.families[0]!;
  return <LaunchForm key={family.id} {...props} family={family} draft={draft} setDraft={setDraft} />;
}

type FormProps = ChooserProps & { family: Family; draft: LaunchDraft; setDraft: (draft: LaunchDraft) => void };

function LaunchForm({ family, draft, setDraft, source, versions, experiments, families, onClose, footer }: FormProps) {
  const t = useT();
  const router = useRouter();
  const trpc = useTRPC();
  const client = useQueryClient();
  const schema = family.schema as JsonSchema;
  const version = versions.find((v) => v.versionId === draft.versionId);
  const form = useSchemaForm(schema, source && source.familyId === family.id ? source.params : withSplitOf(schema, version?.roles, family.presets[0]?.params ?? {}));
  const fields = useMemo(() => leafFields(family.schema), [family.schema]);
  const set = (change: Partial<LaunchDraft>) => {
    setDraft({ ...draft, ...change });
    if (change.versionId !== undefined) form.replace(withSplitOf(schema, versions.find((v) => v.versionId === change.versionId)?.roles, form.value));
  };
  const made = useMemo(() => launchSpec(draft, form.value, fields, family.presets), [draft, form.value, fields, family.presets]);
  const search = useSearchLaunch({ draft, params: form.value, spec: 'spec' in made ? made.spec : null, onStarted: onClose });
  const spec = 'spec' in made && form.valid ? made.spec : null;
  const estimate = useLaunchEstimate(spec);
  const issues = estimate.data?.issues ?? [];
  const errors = Object.fromEntries(issues.map((i) => [i.path, i.message]));
  const launch = useMutation(
    trpc.run.launch.mutationOptions({
      onSuccess: async (made) => {
        await Promise.all([client.invalidateQueries(trpc.run.pathFilter()), client.invalidateQueries(trpc.experiment.pathFilter()), client.invalidateQueries(trpc.queue.pathFilter())]);
        toast.done(t('launch.started', { count: made.runIds.length }));
        onClose();
        router.push(made.runIds.length === 1 ? `/runs/${made.runIds[0]}` : `/experiments/${made.experimentId}?group=${made.groupId}`);
      },
      onError: toast.failed,
    }),
  );
  const ready = spec !== null && issues.length === 0 && !estimate.isError && (!search.on || search.input !== null);
  const submit = () => (search.on ? search.start() : launch.mutate(spec!));
  return (
    <form id="launch" className="space-y-8" onSubmit={(e) => { e.preventDefault(); if (ready) submit(); }}>
      <Basics draft={draft} set={set} versions={versions} experiments={experiments} families={families} />
      <section className="space-y-4">
        {family.presets.length > 0 && (
          <div className="space-y-1">
            <p className="text-sm font-semibold">{t('launch.startFrom')}</p>
            <div className="flex flex-wrap gap-2">
              {family.presets.map((p) => (
                <Button key={p.id} size="sm" title={t.of(p.description)} onClick={() => form.replace(withSplitOf(schema, version?.roles, p.params))}>
                  {t.of(p.title)}
                </Button>
              ))}
            </div>
          </div>
        )}
        <SchemaForm form={form} errors={errors} columns={version?.columns.map((c) => c.name)} />
      </section>
      <ExpandFields expand={draft.expand} onChange={(expand) => set({ expand })} fields={fields} presets={family.presets} search={search.fields} />
      <Details draft={draft} set={set} />
      <LaunchSummary estimate={estimate.data} error={spec ? estimate.error : null} problem={'problem' in made ? made.problem : search.on ? search.problem : null} stale={!estimate.fresh} data={version ? `${version.datasetName} v${version.number}` : null} />
      {footer && <FooterButtons target={footer} busy={launch.isPending || search.busy} disabled={!ready} search={search.on} runs={estimate.data?.runs ?? 1} seconds={search.on ? null : (estimate.data?.totalSeconds ?? null)} onCancel={onClose} />}
    </form>
  );
}

type PartProps = { draft: LaunchDraft; set: (change: Partial<LaunchDraft>) => void };

function Basics({ draft, set, versions, experiments, families }: PartProps & Pick<ChooserProps, 'versions' | 'experiments' | 'families'>) {
  const t = useT();
  const format = useFormat();
  const existing = draft.experimentId !== null;
  const own = experiments.filter((e) => e.familyId === draft.familyId);
  // data that the chosen family cannot use bring along the first family that can
  const choose = (versionId: string | null) => {
    const version = versions.find((v) => v.versionId === versionId);
    const better = version && !families.some((f) => f.id === draft.familyId && fits(f, version)) ? families.find((f) => fits(f, version)) : undefined;
    set(better ? { versionId, familyId: better.id, experimentId: null, experimentName: version!.datasetName } : { versionId });
  };
  const options = versions.map((v) => ({ value: v.versionId as string, label: `${v.datasetName} v${v.number}`, text: `${v.datasetName} v${v.number}`, hint: t('launch.versionHint', { rows: format.number(v.rows), target: v.target ?? t('launch.noTarget') }) }));
  return (
    <section className="grid gap-4 sm:grid-cols-2">
      <Field label={t('launch.data')} className="sm:col-span-2">
        {(ids) => <Combobox id={ids.id} label={t('launch.data')} options={options} value={draft.versionId} onChange={choose} />}
      </Field>
      {families.length > 1 && (
        <Field label={t('launch.family')} help={t.of(families.find((f) => f.id === draft.familyId)?.description ?? { en: '', zh: '' })} className="sm:col-span-2">
          {(ids) => <Combobox id={ids.id} label={t('launch.family')} options={families.map((f) => ({ value: f.id, label: t.of(f.title), text: t.of(f.title) }))} value={draft.familyId} onChange={(familyId) => familyId && set({ familyId, experimentId: null, experimentName: draft.experimentName || t.of(families.find((f) => f.id === familyId)!.title) })} />}
        </Field>
      )}
      <div className="min-w-0 space-y-1 sm:col-span-2">
        <div className="flex items-center justify-between gap-2">
          <span className="text-sm font-medium">{t('launch.experiment')}</span>
          {own.length > 0 && <SegmentedControl size="sm" label={t('launch.experiment')} value={existing ? 'existing' : 'new'} onChange={(v) => set(v === 'new' ? { experimentId: null } : { experimentId: own[0]!.id })} options={[{ value: 'existing', label: t('launch.existing') }, { value: 'new', label: t('launch.new') }]} />}
        </div>
        {existing ? <Combobox label={t('launch.experiment')} options={own.map((e) => ({ value: e.id as string, label: e.name, text: e.name }))} value={draft.experimentId} onChange={(experimentId) => set({ experimentId })} /> : <Input aria-label={t('launch.experimentName')} placeholder={t('launch.experimentName')} maxLength={200} value={draft.experimentName} onChange={(e) => set({ experimentName: e.target.value })} />}
      </div>
    </section>
  );
}

function Details({ draft, set }: PartProps) {
  const t = useT();
  return (
    <section className="grid gap-4 sm:grid-cols-2">
      <Field label={t('launch.name')} help={t('launch.nameHelp')} optional>
        {(ids) => <Input {...ids} maxLength={200} value={draft.name} onChange={(e) => set({ name: e.target.value })} />}
      </Field>
      <Field label={t('launch.seed')} help={t('launch.seedHelp')}>
        {(ids) => <Input {...ids} type="number" min={0} max={2 ** 31 - 1} value={draft.seed} onChange={(e) => set({ seed: Math.max(0, Math.round(Number(e.target.value) || 0)) })} />}
      </Field>
      <Field label={t('runs.column.tags')} optional>
        {(ids) => <Combobox id={ids.id} multiple allowNew label={t('runs.column.tags')} options={draft.tags.map((tag) => ({ value: tag, label: tag }))} value={draft.tags} onChange={(tags) => set({ tags })} />}
      </Field>
      <Field label={t('runs.column.notes')} optional>
        {(ids) => <Textarea {...ids} rows={2} maxLength={10_000} value={draft.notes} onChange={(e) => set({ notes: e.target.value })} />}
      </Field>
    </section>
  );
}
