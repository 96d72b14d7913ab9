'use client';

import { FlaskConical, Rocket } from 'lucide-react';
import { useT } from '../../i18n';
import { LaunchSheet } from '../../run-kit/launch/launch-sheet';
import { useLaunch } from '../../run-kit/launch/use-launch';
import { RunTable } from '../../run-kit/run-table';
import { useSession } from '../../shell/session';
import { Button, EmptyState, Page, PageHeader } from '../../ui';

/** Every run of the project. */
export function RunsPage() {
  const t = useT();
  const { can } = useSession();
  const launch = useLaunch();
  const button = can('run.write') && (
    <Button variant="primary" icon={Rocket} onClick={() => launch.open()}>
      {t('launch.newRun')}
    </Button>
  );
  return (
    <Page wide>
      <PageHeader title={t('runs.title')} crumbs={[{ label: t('shell.experiments'), href: '/experiments' }, { label: t('runs.title') }]} actions={button} />
      <RunTable
        name="runs"
        empty={
          <EmptyState icon={FlaskConical} title={t('runs.emptyTitle')} action={button}>
            {t('runs.emptyBody')}
          </EmptyState>
        }
      />
      <LaunchSheet start={launch.start} onClose={launch.close} />
    </Page>
  );
}
