import { open, type FileHandle } from 'node:fs/promises';
import type { ShopColumn, StoredColumn } from '../rows/row-table';
import { ByteWriter } from './byte-writer';
import { convertedOf, encodeColumn, ENCODING, physicalOf, type EncodedColumn } from './parquet-column';
import { writeStruct, type ThriftStruct, type ThriftValue } from './thrift-compact';

const PAGE = { data: 0, dictionary: 2 } as const;
const UNCOMPRESSED = 0;
const OPTIONAL = 1;

/**
 * Writes Parquet (format 1, one page a column and row group, dictionaries, no compression): small enough to own, and as fast as the rows are made.
 * A file is complete only after `close`; until then it has no footer and no reader takes it for one.
 */
export class ParquetFile {
  private groups: ThriftValue[] = [];
  private rows = 0;
  private at = 4;

  private constructor(private readonly handle: FileHandle, private readonly columns: readonly StoredColumn[]) {}

  static async create(path: string, columns: readonly StoredColumn[]): Promise<ParquetFile> {
    const handle = await open(path, 'w');
    await handle.write(Buffer.from('PAR1'));
    return new ParquetFile(handle, columns);
  }

  get size(): number {
    return this.at;
  }

  get rowCount(): number {
    return this.rows;
  }

  /** One row group. */
  async append(columns: readonly ShopColumn[], rows: number): Promise<void> {
    const began = this.at;
    const body = new ByteWriter(1 << 20);
    const chunks = columns.map((column) => this.column(body, column, rows));
    await this.handle.write(body.view());
    this.at += body.length;
    this.rows += rows;
    this.groups.push({ struct: { 1: { list: chunks }, 2: { i64: this.at - began }, 3: { i64: rows } } });
  }

  private column(body: ByteWriter, column: ShopColumn, rows: number): ThriftValue {
    const encoded = encodeColumn(column, rows);
    const began = this.at + body.length;
    if (encoded.dictionary) {
      const { bytes, values } = encoded.dictionary;
      writeStruct(body, { 1: { i32: PAGE.dictionary }, 2: { i32: bytes.length }, 3: { i32: bytes.length }, 7: { struct: { 1: { i32: values }, 2: { i32: ENCODING.PLAIN } } } });
      body.raw(bytes);
    }
    const data = this.at + body.length;
    const encoding = encoded.dictionary ? ENCODING.RLE_DICTIONARY : ENCODING.PLAIN;
    writeStruct(body, { 1: { i32: PAGE.data }, 2: { i32: encoded.page.length }, 3: { i32: encoded.page.length }, 5: { struct: { 1: { i32: rows }, 2: { i32: encoding }, 3: { i32: ENCODING.RLE }, 4: { i32: ENCODING.RLE } } } });
    body.raw(encoded.page);
    const size = this.at + body.length - began;
    return { struct: { 2: { i64: began }, 3: { struct: metadata(column, encoded, { rows, size, data, began, encoding }) } } };
  }

  /** Writes the footer. @returns bytes of the file */
  async close(): Promise<number> {
    const footer = new ByteWriter();
    const schema: ThriftValue[] = [{ struct: { 4: { text: 'schema' }, 5: { i32: this.columns.length } } }, ...this.columns.map((c) => ({ struct: schemaOf(c) }))];
    writeStruct(footer, { 1: { i32: 1 }, 2: { list: schema }, 3: { i64: this.rows }, 4: { list: this.groups }, 6: { text: 'bellwether simulator' } });
    footer.u32(footer.length);
    footer.text('PAR1');
    await this.handle.write(footer.view());
    await this.handle.close();
    return this.at + footer.length;
  }
}

function schemaOf(c: StoredColumn): ThriftStruct {
  const converted = convertedOf(c.type);
  const fields: ThriftStruct = { 1: { i32: physicalOf(c.type) }, 3: { i32: OPTIONAL }, 4: { text: c.column } };
  if (converted !== null) fields[6] = { i32: converted };
  return fields;
}

function metadata({ column }: ShopColumn, encoded: EncodedColumn, at: { rows: number; size: number; data: number; began: number; encoding: number }): ThriftStruct {
  const fields: ThriftStruct = {
    1: { i32: physicalOf(column.type) }, 2: { list: [{ i32: at.encoding }, { i32: ENCODING.RLE }, { i32: ENCODING.PLAIN }] }, 3: { list: [{ text: column.column }] }, 4: { i32: UNCOMPRESSED },
    5: { i64: at.rows }, 6: { i64: at.size }, 7: { i64: at.size }, 9: { i64: at.data },
  };
  if (encoded.dictionary) fields[11] = { i64: at.began };
  if (encoded.range) fields[12] = { struct: { 5: { bytes: encoded.range.max }, 6: { bytes: encoded.range.min } } };
  return fields;
}
