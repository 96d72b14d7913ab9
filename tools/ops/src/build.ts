// `nx build console`: the same build as `npm start` makes, with the same stamp, so that neither builds what the other has built.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { buildConsole, sourceHash } from './console-build';
import { lineOf } from './launch-error';

const reports = path.resolve(import.meta.dirname, '../../../reports');
mkdirSync(reports, { recursive: true });
try {
  await buildConsole(sourceHash(), path.join(reports, 'console-build.log'), new AbortController().signal, (text) => process.stdout.write(text));
} catch (e) {
  process.stderr.write(`\n${lineOf(e)}\n`);
  process.exit(1);
}
