import { mkdirSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { EVENT_COLUMNS, type EntityKind, type EventTables } from '@bellwether/contracts';
import type { ShopChunk, ShopColumn, StoredColumn } from '../rows/row-table';
import { simulateShop } from '../simulate-shop';
import type { ShopSpecInput } from '../shop-spec';
import type { TruthKind } from '../truth';
import { ParquetFile } from './parquet-file';
import { csvBytes, csvHeader, jsonBytes } from './text-lines';

export const SHOP_FORMATS = ['parquet', 'csv', 'jsonl'] as const;
export type ShopFormat = (typeof SHOP_FORMATS)[number];

export type WriteShopOptions = {
  format?: ShopFormat;
  /** only these kinds; all of them when left out */
  kinds?: readonly EntityKind[];
  /** rows of a row group, and how many a file takes before the next one begins */
  chunkRows?: number;
  rowsPerFile?: number;
  /** whether the truth is written as well (JSON lines) */
  truth?: boolean;
  onDay?: (day: number, days: number) => void;
};
export type WrittenShop = { folder: string; files: Partial<Record<EntityKind, string[]>>; truthFiles: Partial<Record<TruthKind, string>>; rows: Partial<Record<EntityKind, number>>; totalRows: number; bytes: number; seconds: number; /** as the compute engine reads them; null unless Parquet */ tables: EventTables | null };

interface Sink { append(chunk: ShopChunk): Promise<void>; close(): Promise<number>; readonly rowCount: number }

/**
 * Makes a shop into a folder: `events/<kind>-0001.<format>` with the columns of the contract, and `truth/<kind>.jsonl` beside it.
 * As Parquet the files are also what the compute engine reads (`tables`). Memory does not grow with the number of events.
 */
export async function writeShop(spec: ShopSpecInput, folder: string, options: WriteShopOptions = {}): Promise<WrittenShop> {
  const began = performance.now();
  const { format = 'parquet', rowsPerFile = 20_000_000 } = options;
  const events = path.join(folder, 'events');
  mkdirSync(events, { recursive: true });
  const written: WrittenShop = { folder, files: {}, truthFiles: {}, rows: {}, totalRows: 0, bytes: 0, seconds: 0, tables: null };
  const open_ = new Map<EntityKind, Sink>();
  const truth = options.truth === false ? null : new TruthFiles(path.join(folder, 'truth'));
  const superseded = new SupersededRows();
  const chunks = simulateShop(spec, { chunkRows: options.chunkRows, onDay: options.onDay, truth: truth ? (kind, row) => truth.add(kind, row) : undefined, superseded: (kind, id, known, later) => superseded.add(kind, id, known, later) });
  for (const chunk of chunks) {
    const { kind } = chunk;
    if (options.kinds && !options.kinds.includes(kind)) continue;
    let sink = open_.get(kind);
    if (sink && sink.rowCount >= rowsPerFile) {
      written.bytes += await sink.close();
      sink = undefined;
    }
    if (!sink) {
      const list = (written.files[kind] ??= []);
      const file = path.join(events, `${kind}-${String(list.length + 1).padStart(4, '0')}.${format}`);
      list.push(file);
      sink = await openSink(format, file, chunk);
      open_.set(kind, sink);
    }
    await sink.append(chunk);
    written.rows[kind] = (written.rows[kind] ?? 0) + chunk.rows;
    written.totalRows += chunk.rows;
    await truth?.drain();
  }
  for (const sink of open_.values()) written.bytes += await sink.close();
  if (truth) written.truthFiles = await truth.close();
  if (format === 'parquet') written.tables = { files: written.files, supersededFile: await superseded.write(path.join(events, 'superseded.parquet'), options.kinds ?? null) };
  return { ...written, seconds: (performance.now() - began) / 1000 };
}

async function openSink(format: ShopFormat, file: string, first: ShopChunk): Promise<Sink> {
  if (format === 'parquet') {
    const parquet = await ParquetFile.create(file, EVENT_COLUMNS[first.kind]);
    return { append: (chunk) => parquet.append(chunk.columns, chunk.rows), close: () => parquet.close(), get rowCount() { return parquet.rowCount; } };
  }
  const handle = await open(file, 'w');
  let bytes = 0;
  let rows = 0;
  const put = async (data: Buffer): Promise<void> => {
    await handle.write(data);
    bytes += data.length;
  };
  if (format === 'csv') await put(Buffer.from(csvHeader(first)));
  return {
    append: async (chunk) => {
      await put(format === 'csv' ? csvBytes(chunk) : jsonBytes(chunk));
      rows += chunk.rows;
    },
    close: async () => {
      await handle.close();
      return bytes;
    },
    get rowCount() { return rows; },
  };
}

/** One file of JSON lines for each kind of truth. */
class TruthFiles {
  private readonly lines = new Map<TruthKind, string[]>();
  private readonly handles = new Map<TruthKind, FileHandle>();
  private held = 0;

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  add(kind: TruthKind, row: object): void {
    const list = this.lines.get(kind);
    const line = `${JSON.stringify(row)}\n`;
    if (list) list.push(line);
    else this.lines.set(kind, [line]);
    this.held++;
  }

  async drain(least = 20_000): Promise<void> {
    if (this.held < least) return;
    this.held = 0;
    for (const [kind, list] of this.lines) {
      if (list.length === 0) continue;
      let handle = this.handles.get(kind);
      if (!handle) this.handles.set(kind, (handle = await open(this.file(kind), 'w')));
      await handle.write(list.join(''));
      list.length = 0;
    }
  }

  private file(kind: TruthKind): string {
    return path.join(this.folder, `${kind}.jsonl`);
  }

  async close(): Promise<Partial<Record<TruthKind, string>>> {
    await this.drain(1);
    for (const handle of this.handles.values()) await handle.close();
    return Object.fromEntries([...this.handles.keys()].map((kind) => [kind, this.file(kind)]));
  }
}

const column = (name: string, type: StoredColumn['type']): StoredColumn => ({ field: name, column: name, type });
const SUPERSEDED = [column('kind', 'VARCHAR'), column('event_id', 'VARCHAR'), column('known_time', 'TIMESTAMP'), column('superseded_time', 'TIMESTAMP')];

/** Rows that a later row of the same event replaced: about three in a hundred order lines. */
class SupersededRows {
  private readonly kinds: string[] = [];
  private readonly ids: string[] = [];
  private readonly known: number[] = [];
  private readonly later: number[] = [];

  add(kind: EntityKind, id: string, known: number, later: number): void {
    this.kinds.push(kind);
    this.ids.push(id);
    this.known.push(Math.floor(known));
    this.later.push(Math.floor(later));
  }

  /** @returns the file, null when nothing was corrected */
  async write(file: string, kinds: readonly EntityKind[] | null): Promise<string | null> {
    const rows = this.kinds.length;
    if (rows === 0 || (kinds && !this.kinds.some((k) => kinds.includes(k as EntityKind)))) return null;
    const columns: ShopColumn[] = [
      { column: SUPERSEDED[0]!, form: { form: 'text' }, numbers: null, texts: this.kinds }, { column: SUPERSEDED[1]!, form: { form: 'text' }, numbers: null, texts: this.ids },
      { column: SUPERSEDED[2]!, form: { form: 'time' }, numbers: Float64Array.from(this.known), texts: null }, { column: SUPERSEDED[3]!, form: { form: 'time' }, numbers: Float64Array.from(this.later), texts: null },
    ];
    const parquet = await ParquetFile.create(file, SUPERSEDED);
    await parquet.append(columns, rows);
    await parquet.close();
    return file;
  }
}
