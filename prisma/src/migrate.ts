// `prisma migrate deploy` in this process: 0.2 s in place of the CLI's 1.5 s.
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { openEngine } from '@bellwether/schema-engine';

const MIGRATIONS = path.resolve(import.meta.dirname, '../migrations');
const SCHEMA = path.resolve(import.meta.dirname, '../schema.prisma');

export type DatabaseState = 'empty' | 'ours' | 'newer' | 'foreign';

export const migrationNames = async (dir = MIGRATIONS): Promise<string[]> =>
  (await readdir(dir, { withFileTypes: true })).filter((d) => d.isDirectory()).map((d) => d.name).sort();

/** Looks before it writes: a database of another product, or of a newer release, must not be touched. */
export async function inspectDatabase(url: string): Promise<{ state: DatabaseState; detail: string }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const tables = (await client.query<{ name: string }>(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`)).rows.map((r) => r.name);
    if (tables.length === 0) return { state: 'empty', detail: 'no tables' };
    if (!tables.includes('_prisma_migrations') || !tables.includes('audit_entry')) return { state: 'foreign', detail: `tables of something else: ${tables.slice(0, 5).join(', ')}` };
    const known = new Set(await migrationNames());
    const applied = (await client.query<{ name: string }>('SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL')).rows.map((r) => r.name);
    const unknown = applied.filter((name) => !known.has(name));
    return unknown.length ? { state: 'newer', detail: `migrations this release does not have: ${unknown.join(', ')}` } : { state: 'ours', detail: `${applied.length} of ${known.size} migrations applied` };
  } finally {
    await client.end();
  }
}

/** Applies what is missing, under Prisma's advisory lock. @returns the names applied */
export async function deployMigrations(url: string): Promise<string[]> {
  const lock = path.join(MIGRATIONS, 'migration_lock.toml');
  const names = await migrationNames();
  const migrationsList = {
    baseDir: MIGRATIONS,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lock) ? await readFile(lock, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({ path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: await readFile(path.join(MIGRATIONS, name, 'migration.sql'), 'utf8') } } })),
    ),
  };
  const { engine, close } = await openEngine(url, [SCHEMA]);
  try {
    const result = (await engine.applyMigrations({ migrationsList, filters: { externalTables: [], externalEnums: [] } })) as { appliedMigrationNames: string[] };
    return result.appliedMigrationNames;
  } finally {
    await close();
    engine.free();
  }
}
