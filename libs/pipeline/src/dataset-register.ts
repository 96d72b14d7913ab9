import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { AppError, DATA_LIMITS, type FileFormat } from '@bellwether/contracts';
import { registerDatasetVersion, type Deps, type NewDatasetVersion, type RegisteredDatasetVersion, type Scope } from '@bellwether/lineage';

export type FileToRegister = Pick<NewDatasetVersion, 'dataset' | 'fileName' | 'origin' | 'delimiter'>;

/** From the name alone; the parser looks at the bytes. */
export function formatOfName(fileName: string): FileFormat {
  const name = fileName.replace(/\.gz$/i, '').toLowerCase();
  if (/\.(tsv|tab)$/.test(name)) return 'tsv';
  if (/\.(jsonl|ndjson|json)$/.test(name)) return 'jsonl';
  return /\.(parquet|pq)$/.test(name) ? 'parquet' : 'csv';
}

/**
 * Streams a file into the store and registers it; parsing follows as a job.
 * @throws AppError DATA_EMPTY, DATA_TOO_LARGE, DISK_FULL, NOT_FOUND
 */
export async function registerStream(deps: Deps, scope: Scope, source: Readable, file: FileToRegister): Promise<RegisteredDatasetVersion> {
  const { hash, bytes } = await deps.artifacts.putStream(source, { maxBytes: DATA_LIMITS.fileBytes });
  if (bytes === 0) throw new AppError({ code: 'DATA_EMPTY', message: `Expected a file with rows, ${file.fileName} has 0 bytes.`, fix: 'Check that the export finished and send the file again.' });
  return registerDatasetVersion(deps.db, scope, { ...file, format: formatOfName(file.fileName), contentHash: hash, bytes });
}

/**
 * The same from a path of this machine. The file must hold still while it is read.
 * @throws AppError NOT_FOUND, DATA_CHANGED_WHILE_READ
 */
export async function registerPath(deps: Deps, scope: Scope, file: string, options: Omit<FileToRegister, 'fileName'>): Promise<RegisteredDatasetVersion> {
  const before = await stat(file).catch(() => null);
  const fileName = path.basename(file);
  if (!before?.isFile()) throw new AppError({ code: 'NOT_FOUND', message: `Expected a file at ${file}, found ${before ? 'a folder' : 'nothing'}.`, fix: 'Give the path of a file that this process may read.' });
  const { hash, bytes } = await deps.artifacts.putStream(createReadStream(file), { maxBytes: DATA_LIMITS.fileBytes });
  const after = await stat(file);
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs || bytes !== before.size)
    throw new AppError({ code: 'DATA_CHANGED_WHILE_READ', message: `${fileName} changed while it was read (${before.size} bytes before, ${after.size} after).`, fix: 'Wait until whatever writes it is done, then register it again.', retry: true });
  if (bytes === 0) throw new AppError({ code: 'DATA_EMPTY', message: `Expected a file with rows, ${fileName} has 0 bytes.`, fix: 'Check that the export finished and register it again.' });
  return registerDatasetVersion(deps.db, scope, { ...options, fileName, format: formatOfName(fileName), contentHash: hash, bytes });
}
