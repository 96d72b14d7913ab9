'use client';

import { graphlib, layout } from '@dagrejs/dagre';
import type { LineageGraph } from '@bellwether/contracts';
import { Background, Controls, ReactFlow, type Edge, type Node, type ReactFlowInstance } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useRouter } from 'next/navigation';
import { useMemo, type CSSProperties } from 'react';
import { useT, type Translate } from '../../i18n';
import { graphOf, refOf } from './lineage-refs';

const WIDTH = 190;
const HEIGHT = 56;
/** Smaller than this, the whole is a picture but no text: the centre is shown instead, and the rest can be dragged into view. */
const READABLE = 0.7;

/** Buttons of the canvas in the colours of the theme. */
const CONTROLS = { '--xy-controls-button-background-color': 'var(--raised)', '--xy-controls-button-background-color-hover': 'var(--hover)', '--xy-controls-button-color': 'var(--fg)', '--xy-controls-button-color-hover': 'var(--fg)', '--xy-controls-button-border-color': 'var(--line)' } as CSSProperties;

/** Laid out left to right; a click puts an object in the centre. */
export function LineageCanvas({ graph }: { graph: LineageGraph }) {
  const t = useT();
  const router = useRouter();
  const { nodes, edges } = useMemo(() => arranged(graph, t), [graph, t]);
  const byId = new Map(graph.nodes.map((n) => [n.id, n]));
  const open = (id: string) => {
    const node = byId.get(id);
    const ref = node && refOf(node);
    if (ref) router.push(graphOf(ref));
  };
  const begin = (flow: ReactFlowInstance) => {
    void flow.fitView({ padding: 0.06, maxZoom: 1.1 });
    const centre = nodes.find((n) => n.id === graph.centre);
    if (centre && flow.getZoom() < READABLE) void flow.setCenter(centre.position.x + WIDTH / 2, centre.position.y + HEIGHT / 2, { zoom: READABLE });
  };
  return (
    <div className="h-[420px] overflow-hidden rounded-lg border bg-surface" style={CONTROLS} role="group" aria-label={t('trace.graph')}>
      <ReactFlow key={graph.centre} nodes={nodes} edges={edges} onInit={begin} minZoom={0.2} nodesDraggable={false} nodesConnectable={false} proOptions={{ hideAttribution: true }} onNodeClick={(_, node) => open(node.id)}>
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function arranged(graph: LineageGraph, t: Translate): { nodes: Node[]; edges: Edge[] } {
  const plan = new graphlib.Graph().setDefaultEdgeLabel(() => ({})).setGraph({ rankdir: 'LR', nodesep: 20, ranksep: 40 });
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
