import { mkdirSync } from 'node:fs';
import { DuckDBInstance, DuckDBTimestampValue, type DuckDBConnection } from '@duckdb/node-api';

export type Row = Record<string, unknown>;

/** One DuckDB connection with limits, closed to everything but the folders named. */
export class DuckSession {
  private constructor(
    /** one for all connections to a database */
    readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    readonly threads: number,
    private readonly isFirst: boolean,
  ) {}

  /** @param folders the only places that SQL may read or write, beside the single `files` */
  static async open(options: { folders: string[]; files?: string[]; memoryMb: number; threads: number; spill: string }): Promise<DuckSession> {
    mkdirSync(options.spill, { recursive: true });
    const instance = await DuckDBInstance.create(':memory:', { threads: String(options.threads), memory_limit: `${options.memoryMb}MB` });
    const session = new DuckSession(instance, await instance.connect(), options.threads, true);
    await session.run(`SET temp_directory=${text(options.spill)}`);
    await session.run('SET preserve_insertion_order=true');
    // of every connection
    await session.run(`SET GLOBAL TimeZone='UTC'`);
    await session.run(`SET allowed_directories=[${[...options.folders, options.spill].map(text).join(',')}]`);
    await session.run(`SET allowed_configs=['preserve_insertion_order','threads']`);
    if (options.files?.length) await session.run(`SET allowed_paths=[${options.files.map(text).join(',')}]`);
    for (const lock of ['SET autoinstall_known_extensions=false', 'SET autoload_known_extensions=false', 'SET enable_external_access=false', 'SET lock_configuration=true']) await session.run(lock);
    return session;
  }

  /**
   * Another connection to the same database, under the same limits: its statements run beside this one's. Views and tables are shared, temporary ones are its own.
   * @owns the caller closes it, before this one
   */
  async beside(): Promise<DuckSession> {
    return new DuckSession(this.instance, await this.instance.connect(), this.threads, false);
  }

  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** Plain JSON values: bigints as numbers, dates as text. */
  async rows<T = Row>(sql: string): Promise<T[]> {
    const reader = await this.connection.runAndReadAll(sql);
    return reader.getRowObjectsJS().map(plain) as T[];
  }

  async one<T = Row>(sql: string): Promise<T> {
    return (await this.rows<T>(sql))[0]!;
  }

  /** Appends rows of text, numbers, microseconds since 1970 and missing values to a table. */
  async fill(table: string, rows: readonly (string | number | { us: bigint } | null)[][]): Promise<void> {
    const appender = await this.connection.createAppender(table);
    for (const row of rows) {
      for (const value of row) {
        if (value === null) appender.appendNull();
        else if (typeof value === 'string') appender.appendVarchar(value);
        else if (typeof value === 'number') appender.appendDouble(value);
        else appender.appendTimestamp(new DuckDBTimestampValue(value.us));
      }
      appender.endRow();
    }
    appender.closeSync();
  }

  stream(sql: string) {
    return this.connection.stream(sql);
  }

  close(): void {
    this.connection.closeSync();
    if (this.isFirst) this.instance.closeSync();
  }
}

function plain(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([k, v]) => [k, typeof v === 'bigint' ? Number(v) : v instanceof Date ? v.toISOString() : v]));
}

/** A string as SQL. */
export const text = (value: string): string => `'${value.replace(/'/g, "''")}'`;
/** A name as SQL. */
export const ident = (name: string): string => `"${name.replace(/"/g, '""')}"`;
