import { lineageKindSchema, type LineageGraph, type LineageKind } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { notFound, type Scope } from '../scope/scope';
import { neighbours, type LineageEdge, type LineageRef } from './lineage-edges';
import { lineageNodes, nodeId, type LineageNode } from './lineage-nodes';
import { flushPredictions } from '../prediction/write-predictions';

export type LineageRequest = { kind: LineageKind; id: string; /** steps away from the centre: where it came from, and what it led to */ up: number; down: number; /** objects listed of each relation; the others are counted */ most: number };

/** A graph larger than this is no picture. */
const MOST_NODES = 250;

/** What an object came from and what it led to. Anything of another project is not there. @throws AppError NOT_FOUND */
export async function lineageGraph(db: Db, scope: Scope, request: LineageRequest): Promise<LineageGraph> {
  await flushPredictions(db);
  const centre: LineageRef = { kind: request.kind, id: request.id };
  if (!wellFormed(centre) || (await lineageNodes(db, scope.projectId, centre.kind, [centre.id])).length === 0) throw notFound(request.kind, request.id);
  const walk: Walk = { refs: new Map([[nodeId(centre.kind, centre.id), centre]]), edges: new Map(), folded: [] };
  await explore(db, scope, centre, 'up', request.up, request.most, walk);
  await explore(db, scope, centre, 'down', request.down, request.most, walk);
  const nodes = (await Promise.all(lineageKindSchema.options.map((kind) => lineageNodes(db, scope.projectId, kind, [...walk.refs.values()].filter((r) => r.kind === kind).map((r) => r.id))))).flat();
  const known = new Set(nodes.map((n) => n.id));
  const edges = [...walk.edges.values()].map((e) => ({ from: nodeId(e.from.kind, e.from.id), to: nodeId(e.to.kind, e.to.id), label: e.label })).filter((e) => known.has(e.from) && known.has(e.to));
  const folds = walk.folded.filter((f) => known.has(nodeId(f.ref.kind, f.ref.id)));
  return {
    centre: nodeId(centre.kind, centre.id),
    nodes: [...nodes, ...folds.map(foldedNode)],
    edges: [...edges, ...folds.map((f) => ({ from: f.direction === 'down' ? nodeId(f.ref.kind, f.ref.id) : foldId(f), to: f.direction === 'down' ? foldId(f) : nodeId(f.ref.kind, f.ref.id), label: f.label }))],
  };
}

type Fold = { ref: LineageRef; kind: LineageKind; label: string; count: number; direction: 'up' | 'down' };
type Walk = { refs: Map<string, LineageRef>; edges: Map<string, LineageEdge>; folded: Fold[] };

const foldId = (f: Fold): string => `more:${nodeId(f.ref.kind, f.ref.id)}:${f.direction}:${f.kind}`;
const foldedNode = (f: Fold): LineageNode => ({ id: foldId(f), kind: f.kind, title: `+ ${f.count}`, subtitle: null, at: null, facts: {}, count: f.count });

/** Level by level in one direction: going up never turns down, so that siblings stay out of the picture. */
async function explore(db: Db, scope: Scope, centre: LineageRef, direction: 'up' | 'down', depth: number, most: number, walk: Walk): Promise<void> {
  const visited = new Set([nodeId(centre.kind, centre.id)]);
  let level = [centre];
  for (let step = 0; step < depth && level.length > 0 && walk.refs.size < MOST_NODES; step++) {
    const next: LineageRef[] = [];
    for (const ref of level) {
      const found = await neighbours(db, scope.projectId, ref, direction, most);
      walk.folded.push(...found.more.map((m) => ({ ...m, direction })));
      for (const edge of found.edges) {
        walk.edges.set(`${nodeId(edge.from.kind, edge.from.id)}>${nodeId(edge.to.kind, edge.to.id)}`, edge);
        const other = direction === 'up' ? edge.from : edge.to;
        const id = nodeId(other.kind, other.id);
        if (visited.has(id)) continue;
        visited.add(id);
        walk.refs.set(id, other);
        next.push(other);
      }
    }
    level = next;
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An id that cannot be one would make Postgres refuse the cast. */
const wellFormed = ({ kind, id }: LineageRef): boolean => (kind === 'bytes' || kind === 'view' ? /^[\w-]{1,100}$/.test(id) : kind === 'alias-event' ? /^\d{1,18}$/.test(id) : UUID.test(id));
