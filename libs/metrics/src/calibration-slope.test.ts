import { calibrationSlope } from './calibration-slope';
import { seededRandom } from './seeded-random';

const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));

/** Rows whose true log-odds are the foretold ones times `slope` plus `shift`. */
function rows(n: number, slope: number, shift: number): { y: Float64Array; score: Float64Array } {
  const random = seededRandom(3);
  const odds = Float64Array.from({ length: n }, () => 3 * (random.unit() + random.unit() - 1));
  return { score: odds.map(sigmoid), y: odds.map((v) => Number(random.unit() < sigmoid(slope * v + shift))) };
}

describe('calibration slope', () => {
  it.each([[1, 0], [0.6, 0], [1.5, -0.4]])('finds slope %d and intercept %d within three standard errors', (slope, shift) => {
    const { y, score } = rows(8000, slope, shift);
    const found = calibrationSlope(y, score)!;
    expect(Math.abs(found.slope - slope)).toBeLessThan(3 * found.slopeError);
    expect(Math.abs(found.intercept - shift)).toBeLessThan(0.1);
    expect(found.slopeError).toBeLessThan(0.08);
  });

  it('has no answer for one class or one score', () => {
    expect(calibrationSlope([1, 1], [0.2, 0.7])).toBeNull();
    expect(calibrationSlope([0, 1], [0.5, 0.5])).toBeNull();
  });
});
