'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Archive, FlaskConical, List, Rocket } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { useFamilies, type ExperimentRow } from '../../run-kit/families';
import { LaunchSheet } from '../../run-kit/launch/launch-sheet';
import { useLaunch } from '../../run-kit/launch/use-launch';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, DataTable, EmptyState, IconButton, Page, PageHeader, QueryView, RelativeTime, SearchInput, SkeletonTable, useFormat, useUrlState, type DataColumn } from '../../ui';

const LIMIT = 200;
const rowId = (row: ExperimentRow) => row.id;
const rowLabel = (row: ExperimentRow) => row.name;

/** What is being tried, what runs, and how good the best of each is. */
export function ExperimentsPage() {
  const t = useT();
  const trpc = useTRPC();
  const router = useRouter();
  const { can } = useSession();
  const launch = useLaunch();
  const [search, setSearch] = useUrlState('q');
  const [archived, setArchived] = useUrlState('archived', 'hide');
  const query = useQuery(
    trpc.experiment.list.queryOptions(
      { search, archived: archived === 'only' ? 'only' : 'hide', limit: LIMIT },
      { placeholderData: keepPreviousData, refetchInterval: (q) => (q.state.data?.rows.some((e) => e.runs.running + e.runs.queued > 0) ? 4000 : false) },
    ),
  );
  const columns = useExperimentColumns();
  const button = can('run.write') && (
    <Button variant="primary" icon={Rocket} onClick={() => launch.open()}>
      {t('launch.newRun')}
    </Button>
  );
  return (
    <Page wide>
      <PageHeader
        title={t('experiments.title')}
        actions={
          <>
            <Button asChild>
              <Link href="/runs">
                <List aria-hidden />
                {t('experiments.allRuns')}
              </Link>
            </Button>
            {button}
          </>
        }
      />
      <QueryView query={query} skeleton={<SkeletonTable columns={6} />}>
        {({ rows, total }) =>
          rows.length === 0 && search === '' && archived === 'hide' ? (
            <EmptyState icon={FlaskConical} title={t('experiments.emptyTitle')} action={button}>
              {t('experiments.emptyBody')}
            </EmptyState>
          ) : (
            <DataTable<ExperimentRow>
              name="experiments"
              label={t('experiments.title')}
              rows={rows}
              total={total}
              columns={columns}
              rowId={rowId}
              rowLabel={rowLabel}
              stale={query.isPlaceholderData}
              maxHeight="calc(100dvh - 14rem)"
              onOpen={(row) => router.push(`/experiments/${row.id}`)}
              toolbar={
                <>
                  <SearchInput className="w-72 max-w-full" label={t('experiments.search')} value={search} onChange={setSearch} />
                  <IconButton icon={Archive} variant="secondary" label={t('experiments.showArchived')} pressed={archived === 'only'} onClick={() => setArchived(archived === 'only' ? 'hide' : 'only')} />
                </>
              }
            />
          )
        }
      </QueryView>
      <LaunchSheet start={launch.start} onClose={launch.close} />
    </Page>
  );
}

function useExperimentColumns(): DataColumn<ExperimentRow>[] {
  const t = useT();
  const format = useFormat();
  const { familyOf, metricOf } = useFamilies();
  return useMemo(() => {
    const primary = (e: ExperimentRow) => metricOf(familyOf(e.familyId)?.traits.primaryMetric ?? '', e.familyId);
    const best = (e: ExperimentRow): number | null => {
      const extremes = e.extremes[primary(e).key];
      return extremes ? (primary(e).better === 'lower' ? extremes.min : extremes.max) : null;
    };
    const count = (e: ExperimentRow) => Object.values(e.runs).reduce((n, c) => n + c, 0);
    return [
      { id: 'name', title: t('experiments.column.name'), width: 320, pinned: true, fixed: true, value: (e) => e.name, cell: (e) => <NameCell experiment={e} /> },
      { id: 'state', title: t('experiments.column.state'), width: 210, value: (e) => e.runs.running * 1000 + e.runs.queued, cell: (e) => <RunCounts runs={e.runs} /> },
      { id: 'runs', title: t('experiments.column.runs'), width: 90, align: 'right', value: count, cell: (e) => format.number(count(e)) },
      { id: 'best', title: t('experiments.column.best'), width: 220, minWidth: 130, value: best, cell: (e) => <span title={t.of(primary(e).help)}>{best(e) === null ? '–' : <><span className="tabular">{format.number(best(e))}</span><span className="ml-2 text-subtle">{t.of(primary(e).title)}</span></>}</span> },
      { id: 'family', title: t('experiments.column.family'), width: 170, value: (e) => e.familyId, cell: (e) => t.of(familyOf(e.familyId)?.title ?? { en: e.familyId, zh: e.familyId }) },
      { id: 'data', title: t('experiments.column.data'), width: 190, value: (e) => e.datasets.join(', '), cell: (e) => e.datasets.join(', ') },
      { id: 'last', title: t('experiments.column.last'), width: 140, value: (e) => e.lastRunAt ?? e.createdAt, cell: (e) => <RelativeTime at={e.lastRunAt ?? e.createdAt} /> },
    ];
  }, [t, format, familyOf, metricOf]);
}

const NameCell = ({ experiment }: { experiment: ExperimentRow }) => (
  <span className="flex min-w-0 items-center gap-2">
    <Link href={`/experiments/${experiment.id}`} className="truncate font-medium hover:underline" tabIndex={-1} title={experiment.name}>
      {experiment.name}
    </Link>
    {experiment.tags.map((tag) => (
      <Badge key={tag}>{tag}</Badge>
    ))}
  </span>
);

const TONES = { running: 'info', queued: 'neutral', failed: 'bad' } as const;

/** Only what asks for attention: what runs, waits and failed; otherwise how many are done. */
export function RunCounts({ runs }: { runs: ExperimentRow['runs'] }) {
  const t = useT();
  const shown = (['running', 'queued', 'failed'] as const).filter((state) => runs[state] > 0);
  if (shown.length === 0) return <span className="text-subtle">{t('experiments.allDone', { count: runs.done })}</span>;
  return (
    <span className="flex gap-1">
      {shown.map((state) => (
        <Badge key={state} tone={TONES[state]}>
          {t(`experiments.count.${state}`, { count: runs[state] })}
        </Badge>
      ))}
    </span>
  );
}
