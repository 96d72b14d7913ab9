// Prisma's schema engine as WebAssembly over the pg driver adapter: nothing is downloaded.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum, bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bg from '@prisma/schema-engine-wasm/schema_engine_bg';

const require = createRequire(import.meta.url);
export let panic;
globalThis.PRISMA_WASM_PANIC_REGISTRY ??= { set_message: (message) => void (panic = message) };

export const poolConfig = (url) => {
  const u = new URL(url);
  const ssl = u.searchParams.get('sslmode');
  return {
    host: decodeURIComponent(u.hostname), port: Number(u.port || 5432),
    user: decodeURIComponent(u.username), password: decodeURIComponent(u.password),
    database: decodeURIComponent(u.pathname.slice(1)) || 'postgres',
    ssl: ssl && ssl !== 'disable' ? { rejectUnauthorized: ssl === 'verify-full' } : undefined,
  };
};

class Factory {
  provider = 'postgres';
  adapterName = '@prisma/adapter-pg';
  #config;
  #open = new Set();
  constructor(config) {
    this.#config = config;
  }
  async #connect(config, release) {
    const pool = new pg.Pool({ ...config, max: 1 }); // one session: the engine's advisory lock lives in it
    pool.on('error', () => {});
    const adapter = await new PrismaPg(pool).connect();
    const charColumns = new WeakMap();
    const performIO = adapter.performIO.bind(adapter);
    adapter.performIO = async (query) => {
      const result = await performIO(query);
      const at = [];
      result.fields?.forEach((f, i) => {
        if (f.dataTypeID !== 18) return; // the catalogs' one-byte "char"
        at.push(i);
        f.dataTypeID = 25;
      });
      if (at.length) charColumns.set(result.rows, at);
      return result;
    };
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const i of charColumns.get(result.rows) ?? []) result.columnTypes[i] = ColumnTypeEnum.Character;
      return result;
    };
    adapter.executeScript = (script) => pool.query(script).then(() => {}, (e) => adapter.onError(e));
    adapter.dispose = async () => {
      if (!this.#open.delete(adapter)) return;
      await pool.end();
      await release?.();
    };
    this.#open.add(adapter);
    return adapter;
  }
  connect() {
    return this.#connect(this.#config);
  }
  async connectToShadowDb() {
    const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    const admin = new pg.Client(this.#config);
    await admin.connect();
    await admin.query(`CREATE DATABASE "${name}"`);
    return this.#connect({ ...this.#config, database: name }, async () => {
      await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`);
      await admin.end();
    });
  }
  async close() {
    for (const adapter of [...this.#open]) await adapter.dispose();
  }
}

let wasm;
export async function openEngine(url, datamodels) {
  if (!wasm) {
    const dir = path.dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
    const imports = { ...bg };
    // the 10 s lock timer outlives the lock: it must not keep the process
    for (const name of Object.keys(bg)) if (name.startsWith('__wbg_setTimeout_')) imports[name] = (f, ms) => { const t = setTimeout(f, ms >>> 0); t.unref(); return t; };
    wasm = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path.join(dir, 'schema_engine_bg.wasm'))), { './schema_engine_bg.js': imports });
    bg.__wbg_set_wasm(wasm.exports);
    wasm.exports.__wbindgen_start();
  }
  const factory = new Factory(poolConfig(url));
  const engine = await bg.SchemaEngine.new(
    { datamodels: datamodels.length ? datamodels.map((f) => [f, readFileSync(f, 'utf8')]) : undefined },
    (line) => process.env.DEBUG?.includes('schema-engine') && process.stderr.write(`${line}\n`),
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  return { engine, close: () => factory.close() };
}
