// For tests only: a log in a folder, filled from texts.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventMappingSchema, eventRulesSchema, type EventMappingInput, type EventRules, type EventTables } from '@bellwether/contracts';
import { DuckSession } from '../ingest/session';
import { eventFiles, registerEventViews } from './event-views';
import { extendTables } from './extend-tables';
import { ingestEvents, type EventIngestResult } from './ingest-events';

export class TestLog {
  tables: EventTables = { files: {}, supersededFile: null };
  private batches = 0;
  constructor(private readonly home: string, private readonly mapping: EventMappingInput, private readonly rules: Partial<Record<keyof EventRules, unknown>> = {}) {}

  /** Reads files (name -> content) that came at a moment. */
  async take(files: Record<string, string | Buffer>, arrival = '2026-06-01T00:00:00Z', mapping: EventMappingInput = this.mapping): Promise<EventIngestResult> {
    const home = path.join(this.home, `batch-${++this.batches}`);
    await mkdir(path.join(home, 'raw'), { recursive: true });
    const paths: { file: string; fileName: string }[] = [];
    for (const [fileName, content] of Object.entries(files)) {
      const file = path.join(home, 'raw', fileName);
      await writeFile(file, content);
      paths.push({ file, fileName });
    }
    const session = await DuckSession.open({ folders: [home], files: eventFiles(this.tables), memoryMb: 512, threads: 2, spill: path.join(home, 'spill') });
    try {
      const made = await ingestEvents(session, { files: paths, mapping: eventMappingSchema.parse(mapping), rules: eventRulesSchema.parse(this.rules), currency: 'USD', arrival, sourceId: 's1', existing: this.batches > 1 ? this.tables : null, outDir: path.join(home, 'out'), workDir: path.join(home, 'work') }, () => undefined);
      this.tables = extendTables(this.tables, made);
      return made;
    } finally {
      session.close();
    }
  }

  /** Asks the views. */
  async rows<T = Record<string, unknown>>(sql: string): Promise<T[]> {
    const session = await DuckSession.open({ folders: [], files: eventFiles(this.tables), memoryMb: 512, threads: 1, spill: path.join(this.home, 'spill') });
    try {
      await registerEventViews(session, this.tables);
      return await session.rows<T>(sql);
    } finally {
      session.close();
    }
  }
}

export const asOf = (time: string): string => `known_time <= TIMESTAMP '${time}' AND (superseded_time IS NULL OR superseded_time > TIMESTAMP '${time}')`;
