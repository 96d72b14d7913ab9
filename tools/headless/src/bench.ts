// nx bench bellwether --suite=propensity: the same as npm run bench -- propensity.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { command, readFlags } from './flags';

await command(() => {
  const flags = readFlags(['suite', 'json'], ['suite']);
  const args = ['--import', 'tsx', path.resolve(import.meta.dirname, '../../bench/src/main.ts'), ...flags.suite!.split(','), ...(flags.json ? ['--json', flags.json] : [])];
  process.exit(spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1);
});
