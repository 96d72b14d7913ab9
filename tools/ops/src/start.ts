// `npm start`: database, migrations, server, worker and console from one command; one address printed.
import path from 'node:path';
import { launch } from './launch';
import { lineOf } from './launch-error';

const port = Number(process.env.BELLWETHER_PORT ?? process.env.PORT ?? 4000);
const stop = new AbortController();
let asked = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (++asked === 1) stop.abort();
    else if (signal === 'SIGINT') process.emit('bellwether:kill' as never);
  });

try {
  await launch({ home: process.env.BELLWETHER_HOME ? path.resolve(process.env.INIT_CWD ?? '.', process.env.BELLWETHER_HOME) : path.resolve(import.meta.dirname, '../../../.bellwether'), port, signal: stop.signal });
  process.exit(0);
} catch (e) {
  process.stderr.write(`\n${lineOf(e)}\n`);
  process.exit(1);
}
