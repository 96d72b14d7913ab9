import { readFileSync } from 'node:fs';
import { bestThreshold } from './best-threshold';
import { estimateBinary } from './binary-bootstrap';
import { binaryFigures } from './binary-curves';
import { BINARY_KEYS } from './binary-measure';
import { BINARY_METRICS } from './binary-specs';
import { seededRandom } from './seeded-random';

type Golden = { name: string; y: number[]; p: number[]; expected: Record<string, number>; bestF1: number; bestAt: number; confusion: number[][] };
const GOLDEN = JSON.parse(readFileSync(new URL('../fixtures/binary-golden.json', import.meta.url), 'utf8')) as Golden[];

/** Calibrated by construction: the label is drawn with the score as its probability. */
function calibratedRows(n: number, seed: number): { y: Float64Array; p: Float64Array } {
  const random = seededRandom(seed);
  const p = Float64Array.from({ length: n }, () => random.unit() ** 3);
  return { y: p.map((v) => (random.unit() < v ? 1 : 0)), p };
}

describe('binary metrics', () => {
  test.each(GOLDEN)('$name: every value equals scikit-learn', ({ y, p, expected }) => {
    const measured = estimateBinary(y, p, null, { replicates: 0 });
    for (const [key, value] of Object.entries(expected)) expect([key, measured[key]!.value]).toEqual([key, expect.closeTo(value, 10)]);
  });

  test.each(GOLDEN)('$name: the best threshold reaches the best F1 of scikit-learn', ({ y, p, bestF1, bestAt }) => {
    const threshold = bestThreshold(y, p)!;
    expect(threshold).toBeLessThanOrEqual(bestAt);
    expect(estimateBinary(y, p, threshold, { replicates: 0 }).f1_best!.value).toBeCloseTo(bestF1, 10);
  });

  test('every measured key is described, in both languages', () => {
    const described = BINARY_METRICS.map((s) => s.key);
    expect(described.filter((key) => key !== 'best_threshold' && key !== 'base_rate').sort()).toEqual([...BINARY_KEYS].sort());
    for (const spec of BINARY_METRICS) expect([spec.title.zh, spec.help.zh, spec.help.en].every((t) => t.length > 0)).toBe(true);
  });

  test('the order of rows does not matter', () => {
    const { y, p } = GOLDEN[0]!;
    const back = estimateBinary([...y].reverse(), [...p].reverse(), 0.3, { replicates: 0 });
    const there = estimateBinary(y, p, 0.3, { replicates: 0 });
    for (const key of BINARY_KEYS) expect(back[key]!.value).toBeCloseTo(there[key]!.value!, 12);
  });

  test('lift of a perfect ranking is one over the base rate until the positives run out', () => {
    const y = Array.from({ length: 100 }, (_, i) => (i < 10 ? 1 : 0));
    const measured = estimateBinary(y, y.map((_, i) => 1 - i / 100), null, { replicates: 0 });
    expect([measured.lift_5!.value, measured.lift_10!.value, measured.lift_20!.value]).toEqual([10, 10, 5]);
    expect(measured.ks!.value).toBe(1);
  });

  test('all scores equal: a coin, and no lift', () => {
    const measured = estimateBinary([1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25], null, { replicates: 0 });
    expect([measured.auc!.value, measured.ap!.value, measured.lift_5!.value, measured.ece!.value]).toEqual([0.5, 0.25, 1, 0]);
  });

  test('one class only: rank metrics are undefined, not zero, and the rest still holds', () => {
    const measured = estimateBinary([0, 0, 0], [0.1, 0.2, 0.3], null);
    expect([measured.auc!.value, measured.ap!.value, measured.recall!.value, measured.lift_5!.value]).toEqual([null, null, null, null]);
    expect(measured.accuracy).toEqual({ value: 1, lo: null, hi: null, n: 3 });
    expect(bestThreshold([0, 0], [0.1, 0.2])).toBeNull();
  });

  test('no rows at all: nothing is claimed', () => {
    expect(estimateBinary([], [], 0.5).log_loss).toEqual({ value: null, lo: null, hi: null, n: 0 });
    expect(binaryFigures([], [], 0.5)).toEqual([]);
  });

  test.each([[[0, 2], [0.1, 0.2]], [[0, 1], [0.1, 1.2]], [[0, 1], [0.1, Number.NaN]], [[0, 1], [0.5]]])('labels %j with scores %j are refused', (y, p) => {
    expect(() => estimateBinary(y, p, null)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});

describe('bootstrap intervals', () => {
  test('the same seed gives the same interval, another seed a near one', () => {
    const { y, p } = GOLDEN[2]!;
    const [a, b, c] = [7, 7, 8].map((seed) => estimateBinary(y, p, 0.4, { seed, replicates: 500 }).auc!);
    expect(a).toEqual(b);
    expect(c).not.toEqual(a);
    expect(c!.lo).toBeCloseTo(a!.lo!, 1);
    expect(a!.lo).toBeLessThan(a!.value!);
    expect(a!.hi).toBeGreaterThan(a!.value!);
  });

  test('the AUC interval has the width that Hanley and McNeil predict', () => {
    const { y, p } = calibratedRows(4000, 3);
    const { value, lo, hi } = estimateBinary(y, p, null).auc!;
    const positives = y.reduce((s, v) => s + v, 0);
    const negatives = y.length - positives;
    const a = value!;
    const q1 = a / (2 - a);
    const q2 = (2 * a * a) / (1 + a);
    const se = Math.sqrt((a * (1 - a) + (positives - 1) * (q1 - a * a) + (negatives - 1) * (q2 - a * a)) / (positives * negatives));
    expect((hi! - lo!) / (2 * 1.96 * se)).toBeGreaterThan(0.7);
    expect((hi! - lo!) / (2 * 1.96 * se)).toBeLessThan(1.3);
  });

  test('the intervals of the AUC cover the truth about as often as they say', () => {
    // AUC of two normals one standard deviation apart, through the logistic function: Phi(1 / sqrt 2)
    const truth = 0.7602499389;
    let covered = 0;
    for (let trial = 0; trial < 100; trial++) {
      const random = seededRandom(1000 + trial);
      const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
      const y = Float64Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 1 : 0));
      const p = y.map((label) => 1 / (1 + Math.exp(-(normal() + label))));
      const { lo, hi } = estimateBinary(y, p, null, { replicates: 200, seed: trial }).auc!;
      if (lo! <= truth && truth <= hi!) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(88);
  });

  test('calibration error: small when calibrated, plain when not, and its interval holds its value', () => {
    const { y, p } = calibratedRows(4000, 5);
    const good = estimateBinary(y, p, null, { replicates: 200 }).ece!;
    const bad = estimateBinary(y, p.map((v) => v ** 0.5), null, { replicates: 200 }).ece!;
    expect(good.value).toBeLessThan(0.03);
    expect(good.lo).toBeLessThanOrEqual(good.value!);
    expect(good.hi).toBeGreaterThanOrEqual(good.value!);
    expect(bad.lo).toBeGreaterThan(0.1);
  });

  test('the whole set over 4,000 rows and 1,000 replicates takes less than 2 seconds', () => {
    const { y, p } = calibratedRows(4000, 9);
    const started = performance.now();
    estimateBinary(y, p, 0.4);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('figures', () => {
  const { y, p, confusion } = GOLDEN[1]!;
  const figures = Object.fromEntries(binaryFigures(y, p, bestThreshold(y, p)).map((f) => [f.key, f]));

  test('every promised figure is made', () => {
    expect(Object.keys(figures).sort()).toEqual(['confusion', 'confusion_best', 'gain', 'lift', 'pr', 'reliability', 'roc', 'scores', 'threshold']);
  });

  test('the confusion matrix equals that of scikit-learn and agrees with the threshold figure', () => {
    expect(figures.confusion).toMatchObject({ cells: confusion });
    const at = figures.threshold as Extract<(typeof figures)[string], { mark: 'threshold' }>;
    const half = at.thresholds.indexOf(0.5);
    expect([[at.trueNegative[half], at.falsePositive[half]], [at.falseNegative[half], at.truePositive[half]]]).toEqual(confusion);
  });

  test('the area under the drawn ROC curve is the AUC, and reliability counts every row', () => {
    const roc = figures.roc as Extract<(typeof figures)[string], { mark: 'line' }>;
    const { x, y: t } = roc.series[0]!;
    let area = 0;
    for (let i = 1; i < x.length; i++) area += ((x[i]! - x[i - 1]!) * (t[i]! + t[i - 1]!)) / 2;
    expect(area).toBeCloseTo(GOLDEN[1]!.expected.auc!, 4);
    const reliability = figures.reliability as typeof roc;
    expect(reliability.series[0]!.count!.reduce((s, c) => s + c, 0)).toBe(y.length);
  });

  test('with one class only, figures that need both are left out', () => {
    expect(binaryFigures([0, 0], [0.2, 0.4], null).map((f) => f.key).sort()).toEqual(['confusion', 'reliability', 'scores']);
  });
});
