import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findOrMake, bundledScript } from './bundled-script';
import { forkSource, programOf } from './fork-source';

let folder: string;
let entry: string;
beforeAll(() => {
  // what it asks for is found as the sources find it, and nothing lies among them meanwhile
  const cache = path.resolve(import.meta.dirname, '../../../../node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(path.join(cache, 'bundled-'));
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  entry = path.join(folder, 'answering-child.ts');
  writeFileSync(entry, `import { z } from 'zod/mini';
import { word } from './word';
const { late } = await import('./late');
function where(): string {
  return new Error('where').stack!;
}
process.send!({ word, late, zod: z.safeParse(z.literal(word), 'one').success, url: import.meta.url, folder: import.meta.dirname, stack: where().split('\\n')[1]!.trim() }, () => process.exit(0));
`);
  writeFileSync(path.join(folder, 'word.ts'), "export const word: string = 'one';\n");
  writeFileSync(path.join(folder, 'late.ts'), "import { __assign } from 'tslib';\nexport const late = __assign({}, { from: 'installed' }).from;\n");
});
afterAll(async () => {
  const script = await bundledScript(entry);
  rmSync(folder, { recursive: true });
  for (const file of [script, script?.replace(/mjs$/, 'json')]) if (file) rmSync(file, { force: true });
});

const answerOf = (script: string | null): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const child = forkSource(entry, script, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });

it('a bundle answers what the modules answer, is kept, and is made again when a source changed', async () => {
  const script = await bundledScript(entry);
  const fromModules = await answerOf(null);
  expect(fromModules).toMatchObject({ word: 'one', late: 'installed', zod: true, folder, stack: `at where (${entry}:5:10)` });
  expect(await answerOf(script)).toEqual(fromModules);

  utimesSync(script!, 1, 1);
  expect(await findOrMake(entry)).toBe(script);
  expect(statSync(script!).mtimeMs).toBe(1000);

  writeFileSync(path.join(folder, 'word.ts'), "export const word: string = 'another';\n");
  expect(await programOf(entry)).toEqual({ file: script, execArgv: ['--enable-source-maps'] });
  expect(await answerOf(script)).toMatchObject({ word: 'another', zod: false });

  // what its packages' names lead to may have changed
  utimesSync(script!, 1, 1);
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module", "private": true }');
  await findOrMake(entry);
  expect(statSync(script!).mtimeMs).toBeGreaterThan(1000);
});

it('what cannot be bundled has no script: its process loads it module by module', async () => {
  expect(await bundledScript(path.join(folder, 'missing.ts'))).toBeNull();
  await expect(findOrMake(path.join(folder, 'missing.ts'))).rejects.toThrow('missing.ts');
});
