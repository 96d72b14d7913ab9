import type { Tree } from '@nx/devkit';
import { add, insertSorted, read } from './edit';
import { capital, spell } from './names';

type Options = { noun: string; verb: string; permission: string; kind?: 'query' | 'mutation' };

/** `nx g @bellwether/nx-plugin:procedure --noun=coupon --verb=count --permission=project.read` */
export default function procedureGenerator(tree: Tree, { noun, verb, permission, kind = 'query' }: Options): void {
  const n = spell(noun, 'noun');
  const v = spell(verb, 'verb');
  if (!read(tree, 'libs/contracts/src/identity.ts').includes(`'${permission}'`)) throw new Error(`expected a permission of libs/contracts/src/identity.ts, received "${permission}"`);
  const dir = `libs/api/src/${n.kebab}`;
  const name = `${v.camel}${n.pascal}`;
  const file = `${v.kebab}-${n.kebab}`;
  add(tree, `${dir}/${file}.ts`, source(name, v.words, n.words, permission, kind));
  add(tree, `${dir}/${file}.int.test.ts`, test(n.camel, v.camel, kind));
  const index = `${dir}/index.ts`;
  if (tree.exists(index)) {
    insertSorted(tree, index, `import { ${name} } from './${file}';`, /^import .* from '\.\/[^.]/, /^import/);
    const text = read(tree, index);
    const open = text.indexOf('router({', text.indexOf('export const'));
    if (open < 0) throw new Error(`expected "export const … = router({" in ${index}`);
    tree.write(index, `${text.slice(0, open)}router({ ${v.camel}: ${name},${text.slice(open + 'router({'.length)}`);
  } else {
    tree.write(index, `import { router } from '../trpc';\nimport { ${name} } from './${file}';\n\nexport const ${n.camel}Router = router({ ${v.camel}: ${name} });\n`);
    insertSorted(tree, 'libs/api/src/router.ts', `import { ${n.camel}Router } from './${n.kebab}/index';`, /^import .*Router } from/);
    insertSorted(tree, 'libs/api/src/router.ts', `  ${n.camel}: ${n.camel}Router,`, /^ {2}\w+: \w+Router,$/, /router\(\{/);
  }
}

const source = (name: string, verb: string, noun: string, permission: string, kind: string) => `import { z } from 'zod';
import { procedure } from '../procedure';

/** ${capital(verb)}: ${noun}. The answer belongs to the project of the request. */
export const ${name} = procedure({ permission: '${permission}', summary: '${capital(verb)} ${noun}' })
  .input(z.object({ note: z.string().trim().max(200).default('') }))
  .${kind}(async ({ ctx, input }) => {
    const project = await ctx.deps.db.prisma.project.findUniqueOrThrow({ where: { id: ctx.projectId }, select: { name: true } });
    return { project: project.name, note: input.note };
  });
`;

const test = (noun: string, verb: string, kind: string) => `import { testApi, type TestApi } from '../testing';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

describe('${noun}.${verb}', () => {
  it('answers with what belongs to the project of the request', async () => {
    const here = await api.as({ role: 'admin' }).${noun}.${verb}({ note: ' ${kind} ' });
    const there = await api.as({ role: 'admin', projectId: api.otherProjectId }).${noun}.${verb}({});
    expect(here.note).toBe('${kind}');
    expect(here.project).not.toBe(there.project);
  });

  it('refuses a caller who is not signed in', async () => {
    await expect(api.as({ role: null }).${noun}.${verb}({})).rejects.toMatchObject({ cause: { code: 'AUTH_REQUIRED' } });
  });
});
`;
