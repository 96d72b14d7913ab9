'use client';

import { LINEAGE_KINDS, type LineageGraph } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { ArrowRight, Network } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { hasMessage, useT, type Translate } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Badge, Button, Card, EmptyState, KeyValueList, Page, PageHeader, QueryView, Skeleton, SkeletonTable, useFormat } from '../../ui';
import { graphOf, pageOf, refOf, type LineageNode } from './lineage-refs';

/** The graph is laid out in the browser alone. */
const LineageCanvas = dynamic(() => import('./lineage-canvas').then((m) => m.LineageCanvas), { ssr: false, loading: () => <Skeleton className="h-[420px] w-full" /> });

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

/** Names that the server sends in English, in the reader's language where it is known. */
const said = (t: Translate, group: 'edge' | 'fact', name: string): string => {
  const key = `trace.${group}.${name}`;
  return hasMessage(key) ? t(key) : name;
};

function Centre({ node }: { node: LineageNode | undefined }) {
  const t = useT();
  const format = useFormat();
  if (!node) return null;
  const href = pageOf(node);
  const facts = Object.entries(node.facts).filter(([name]) => !name.endsWith('Id')).map(([name, value]) => ({ key: name, label: said(t, 'fact', name), value: value === null ? '–' : typeof value === 'number' ? format.number(value) : <span className="break-all">{value}</span> }));
  return (
    <Card title={`${t(`trace.kind.${node.kind}`)}: ${node.title}`} actions={href && <Button asChild><Link href={href}>{t('trace.open')}<ArrowRight aria-hidden /></Link></Button>}>
      <KeyValueList items={[...(node.at ? [{ key: 'at', label: t('trace.at'), value: format.dateTime(node.at) }] : []), ...facts]} />
    </Card>
  );
}

/** The same graph for those who do not see it. */
function InWords({ graph }: { graph: LineageGraph }) {
  const t = useT();
  const nodes = new Map(graph.nodes.map((n) => [n.id, n]));
  return (
    <Card title={t('trace.inWords')}>
      <ul className="divide-y text-sm">
        {graph.edges.map((e) => (
          <li key={`${e.from}>${e.to}`} className="flex flex-wrap items-baseline gap-x-2 py-1.5">
            <End node={nodes.get(e.from)} centre={graph.centre} />
            <span className="text-xs text-subtle">→ {said(t, 'edge', e.label)} →</span>
            <End node={nodes.get(e.to)} centre={graph.centre} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** One end of a relation: a way to its own graph, but for the object that is shown. */
function End({ node, centre }: { node: LineageNode | undefined; centre: string }) {
  const t = useT();
  if (!node) return null;
  const ref = refOf(node);
  return (
    <span className="min-w-0 break-words">
      <span className="text-muted">{t(`trace.kind.${node.kind}`)}</span>{' '}
      {ref === null || node.id === centre ? <strong className="font-medium">{node.title}</strong> : <Link className="text-accent underline decoration-from-font underline-offset-2" href={graphOf(ref)}>{node.title}</Link>}
    </span>
  );
}
