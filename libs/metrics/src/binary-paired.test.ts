import { pairedDifferences } from './binary-paired';
import { seededRandom } from './seeded-random';

function twoModels(n: number): { rowIndex: Int32Array; y: Float64Array; good: Float64Array; weak: Float64Array; twin: Float64Array } {
  const random = seededRandom(4);
  const z = Float64Array.from({ length: n }, () => random.unit() * 6 - 3);
  const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
  const y = z.map((v) => (random.unit() < sigmoid(v - 1) ? 1 : 0));
  const good = z.map((v) => sigmoid(v - 1));
  return { rowIndex: Int32Array.from(z, (_, i) => i + 1), y, good, weak: z.map((v) => sigmoid(v - 1 + (random.unit() - 0.5) * 8)), twin: good.map((v) => Math.min(1, Math.max(0, v + (random.unit() - 0.5) * 1e-3))) };
}

const rows = twoModels(1500);
const of = (score: Float64Array) => ({ rowIndex: rows.rowIndex, y: rows.y, score });

describe('paired differences', () => {
  test('a better model is called better, on metrics that rise and on metrics that fall', () => {
    const [auc, loss] = pairedDifferences(of(rows.good), of(rows.weak), { metrics: ['auc', 'log_loss'] });
    expect([auc!.verdict, loss!.verdict]).toEqual(['better', 'better']);
    expect(auc!.lo).toBeGreaterThan(0);
    expect(loss!.hi).toBeLessThan(0);
    expect(auc!.n).toBe(1500);
    const [back] = pairedDifferences(of(rows.weak), of(rows.good), { metrics: ['auc'] });
    expect(back!.verdict).toBe('worse');
    expect(back!.difference).toBeCloseTo(-auc!.difference!, 12);
  });

  test('a difference that the rows cannot show is called noise', () => {
    expect(pairedDifferences(of(rows.twin), of(rows.good), { metrics: ['auc'] })[0]).toMatchObject({ verdict: 'noise', note: null });
  });

  test('pairing makes the interval of near twins far narrower than that of either model', () => {
    const [d] = pairedDifferences(of(rows.twin), of(rows.good), { metrics: ['auc'] });
    expect(d!.hi! - d!.lo!).toBeLessThan(0.001);
  });

  test('rows are matched by source row, whatever their order, and the note counts what is shared', () => {
    const half = { rowIndex: rows.rowIndex.slice(0, 700).reverse(), y: rows.y.slice(0, 700).reverse(), score: rows.good.slice(0, 700).reverse() };
    const [d] = pairedDifferences(half, of(rows.weak), { metrics: ['auc'] });
    expect(d).toMatchObject({ n: 700, verdict: 'better', note: expect.stringContaining('700 rows') });
  });

  test.each([
    ['no shared rows', { ...of(rows.good), rowIndex: rows.rowIndex.map((v) => v + 9000) }, 'only 0 rows'],
    ['other labels', { ...of(rows.good), y: rows.y.map((v) => 1 - v) }, 'another label'],
    ['one class', { rowIndex: rows.rowIndex.filter((_, i) => rows.y[i] === 0), y: rows.y.filter((v) => v === 0), score: rows.good.filter((_, i) => rows.y[i] === 0) }, 'one class'],
  ])('%s: not comparable, and says why', (_, candidate, reason) => {
    expect(pairedDifferences(candidate, of(rows.weak), { metrics: ['auc'] })[0]).toMatchObject({ verdict: 'not-comparable', difference: null, note: expect.stringContaining(reason) });
  });

  test('best-threshold metrics compare only when both thresholds are known', () => {
    expect(pairedDifferences(of(rows.good), of(rows.weak), { metrics: ['f1_best'] })[0]!.verdict).toBe('not-comparable');
    expect(pairedDifferences({ ...of(rows.good), threshold: 0.4 }, { ...of(rows.weak), threshold: 0.4 }, { metrics: ['f1_best'] })[0]!.verdict).toBe('better');
  });

  test('what describes a run, such as its base rate, is listed and not compared', () => {
    expect(pairedDifferences(of(rows.good), of(rows.weak), { metrics: ['base_rate', 'best_threshold'] }).map((d) => d.verdict)).toEqual(['not-comparable', 'not-comparable']);
  });

  test('an unknown metric is refused by name', () => {
    expect(() => pairedDifferences(of(rows.good), of(rows.weak), { metrics: ['auroc'] })).toThrow(/auroc/);
  });
});
