import { rm } from 'node:fs/promises';
import type { EventLogId, ProjectId } from '@bellwether/contracts';
import { runTask } from '@bellwether/features';
import { commitCompaction, logState, partitionsToCompact, type Deps, type NewEventPartition } from '@bellwether/lineage';
import { COMPACT_FROM } from './ingest-events';

/** Many small partitions of a kind and month become one: a version with the same rows. Older versions keep their files. */
export async function compactEvents(deps: Deps, payload: { projectId: ProjectId; logId: EventLogId }, context: { signal: AbortSignal }, from: { rows: number; files: number } = COMPACT_FROM): Promise<void> {
  const before = await logState(deps.db, payload.projectId, payload.logId);
  const groups = await partitionsToCompact(deps.db, payload.logId, from);
  if (groups.length === 0) return;
  const outDir = await deps.artifacts.temporaryFile();
  try {
    const made = await runTask({ kind: 'events-compact', groups: groups.map((g) => ({ kind: g.kind, parts: g.parts.map((p) => ({ path: deps.artifacts.path(p.hash), stats: p.stats })) })), outDir }, { signal: context.signal });
    const added: NewEventPartition[] = [];
    for (const { path: file, ...facts } of made) added.push({ ...facts, ...(await deps.artifacts.putFile(file)) });
    await commitCompaction(deps.db, before, { added, removedIds: groups.flatMap((g) => g.parts.map((p) => p.id)) });
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
