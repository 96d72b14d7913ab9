import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Tree } from '@nx/devkit';
import { add, insertSorted, read } from './edit';
import { spell } from './names';

/** `nx g @bellwether/nx-plugin:task-family --name=churn`: a family that trains, serves and passes the contract, to be made one's own. */
export default function taskFamilyGenerator(tree: Tree, { name }: { name: string }): void {
  const n = spell(name, 'family name');
  const dir = `libs/tasks/src/${n.kebab}`;
  if (tree.exists(`${dir}/index.ts`)) throw new Error(`${dir} exists already: choose another name`);
  const templates = path.join(__dirname, 'task-family-files');
  for (const file of readdirSync(templates)) {
    const text = readFileSync(path.join(templates, file), 'utf8').replace(/__pascal__/g, n.pascal).replace(/__camel__/g, n.camel).replace(/__kebab__/g, n.kebab).replace(/__title__/g, n.sentence);
    add(tree, `${dir}/${file.replace(/\.template$/, '').replace('__kebab__', n.kebab)}`, text);
  }
  const registry = 'libs/tasks/src/family-registry.ts';
  const exported = `${n.camel}Family`;
  insertSorted(tree, registry, `import { ${exported} } from './${n.kebab}/index';`, /^import \{ \w+Family \} from/, /^import/);
  const text = read(tree, registry);
  const made = /createFamilyRegistry\(\[([^\]]*)\]\);/.exec(text);
  if (!made) throw new Error(`expected "createFamilyRegistry([…])" in ${registry}`);
  tree.write(registry, text.replace(made[0], `createFamilyRegistry([${[made[1]!.trim(), exported].filter(Boolean).join(', ')}]);`));
}
