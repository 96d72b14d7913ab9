import { mkdirSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventMappingSchema, eventRulesSchema, type EventMappingInput, type EventTables } from '@bellwether/contracts';
import { extendTables, runTask } from '@bellwether/features';
import { completeJourneyFiles, type SampleFile } from '@bellwether/pipeline';

export const COMPLETE_JOURNEY = completeJourneyFiles(fileURLToPath(new URL('../../../samples/complete-journey', import.meta.url)));

/** CDNOW as published: one row a purchase of a day, no order ids, no products. A day is known when it is over. */
export const cdnow = (file: string): SampleFile[] => [{ file, source: 'CDNOW', mapping: CDNOW_MAPPING }];
const CDNOW_MAPPING: EventMappingInput = {
  rows: [{
    kind: 'order_line', knownTime: { from: 'event', delayMinutes: 1440 },
    fields: {
      eventTime: { column: 'date' }, customerId: { column: 'customer_id' }, orderId: { columns: ['customer_id', 'date'], separator: '@' }, line: { numberedWithin: ['customer_id', 'date'] }, productId: { constant: 'cd' }, quantity: { column: 'quantity' },
      unitPrice: { column: 'amount_usd', per: 'quantity' },
    },
  }],
};

export type OpenLog = { home: string; tables: EventTables; rows: number };

/** Raw files through the product's own reading and mapping, in its child process. */
export async function readLog(files: readonly SampleFile[]): Promise<OpenLog> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'bellwether-bench-log-'));
  let tables: EventTables = { files: {}, supersededFile: null };
  let rows = 0;
  for (const [k, { file, source, mapping }] of files.entries()) {
    const outDir = path.join(home, `batch-${k}`);
    mkdirSync(outDir);
    const made = await runTask({ kind: 'events', files: [{ file, fileName: path.basename(file) }], mapping: eventMappingSchema.parse(mapping), rules: eventRulesSchema.parse({}), currency: 'USD', arrival: '2018-01-01T00:00:00Z', sourceId: source, existing: k === 0 ? null : tables, outDir });
    tables = extendTables(tables, made);
    rows += made.counts.read - made.counts.rejected;
  }
  return { home, tables, rows };
}
