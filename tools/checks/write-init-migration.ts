// Rewrites prisma/migrations/0001_init from schema.prisma and extras.sql (before the first release only).
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbedded } from '@bellwether/prisma';

const root = path.resolve(import.meta.dirname, '../..');
// the engine wants a server to connect to, although nothing is read from it
const home = mkdtempSync(path.join(os.tmpdir(), 'bellwether-diff-'));
const server = await startEmbedded({ dir: path.join(home, 'data'), database: 'diff', unsafeFast: true });
const { stdout, stderr, status } = spawnSync('npx', ['prisma', 'migrate', 'diff', '--from-empty', '--to-schema', 'prisma/schema.prisma', '--script'], {
  cwd: root, encoding: 'utf8', env: { ...process.env, DATABASE_URL: server.url },
});
await server.stop();
rmSync(home, { recursive: true, force: true });
if (status !== 0 || !stdout.includes('CREATE TABLE')) {
  console.error(stderr || stdout);
  process.exit(1);
}
const dir = path.join(root, 'prisma/migrations/0001_init');
mkdirSync(dir, { recursive: true });
writeFileSync(path.join(dir, 'migration.sql'), `${stdout.trim()}\n${readFileSync(path.join(root, 'prisma/extras.sql'), 'utf8')}`);
console.log(`wrote ${path.relative(root, dir)}/migration.sql`);
