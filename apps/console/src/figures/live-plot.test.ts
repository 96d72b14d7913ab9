import { tickDigits } from './live-plot';

test('ticks that lie close together far from zero keep the digits that tell them apart', () => {
  expect(tickDigits([0.00199, 0.001992, 0.001994])).toBe(5);
  expect(tickDigits([0, 0.5, 1])).toBe(3);
  expect(tickDigits([1000, 2000, null])).toBe(3);
  expect(tickDigits([100_000, 100_001])).toBe(7);
  expect(tickDigits([])).toBe(3);
});
