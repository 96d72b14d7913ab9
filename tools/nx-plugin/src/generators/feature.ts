import type { Tree } from '@nx/devkit';
import { add, insertSorted, read } from './edit';
import { spell } from './names';

type Options = { name: string };
const REGISTRY = 'libs/features/src/feature/registry.ts';
const PARITY = 'libs/features/src/feature/parity.test.ts';

/** `nx g @bellwether/nx-plugin:feature --name=order-size`: a kind of feature, its line in the registry and in the proof that training and serving agree. */
export default function featureGenerator(tree: Tree, { name }: Options): void {
  const n = spell(name, 'feature kind');
  add(tree, `libs/features/src/feature/kinds/${n.kebab}.ts`, source(n));
  insertSorted(tree, REGISTRY, `import { ${n.camel}Kind } from './kinds/${n.kebab}';`, /^import .* from '\.\/kinds\//);
  replaceOnce(tree, REGISTRY, / sqlKind,\n/, ` ${n.camel}Kind, sqlKind,\n`);
  replaceOnce(tree, PARITY, /const CUSTOMER: FeatureDefinition\[\] = \[\n/, `$&  feature('${n.snake}', {}),\n`);
}

function replaceOnce(tree: Tree, file: string, what: RegExp, by: string): void {
  const content = read(tree, file);
  if (!what.test(content)) throw new Error(`expected ${what} in ${file}: the file has changed, add the line by hand`);
  tree.write(file, content.replace(what, by));
}

const source = (n: ReturnType<typeof spell>) => `import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, rowsOf, type FeaturePlan } from '../plan';
import { div, ref } from '../scalar';
import { days, joined, offsetDays, over, rowsText, where, windowText, words } from './params';

const params = z.object({ over, where, days, offsetDays });
type Params = z.infer<typeof params>;

/** The mean quantity of a row: the starting point of ${n.words}, to be replaced by its formula. SQL and serving are both made of it. */
function plan(p: Params): FeaturePlan {
  const rows = rowsOf(p.over, p);
  return { measures: { sum: flat(rows, 'sum', 'quantity'), n: flat(rows, 'count', 'quantity') }, value: div(ref('sum'), ref('n')), type: 'number' };
}

export const ${n.camel}Kind = defineKind<Params>({
  id: '${n.snake}',
  title: { en: '${n.sentence}', zh: '${n.sentence}' },
  description: { en: 'Mean quantity of the rows of a window.', zh: '窗口内各行的平均数量。' },
  params, plan,
  sentence: (p) => joined(words('mean quantity of ', '平均数量：'), rowsText(p), windowText(p)),
  example: { over: 'order_line', days: 30 },
});
`;
