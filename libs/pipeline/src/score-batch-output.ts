import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { BatchScoringId, ColumnSchema, ModelSignature } from '@bellwether/contracts';
import { csvCell, csvToParquet } from '@bellwether/features';
import { streamBatchRows, type Deps, type StoredBlob } from '@bellwether/lineage';

const OWN: ColumnSchema[] = [
  { name: 'row', type: 'integer' }, { name: 'prediction_id', type: 'string' }, { name: 'key', type: 'string' }, { name: 'score', type: 'number' }, { name: 'label', type: 'string' },
];
/** Beside a value stands between what it should come to. */
const ENDS: ColumnSchema[] = [{ name: 'low', type: 'number' }, { name: 'high', type: 'number' }];
const ownOf = ({ output }: ModelSignature): ColumnSchema[] => (output.kind === 'value' ? [...OWN, ...ENDS] : OWN);

/** Our columns first, then the inputs; an input that is named like one of ours gets `input_` in front. */
export function outputColumns(signature: ModelSignature): ColumnSchema[] {
  const own = ownOf(signature);
  const taken = new Set(own.map((c) => c.name));
  return [...own, ...signature.inputs.map((i) => ({ name: taken.has(i.name) ? `input_${i.name}` : i.name, type: i.type }))];
}

/**
 * Writes the file of a scoring from its predictions, in the order of the source rows, and stores it by content.
 * @param progress called after each chunk; throws to stop
 */
export async function writeBatchOutput(deps: Deps, batch: { id: BatchScoringId; format: 'csv' | 'parquet' }, signature: ModelSignature, progress: () => void): Promise<StoredBlob> {
  const columns = outputColumns(signature);
  const csv = await deps.artifacts.temporaryFile();
  const parquet = await deps.artifacts.temporaryFile();
  // Parquet is read by programs: the text stays as it was
  const cell = batch.format === 'csv' ? csvCell : plainCell;
  try {
    const out = createWriteStream(csv, { mode: 0o640 });
    // an error of the disk reaches us through finished()
    const done = finished(out);
    done.catch(() => undefined);
    out.write(`${columns.map((c) => cell(c.name)).join(',')}\r\n`);
    for await (const rows of streamBatchRows(deps.db, batch.id)) {
      progress();
      const lines = rows.map((r) => [r.batchRow, r.id, r.entityKey, r.score, r.label, ...(signature.output.kind === 'value' ? [r.low, r.high] : []), ...signature.inputs.map((i) => r.input[i.name] ?? null)].map(cell).join(','));
      if (!out.write(`${lines.join('\r\n')}\r\n`)) await Promise.race([once(out, 'drain'), done]);
    }
    out.end();
    await done;
    if (batch.format === 'csv') return await deps.artifacts.putFile(csv);
    await csvToParquet(csv, parquet, columns);
    return await deps.artifacts.putFile(parquet);
  } finally {
    await Promise.all([rm(csv, { force: true }), rm(parquet, { force: true })]);
  }
}

const plainCell = (value: string | number | boolean | null): string => (value === null ? '' : `"${String(value).replaceAll('"', '""')}"`);
