// For tests only: a session over plain events.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { EventTables } from '@bellwether/contracts';
import { eventFiles, registerEventViews } from '../event/event-views';
import { DuckSession } from '../ingest/session';
import { plainEventTables, type PlainEvents } from '../testing';

export type OpenedLog = { session: DuckSession; tables: EventTables; outDir: string; close: () => void };

/** @owns the caller closes it */
export async function openTables(home: string, tables: EventTables, folders: string[] = []): Promise<OpenedLog> {
  const outDir = path.join(home, 'out');
  await mkdir(outDir, { recursive: true });
  const session = await DuckSession.open({ folders: [outDir, ...folders], files: eventFiles(tables), memoryMb: 512, threads: 2, spill: path.join(home, 'spill') });
  await registerEventViews(session, tables);
  return { session, tables, outDir, close: () => session.close() };
}

/** @param home a folder of its own */
export async function openLog(home: string, events: PlainEvents, more: Partial<EventTables> = {}, links: Parameters<typeof plainEventTables>[2] = []): Promise<OpenedLog> {
  return openTables(home, { ...(await plainEventTables(path.join(home, 'log'), events, links)), ...more }, []);
}
