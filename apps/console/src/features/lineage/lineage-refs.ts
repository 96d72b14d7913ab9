import type { LineageGraph, LineageKind } from '@bellwether/contracts';

export type LineageNode = LineageGraph['nodes'][number];

/** The object behind a node. @returns null for a node that only counts others */
export function refOf(node: LineageNode): { kind: LineageKind; id: string } | null {
  const prefix = `${node.kind}:`;
  return node.id.startsWith(prefix) ? { kind: node.kind, id: node.id.slice(prefix.length) } : null;
}

/** The graph with this object in the centre. */
export const graphOf = ({ kind, id }: { kind: LineageKind; id: string }): string => `/lineage?${new URLSearchParams({ kind, id }).toString()}`;

/** The page of an object, where it has one of its own. */
export function pageOf(node: LineageNode): string | null {
  const id = refOf(node)?.id;
  const facts = node.facts as Record<string, string | number | null>;
  if (!id) return null;
  const of: Partial<Record<LineageKind, string | null>> = {
    dataset: `/data/${id}`, 'dataset-version': facts.datasetId ? `/data/${facts.datasetId}/versions/${id}` : null, run: `/runs/${id}`, model: `/models/${id}`,
    'model-version': facts.modelId ? `/models/${facts.modelId}/versions/${id}` : null, prediction: `/predictions/${id}`,
    'event-log-version': facts.logId ? `/events/${facts.logId}?version=${id}` : null, 'task-version': facts.taskId ? `/tasks/${facts.taskId}` : null,
    'training-table': facts.taskId ? `/tasks/${facts.taskId}?table=${id}` : null, 'feature-version': facts.name ? `/features/${facts.entity}/${facts.name}` : null,
  };
  return of[node.kind] ?? null;
}
