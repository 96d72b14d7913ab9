'use client';

import type { ExperimentId, RunGroupId } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive, ArchiveRestore, Ellipsis, FlaskConical, Pencil, Rocket } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useT } from '../../i18n';
import { useFamilies, type ExperimentDetail, type RunRow } from '../../run-kit/families';
import { LaunchSheet } from '../../run-kit/launch/launch-sheet';
import { useLaunch } from '../../run-kit/launch/use-launch';
import { RunTable } from '../../run-kit/run-table';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, EmptyState, IconButton, Menu, Page, PageHeader, QueryView, Select, Skeleton, SkeletonTable, toast, useUrlState } from '../../ui';
import { ExperimentEditor } from './experiment-editor';
import { RunCounts } from './experiments-page';
import { Overlays } from './overlays';
import { SearchList } from './search-list';

/** One experiment: its launches and runs, curves of what is chosen or newest beside them. */
export function ExperimentPage({ id }: { id: ExperimentId }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.experiment.get.queryOptions({ id }, { refetchInterval: (q) => (q.state.data && q.state.data.runs.running + q.state.data.runs.queued > 0 ? 4000 : 30_000) }));
  return (
    <Page wide>
      <QueryView query={query} skeleton={<><Skeleton className="mb-6 h-7 w-72" /><SkeletonTable rows={12} /></>}>
        {(experiment) => <Experiment experiment={experiment} />}
      </QueryView>
    </Page>
  );
}

function Experiment({ experiment }: { experiment: ExperimentDetail }) {
  const t = useT();
  const { familyOf } = useFamilies();
  const { can } = useSession();
  const launch = useLaunch(experiment.id);
  const [editing, setEditing] = useState(false);
  const [group, setGroup] = useUrlState('group');
  const [shown, setShown] = useState<readonly RunRow[]>([]);
  const onRows = useCallback((rows: readonly RunRow[], selected: ReadonlySet<string>) => setShown(selected.size > 0 ? rows.filter((r) => selected.has(r.id)) : rows), []);
  const family = familyOf(experiment.familyId);
  const button = can('run.write') && (
    <Button variant="primary" icon={Rocket} onClick={() => launch.open({ experimentId: experiment.id })}>
      {t('launch.newRun')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={experiment.name}
        crumbs={[{ label: t('shell.experiments'), href: '/experiments' }, { label: experiment.name }]}
        description={experiment.description || undefined}
        meta={
          <>
            {family && <Badge>{t.of(family.title)}</Badge>}
            <RunCounts runs={experiment.runs} />
            {experiment.tags.map((tag) => <Badge key={tag}>{tag}</Badge>)}
            {experiment.archivedAt && <Badge tone="warning">{t('runs.archivedBadge')}</Badge>}
          </>
        }
        actions={
          <>
            {can('run.write') && <ExperimentMenu experiment={experiment} onEdit={() => setEditing(true)} />}
            {button}
          </>
        }
      />
      <div className="grid gap-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <div className="min-w-0">
          <SearchList experimentId={experiment.id} />
          {experiment.groups.length > 1 && <GroupChoice groups={experiment.groups} value={group} onChange={setGroup} />}
          <RunTable
            name="experiment-runs"
            experimentId={experiment.id}
            groupId={(group || undefined) as RunGroupId | undefined}
            onRows={onRows}
            empty={
              <EmptyState icon={FlaskConical} title={t('experiments.noRunsTitle')} action={button}>
                {t('experiments.noRunsBody')}
              </EmptyState>
            }
          />
        </div>
        <Overlays runs={shown} primary={family?.traits.primaryMetric ?? null} />
      </div>
      <LaunchSheet start={launch.start} onClose={launch.close} />
      {editing && <ExperimentEditor experiment={experiment} onClose={() => setEditing(false)} />}
    </>
  );
}

function GroupChoice({ groups, value, onChange }: { groups: ExperimentDetail['groups']; value: string; onChange: (id: string) => void }) {
  const t = useT();
  const options = [{ value: '', label: t('experiments.allGroups', { count: groups.length }) }, ...groups.map((g) => ({ value: g.id, label: g.name, hint: t('experiments.groupHint', { done: g.done, runs: g.runs }) }))];
  return <Select className="mb-2 w-80 max-w-full" label={t('experiments.group')} value={value} onChange={onChange} options={options} />;
}

function ExperimentMenu({ experiment, onEdit }: { experiment: ExperimentDetail; onEdit: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const archived = experiment.archivedAt !== null;
  const update = useMutation(trpc.experiment.update.mutationOptions({ onSuccess: () => client.invalidateQueries(trpc.experiment.pathFilter()), onError: toast.failed }));
  const archive = (to: boolean) =>
    update.mutate({ id: experiment.id, archived: to }, { onSuccess: () => toast.done(t(to ? 'experiments.archived' : 'experiments.restored'), { undo: { label: t('ui.undo'), onUndo: () => update.mutate({ id: experiment.id, archived: !to }) } }) });
  return (
    <Menu
      trigger={<IconButton icon={Ellipsis} label={t('ui.more')} variant="secondary" noTooltip />}
      items={[
        { key: 'edit', label: t('ui.edit'), icon: Pencil, onSelect: onEdit },
        { key: 'archive', label: t(archived ? 'ui.restore' : 'ui.archive'), icon: archived ? ArchiveRestore : Archive, onSelect: () => archive(!archived) },
      ]}
    />
  );
}
