'use client';

import type { MetricEstimate } from '@bellwether/contracts';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useT } from '../i18n';
import { cn } from './cn';
import { useFormat } from './use-format';
import { RelativeTime } from './time';

type EvidenceProps = {
  label: ReactNode;
  estimate: MetricEstimate | null;
  unit?: string | null;
  /** what it is measured on: a dataset version, frozen rows, outcomes */
  measuredOn?: ReactNode;
  /** 0 to 1: how much of it has matured */
  matured?: number;
  against?: ReactNode;
  since?: Date | null;
  /** leads to the rows */
  href?: string;
  className?: string;
};

/** A number that can be defended: its interval, what it stands on, against what, since when. */
export function EvidenceCard({ label, estimate, unit, measuredOn, matured, against, since, href, className }: EvidenceProps) {
  const t = useT();
  const format = useFormat();
  const facts: [string, ReactNode][] = [];
  if (estimate?.lo != null && estimate.hi != null) facts.push([t('ui.evidence.interval'), <span key="i" className="tabular">{format.range(estimate.lo, estimate.hi)}</span>]);
  if (measuredOn) facts.push([t('ui.evidence.measuredOn'), measuredOn]);
  else if (estimate) facts.push([t('ui.evidence.measuredOn'), t('ui.rows', { count: estimate.n })]);
  if (against) facts.push([t('ui.evidence.against'), against]);
  if (since) facts.push([t('ui.evidence.since'), <RelativeTime key="s" at={since} />]);
  return (
    <article className={cn('min-w-0 rounded-lg border bg-surface p-4', className)}>
      <div className="flex items-baseline justify-between gap-2 text-xs text-subtle">
        <span className="truncate">{label}</span>
        {matured !== undefined && <span className="shrink-0">{t('ui.evidence.matured', { percent: format.percent(matured) })}</span>}
      </div>
      <div className="tabular mt-1 text-2xl font-semibold">
        {format.estimate(estimate)}
        {unit && <span className="ml-1 text-sm font-normal text-muted">{unit}</span>}
      </div>
      <dl className="mt-2 space-y-0.5 text-xs">
        {facts.map(([name, value]) => (
          <div key={name} className="flex justify-between gap-3">
            <dt className="shrink-0 text-subtle">{name}</dt>
            <dd className="min-w-0 truncate text-right text-muted">{value}</dd>
          </div>
        ))}
      </dl>
      {href && (
        <Link href={href} className="mt-2 inline-block text-xs font-medium text-accent hover:underline">
          {t('ui.evidence.rows')}
        </Link>
      )}
    </article>
  );
}
