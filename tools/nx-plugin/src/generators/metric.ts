import type { Tree } from '@nx/devkit';
import { add, insertSorted } from './edit';
import { spell } from './names';

type Options = { name: string; better?: 'higher' | 'lower' };

/** `nx g @bellwether/nx-plugin:metric --name=mean-absolute-error --better=lower` */
export default function metricGenerator(tree: Tree, { name, better = 'lower' }: Options): void {
  const n = spell(name, 'metric name');
  const file = `libs/metrics/src/${n.kebab}.ts`;
  add(tree, file, source(n, better));
  add(tree, `libs/metrics/src/${n.kebab}.test.ts`, test(n));
  insertSorted(tree, 'libs/metrics/src/index.ts', `export { ${n.camel}, ${n.snake.toUpperCase()}_SPEC } from './${n.kebab}';`, /^export \{/);
}

type Spelt = ReturnType<typeof spell>;

const source = (n: Spelt, better: string) => `import type { MetricSpec } from '@bellwether/contracts';

export const ${n.snake.toUpperCase()}_SPEC: MetricSpec = {
  key: '${n.snake}',
  title: { en: '${n.sentence}', zh: '${n.sentence}' },
  help: { en: 'Mean absolute difference of score and outcome.', zh: '得分与结果之差的绝对值的平均。' },
  better: '${better}',
  range: null,
  unit: null,
};

/**
 * Mean absolute difference of score and outcome: the starting point of ${n.words}, to be replaced by its formula.
 * @shape y [N], score [N]
 * @returns NaN when there are no rows
 * @throws RangeError when the lengths differ
 */
export function ${n.camel}(y: Float64Array, score: Float64Array): number {
  if (y.length !== score.length) throw new RangeError(\`expected as many scores as outcomes (\${y.length}), received \${score.length}\`);
  let total = 0;
  for (let i = 0; i < y.length; i++) total += Math.abs(y[i]! - score[i]!);
  return total / y.length;
}
`;

const test = (n: Spelt) => `import { ${n.camel} } from './${n.kebab}';

describe('${n.camel}', () => {
  it('is 0 when every score equals its outcome', () => {
    expect(${n.camel}(Float64Array.of(0, 1, 1), Float64Array.of(0, 1, 1))).toBe(0);
  });

  it('is the mean distance otherwise', () => {
    expect(${n.camel}(Float64Array.of(0, 1), Float64Array.of(0.25, 0.25))).toBeCloseTo(0.5, 12);
  });

  it('has no value without rows, and refuses unequal lengths', () => {
    expect(${n.camel}(new Float64Array(0), new Float64Array(0))).toBeNaN();
    expect(() => ${n.camel}(Float64Array.of(1), new Float64Array(0))).toThrow(RangeError);
  });
});
`;
