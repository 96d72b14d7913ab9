'use client';

import type { Project } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useT, type Translate } from '../../../i18n';
import { useSession } from '../../../shell/session';
import { rememberProject, useTRPC } from '../../../trpc';
import { Badge, Button, DataTable, QueryView, RelativeTime, SkeletonTable, type DataColumn } from '../../../ui';
import { PartHead } from '../admin-frame';
import { ProjectSheet } from './project-sheet';

const rowId = (project: Project) => project.id;
/** Ids do not carry over: another shop starts at its home. */
const openProject = (project: Project) => {
  rememberProject(project.id);
  window.location.assign('/');
};

export function ProjectsPage() {
  const t = useT();
  const trpc = useTRPC();
  const projects = useQuery(trpc.project.list.queryOptions());
  const { project } = useSession();
  const [sheet, setSheet] = useState<'new' | 'edit' | null>(null);
  const columns = useMemo(() => columnsOf(t, project?.id ?? '', () => setSheet('edit')), [t, project?.id]);
  return (
    <>
      <PartHead lead={t('admin.projects.lead')} action={<Button variant="primary" icon={Plus} onClick={() => setSheet('new')}>{t('admin.projects.new')}</Button>} />
      <QueryView query={projects} skeleton={<SkeletonTable />}>
        {(rows) => <DataTable name="projects" label={t('admin.projects')} rows={rows} rowId={rowId} rowLabel={(p) => p.name} columns={columns} plain />}
      </QueryView>
      {sheet && <ProjectSheet project={sheet === 'edit' ? project : null} onClose={() => setSheet(null)} />}
    </>
  );
}

function columnsOf(t: Translate, current: string, edit: () => void): DataColumn<Project>[] {
  return [
    {
      id: 'name', title: t('admin.name'), value: (p) => p.name, width: 240, fixed: true, pinned: true,
      cell: (p) => (
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium">{p.name}</span>
          {p.id === current && <Badge tone="accent">{t('admin.projects.current')}</Badge>}
        </span>
      ),
    },
    { id: 'slug', title: t('admin.projects.slug'), value: (p) => p.slug, width: 160, cell: (p) => <code className="font-mono text-xs text-muted">{p.slug}</code> },
    { id: 'currency', title: t('admin.projects.currency'), value: (p) => p.currency, width: 120, cell: (p) => p.currency },
    { id: 'zone', title: t('admin.projects.timeZone'), value: (p) => p.timeZone, width: 180, cell: (p) => p.timeZone.replaceAll('_', ' ') },
    { id: 'created', title: t('admin.created'), value: (p) => p.createdAt, width: 130, cell: (p) => <RelativeTime at={p.createdAt} /> },
    { id: 'open', title: '', width: 160, fixed: true, align: 'right', cell: (p) => (p.id === current ? <Button size="sm" onClick={edit}>{t('admin.projects.edit')}</Button> : <Button size="sm" onClick={() => openProject(p)}>{t('admin.projects.open')}</Button>) },
  ];
}
