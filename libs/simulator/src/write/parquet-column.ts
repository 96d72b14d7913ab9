import type { EventColumnType } from '@bellwether/contracts';
import type { ShopColumn } from '../rows/row-table';
import { ByteWriter } from './byte-writer';

/** Physical types and encodings of the format. @source apache/parquet-format, parquet.thrift */
export const PHYSICAL = { BOOLEAN: 0, INT64: 2, DOUBLE: 5, BYTE_ARRAY: 6 } as const;
export const CONVERTED = { UTF8: 0, TIMESTAMP_MICROS: 10, JSON: 19 } as const;
export const ENCODING = { PLAIN: 0, RLE: 3, RLE_DICTIONARY: 8 } as const;

export const physicalOf = (type: EventColumnType): number => ({ VARCHAR: PHYSICAL.BYTE_ARRAY, JSON: PHYSICAL.BYTE_ARRAY, DOUBLE: PHYSICAL.DOUBLE, BIGINT: PHYSICAL.INT64, TIMESTAMP: PHYSICAL.INT64, BOOLEAN: PHYSICAL.BOOLEAN })[type];
export const convertedOf = (type: EventColumnType): number | null => ({ VARCHAR: CONVERTED.UTF8, JSON: CONVERTED.JSON, TIMESTAMP: CONVERTED.TIMESTAMP_MICROS, DOUBLE: null, BIGINT: null, BOOLEAN: null })[type];

export type EncodedColumn = { dictionary: { bytes: Uint8Array; values: number } | null; page: Uint8Array; /** smallest and largest, as 8 bytes each, for times and whole numbers */ range: { min: Uint8Array; max: Uint8Array } | null };

const out = new ByteWriter(1 << 22);

/** Definition levels and values of one column of a row group, in one page. Dictionaries hold only the words of this group. */
export function encodeColumn(column: ShopColumn, rows: number): EncodedColumn {
  out.clear();
  const { form, numbers, texts } = column;
  if (form.form === 'empty') {
    out.u32(0);
    const at = out.length;
    run(0, rows, 1);
    return { dictionary: null, page: pageFrom(at), range: null };
  }
  out.u32(0);
  const at = out.length;
  const present = form.form === 'text' ? textLevels(texts!, rows) : numberLevels(numbers!, rows);
  const levels = out.length - at;
  const page = (): Uint8Array => {
    const bytes = Buffer.from(out.view());
    bytes.writeUInt32LE(levels, 0);
    return bytes;
  };
  if (form.form === 'code' || form.form === 'text') {
    const dictionary = form.form === 'code' ? codes(numbers!, form.words, rows, present) : words(texts!, rows, present);
    return { dictionary, page: page(), range: null };
  }
  let range: EncodedColumn['range'] = null;
  if (form.form === 'id') ids(numbers!, rows, form.prefix);
  else if (column.column.type === 'BOOLEAN') flags(numbers!, rows, present);
  else if (column.column.type === 'DOUBLE') doubles(numbers!, rows);
  else range = integers(numbers!, rows, form.form === 'time' ? 1000 : 1);
  return { dictionary: null, page: page(), range };
}

function pageFrom(at: number): Uint8Array {
  const bytes = Buffer.from(out.view());
  bytes.writeUInt32LE(out.length - at, 0);
  return bytes;
}

/** A run of one value: count, then the value in as many whole bytes as its width needs. */
function run(value: number, count: number, width: number): void {
  out.varint(count * 2);
  for (let bits = 0; bits < width; bits += 8) out.byte((value >>> bits) & 255);
}

function numberLevels(numbers: Float64Array, rows: number): number {
  let missing = 0;
  for (let i = 0; i < rows; i++) if (Number.isNaN(numbers[i]!)) missing++;
  return levels(rows, missing, (i) => (Number.isNaN(numbers[i]!) ? 0 : 1));
}

function textLevels(texts: (string | null)[], rows: number): number {
  let missing = 0;
  for (let i = 0; i < rows; i++) if (texts[i] === null) missing++;
  return levels(rows, missing, (i) => (texts[i] === null ? 0 : 1));
}

/** One bit a row: 1 where there is a value. @returns how many there are */
function levels(rows: number, missing: number, bit: (i: number) => number): number {
  if (missing === 0 || missing === rows) run(missing === 0 ? 1 : 0, rows, 1);
  else packed(rows, 1, bit);
  return rows - missing;
}

/** Bit-packed groups of eight values, least significant bit first. @param width at most 24 */
function packed(count: number, width: number, value: (i: number) => number): void {
  const groups = Math.ceil(count / 8);
  out.varint(groups * 2 + 1);
  let held = 0;
  let bits = 0;
  for (let i = 0; i < groups * 8; i++) {
    held |= (i < count ? value(i) : 0) << bits;
    bits += width;
    while (bits >= 8) {
      out.byte(held & 255);
      held >>>= 8;
      bits -= 8;
    }
  }
}

const widthOf = (values: number): number => (values <= 1 ? 0 : 32 - Math.clz32(values - 1));

/** Indices into the dictionary behind their width; one value for all of them is a single run. */
function indices(present: number, values: number, index: (i: number) => number): void {
  const width = widthOf(values);
  out.byte(width);
  if (present === 0) return;
  if (width === 0) run(0, present, 0);
  else packed(present, width, index);
}

const dictionaryOf = (words: Iterable<string>, values: number): { bytes: Uint8Array; values: number } => {
  const bytes = new ByteWriter();
  for (const word of words) bytes.byteArray(word);
  return { bytes: Buffer.from(bytes.view()), values };
};

function codes(numbers: Float64Array, words: readonly string[], rows: number, present: number): { bytes: Uint8Array; values: number } {
  const place = new Int32Array(words.length).fill(-1);
  const used: string[] = [];
  const list = new Int32Array(present);
  let n = 0;
  for (let i = 0; i < rows; i++) {
    const code = numbers[i]!;
    if (Number.isNaN(code)) continue;
    if (place[code] === -1) place[code] = used.push(words[code]!) - 1;
    list[n++] = place[code]!;
  }
  indices(present, used.length, (i) => list[i]!);
  return dictionaryOf(used, used.length);
}

function words(texts: (string | null)[], rows: number, present: number): { bytes: Uint8Array; values: number } {
  const place = new Map<string, number>();
  const list = new Int32Array(present);
  let n = 0;
  for (let i = 0; i < rows; i++) {
    const word = texts[i]!;
    if (word === null) continue;
    let at = place.get(word);
    if (at === undefined) place.set(word, (at = place.size));
    list[n++] = at;
  }
  indices(present, place.size, (i) => list[i]!);
  return dictionaryOf(place.keys(), place.size);
}

function ids(numbers: Float64Array, rows: number, prefix: string): void {
  for (let i = 0; i < rows; i++) if (!Number.isNaN(numbers[i]!)) out.idArray(prefix, numbers[i]!);
}

function doubles(numbers: Float64Array, rows: number): void {
  for (let i = 0; i < rows; i++) if (!Number.isNaN(numbers[i]!)) out.f64(numbers[i]!);
}

function flags(numbers: Float64Array, rows: number, present: number): void {
  let held = 0;
  let n = 0;
  for (let i = 0; i < rows; i++) {
    if (Number.isNaN(numbers[i]!)) continue;
    held |= numbers[i]! << (n & 7);
    if ((++n & 7) === 0 || n === present) {
      out.byte(held);
      held = 0;
    }
  }
}

function integers(numbers: Float64Array, rows: number, scale: number): EncodedColumn['range'] {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < rows; i++) {
    const value = numbers[i]!;
    if (Number.isNaN(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    out.i64(Math.round(value) * scale);
  }
  if (min === Infinity) return null;
  const eight = (v: number): Uint8Array => {
    const w = new ByteWriter(8);
    w.i64(Math.round(v) * scale);
    return Buffer.from(w.view());
  };
  return { min: eight(min), max: eight(max) };
}
