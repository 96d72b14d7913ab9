import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Tree } from '@nx/devkit';
import { FsTree, flushChanges } from 'nx/src/generators/tree';
import { setDefaults, validateOptsAgainstSchema } from 'nx/src/utils/params';

// What a generator writes must pass lint and its own tests as it comes. It is tried in a copy of the workspace.
const root = path.resolve(__dirname, '../../../..');
const plugin = path.resolve(__dirname, '../..');
let copy: string;

const run = (command: string, args: string[], cwd = copy, env: NodeJS.ProcessEnv = {}) => {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NODE_OPTIONS: '', NX_CACHE_DIRECTORY: path.join(copy, '.nx/cache'), NX_WORKSPACE_DATA_DIRECTORY: path.join(copy, '.nx/data'), ...env }, timeout: 240_000 });
  return { status: result.status, out: `${result.stdout}\n${result.stderr}` };
};
const bin = (name: string) => path.join(copy, 'node_modules/.bin', name);
const readJson = <T>(file: string): T => JSON.parse(readFileSync(path.join(plugin, file), 'utf8')) as T;

/** As `nx g` does, with its tree of files and its check of the options, but without a process that works out the whole workspace first. */
async function generate(name: string, options: Record<string, unknown>): Promise<void> {
  const { factory, schema } = readJson<{ generators: Record<string, { factory: string; schema: string }> }>('generators.json').generators[name]!;
  const rules = readJson<Parameters<typeof setDefaults>[1]>(schema);
  const complete = setDefaults({ ...options }, rules);
  validateOptsAgainstSchema(complete, rules);
  const { default: generator } = (await import(path.join(plugin, factory))) as { default: (tree: Tree, options: unknown) => void };
  const tree = new FsTree(copy, false);
  generator(tree, complete);
  flushChanges(copy, tree.listChanges());
}

/** In one Jest: a Postgres of the copy's own migrations serves those that need one. */
const testFiles = (...files: string[]) => run(process.execPath, ['--experimental-vm-modules', bin('jest'), '--config', 'tools/checks/jest.projects.cjs', '--maxWorkers=1', ...files], copy, { BELLWETHER_TEST_DATABASE_URL: undefined, NX_TASK_TARGET_PROJECT: undefined });
const expectGreen = (result: { status: number | null; out: string }) => expect(result.status === 0 ? '' : result.out.slice(-4000)).toBe('');

beforeAll(() => {
  copy = mkdtempSync(path.join(os.tmpdir(), 'bellwether-generators-'));
  const skipped = /(^|\/)(node_modules|\.next[^/]*|\.nx|\.git|\.bellwether|reports|dist|docs|samples)(\/|$)/;
  cpSync(root, copy, { recursive: true, filter: (from) => !skipped.test(path.relative(root, from)) });
  // links of the workspace's own packages must lead into the copy
  const modules = path.join(copy, 'node_modules');
  cpSync(path.join(root, 'node_modules/@bellwether'), path.join(modules, '@bellwether'), { recursive: true, verbatimSymlinks: true });
  for (const name of readdirSync(path.join(root, 'node_modules'))) if (name !== '@bellwether') symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name));
  for (const project of ['libs', 'apps'].flatMap((d) => readdirSync(path.join(root, d)).map((p) => `${d}/${p}`))) {
    const own = path.join(root, project, 'node_modules');
    if (existsSync(own)) symlinkSync(own, path.join(copy, project, 'node_modules'));
  }
}, 60_000);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('all five generators: their output passes lint, types and its own tests as generated', async () => {
  // one by the command itself: the plugin is found, and its options are read
  expectGreen(run(bin('nx'), ['g', '@bellwether/nx-plugin:metric', '--name=mean-absolute-error', '--no-interactive']));
  await generate('procedure', { noun: 'greeting', verb: 'say-hello', permission: 'project.read' });
  await generate('task-family', { name: 'churn-risk' });
  await generate('feature', { name: 'order-size' });
  await generate('migration', { name: 'add-nothing', empty: true });
  const files = ['libs/metrics/src/mean-absolute-error.ts', 'libs/metrics/src/index.ts', 'libs/api/src/greeting', 'libs/api/src/router.ts', 'libs/tasks/src/churn-risk', 'libs/tasks/src/family-registry.ts', 'libs/features/src/feature'];
  expectGreen(run(bin('eslint'), ['--max-warnings', '0', ...files]));
  const generated = files.map((file) => (file.endsWith('.ts') ? file : `${file}/**/*.ts`));
  writeFileSync(path.join(copy, 'tsconfig.generated.json'), JSON.stringify({ extends: './tsconfig.check.json', include: generated }));
  expectGreen(run(path.join(root, 'node_modules/typescript-native/bin/tsc'), ['-p', 'tsconfig.generated.json', '--checkers', '1']));
  expect(readdirSync(path.join(copy, 'prisma/migrations')).filter((d) => d.endsWith('_add_nothing'))).toHaveLength(1);
  const tests = ['libs/metrics/src/mean-absolute-error.test.ts', 'libs/features/src/feature/kinds.test.ts', 'libs/tasks/src/churn-risk/', 'libs/api/src/greeting/', 'prisma/src/migrate.int.test.ts'];
  const tested = testFiles(...tests);
  expectGreen(tested);
  for (const file of tests) expect(tested.out).toMatch(new RegExp(`PASS .*${file}`));
}, 400_000);

test('a generator names what it cannot use, and overwrites nothing', async () => {
  await expect(generate('metric', { name: 'MeanError' })).rejects.toThrow('kebab-case');
  await expect(generate('procedure', { noun: 'greeting', verb: 'wave', permission: 'greet.people' })).rejects.toThrow('greet.people');
  await expect(generate('task-family', { name: 'propensity' })).rejects.toThrow('exists already');
  await expect(generate('migration', { name: 'nothing' })).rejects.toThrow(/already make|--empty/);
}, 120_000);
