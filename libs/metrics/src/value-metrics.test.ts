import { estimateValue, pairedValues } from './value-bootstrap';
import { valueFigures } from './value-figures';
import { seededRandom } from './seeded-random';
import { VALUE_KEYS, valueMeter, type ValueKey } from './value-measure';
import { VALUE_METRICS } from './value-specs';

const measure = (rows: Parameters<typeof valueMeter>[0], counts: Uint16Array | null = null): Record<ValueKey, number> => {
  const out = new Float64Array(VALUE_KEYS.length);
  valueMeter(rows).measure(counts, out);
  return Object.fromEntries(VALUE_KEYS.map((key, k) => [key, out[k]!])) as Record<ValueKey, number>;
};

/** Amounts with many zeros around exp(u); the scores are what the mean truly is, times `off`. */
function amounts(n: number, off = 1): { y: Float64Array; score: Float64Array } {
  const random = seededRandom(4);
  const mu = Float64Array.from({ length: n }, () => Math.exp(2 * random.unit()));
  return { y: mu.map((m) => (random.unit() < 0.5 ? 0 : 4 * m * random.unit())), score: mu.map((m) => m * off) };
}

describe('metrics of an expected value', () => {
  // scikit-learn 1.9.1, scipy 1.17.1: mean_tweedie_deviance(power=1.5 and 1), d2_tweedie_score(power=1.5), r2_score, mean_absolute_error; scipy spearmanr
  test('golden values', () => {
    const m = measure({ y: [0, 1, 0, 3, 2, 0, 5, 1], score: [0.2, 0.8, 0.5, 2.5, 1.5, 0.4, 3.0, 1.5] });
    expect(m.tweedie_deviance).toBeCloseTo(1.0154297294, 9);
    expect(m.poisson_deviance).toBeCloseTo(0.4735338443, 9);
    expect(m.d2).toBeCloseTo(0.5796412743, 9);
    expect(m.mae).toBeCloseTo(0.6, 9);
    expect(m.rmse).toBeCloseTo(0.8093207029, 9);
    expect(m.r2).toBeCloseTo(0.7618181818, 9);
    expect(m.spearman).toBeCloseTo(0.9570819167, 9);
    expect(m.total_ratio).toBeCloseTo(10.4 / 12, 9);
  });

  test('a perfect order has Gini 1, a reversed one -1, and one score for all 0; the constant explains nothing', () => {
    const y = [0, 0, 1, 4, 9];
    expect(measure({ y, score: [1, 2, 3, 4, 5] }).gini).toBeCloseTo(1, 9);
    expect(measure({ y, score: [5, 4, 3, 2, 1] }).gini).toBeCloseTo(-1, 9);
    const constant = measure({ y, score: new Array<number>(5).fill(2.8) });
    expect([constant.gini, constant.d2, constant.r2].every((v) => Math.abs(v) < 1e-9)).toBe(true);
    expect(Number.isNaN(constant.spearman)).toBe(true);
  });

  test('rows counted twice measure as rows written twice', () => {
    const { y, score } = amounts(60);
    const counts = Uint16Array.from(y, (_, i) => i % 3);
    const repeat = (v: Float64Array): number[] => [...v].flatMap((x, i) => new Array<number>(i % 3).fill(x));
    const [counted, written] = [measure({ y, score }, counts), measure({ y: repeat(y), score: repeat(score) })];
    for (const key of VALUE_KEYS.filter((k) => !k.endsWith('_80') && k !== 'calibration_10' && k !== 'integrated_brier')) expect([key, counted[key]]).toEqual([key, expect.closeTo(written[key], 6)]);
  });

  test('concordance: pairs in order, equal scores count half, and a wait that was not seen to end is compared with those that were', () => {
    expect(measure({ y: [1, 2, 3, 4], score: [1, 2, 2, 1] }).c_index).toBeCloseTo(3 / 6, 9);
    // pairs: 1<2, 1<5 (two), 2<5 (two); the two at the horizon are not compared
    expect(measure({ y: [1, 2, 5, 5], score: [3, 1, 4, 2], observed: [1, 1, 0, 0] }).c_index).toBeCloseTo(3 / 5, 9);
    expect(measure({ y: [1, 2], score: [1, 2], brier: [0.1, 0.3] }).integrated_brier).toBeCloseTo(0.2, 9);
  });

  test('intervals: the share inside and the width; without them both are null', () => {
    const m = estimateValue({ y: [0, 1, 2, 9], score: [1, 1, 2, 3], low: [0, 0, 1, 1], high: [1, 2, 3, 5] }, { replicates: 0 });
    expect(m.coverage_80!.value).toBe(0.75);
    expect(m.width_80!.value).toBeCloseTo(9 / 12, 9);
    expect(estimateValue({ y: [0, 1], score: [1, 1] }, { replicates: 0 }).coverage_80!.value).toBeNull();
  });

  test('the truth beats what is half of it, by an interval that leaves out zero; the same against itself is noise', () => {
    const [truth, half] = [amounts(600), amounts(600, 0.5)];
    const rowIndex = Int32Array.from(truth.y.keys());
    const of = (rows: typeof truth) => ({ rowIndex, ...rows });
    const verdicts = Object.fromEntries(pairedValues(of(truth), of(half), { metrics: ['d2', 'tweedie_deviance', 'total_ratio', 'gini'], replicates: 40 }).map((d) => [d.metric, d.verdict]));
    expect(verdicts).toEqual({ d2: 'better', tweedie_deviance: 'better', total_ratio: 'better', gini: 'noise' });
    expect(pairedValues(of(truth), of(half), { metrics: ['d2'], replicates: 10 })[0]!.n).toBe(600);
    expect(pairedValues({ rowIndex, y: truth.y.map((v) => v + 1), score: truth.score }, of(truth), { metrics: ['d2'] })[0]!.verdict).toBe('not-comparable');
  });

  test('every key has words, intervals hold the point, and figures stand whatever the target', () => {
    expect(VALUE_METRICS.map((m) => m.key).sort()).toEqual([...VALUE_KEYS].sort());
    const { y, score } = amounts(200);
    for (const { value, lo, hi } of Object.values(estimateValue({ y, score }, { replicates: 50 }))) if (lo !== null) expect(lo <= value! + 0.05 && hi! >= value! - 0.05).toBe(true);
    expect(valueFigures({ y, score, low: score.map(() => 0), high: score.map((s) => 2 * s) }).map((f) => f.key)).toEqual(['tenths', 'value_gain', 'coverage', 'values']);
    expect(valueFigures({ y: [0, 0, 0], score: [1, 1, 1] }).map((f) => f.key)).toEqual(['tenths', 'values']);
    expect(valueFigures({ y: [], score: [] })).toEqual([]);
    expect(() => valueMeter({ y: [1, Number.NaN], score: [1, 1] })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});
