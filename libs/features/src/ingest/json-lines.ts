import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { DATA_LIMITS, type RejectedRow } from '@bellwether/contracts';

const cellOf = (value: unknown): string => (value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));
const quote = (text: string): string => `"${text.replace(/"/g, '""')}"`;

/**
 * Rewrites JSON lines as CSV whose first column is the source row, in two passes: keys first, then values.
 * Lines that are no JSON object are returned with their reason.
 */
export async function jsonLinesToCsv(file: string, target: string): Promise<{ header: string[]; rejected: RejectedRow[]; rejectedCount: number; rows: number }> {
  const keys = new Map<string, number>();
  await eachLine(file, (_, value) => {
    for (const key of Object.keys(value)) if (!keys.has(key) && keys.size <= DATA_LIMITS.columns) keys.set(key, keys.size);
  });
  const header = [...keys.keys()];
  const out = createWriteStream(target);
  out.write(`${['__row', ...header].map(quote).join(',')}\n`);
  const rejected: RejectedRow[] = [];
  let rejectedCount = 0;
  let rows = 0;
  const reject = (row: number, reason: string, raw: string) => {
    rejectedCount++;
    if (rejected.length < DATA_LIMITS.rejectedKept) rejected.push({ row, reason, raw: raw.slice(0, 2000) });
  };
  await eachLine(file, async (row, value, raw) => {
    const cells = header.map((key) => cellOf((value as Record<string, unknown>)[key]));
    const long = cells.findIndex((c) => c.length > DATA_LIMITS.cellBytes);
    if (long >= 0) return reject(row, `the cell "${header[long]}" is longer than ${DATA_LIMITS.cellBytes} bytes`, raw);
    rows++;
    if (!out.write(`${row},${cells.map(quote).join(',')}\n`)) await once(out, 'drain');
  }, reject);
  out.end();
  await once(out, 'finish');
  return { header, rejected, rejectedCount, rows };
}

async function eachLine(file: string, accept: (row: number, value: object, raw: string) => void | Promise<void>, reject?: (row: number, reason: string, raw: string) => void): Promise<void> {
  let row = 0;
  for await (const raw of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (raw.trim() === '') continue;
    row++;
    let value: unknown;
    try {
      value = JSON.parse(raw);
    } catch (e) {
      reject?.(row, `not JSON: ${(e as Error).message.slice(0, 200)}`, raw);
      continue;
    }
    if (value === null || typeof value !== 'object' || Array.isArray(value)) reject?.(row, `expected a JSON object, received ${Array.isArray(value) ? 'an array' : typeof value}`, raw);
    else if (raw.includes('\ufffd')) reject?.(row, 'invalid UTF-8 bytes', raw);
    else await accept(row, value, raw);
  }
}
