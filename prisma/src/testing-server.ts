// Started by Jest's global setup: one throw-away Postgres with a migrated template; prints its URL, ends when its parent does.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startEmbedded } from './embedded';
import { installJobQueue } from './job-queue';
import { deployMigrations } from './migrate';

const home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-test-'));
const server = await startEmbedded({ dir: path.join(home, 'data'), database: 'template_bellwether', unsafeFast: true });
await deployMigrations(server.url);
await installJobQueue(server.url);
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);

const end = async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true });
  process.exit(0);
};
process.stdin.resume();
process.stdin.on('end', () => void end());
process.stdin.on('close', () => void end());
process.on('SIGTERM', () => void end());
process.on('SIGINT', () => void end());
