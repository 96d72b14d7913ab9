'use client';

import type { Project } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Button, Combobox, ErrorPanel, Field, Input, Sheet, toast } from '../../../ui';
import { fieldErrors } from '../sign-in/sign-in';

const slugOf = (name: string) => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 50);

/** Makes a shop, or changes the one this session works in. Mounted anew each time. */
export function ProjectSheet({ project, onClose }: { project: Project | null; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(project?.name ?? '');
  const [slug, setSlug] = useState(project?.slug ?? '');
  const [currency, setCurrency] = useState(project?.currency ?? 'USD');
  const [timeZone, setTimeZone] = useState(project?.timeZone ?? 'UTC');
  const zones = useMemo(() => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' '), text: zone.replaceAll('_', ' ') })), []);
  const done = (made: Project) => {
    void queryClient.invalidateQueries(trpc.project.pathFilter());
    toast.done(t(project ? 'admin.people.saved' : 'admin.projects.created', { name: made.name }));
    onClose();
  };
  const create = useMutation(trpc.project.create.mutationOptions({ onSuccess: done }));
  const update = useMutation(trpc.project.update.mutationOptions({ onSuccess: done }));
  const active = project ? update : create;
  const wrong = fieldErrors(active.error);
  const typeName = (text: string) => {
    if (!project && slug === slugOf(name)) setSlug(slugOf(text));
    setName(text);
  };
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(project ? 'admin.projects.edit' : 'admin.projects.new')}
      footer={<Button variant="primary" type="submit" form="project" busy={active.isPending} disabled={!name.trim() || !slug}>{t(project ? 'admin.people.save' : 'admin.projects.create')}</Button>}
    >
      <form id="project" className="space-y-4" noValidate onSubmit={(e) => { e.preventDefault(); active.mutate({ name, slug, currency, timeZone }); }}>
        <Field label={t('admin.name')} error={wrong.name}>{(ids) => <Input {...ids} autoFocus maxLength={100} value={name} onChange={(e) => typeName(e.target.value)} />}</Field>
        <Field label={t('admin.projects.slug')} help={t('admin.projects.slugHelp')} error={wrong.slug}>{(ids) => <Input {...ids} className="font-mono" maxLength={50} value={slug} onChange={(e) => setSlug(e.target.value)} />}</Field>
        <Field label={t('admin.projects.currency')} help={t('admin.projects.currencyHelp')} error={wrong.currency}>{(ids) => <Input {...ids} className="w-28" maxLength={3} value={currency} onChange={(e) => setCurrency(e.target.value.toUpperCase())} />}</Field>
        <Field label={t('admin.projects.timeZone')} error={wrong.timeZone}>{(ids) => <Combobox id={ids.id} label={t('admin.projects.timeZone')} options={zones} value={timeZone} onChange={(zone) => zone && setTimeZone(zone)} />}</Field>
        {active.isError && Object.keys(wrong).length === 0 && <ErrorPanel error={active.error} />}
      </form>
    </Sheet>
  );
}
