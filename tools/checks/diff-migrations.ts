// Prints the SQL that brings a freshly migrated database to schema.prisma; nothing when they agree.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { deployMigrations, startEmbedded } from '@bellwether/prisma';

const root = path.resolve(import.meta.dirname, '../..');
const home = mkdtempSync(path.join(os.tmpdir(), 'bellwether-diff-'));
const server = await startEmbedded({ dir: path.join(home, 'data'), database: 'diff', unsafeFast: true });
try {
  await deployMigrations(server.url);
  const { stdout, stderr, status } = spawnSync('npx', ['prisma', 'migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema.prisma', '--script'], {
    cwd: root, encoding: 'utf8', env: { ...process.env, DATABASE_URL: server.url },
  });
  if (status !== 0) {
    console.error(stderr || stdout);
    process.exitCode = 1;
  } else if (!/This is an empty migration/.test(stdout)) {
    // what extras.sql adds is unknown to the schema language and must not be dropped
    const own = /^DROP INDEX "run_(tags|params)_idx";$/;
    const kept = stdout.split('\n').filter((line) => !own.test(line.trim()));
    const text = kept.join('\n').replace(/-- DropIndex\n(?=\n|$)/g, '').trim();
    if (text) process.stdout.write(`${text}\n`);
  }
} finally {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}
