// Every optional dependency that the lock names must have an entry of its own: otherwise `npm ci` fails on the platforms left out.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const lock = path.resolve(import.meta.dirname, '../../package-lock.json');
const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
const have = new Set(Object.keys(packages).map((p) => p.split('node_modules/').pop()));
const missing = Object.entries(packages).flatMap(([place, meta]) =>
  Object.keys(meta.optionalDependencies ?? {}).filter((d) => !have.has(d)).map((d) => `${place || 'root'} -> ${d}`),
);
if (missing.length) {
  console.error(`package-lock.json lacks platform packages; delete node_modules and package-lock.json and run npm install:\n${missing.join('\n')}`);
  process.exit(1);
}
console.log(`${have.size} packages, none missing`);
