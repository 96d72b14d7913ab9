#!/usr/bin/env node
// Stands in for Prisma's schema-engine binary (PRISMA_SCHEMA_ENGINE_BINARY): the same arguments and JSON-RPC over stdio.
import { createInterface } from 'node:readline';
import pg from 'pg';
import { openEngine, panic, poolConfig } from './engine.mjs';

const argv = process.argv.slice(2);
const option = (name) => argv.flatMap((a, i) => (a === name ? [argv[i + 1]] : []));
if (argv.includes('--version')) {
  console.log('schema-engine-cli wasm');
  process.exit(0);
}
const { url } = JSON.parse(option('--datasource')[0] ?? '{}');
const log = (level, fields) => process.stderr.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target: 'schema_engine::logger' })}\n`);
log('INFO', { message: 'schema engine (wasm)' }); // the CLI skips the first line

const cli = argv.indexOf('cli');
if (cli >= 0) {
  const config = poolConfig(url);
  const target = argv[cli + 1];
  try {
    const client = new pg.Client(target === 'can-connect-to-database' ? config : { ...config, database: 'postgres' });
    await client.connect();
    if (target === 'create-database') await client.query(`CREATE DATABASE ${pg.escapeIdentifier(config.database)}`);
    if (target === 'drop-database') await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(config.database)} WITH (FORCE)`);
    await client.end();
    process.exit(0);
  } catch (e) {
    const codes = { '3D000': 'P1003', '28P01': 'P1000', ECONNREFUSED: 'P1001', '42P04': 'P1009' };
    log('ERROR', { is_panic: false, error_code: codes[e.code] ?? 'P1010', message: e.message || e.code, meta: { database_name: config.database, host: config.host, port: config.port } });
    process.exit(1);
  }
}

// a Rust panic surfaces outside the promise: tell the CLI, which otherwise waits for ever
process.on('uncaughtException', (e) => {
  log('ERROR', { is_panic: true, message: panic ?? e.stack, backtrace: e.stack });
  process.exit(101);
});

let opened;
let printed = 0;
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const work = async ({ id, method, params }) => {
  if (method === undefined) return; // the CLI's answer to a print
  try {
    opened ??= await openEngine(url, option('--datamodels').flatMap((s) => s.split(',')));
    if (params?.migrationsList) params.migrationsList.shadowDbInitScript ??= '';
    for (const t of [params?.from, params?.to]) if (t?.tag === 'migrations') t.shadowDbInitScript ??= '';
    const name = method === 'getDatabaseVersion' ? 'version' : method;
    const result = await opened.engine[name](params);
    if (method === 'diff' && result.stdout) {
      send({ id: `print-${++printed}`, method: 'print', params: { content: result.stdout } });
      result.stdout = null;
    }
    send({ id, result: result ?? null });
  } catch (e) {
    const message = panic ?? e.message ?? String(e);
    send({ id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data: { is_panic: Boolean(panic), message, meta: e.meta ?? null, error_code: e.code ?? null } } });
  }
};
let queue = Promise.resolve();
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (line.trim()) queue = queue.then(() => work(JSON.parse(line)));
});
lines.on('close', () => void queue.then(() => opened?.close()).finally(() => process.exit(0)));
process.on('SIGTERM', () => process.exit(0));
