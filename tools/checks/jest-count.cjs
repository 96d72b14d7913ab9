const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');

/** Writes each project's totals to reports/jest/<project>.json (a task output, so that cache hits restore it). */
module.exports = class {
  onRunComplete(_, results) {
    const project = process.env.NX_TASK_TARGET_PROJECT;
    if (!project) return;
    const dir = path.join(__dirname, '../../reports/jest');
    mkdirSync(dir, { recursive: true });
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, numFailedTestSuites: failedSuites } = results;
    writeFileSync(path.join(dir, `${project}.json`), JSON.stringify({ project, passed, failed, skipped, failedSuites }));
  }
};
