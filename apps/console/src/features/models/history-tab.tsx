'use client';

import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { colorOf } from '../../figures';
import { useT, type MessageKey } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Badge, Card, EmptyState, Field, Input, QueryView, RelativeTime, SkeletonTable, useFormat, useNow } from '../../ui';
import type { AliasEvent, ModelPageData } from './model-types';

/** What was live at any time: drawn, listed, and asked for an instant. */
export function HistoryTab({ model }: { model: ModelPageData }) {
  const t = useT();
  const trpc = useTRPC();
  const query = useQuery(trpc.model.history.queryOptions({ modelId: model.id, limit: 500 }));
  return (
    <QueryView query={query} skeleton={<SkeletonTable rows={4} />}>
      {(events) =>
        events.length === 0 ? (
          <EmptyState icon={History} title={t('models.history.empty')}>{t('models.history.emptyBody')}</EmptyState>
        ) : (
          <div className="space-y-4">
            <Card title={t('models.history.timeline')}><Timeline events={events} /></Card>
            <LiveAtCard model={model} />
            <EventList events={events} modelId={model.id} />
          </div>
        )
      }
    </QueryView>
  );
}

/** A lane for each alias, a block for each time that a version held it. */
function Timeline({ events }: { events: readonly AliasEvent[] }) {
  const t = useT();
  const format = useFormat();
  const now = useNow(60_000);
  const start = events.at(-1)!.at.getTime();
  const newest = events[0]!.at.getTime();
  const end = Math.max(now?.getTime() ?? newest, newest + Math.max(60_000, (newest - start) * 0.05));
  const share = (time: number) => ((time - start) / (end - start || 1)) * 100;
  const lanes = [...new Set(events.map((e) => e.alias))].sort((a, b) => Number(b === 'champion') - Number(a === 'champion'));
  return (
    <div className="space-y-2">
      {lanes.map((alias) => (
        <div key={alias} className="flex items-center gap-3">
          <span className="w-24 shrink-0 truncate text-xs text-subtle">{alias}</span>
          <div className="relative h-7 min-w-0 flex-1 overflow-hidden rounded-sm bg-sunken">
            {events.filter((e) => e.alias === alias && e.to).map((e) => {
              const left = share(e.at.getTime());
              return (
                <div key={e.id} title={`v${e.to!.number} · ${format.dateTime(e.at)} – ${e.until ? format.dateTime(e.until) : t('models.history.now')} · ${e.byName}`} className="absolute inset-y-0 flex items-center overflow-hidden border-r-2 border-surface px-1.5 text-2xs font-medium" style={{ left: `${left}%`, width: `${share(e.until?.getTime() ?? end) - left}%`, background: `color-mix(in srgb, ${colorOf(e.to!.versionId)} 28%, var(--surface))` }}>
                  v{e.to!.number}
                </div>
              );
            })}
          </div>
        </div>
      ))}
      <div className="flex justify-between pl-27 text-2xs text-subtle">
        <span>{format.dateTime(new Date(start))}</span>
        <span>{t('models.history.now')}</span>
      </div>
    </div>
  );
}

function LiveAtCard({ model }: { model: ModelPageData }) {
  const t = useT();
  const trpc = useTRPC();
  const format = useFormat();
  const [text, setText] = useState('');
  const at = text === '' ? null : new Date(text);
  const valid = at !== null && !Number.isNaN(at.getTime());
  const query = useQuery(trpc.model.liveAt.queryOptions({ modelId: model.id, alias: 'champion', at: valid ? at : new Date(0) }, { enabled: valid }));
  return (
    <Card>
      <div className="flex flex-wrap items-end gap-4">
        <Field label={t('models.history.at')} className="w-60">{(ids) => <Input {...ids} type="datetime-local" step={1} value={text} onChange={(e) => setText(e.target.value)} />}</Field>
        {valid && query.isSuccess && (
          <p className="pb-1.5 text-sm">
            {query.data?.to ? t('models.history.was', { number: query.data.to.number, alias: 'champion', since: format.dateTime(query.data.at), by: query.data.byName }) : t('models.history.nothing')}
          </p>
        )}
      </div>
    </Card>
  );
}

function EventList({ events, modelId }: { events: readonly AliasEvent[]; modelId: string }) {
  const t = useT();
  return (
    <ol className="divide-y divide-line rounded-lg border bg-surface">
      {events.map((e) => (
        <li key={e.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
          <Badge tone={e.alias === 'champion' ? 'good' : 'accent'} icon={false}>{e.alias}</Badge>
          {e.to ? (
            <Link className="font-medium hover:underline" href={`/models/${modelId}/versions/${e.to.versionId}`}>
              {e.from ? t('models.history.fromTo', { from: e.from.number, to: e.to.number }) : t('models.history.first', { to: e.to.number })}
            </Link>
          ) : null}
          <span className="text-muted">{t(`models.decision.${e.kind}` as MessageKey)}</span>
          {e.reason && <span className="min-w-0 truncate text-muted">{e.reason}</span>}
          <span className="ml-auto flex shrink-0 gap-2 text-xs text-subtle">{e.byName} <RelativeTime at={e.at} /></span>
        </li>
      ))}
    </ol>
  );
}
