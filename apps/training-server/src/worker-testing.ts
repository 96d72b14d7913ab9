// For tests only: real worker processes on a test database, and a small table to train on.
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { programOf } from '@bellwether/features';
import type { ArtifactStore } from '@bellwether/lineage';

/** 200 rows with a learnable binary target, as the ingest step stores accepted rows. @returns the hash of the parquet */
export async function storeToyTable(artifacts: ArtifactStore): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bellwether-table-'));
  try {
    const file = path.join(folder, 'table.parquet');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT i::INTEGER AS "__row", ((i * 37) % 101) / 101.0 AS x, CAST(((i * 37) % 101) + ((i * 13) % 29) > 60 AS INTEGER) AS y FROM range(1, 201) t(i)) TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    return (await artifacts.putFile(file)).hash;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export type TestWorker = { process: ChildProcess; output: () => string; stop: (signal: NodeJS.Signals) => Promise<number | null> };

/** @owns the caller stops it */
export async function startTestWorker(options: { url: string; home: string; families: string[]; env?: Record<string, string> }): Promise<TestWorker> {
  let output = '';
  const { file, execArgv } = await programOf(path.join(import.meta.dirname, 'worker.ts'), options.families.map((f) => path.resolve(f)));
  const child = fork(file, [], {
    execArgv, stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: options.url, BELLWETHER_HOME: options.home, BELLWETHER_LOG_LEVEL: 'info', BELLWETHER_SAMPLE: 'off', BELLWETHER_FAMILIES: options.families.join(','), ...options.env },
  });
  child.stdout?.on('data', (d) => (output += String(d)));
  child.stderr?.on('data', (d) => (output += String(d)));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}:\n${output}`)));
  });
  return {
    process: child,
    output: () => output,
    stop: (signal) =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode);
        child.once('exit', (code) => resolve(code));
        child.kill(signal);
      }),
  };
}

/** Asks until it holds. @throws Error with the last answer */
export async function until<T>(ask: () => Promise<T>, holds: (answer: T) => boolean, withinMs = 60_000): Promise<T> {
  for (const began = performance.now(); ; ) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() - began > withinMs) throw new Error(`did not come true within ${withinMs} ms: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
