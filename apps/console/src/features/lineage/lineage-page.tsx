'use client';

import { LINEAGE_KINDS, type LineageGraph, type LineageKind } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { Network } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Badge, Card, EmptyState, KeyValueList, Page, PageHeader, QueryView, Skeleton, SkeletonTable, useFormat } from '../../ui';

/** The graph is laid out in the browser alone. */
const LineageCanvas = dynamic(() => import('./lineage-canvas').then((m) => m.LineageCanvas), { ssr: false, loading: () => <Skeleton className="h-[420px] w-full" /> });

export type LineageNode = LineageGraph['nodes'][number];

/** Any object in the centre, what it came from on the left, what came of it on the right. */
export function LineagePage() {
  const t = useT();
  const trpc = useTRPC();
  const params = useSearchParams();
  const kind = LINEAGE_KINDS.find((k) => k === params.get('kind')) ?? null;
  const id = params.get('id');
  const query = useQuery(trpc.lineage.graph.queryOptions({ kind: kind ?? 'run', id: id ?? '' }, { enabled: kind !== null && id !== null }));
  return (
    <Page wide>
      <PageHeader title={t('shell.lineage')} description={t('trace.lineage')} />
      {kind === null || id === null ? <Start /> : (
        <QueryView query={query} skeleton={<SkeletonTable />}>
          {(graph) => (
            <div className="space-y-4">
              <LineageCanvas graph={graph} />
              <div className="grid items-start gap-4 lg:grid-cols-2">
                <Centre node={graph.nodes.find((n) => n.id === graph.centre)} />
                <InWords graph={graph} />
              </div>
            </div>
          )}
        </QueryView>
      )}
    </Page>
  );
}

function Start() {
  const t = useT();
  const trpc = useTRPC();
  const recent = useQuery(trpc.home.search.queryOptions({ text: '', limit: 6 }));
  const starts = (recent.data ?? []).filter((o) => o.kind !== 'experiment');
  return (
    <>
      <EmptyState icon={Network} title={t('trace.lineageEmpty')}>{t('trace.lineageEmptyBody')}</EmptyState>
      <ul className="mx-auto max-w-xl divide-y rounded-lg border bg-surface">
        {starts.map((o) => <li key={o.id}><Link className="flex items-center gap-3 px-3 py-2 text-sm hover:bg-hover" href={`/lineage?kind=${o.kind}&id=${o.id}`}><Badge>{t(`trace.kind.${o.kind as 'dataset' | 'run' | 'model'}`)}</Badge><span className="truncate">{o.name}</span></Link></li>)}
      </ul>
    </>
  );
}

/** The page of an object, where it has one of its own. */
export function pageOf(node: LineageNode): string | null {
  const facts = node.facts as Record<string, string | number | null>;
  const of: Partial<Record<LineageKind, string | null>> = {
    dataset: `/data/${node.id}`, 'dataset-version': facts.datasetId ? `/data/${facts.datasetId}/versions/${node.id}` : null, run: `/runs/${node.id}`, model: `/models/${node.id}`,
    'model-version': facts.modelId ? `/models/${facts.modelId}/versions/${node.id}` : null, prediction: `/predictions/${node.id}`,
    'event-log-version': facts.logId ? `/events/${facts.logId}?version=${node.id}` : null, 'task-version': facts.taskId ? `/tasks/${facts.taskId}` : null, 'training-table': facts.taskId ? `/tasks/${facts.taskId}?table=${node.id}` : null, 'feature-version': facts.name ? `/features/${facts.entity}/${facts.name}` : null,
  };
  return of[node.kind] ?? null;
}

function Centre({ node }: { node: LineageNode | undefined }) {
  const t = useT();
  const format = useFormat();
  if (!node) return null;
  const href = pageOf(node);
  const facts = Object.entries(node.facts).map(([label, value]) => ({ key: label, label, value: value === null ? '–' : typeof value === 'number' ? format.number(value) : <span className="break-all">{value}</span> }));
  return (
    <Card title={`${t(`trace.kind.${node.kind}`)}: ${node.title}`} description={node.subtitle ?? undefined} actions={href && <Link className="text-sm text-accent hover:underline" href={href}>{t('trace.open')}</Link>}>
      <KeyValueList items={[...(node.at ? [{ key: 'at', label: t('trace.at'), value: format.dateTime(node.at) }] : []), ...facts]} />
    </Card>
  );
}

/** The same graph for those who do not see it. */
function InWords({ graph }: { graph: LineageGraph }) {
  const t = useT();
  const nodes = new Map(graph.nodes.map((n) => [n.id, n]));
  const name = (id: string) => { const n = nodes.get(id); return n ? `${t(`trace.kind.${n.kind}`)} ${n.title}` : id; };
  return (
    <Card title={t('trace.inWords')}>
      <ul className="space-y-1 text-sm">
        {graph.edges.map((e, i) => {
          const other = e.from === graph.centre ? e.to : e.from;
          const node = nodes.get(other);
          return <li key={i}>{name(e.from)} <span className="text-subtle">→ {e.label} →</span> {node ? <Link className="text-accent hover:underline" href={`/lineage?kind=${node.kind}&id=${node.id}`}>{name(e.to)}</Link> : name(e.to)}</li>;
        })}
      </ul>
    </Card>
  );
}
