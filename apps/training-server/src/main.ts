// The tRPC server as a process. The launcher (tools/ops) starts it; alone: DATABASE_URL=… node --import tsx apps/training-server/src/main.ts
import { readFileSync } from 'node:fs';
import { toAppError } from '@bellwether/api';
import { readEnv } from './env';
import { startServer } from './start-server';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

try {
  const tell = (link: string) => {
    process.stdout.write(`Make the first admin (valid for 30 minutes): ${link}\n`);
    process.send?.({ type: 'setup-link', link });
  };
  const running = await startServer(readEnv(), { version, onSetupLink: tell });
  process.send?.({ type: 'ready', port: running.port, setupLink: running.setupLink });
  if (!process.send) {
    process.stdout.write(`Bellwether's server listens on port ${running.port}\n`);
    if (running.setupLink) tell(running.setupLink);
  }
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void running.stop().then(() => process.exit(0));
  };
  // also of a launcher that died: nobody else would stop us
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(event, stop);
  if (process.connected === false) stop();
} catch (error) {
  const { code, message, fix } = toAppError(error);
  process.stderr.write(`${code}: ${message} ${fix}\n`);
  if (code === 'INTERNAL') console.error(error);
  process.exit(1);
}
