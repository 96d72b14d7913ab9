// The rules of .dependency-cruiser.cjs, through the library: its command refuses Node 20, its library runs on it.
// node tools/checks/siblings.mjs [folder of the sources] ends with 1 and one line for each bad import.
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { cruise } from 'dependency-cruiser';

const root = path.resolve(import.meta.dirname, '../..');
process.chdir(process.argv[2] ?? root);
const { options, ...ruleSet } = createRequire(import.meta.url)(path.join(root, '.dependency-cruiser.cjs'));
const { output } = await cruise(['apps', 'libs'].filter((dir) => existsSync(dir)), { ...options, ruleSet, validate: true });
for (const { rule, from, to } of output.summary.violations) console.error(`${rule.severity} ${rule.name}: ${from} -> ${to}`);
console.log(`${output.summary.totalCruised} modules, ${output.summary.totalDependenciesCruised} imports, ${output.summary.error} refused`);
process.exit(output.summary.error > 0 ? 1 : 0);
