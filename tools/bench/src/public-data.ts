import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SuiteOptions } from './bench-row';

/** Finds a public data set by name anywhere under the folder given. @returns null, with a line that says so, when it is not there: a bench skips what it has no data for */
export function publicFile(options: SuiteOptions, name: string): string | null {
  const found = options.data === null ? undefined : walk(options.data).find((file) => path.basename(file) === name);
  if (found === undefined) options.log(`skipped: ${name} is not ${options.data === null ? 'given (pass its folder with --data)' : `under ${options.data}`}`);
  return found ?? null;
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? walk(path.join(folder, entry.name)) : [path.join(folder, entry.name)]));
}

/** Lines of a text file, also a gzipped one, without the empty last one. */
export function linesOf(file: string): string[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.replace(/\r/g, '').replace(/\n$/, '').split('\n');
}
