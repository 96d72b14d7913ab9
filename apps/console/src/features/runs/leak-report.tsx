'use client';

import type { LeakAcceptance, LeakFinding, LeakReport, RunId } from '@bellwether/contracts';
import { openFindings } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { CheckCircle2, CircleDashed, ShieldCheck, TriangleAlert } from 'lucide-react';
import { useT, type MessageKey } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Badge, Card, QueryView, SkeletonText, useFormat } from '../../ui';
import { LeakFindingItem } from './leak-finding';

/** What the leak attacks found on the training table: findings first, then every check with what it looked at. */
export function LeakReportCard({ runId, done }: { runId: RunId; done: boolean }) {
  const t = useT();
  const trpc = useTRPC();
  const query = useQuery(trpc.run.leaks.queryOptions({ id: runId }, { enabled: done }));
  if (!done) return <Card title={t('runs.leaks.title')} className="lg:col-span-2"><p className="text-sm text-subtle">{t('runs.leaks.later')}</p></Card>;
  return (
    <QueryView query={query} skeleton={<Card title={t('runs.leaks.title')} className="lg:col-span-2"><SkeletonText lines={5} /></Card>}>
      {({ report, acceptances }) =>
        report ? (
          <Report runId={runId} report={report} acceptances={acceptances} />
        ) : (
          <Card title={t('runs.leaks.title')} className="lg:col-span-2"><p className="text-sm text-muted">{t('runs.leaks.none')}</p></Card>
        )
      }
    </QueryView>
  );
}

function Report({ runId, report, acceptances }: { runId: RunId; report: LeakReport; acceptances: LeakAcceptance[] }) {
  const t = useT();
  const format = useFormat();
  const open = openFindings(report, acceptances.map((a) => a.findingKey));
  const of = (finding: LeakFinding) => acceptances.find((a) => a.findingKey === finding.key) ?? null;
  const serious = report.findings.filter((f) => f.severity !== 'info');
  const hints = report.findings.filter((f) => f.severity === 'info');
  const ran = report.checks.filter((c) => c.state !== 'skipped').length;
  return (
    <Card
      className="lg:col-span-2"
      title={t('runs.leaks.title')}
      description={t('runs.leaks.help', { rows: format.number(report.rows.sampled), seconds: format.duration(report.seconds) })}
      actions={open.length > 0 ? <Badge tone="bad">{t('runs.leaks.open', { count: open.length })}</Badge> : acceptances.length > 0 ? <Badge tone="warning">{t('runs.leaks.accepted', { count: acceptances.length })}</Badge> : <Badge tone="good">{t('runs.leaks.clean')}</Badge>}
    >
      {serious.length === 0 ? (
        <p className="flex items-center gap-2 text-sm text-muted"><ShieldCheck aria-hidden className="size-4 shrink-0 text-good" />{t('runs.leaks.nothing', { count: ran })}</p>
      ) : (
        <ul className="divide-y divide-line">{serious.map((f) => <LeakFindingItem key={f.key} runId={runId} finding={f} acceptance={of(f)} />)}</ul>
      )}
      {hints.length > 0 && (
        <details className="mt-3 border-t border-line pt-3 text-sm">
          <summary className="cursor-pointer text-muted hover:text-fg">{t('runs.leaks.hints', { count: hints.length })}</summary>
          <ul className="mt-2 divide-y divide-line">{hints.map((f) => <LeakFindingItem key={f.key} runId={runId} finding={f} acceptance={null} />)}</ul>
        </details>
      )}
      <Checks report={report} />
    </Card>
  );
}

const icon = { passed: CheckCircle2, found: TriangleAlert, skipped: CircleDashed };
const tone = { passed: 'text-good', found: 'text-warning', skipped: 'text-subtle' };

/** Open when there is nothing else to read. */
function Checks({ report }: { report: LeakReport }) {
  const t = useT();
  return (
    <details className="mt-3 border-t border-line pt-3 text-sm" open={report.findings.length === 0}>
      <summary className="cursor-pointer text-muted hover:text-fg">{t('runs.leaks.checks', { count: report.checks.length })}</summary>
      <ul className="mt-2 grid gap-x-6 gap-y-2.5 md:grid-cols-2">
        {report.checks.map((check) => {
          const Icon = icon[check.state];
          return (
            <li key={check.check} className="flex min-w-0 items-start gap-2">
              <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${tone[check.state]}`} />
              <div className="min-w-0">
                <p className="font-medium">{t(`runs.leaks.check.${check.check}` as MessageKey)} <span className={`text-xs font-normal ${tone[check.state]}`}>{t(`runs.leaks.state.${check.state}`)}</span></p>
                <p className="text-xs text-muted [overflow-wrap:anywhere]">{t.of(check.note)}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
