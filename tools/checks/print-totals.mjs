// The closing line of CI: Jest's and Playwright's totals together.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const total = { passed: 0, failed: 0, skipped: 0 };
const jest = path.join(root, 'reports/jest');
for (const file of existsSync(jest) ? readdirSync(jest) : []) {
  const r = JSON.parse(readFileSync(path.join(jest, file), 'utf8'));
  for (const key of Object.keys(total)) total[key] += r[key];
}
const e2e = path.join(root, 'reports/e2e.json');
if (existsSync(e2e)) {
  const { stats } = JSON.parse(readFileSync(e2e, 'utf8'));
  total.passed += stats.expected + stats.flaky;
  total.failed += stats.unexpected;
  total.skipped += stats.skipped;
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
