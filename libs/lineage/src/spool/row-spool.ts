import type { Db } from '../db/create-db';
import type { Logger } from '../db/deps';
import { DurableSpool, type SpoolChunk } from './durable-spool';

export type RowSpoolOptions<T> = {
  folder: string;
  log: Logger;
  /** what a row is, in the plural: "predictions" */
  what: string;
  /** false: see DurableSpool */
  sync?: boolean;
  /** into the database; a row that is there already must stay as it is */
  insert(rows: readonly T[]): Promise<void>;
  /** between two inserts @unit ms */
  everyMs?: number;
};

const EVERY_MS = 250;
/** Rows of one insert. */
const MOST_ROWS = 1000;

/**
 * Keeps rows in the database without a request waiting for it: on disk when `add` resolves, inserted with others a moment later.
 * A row is inserted once, whoever does it and however often: its id decides.
 */
export class RowSpool<T extends { id: string }> {
  private readonly spool: DurableSpool;
  private readonly ready: Promise<void>;

  constructor(private readonly options: RowSpoolOptions<T>) {
    const { folder, log, what, sync, everyMs = EVERY_MS } = options;
    this.spool = new DurableSpool({ folder, log, what, ...(sync === undefined ? {} : { sync }), ahead: true, quickMs: everyMs, steadyMs: everyMs, seal: (chunks) => this.insertAll(chunks) });
    this.ready = this.spool.recover();
    this.ready.catch(() => undefined);
  }

  /** @throws AppError RATE_LIMITED, DISK_FULL; nothing of these rows is kept then */
  async add(rows: readonly T[]): Promise<void> {
    await this.ready;
    await this.spool.append({ head: {}, body: Buffer.from(JSON.stringify(rows)) });
  }

  /** Everything added so far is in the database when it resolves. @throws what the insert throws; the rows stay and are tried again */
  async flush(): Promise<void> {
    await this.ready;
    await this.spool.flush();
  }

  async close(): Promise<void> {
    await this.ready.catch(() => undefined);
    await this.spool.close();
  }

  private async insertAll(chunks: SpoolChunk[]): Promise<void> {
    const rows = chunks.flatMap((c) => JSON.parse(c.body.toString('utf8')) as T[]);
    for (let from = 0; from < rows.length; from += MOST_ROWS) await this.insert(rows.slice(from, from + MOST_ROWS));
  }

  /** All at once; where the database refuses what they say, each alone, so that one cannot hold up the others for ever. */
  private async insert(rows: readonly T[]): Promise<void> {
    try {
      await this.options.insert(rows);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (rows.length === 1) return this.options.log.error({ id: rows[0]!.id, err: error instanceof Error ? error.message : String(error) }, `one of the ${this.options.what} is not kept: the database refuses what it says`);
      for (const row of rows) await this.insert([row]);
    }
  }
}

/** Data that cannot be stored or breaks a constraint (SQLSTATE classes 22 and 23), as against a database that is away. */
const isRefusal = (error: unknown): boolean => /^2[23]/.test(String((error as { code?: unknown }).code ?? ''));

/** Of each database of this process, by what they keep. */
const spools = new WeakMap<Db, Map<string, RowSpool<never>>>();

/** The spool of this name, made when it is first asked for. */
export function rowSpool<T extends { id: string }>(db: Db, name: string, make: () => RowSpool<T>): RowSpool<T> {
  const mine = spools.get(db) ?? new Map<string, RowSpool<never>>();
  spools.set(db, mine);
  const known = (mine.get(name) as RowSpool<T> | undefined) ?? make();
  mine.set(name, known as unknown as RowSpool<never>);
  return known;
}

/** What this process has added so far is in the database when it resolves: before rows are read. */
export async function flushRows(db: Db, name: string): Promise<void> {
  await spools.get(db)?.get(name)?.flush();
}

/** Before a process ends. What the database does not take stays on disk for the next start. */
export async function closeRowSpools(db: Db): Promise<void> {
  for (const spool of spools.get(db)?.values() ?? []) await spool.close();
  spools.delete(db);
}
