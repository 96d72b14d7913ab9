'use client';

import type { EntityKind, Figure, TaskEntity } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import Link from 'next/link';
import { FigureView } from '../../figures';
import { fieldsOf } from '../../forms';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, Card, CodeBlock, EmptyState, KeyValueList, Page, PageHeader, QueryView, RelativeTime, SkeletonText, Stat, Term, useFormat, useUrlState } from '../../ui';
import { FeatureSheet } from './feature-sheet';
import { driftTone, type FeatureCard, type FeatureKind, type FeatureSnapshot } from './feature-types';

/** One feature: what it is, how it has stood over time, how much models make of it, and who would miss it. */
export function FeaturePage({ entity, name }: { entity: TaskEntity; name: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.features.card.queryOptions({ entity, name }));
  return <Page><QueryView query={query} skeleton={<SkeletonText lines={12} />}>{(card) => <Loaded card={card} />}</QueryView></Page>;
}

function Loaded({ card }: { card: FeatureCard }) {
  const t = useT();
  const format = useFormat();
  const { can } = useSession();
  const [editing, setEditing] = useUrlState('edit');
  const kind = useKind(card.kind);
  const newest = card.tables[0];
  const best = card.importance[0];
  return (
    <div className="space-y-4">
      <PageHeader title={<span className="font-mono">{card.name}</span>} crumbs={[{ label: t('features.title'), href: '/features' }, { label: card.name }]} description={card.sentence ? t.of(card.sentence) : undefined}
        meta={<><Badge>{t(`features.of.${card.entity}`)}</Badge><Badge>{kind ? t.of(kind.title) : card.kind}</Badge><Badge>{t('events.version', { number: card.version })}</Badge></>}
        actions={can('dataset.write') && <Button icon={Pencil} onClick={() => setEditing('1')}>{t('features.editAction')}</Button>} />
      <FeatureSheet open={editing !== ''} onClose={() => setEditing('')} edited={{ entity: card.entity, definition: card.definition, setId: card.inSets[0]?.id ?? null }} />
      <div className="grid grid-cols-2 gap-4 rounded-lg border bg-surface p-4 sm:grid-cols-4">
        <Stat label={t('features.missing')} value={format.percent(card.missing)} detail={newest ? t('features.inNewest', { snapshot: format.day(newest.column.snapshots.at(-1)?.name) }) : t('features.noTable')} />
        <Stat label={<Term help={t('features.driftNote')}>{t('features.drift')}</Term>} value={format.number(card.psi === null ? null : Math.round(card.psi * 1000) / 1000, 2)} detail={card.psi === null ? t('features.noTable') : t(`features.drift.${driftTone(card.psi)}`)} />
        <Stat label={t('features.importance')} value={best ? `${best.rank} / ${best.of}` : '–'} detail={best ? best.run : t('features.noRun')} />
        <Stat label={t('features.usedBy')} value={format.number(card.sets)} detail={t('features.usedByDetail', { sets: card.sets, runs: card.runs })} />
      </div>
      {newest ? <OverTime snapshots={newest.column.snapshots} task={newest.taskName} /> : <Card><EmptyState title={t('features.noTable')}>{t('features.noTableBody')}</EmptyState></Card>}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Definition card={card} />
        <div className="min-w-0 space-y-4">
          <Importance card={card} />
          <Uses card={card} />
        </div>
      </div>
    </div>
  );
}

/** The kind that a feature is declared by: its title, and what its parameters are called. */
function useKind(id: string): FeatureKind | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.features.kinds.queryOptions(undefined, { staleTime: Infinity })).data?.find((k) => k.id === id);
}

const both = (text: string) => ({ en: text, zh: text });

/** Numbers as a band with the middle; labels by their largest shares. Missing values beside either. */
function OverTime({ snapshots, task }: { snapshots: readonly FeatureSnapshot[]; task: string }) {
  const t = useT();
  const format = useFormat();
  const x = snapshots.map((s) => Date.parse(s.name));
  const axis = { label: both(t('features.snapshot')), time: true };
  const numeric = snapshots.some((s) => s.p50 !== null);
  const values: Figure = { mark: 'line', key: 'values', title: both(t('features.values')), note: both(t('features.valuesNote', { task })), x: axis, y: { label: both(t('features.value')), zero: true }, points: true, series: [{ name: both(t('features.median')), x, y: snapshots.map((s) => s.p50), lo: snapshots.map((s) => s.p10), hi: snapshots.map((s) => s.p90) }, { name: both(t('features.mean')), x, y: snapshots.map((s) => s.mean) }] };
  const missing: Figure = { mark: 'line', key: 'missing', title: both(t('features.missingAndDrift')), note: both(t('features.driftNote')), x: axis, y: { label: both(t('features.share')) }, points: true, series: [{ name: both(t('features.missing')), x, y: snapshots.map((s) => s.missing) }, { name: both(t('features.drift')), x, y: snapshots.map((s) => s.psi) }] };
  const last = snapshots.at(-1);
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      {numeric ? <FigureView figure={values} height={220} /> : (
        <Card title={t('features.values')} description={t('features.valuesNote', { task })}>
          <ul className="space-y-2">
            {(last?.top ?? []).map((v) => (
              <li key={v.value} className="text-sm">
                <div className="flex justify-between gap-3"><span className="truncate">{v.value}</span><span className="tabular text-muted">{format.percent(v.share)}</span></div>
                <div className="mt-1 h-1.5 rounded-full bg-sunken"><div className="h-full rounded-full bg-accent" style={{ width: `${Math.min(100, v.share * 100)}%` }} /></div>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <FigureView figure={missing} height={220} />
    </div>
  );
}

function Definition({ card }: { card: FeatureCard }) {
  const t = useT();
  const { definition } = card;
  const sql = typeof definition.params.sql === 'string' ? definition.params.sql : null;
  const fields = fieldsOf(useKind(card.kind)?.params ?? {});
  // in the order of the form; what the form hides, such as a window that ends now, says nothing
  const params = Object.entries(definition.params).filter(([key, v]) => key !== 'sql' && v !== null && !(Array.isArray(v) && v.length === 0) && !(fields.find((f) => f.name === key)?.advanced && v === fields.find((f) => f.name === key)!.fallback));
  const order = (key: string) => fields.findIndex((f) => f.name === key);
  params.sort(([x], [y]) => order(x) - order(y));
  const row = ([key, v]: [string, unknown]) => {
    const field = fields.find((f) => f.name === key);
    const code = typeof v === 'object' || field === undefined || (field.kind === 'text' && field.control !== 'event-kind');
    const text = typeof v === 'object' ? JSON.stringify(v) : field?.control === 'event-kind' ? t(`events.kind.${v as EntityKind}`) : field?.kind === 'choice' ? t.of(field.choices.find((c) => c.value === v)?.title ?? { en: String(v), zh: String(v) }) : typeof v === 'boolean' ? t(v ? 'features.yes' : 'features.no') : `${String(v)}${field?.unit === 'days' ? ` ${t('features.days')}` : ''}`;
    return { key, label: field ? t.of(field.title) : key, value: <span className={code ? 'font-mono text-xs' : undefined}>{text}</span> };
  };
  return (
    <Card title={t('features.definition')} description={t('features.declaredBy', { name: card.createdByName })} actions={<RelativeTime at={card.createdAt} className="text-xs text-subtle" />}>
      <div className="space-y-4">
        {sql && <CodeBlock code={sql} label={t('features.query')} wrap />}
        <KeyValueList items={[...params.map(row), { key: 'ttl', label: t('features.ttl'), value: definition.ttlDays === null ? t('features.ttlNone') : t('features.ttlDays', { days: definition.ttlDays }) }]} />
        <div>
          <h3 className="mb-1.5 text-xs font-medium text-subtle">{t('features.reads')}</h3>
          <ul className="flex flex-wrap gap-1.5">{card.lineage.map((l) => <li key={l} className="rounded-sm bg-sunken px-1.5 py-0.5 font-mono text-xs">{l}</li>)}</ul>
        </div>
        {card.versions.length > 1 && (
          <ul className="divide-y border-t text-sm">{card.versions.map((v) => <li key={v.number} className="flex gap-3 py-1.5"><span className="tabular w-8">{t('events.version', { number: v.number })}</span><span className="min-w-0 flex-1 truncate font-mono text-xs text-muted">{JSON.stringify(v.definition.params)}</span><RelativeTime at={v.createdAt} className="text-subtle" /></li>)}</ul>
        )}
      </div>
    </Card>
  );
}

function Importance({ card }: { card: FeatureCard }) {
  const t = useT();
  const format = useFormat();
  const most = Math.max(1e-12, ...card.importance.map((i) => i.value));
  return (
    <Card title={t('features.importanceTitle')} description={t('features.importanceHelp')}>
      {card.importance.length === 0 ? <p className="text-sm text-muted">{t('features.noRun')}</p> : (
        <ul className="space-y-2.5">
          {card.importance.slice(0, 8).map((i) => (
            <li key={i.runId} className="text-sm">
              <div className="flex items-baseline gap-3"><Link className="min-w-0 flex-1 truncate text-accent hover:underline" href={`/runs/${i.runId}`}>{i.run}</Link>{i.model && <Badge>{i.model}</Badge>}<span className="tabular text-muted">{format.estimate(i)}</span></div>
              <div className="mt-1 h-1.5 rounded-full bg-sunken"><div className="h-full rounded-full bg-accent" style={{ width: `${Math.max(0, (i.value / most) * 100)}%` }} /></div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Uses({ card }: { card: FeatureCard }) {
  const t = useT();
  const trpc = useTRPC();
  const logs = useQuery(trpc.events.logs.queryOptions());
  const set = card.inSets[0];
  const log = logs.data?.find((l) => l.latest !== null);
  const origin = typeof window === 'undefined' ? '' : window.location.origin;
  const snippet = set && log ? `curl ${origin}/api/v1/features/lookup \\\n  -H "authorization: Bearer $BELLWETHER_API_KEY" \\\n  -H "content-type: application/json" \\\n  -d '${JSON.stringify({ featureSetId: set.id, logId: log.id, entityIds: ['…'] })}'` : null;
  return (
    <Card title={t('features.who')}>
      <div className="space-y-3">
        {card.inSets.length === 0 ? <p className="text-sm text-muted">{t('features.nobody')}</p> : <ul className="flex flex-wrap gap-1.5">{card.inSets.map((s) => <li key={s.id}><Badge>{s.name} · {t('events.version', { number: s.number })}</Badge></li>)}</ul>}
        {[...new Map(card.tables.map((x) => [x.datasetVersionId, x])).values()].map((x) => <Link key={x.tableId} className="block truncate text-sm text-accent hover:underline" href={`/lineage?kind=dataset-version&id=${x.datasetVersionId}`}>{x.taskName}</Link>)}
        {snippet && card.entity !== 'session' && <div><p className="mb-1.5 text-xs text-subtle">{t('features.online')}</p><CodeBlock code={snippet} label={t('features.online')} wrap /></div>}
      </div>
    </Card>
  );
}
