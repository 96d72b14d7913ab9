import { cellOf, isoTime, type ShopChunk, type ShopColumn } from '../rows/row-table';
import { ByteWriter } from './byte-writer';

const out = new ByteWriter(1 << 22);
const QUOTED = /[",\n\r]/;

/** A chunk as CSV without header: columns by their stored names, times in ISO 8601, missing cells empty. Valid until the next call. */
export function csvBytes(chunk: ShopChunk): Buffer {
  out.clear();
  const columns = filled(chunk);
  for (let row = 0; row < chunk.rows; row++) {
    for (let k = 0; k < columns.length; k++) {
      if (k > 0) out.byte(44);
      csvCell(columns[k]!, row);
    }
    out.byte(10);
  }
  return out.view();
}

const filled = (chunk: ShopChunk): ShopColumn[] => chunk.columns.filter((c) => c.form.form !== 'empty');

export const csvHeader = (chunk: ShopChunk): string => `${filled(chunk).map((c) => c.column.column).join(',')}\n`;

function csvCell({ form, numbers, texts }: ShopColumn, row: number): void {
  if (form.form === 'text') return plain(texts![row]!);
  const value = numbers![row]!;
  if (Number.isNaN(value)) return;
  switch (form.form) {
    case 'id': return out.id(form.prefix, value);
    case 'code': return plain(form.words[value]!);
    case 'time': return out.text(isoTime(value));
    case 'flag': return out.text(value === 1 ? 'true' : 'false');
    case 'number': return Number.isInteger(value) && value >= 0 ? out.id('', value) : out.text(String(value));
  }
}

function plain(text: string | null): void {
  if (text !== null) out.text(QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
}

/** A chunk as JSON lines: fields by their names in the contract, missing ones left out. */
export function jsonBytes(chunk: ShopChunk): Buffer {
  out.clear();
  const columns = filled(chunk);
  for (let row = 0; row < chunk.rows; row++) {
    const object: Record<string, unknown> = {};
    for (const column of columns) {
      const cell = cellOf(column, row);
      if (cell !== null) object[column.column.field] = cell;
    }
    out.text(JSON.stringify(object));
    out.byte(10);
  }
  return out.view();
}
