// `npm test`: every project's tests in one Jest, then one closing line with the totals. What follows `--` goes to Jest.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const reports = path.join(root, 'reports/jest');
rmSync(reports, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', path.join(root, 'node_modules/jest/bin/jest.js'), '--config', path.join(root, 'tools/checks/jest.projects.cjs'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NX_TASK_TARGET_PROJECT: 'all' },
});
let totals = { passed: 0, failed: 0, skipped: 0 };
try {
  totals = JSON.parse(readFileSync(path.join(reports, 'all.json'), 'utf8'));
} catch {
  console.error('no test report was written: the tests did not run');
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(status !== 0 || totals.failed > 0 || totals.passed === 0 ? 1 : 0);
