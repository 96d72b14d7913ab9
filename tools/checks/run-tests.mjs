// `npm test`: every project's tests through Nx, then one closing line with the totals.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const reports = path.join(root, 'reports/jest');
rmSync(reports, { recursive: true, force: true });
const args = ['nx', 'run-many', '-t', 'test', '--output-style=static', ...process.argv.slice(2)];
const { status } = spawnSync('npx', args, { cwd: root, stdio: 'inherit', env: { ...process.env, NX_TUI: 'false' } });
let files = [];
try {
  files = readdirSync(reports).filter((f) => f.endsWith('.json'));
} catch {
  console.error('no test report was written: the tests did not run');
}
const totals = files
  .map((f) => JSON.parse(readFileSync(path.join(reports, f), 'utf8')))
  .reduce((t, r) => ({ passed: t.passed + r.passed, failed: t.failed + r.failed, skipped: t.skipped + r.skipped }), { passed: 0, failed: 0, skipped: 0 });
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(status !== 0 || totals.failed > 0 || totals.passed === 0 ? 1 : 0);
