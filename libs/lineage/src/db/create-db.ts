import { Prisma, PrismaClient } from '@bellwether/prisma/client';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';

/** Inside a transaction: Prisma's methods, and `$queryRaw`/`$executeRaw` tagged templates on the same connection. */
export type Tx = Prisma.TransactionClient;

/** One pool for both: `prisma` for nouns, `pool` for SQL that Prisma cannot say (`pool.query(text, values)`). */
export type Db = {
  prisma: PrismaClient;
  pool: pg.Pool;
  /** Several writes that happen together or not at all. Keep it short: it holds a connection. */
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
};

export type DbOptions = {
  /** connections, 10 unless told */
  max?: number;
  /** a statement that runs longer is ended by Postgres, 30 s unless told; 0: never @unit ms */
  statementTimeoutMs?: number;
  /** seen in pg_stat_activity */
  applicationName?: string;
  /** an idle connection was lost (server restart); the pool mends itself, this is for the log */
  onError?: (error: Error) => void;
};

/** @owns the caller closes it */
export function createDb(url: string, options: DbOptions = {}): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    connectionTimeoutMillis: 10_000,
    application_name: options.applicationName ?? 'bellwether',
  });
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', (error) => options.onError?.(error));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  return {
    prisma,
    pool,
    transaction: (work) => prisma.$transaction(work, { maxWait: 10_000, timeout: 20_000 }),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
