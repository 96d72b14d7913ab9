import type { EntityKind } from '@bellwether/contracts';
import { cellOf, type ShopChunk } from './row-table';

export type PlainRow = Record<string, string | number | boolean | null>;

/** The rows of a chunk as the contract has them, by field name; what the shop never fills is left out. */
export function* chunkRows(chunk: ShopChunk): Generator<PlainRow> {
  const columns = chunk.columns.filter((c) => c.form.form !== 'empty');
  for (let row = 0; row < chunk.rows; row++) {
    const out: PlainRow = {};
    for (const column of columns) out[column.column.field] = cellOf(column, row);
    yield out;
  }
}

/** Rows of all chunks with their kind, for small shops and tests. */
export function* shopRows(chunks: Iterable<ShopChunk>): Generator<{ kind: EntityKind; row: PlainRow }> {
  for (const chunk of chunks) for (const row of chunkRows(chunk)) yield { kind: chunk.kind, row };
}
