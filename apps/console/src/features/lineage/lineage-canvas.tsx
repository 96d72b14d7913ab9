'use client';

import { graphlib, layout } from '@dagrejs/dagre';
import type { LineageGraph } from '@bellwether/contracts';
import { Background, Controls, ReactFlow, type Edge, type Node } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useT, type Translate } from '../../i18n';

const WIDTH = 210;
const HEIGHT = 64;

/** Laid out left to right; a click puts an object in the centre. */
export function LineageCanvas({ graph }: { graph: LineageGraph }) {
  const t = useT();
  const router = useRouter();
  const { nodes, edges } = useMemo(() => arranged(graph, t), [graph, t]);
  const kinds = new Map(graph.nodes.map((n) => [n.id, n.kind]));
  return (
    <div className="h-[420px] overflow-hidden rounded-lg border bg-surface" role="group" aria-label={t('trace.graph')}>
      <ReactFlow key={graph.centre} nodes={nodes} edges={edges} fitView minZoom={0.2} nodesDraggable={false} nodesConnectable={false} proOptions={{ hideAttribution: true }} onNodeClick={(_, node) => router.push(`/lineage?kind=${kinds.get(node.id)}&id=${node.id}`)}>
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function arranged(graph: LineageGraph, t: Translate): { nodes: Node[]; edges: Edge[] } {
  const plan = new graphlib.Graph().setDefaultEdgeLabel(() => ({})).setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 70 });
  for (const n of graph.nodes) plan.setNode(n.id, { width: WIDTH, height: HEIGHT });
  for (const e of graph.edges) plan.setEdge(e.from, e.to);
  layout(plan);
  const nodes = graph.nodes.map((n): Node => {
    const { x, y } = plan.node(n.id) as { x: number; y: number };
    const centre = n.id === graph.centre;
    return {
      id: n.id, position: { x: x - WIDTH / 2, y: y - HEIGHT / 2 }, sourcePosition: 'right' as never, targetPosition: 'left' as never,
      style: { width: WIDTH, borderRadius: 8, border: centre ? '2px solid var(--accent)' : '1px solid var(--line)', background: 'var(--raised)', color: 'var(--fg)', textAlign: 'left', padding: '8px 10px', fontSize: 12 },
      data: { label: <><div className="text-2xs text-subtle">{t(`trace.kind.${n.kind}`)}{n.count && n.count > 1 ? ` × ${n.count}` : ''}</div><div className="truncate font-medium">{n.title}</div></> },
    };
  });
  return { nodes, edges: graph.edges.map((e, i) => ({ id: String(i), source: e.from, target: e.to })) };
}
