import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The packages whose version can change a number. */
const NUMERIC = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm', 'onnxruntime-node', '@duckdb/node-api'];
const require = createRequire(import.meta.url);

/** Versions as installed, kept with the run; what is not installed is left out. */
export function packageVersions(): Record<string, string> {
  const versions: Record<string, string> = { node: process.versions.node };
  for (const name of NUMERIC) {
    const folder = require.resolve.paths(name)?.find((dir) => versionIn(path.join(dir, name)) !== null);
    if (folder) versions[name] = versionIn(path.join(folder, name))!;
  }
  return versions;
}

function versionIn(folder: string): string | null {
  try {
    return (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }).version;
  } catch {
    return null;
  }
}
