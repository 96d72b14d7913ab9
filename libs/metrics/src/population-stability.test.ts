import { categoryStability, numericStability, populationStability } from './population-stability';
import { seededRandom } from './seeded-random';

describe('population stability', () => {
  test('equals the sum written out by hand', () => {
    // (.6-.5) ln(.6/.5) + (.4-.5) ln(.4/.5)
    expect(populationStability([50, 50], [60, 40])).toBeCloseTo(0.1 * Math.log(1.2) - 0.1 * Math.log(0.8), 12);
  });

  test('no change is near zero, a shift is large, missing values count', () => {
    const random = seededRandom(1);
    const draw = (shift: number): Float64Array => Float64Array.from({ length: 5000 }, () => random.unit() + random.unit() + shift);
    const reference = draw(0);
    expect(numericStability(reference, draw(0))).toBeLessThan(0.01);
    expect(numericStability(reference, draw(0.6))).toBeGreaterThan(0.25);
    expect(numericStability(reference, reference.map((v, i) => (i % 2 === 0 ? v : Number.NaN)))).toBeGreaterThan(0.25);
  });

  test('a new category shows and stays finite; an empty side has no index', () => {
    expect(categoryStability(['a', 'a', 'b'], ['a', 'c', 'c'])).toBeGreaterThan(0.25);
    expect(categoryStability(['a'], [])).toBeNull();
    expect(numericStability(new Float64Array(0), new Float64Array(0))).toBeNull();
    expect(() => populationStability([1], [1, 2])).toThrow(/same bins/);
  });

  test('a constant column does not divide by nothing', () => {
    expect(numericStability(new Float64Array(50).fill(3), new Float64Array(50).fill(3))).toBeCloseTo(0, 12);
  });
});
