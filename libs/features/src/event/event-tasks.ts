import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { EntityKind, EventMapping, EventRules, EventTables, ExpectationOutcome, ExpectationRule, MappingPreview } from '@bellwether/contracts';
import type { TaskLimits } from '../ingest/data-tasks';
import type { Progress } from '../ingest/perform-task';
import type { DuckSession } from '../ingest/session';
import { checkExpectations } from './check-expectations';
import { compactPartitions, type PartitionGroup } from './compact-partitions';
import { openEventSource } from './event-source';
import { eventFiles } from './event-views';
import { ingestEvents, type EventIngest, type EventIngestResult } from './ingest-events';
import { partitionConstants, type MadePartition } from './partition-facts';
import { describeColumns, previewMapping } from './preview-mapping';
import { proposeMapping, type MappingProposal } from './propose-mapping';

type Housekeeping = { workDir: string; limits: TaskLimits };
export type FileToRead = { file: string; fileName: string };
/** What a data child does for an event log. */
export type EventTask =
  | ({ kind: 'events' } & EventIngest & Housekeeping)
  | ({ kind: 'events-preview'; files: FileToRead[]; mapping: EventMapping; rules: EventRules; currency: string; arrival: string } & Housekeeping)
  | ({ kind: 'events-propose'; files: FileToRead[]; timeZone: string; entity: EntityKind | null } & Housekeeping)
  | ({ kind: 'events-check'; tables: EventTables; rules: ExpectationRule[]; /** ISO 8601 */ now: string; /** currency of rows that name none */ currency: string } & Housekeeping)
  | ({ kind: 'events-constants'; files: string[] } & Housekeeping)
  | ({ kind: 'events-compact'; groups: PartitionGroup[]; outDir: string } & Housekeeping);
export type EventProposal = MappingProposal & { columns: MappingPreview['columns'] };
export type EventTaskResult<T extends EventTask> = T extends { kind: 'events' } ? EventIngestResult : T extends { kind: 'events-preview' } ? MappingPreview : T extends { kind: 'events-check' } ? ExpectationOutcome[] : T extends { kind: 'events-compact' } ? MadePartition[] : T extends { kind: 'events-constants' } ? Record<string, string>[] : EventProposal;

export const isEventTask = (task: { kind: string }): task is EventTask => task.kind === 'events' || task.kind.startsWith('events-');

/** The only places that such a task may read or write. */
export function eventTaskFiles(task: EventTask): { folders: string[]; files: string[] } {
  if (task.kind === 'events-check') return { folders: [task.workDir], files: eventFiles(task.tables) };
  if (task.kind === 'events-compact') return { folders: [task.outDir, task.workDir], files: task.groups.flatMap((g) => g.parts.map((p) => p.path)) };
  if (task.kind === 'events-constants') return { folders: [task.workDir], files: task.files };
  const files = task.files.map((f) => f.file);
  return task.kind === 'events' ? { folders: [task.outDir, task.workDir], files: [...files, ...(task.existing ? eventFiles(task.existing) : [])] } : { folders: [task.workDir], files };
}

export async function performEventTask<T extends EventTask>(session: DuckSession, task: T, progress: Progress): Promise<EventTaskResult<T>> {
  await mkdir(task.workDir, { recursive: true });
  switch (task.kind) {
    case 'events': return (await ingestEvents(session, task, progress)) as EventTaskResult<T>;
    case 'events-preview': return (await previewMapping(session, { ...task, outDir: path.join(task.workDir, 'out') })) as EventTaskResult<T>;
    case 'events-check': return (await checkExpectations(session, task)) as EventTaskResult<T>;
    case 'events-constants': return (await partitionConstants(session, task.files)) as EventTaskResult<T>;
    case 'events-compact': return (await compactPartitions(session, task.groups, task.outDir, progress)) as EventTaskResult<T>;
    case 'events-propose': {
      const first = task.files[0]!;
      const source = await openEventSource(session, first.file, first.fileName, task.workDir, { header: true, delimiter: null, missing: [] });
      return { ...proposeMapping(source, task.timeZone, task.entity), columns: describeColumns(source) } as EventTaskResult<T>;
    }
  }
}
