import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '@bellwether/contracts';
import { readTable, runTask, type IngestResult } from '@bellwether/features';
import type { ColumnTable } from '@bellwether/features';

export type FileData = { table: ColumnTable; ingest: IngestResult };

/** Reads a file as the product does: in the limited child, with the same types and roles. @throws AppError DATA_* */
export async function readFileData(file: string): Promise<FileData> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-headless-'));
  try {
    const ingest = await runTask({ kind: 'ingest', file: path.resolve(file), fileName: path.basename(file), outDir: path.join(home, 'out'), delimiter: null }).catch((e: NodeJS.ErrnoException) => {
      if (e.code === 'ENOENT' || /ENOENT/.test(e.message)) throw new AppError({ code: 'NOT_FOUND', message: `expected a file at ${file}, found nothing`, fix: 'give the path of a readable file' });
      throw e;
    });
    for (const w of ingest.warnings) if (w.severity !== 'info') process.stderr.write(`${w.severity === 'bad' ? '!' : '-'} ${w.message}; ${w.fix}\n`);
    if (ingest.rejectedCount > 0) process.stderr.write(`- ${ingest.rejectedCount} rows could not be read and were left out\n`);
    return { table: await readTable(ingest.tablePath), ingest };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
