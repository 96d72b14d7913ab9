import type { ColumnProfile } from '@bellwether/contracts';
import { recommendationFamily } from './index';

const column = (name: string, distinct: number): ColumnProfile => ({ name, type: 'string', count: 200_000, missing: 0, distinct, distinctApproximate: false, numeric: null, histogram: null, top: [], time: null, text: null, target: null });
const FACTS = {
  rows: 200_000, columns: [], roles: { who: 'id', what: 'item', when: 'time' } as const,
  profile: { rows: 200_000, duplicateRows: 0, target: null, seconds: 0, columns: [column('who', 22_000), column('what', 12_000)] },
};
const cost = (params: Record<string, unknown> = {}) => recommendationFamily.estimateCost(recommendationFamily.params.parse({ network: true, epochs: 20, shuffleTest: 'off', ...params }), FACTS);

test('before launch, a wider, deeper or longer network, more negatives, the whole catalogue and a refit each cost more, and so does memory', () => {
  const base = cost({ fit: 'before-validation' });
  const dearer = [{ width: 256 }, { blocks: 4 }, { context: 1000 }, { negatives: 8192 }, { loss: 'full' }, { epochs: 40 }, { fit: 'with-validation' }, { shuffleTest: 'network' }];
  for (const change of dearer) expect([change, cost({ fit: 'before-validation', ...change }).seconds > base.seconds * 1.1]).toEqual([change, true]);
  for (const change of [{ context: 1000 }, { negatives: 8192 }, { width: 1024 }]) expect(cost({ fit: 'before-validation', ...change }).memoryBytes).toBeGreaterThan(base.memoryBytes * 1.05);
  expect(cost({ fit: 'with-validation' }).steps).toBe(2 * base.steps);
  expect(cost({ network: false })).toMatchObject({ steps: 0 });
  expect(cost({ network: false }).seconds).toBeLessThan(base.seconds);
});

test('the sentence names what makes the cost: weights, steps, positions and negatives, in both languages', () => {
  const { sentence } = cost({ width: 64, context: 50, batchRows: 16, negatives: 2048 });
  expect(sentence.en).toMatch(/^At most \d+ (min|s): 7 simple members and a network of [\d,]+ weights \(\d+\.\d MB\), [\d,]+ steps of 800 positions against 2048 negatives\.$/);
  expect(sentence.zh).toContain('2048 个负样本');
  expect(cost({ negatives: 50_000 }).sentence.en).toContain('all 12,000 items');
});
