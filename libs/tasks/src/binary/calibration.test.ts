import { estimateBinary, seededRandom } from '@bellwether/metrics';
import { calibrate, fitCalibration } from './calibration';
import { greedyBlend } from './greedy-blend';

/** Labels drawn with probability `p`; scores are a distorted `p`. */
function rows(n: number, distort: (p: number) => number): { y: Float64Array; p: Float64Array; score: Float64Array } {
  const random = seededRandom(3);
  const p = Float64Array.from({ length: n }, () => random.unit() * 0.9 + 0.02);
  return { p, y: p.map((v) => (random.unit() < v ? 1 : 0)), score: p.map(distort) };
}

const sharpen = (t: number) => (p: number): number => 1 / (1 + ((1 - p) / p) ** t);

describe('calibration', () => {
  test('temperature scaling finds the temperature that sharpened the scores', () => {
    const { y, score } = rows(20_000, sharpen(3));
    expect(fitCalibration('temperature', y, score).a).toBeCloseTo(1 / 3, 1);
  });

  test('beta calibration mends a distortion that temperature cannot, and lowers log-loss', () => {
    const { y, score } = rows(20_000, (p) => p ** 2.5);
    const map = fitCalibration('beta', y, score);
    const before = estimateBinary(y, score, null, { replicates: 0 });
    const after = estimateBinary(y, score.map((s) => calibrate(map, s)), null, { replicates: 0 });
    expect(before.ece!.value).toBeGreaterThan(0.1);
    expect(after.ece!.value).toBeLessThan(0.02);
    expect(after.log_loss!.value).toBeLessThan(before.log_loss!.value!);
    expect(after.auc!.value).toBeCloseTo(before.auc!.value!, 6);
  });

  test('scores that rank backwards are flattened, never turned around', () => {
    const { y, score } = rows(5000, (p) => 1 - p);
    for (const kind of ['beta', 'temperature'] as const) {
      const map = fitCalibration(kind, y, score);
      expect(calibrate(map, 0.9)).toBeGreaterThanOrEqual(calibrate(map, 0.1));
    }
  });

  test('scores of exactly 0 and 1, and perfectly separated classes, stay finite', () => {
    const map = fitCalibration('beta', [0, 0, 1, 1], [0, 0, 1, 1]);
    expect([calibrate(map, 0), calibrate(map, 1)].every((p) => p > 0 && p < 1 && Number.isFinite(p))).toBe(true);
  });

  test('rows of one class cannot calibrate', () => {
    expect(() => fitCalibration('beta', [1, 1], [0.2, 0.4])).toThrow(expect.objectContaining({ code: 'TARGET_ONE_CLASS' }));
  });
});

describe('greedy blend', () => {
  const { y, p } = rows(4000, (v) => v);
  const noisy = (seed: number, size: number): Float64Array => {
    const random = seededRandom(seed);
    return p.map((v) => Math.min(0.99, Math.max(0.01, v + (random.unit() - 0.5) * size)));
  };

  test('two members that err independently share the weight and beat either', () => {
    const members = [noisy(1, 0.6), noisy(2, 0.6)];
    const weights = greedyBlend(y, members);
    expect(Math.min(...weights)).toBeGreaterThan(0.3);
    expect(weights.reduce((s, w) => s + w, 0)).toBeCloseTo(1, 12);
    const loss = (score: Float64Array): number => estimateBinary(y, score, null, { replicates: 0 }).log_loss!.value!;
    const blend = p.map((_, i) => weights.reduce((s, w, m) => s + w * members[m]![i]!, 0));
    expect(loss(blend)).toBeLessThan(Math.min(...members.map(loss)));
  });

  test('a useless member gets next to nothing', () => {
    expect(greedyBlend(y, [noisy(1, 0.1), p.map(() => 0.5), p.map((v) => 1 - v)])[0]).toBeGreaterThan(0.9);
  });
});
