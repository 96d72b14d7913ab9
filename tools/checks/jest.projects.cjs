const { readdirSync, existsSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '../..');

/** Read from the whole run alone, not from a project of it. */
const GLOBAL = ['reporters', 'coverageReporters', 'maxWorkers', 'testTimeout'];

const folders = ['apps', 'libs', 'tools'].flatMap((d) => readdirSync(path.join(root, d)).map((name) => path.join(root, d, name)));
const projects = [...folders, path.join(root, 'prisma')].filter((dir) => existsSync(path.join(dir, 'jest.config.cjs')));
const own = (rootDir) => {
  const config = require(path.join(rootDir, 'jest.config.cjs'));
  return { ...Object.fromEntries(Object.entries(config).filter(([key]) => !GLOBAL.includes(key))), rootDir };
};

/** Every project in one run, `npm test`: one set of workers that is busy to the end, one Postgres. `nx test <project>` runs one of them. */
module.exports = {
  rootDir: root,
  projects: projects.map(own),
  reporters: require('../../jest.preset.cjs').reporters,
  testSequencer: path.join(__dirname, 'longest-first.cjs'),
  testTimeout: 120_000,
  // two cores; the third works while the others wait for a child process or a clock
  maxWorkers: 3,
};
