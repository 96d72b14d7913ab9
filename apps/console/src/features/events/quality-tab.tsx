'use client';

import type { EventLogVersionId } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { Hourglass } from 'lucide-react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Card, EmptyState, QueryView, RelativeTime, SkeletonTable, Stat, useFormat } from '../../ui';
import type { EventLog, Quality } from './event-types';
import { KindCard } from './kind-card';

/** How good a version is: how much, how fresh, what is missing, what changed its shape. */
export function QualityTab({ log, versionId }: { log: EventLog; versionId: EventLogVersionId | null }) {
  const t = useT();
  const trpc = useTRPC();
  const query = useQuery(trpc.events.quality.queryOptions({ logId: log.id, eventLogVersionId: versionId }, { placeholderData: (old) => old }));
  return (
    <QueryView query={query} skeleton={<SkeletonTable />}>
      {(q) =>
        q.version === null ? <EmptyState icon={Hourglass} title={t('events.noVersion')}>{t('events.logEmpty.body')}</EmptyState> : (
          <div className="space-y-4">
            <Facts quality={q} rows={q.version.rows} />
            {/* those with a picture apart from those without: cards of one height stand beside each other */}
            {[q.kinds.filter((k) => !isOneDay(k)), q.kinds.filter(isOneDay)].map((kinds, i) => kinds.length > 0 && <div key={i} className="grid gap-4 xl:grid-cols-2 xl:[&>:last-child:nth-child(odd)]:col-span-2">{kinds.map((k) => <KindCard key={k.kind} quality={k} />)}</div>)}
            <Drift quality={q} />
          </div>
        )
      }
    </QueryView>
  );
}

const isOneDay = (k: Quality['kinds'][number]): boolean => Object.keys(k.days).length < 2;

function Facts({ quality, rows }: { quality: Quality; rows: number }) {
  const t = useT();
  const format = useFormat();
  const newest = (pick: (k: Quality['kinds'][number]) => Date) => quality.kinds.map(pick).reduce<Date | null>((a, b) => (a === null || b > a ? b : a), null);
  const dayOf = (at: Date | null) => at && format.day(at.toISOString().slice(0, 10));
  const judged = quality.expectations.filter((e) => e.outcome && !e.outcome.empty);
  return (
    <div className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-6">
      <Stat label={t('events.stat.rows')} value={format.number(rows)} />
      <Stat label={t('events.stat.fresh')} value={<RelativeTime at={newest((k) => k.eventTo)} />} detail={dayOf(newest((k) => k.eventTo))} />
      <Stat label={t('events.stat.known')} value={<RelativeTime at={newest((k) => k.knownTo)} />} detail={dayOf(newest((k) => k.knownTo))} />
      <Stat label={t('events.stat.gaps')} value={format.number(quality.kinds.reduce((n, k) => n + k.gaps.reduce((m, g) => m + g.days, 0), 0))} />
      <Stat label={t('events.stat.late')} value={format.number(quality.kinds.reduce((n, k) => n + k.late, 0))} />
      <Stat label={t('events.stat.rules')} value={t('events.stat.rulesValue', { passed: judged.filter((e) => e.outcome!.passed).length, total: judged.length })} />
    </div>
  );
}

function Drift({ quality }: { quality: Quality }) {
  const t = useT();
  const format = useFormat();
  const none = quality.fillDrift.length === 0 && quality.schemaChanges.length === 0;
  const changed = (c: Quality['schemaChanges'][number]['warning']) => (c.code === 'column-added' || c.code === 'column-missing' || c.code === 'column-type' ? t(`events.drift.${c.code}`, { column: c.column ?? '', before: String(c.context?.before ?? ''), now: String(c.context?.now ?? '') }) : c.message);
  return (
    <Card title={t('events.drift')}>
      {none ? <p className="text-sm text-muted">{t('events.drift.none')}</p> : (
        <ul className="space-y-1.5 text-sm">
          {quality.schemaChanges.map((c, i) => <li key={`s${i}`} className="flex flex-wrap items-baseline gap-x-3"><span className="min-w-0 break-words">{changed(c.warning)}</span><span className="text-xs text-subtle">{t('events.drift.where', { source: c.source, number: c.batch })} · <RelativeTime at={c.at} /></span></li>)}
          {quality.fillDrift.map((d) => <li key={`${d.kind}.${d.column}`}>{t('events.drift.fill', { column: d.column, kind: t(`events.kind.${d.kind}`), before: format.percent(d.before), now: format.percent(d.now) })}</li>)}
        </ul>
      )}
    </Card>
  );
}
