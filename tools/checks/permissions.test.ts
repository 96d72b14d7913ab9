import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const sources = (dir: string): string[] => readdirSync(path.join(root, dir), { recursive: true, encoding: 'utf8' }).filter((f) => /\.tsx?$/.test(f) && !f.includes('node_modules') && !f.includes('.next')).map((f) => path.posix.join(dir, f));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('there is one way to make a procedure', () => {
  it('tRPC is initialised in one file', () => expect([...sources('libs'), ...sources('apps')].filter((f) => /\binitTRPC\b/.test(read(f)))).toEqual(['libs/api/src/trpc.ts']));

  it('the bare procedure builder is used where permissions are asked for, and nowhere else', () => {
    const users = sources('libs/api/src').filter((f) => /import \{[^}]*\bbase\b[^}]*\} from '\.{1,2}\/trpc'/.test(read(f)));
    expect(users.sort()).toEqual(['libs/api/src/procedure.ts', 'libs/api/src/router.test.ts']);
  });

  it('a public procedure is made by two files only', () => {
    const users = sources('libs/api/src').filter((f) => /= publicProcedure\(/.test(read(f)) && !/\.test(-d)?\.ts$/.test(f));
    expect(users.sort()).toEqual(['libs/api/src/setup/complete-setup.ts', 'libs/api/src/setup/setup-status.ts']);
  });

  it('only env.ts reads a variable of the server environment', () => {
    const readers = sources('apps/training-server/src').filter((f) => /process\.env(\.|\[| =)/.test(read(f).replace(/^\s*(\/\/|\*).*$/gm, '')) && !/test/.test(f));
    expect(readers).toEqual(['apps/training-server/src/env.ts']);
  });
});
