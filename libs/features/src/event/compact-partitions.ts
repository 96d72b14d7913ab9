import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { EntityKind, PartitionStats } from '@bellwether/contracts';
import type { Progress } from '../ingest/perform-task';
import { text, type DuckSession } from '../ingest/session';
import { partitionFacts, type MadePartition } from './partition-facts';
import { PARQUET_OPTIONS } from './stage-events';

/** Partitions of one kind that become one. `stats` are theirs: who sent which rows is not in the files. */
export type PartitionGroup = { kind: EntityKind; parts: { path: string; stats: PartitionStats }[] };

/** The same rows in fewer files, in the order in which they became known. */
export async function compactPartitions(session: DuckSession, groups: PartitionGroup[], outDir: string, progress: Progress): Promise<MadePartition[]> {
  await mkdir(outDir, { recursive: true });
  const made: MadePartition[] = [];
  for (const [i, group] of groups.entries()) {
    progress('compacting', i / groups.length);
    const file = path.join(outDir, `compacted-${i}-${group.kind}.parquet`);
    await session.run(`COPY (SELECT * FROM read_parquet([${group.parts.map((p) => text(p.path)).join(', ')}], union_by_name=true) ORDER BY known_time, event_time) TO ${text(file)} (${PARQUET_OPTIONS})`);
    const facts = await partitionFacts(session, group.kind, file, 'compacted', group.parts.reduce((n, p) => n + p.stats.late, 0));
    made.push({ ...facts, stats: { ...facts.stats, days: daysOf(group.parts) } });
  }
  return made;
}

function daysOf(parts: PartitionGroup['parts']): PartitionStats['days'] {
  const total: PartitionStats['days'] = {};
  for (const { stats } of parts)
    for (const [source, days] of Object.entries(stats.days)) {
      const mine = (total[source] ??= {});
      for (const [day, n] of Object.entries(days)) mine[day] = (mine[day] ?? 0) + n;
    }
  return total;
}
