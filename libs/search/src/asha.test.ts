import { ashaDecision, bestUpTo, rungAt, rungsReached } from './asha';
import { paretoFront } from './pareto';

const rule = { firstRung: 3, reduction: 3 };

describe('asynchronous successive halving', () => {
  it('ranks at firstRung x reduction^k', () => {
    expect([0, 1, 2, 3].map((k) => rungAt(rule, k))).toEqual([3, 9, 27, 81]);
    expect([0, 2, 3, 8, 9, 80, 81].map((resource) => rungsReached(rule, resource))).toEqual([0, 0, 1, 1, 2, 3, 4]);
  });

  it('lets the best third of those that have been there go on, as of when each comes', () => {
    const losses = [0.5, 0.4, 0.6, 0.3, 0.45, 0.35, 0.7, 0.2, 0.32];
    const decisions = losses.map((loss, i) => ashaDecision(rule, loss, losses.slice(0, i)));
    expect(decisions.map((d) => d.rank)).toEqual([1, 1, 3, 1, 3, 2, 7, 1, 3]);
    // one of up to five, two of six to eight, three of nine
    expect(decisions.map((d) => d.keep)).toEqual([true, true, false, true, false, true, false, true, true]);
    expect(ashaDecision(rule, 0.34, [0.1, 0.2, 0.3, 0.32, 0.33, 0.5, 0.6, 0.7])).toEqual({ rank: 6, of: 9, keep: false });
  });

  it('keeps about a third in the long run, whatever the losses', () => {
    const losses = Array.from({ length: 900 }, (_, i) => Math.sin(i * 12.9898) * 43758.5453 - Math.floor(Math.sin(i * 12.9898) * 43758.5453));
    const kept = losses.filter((loss, i) => ashaDecision(rule, loss, losses.slice(0, i)).keep).length;
    expect(kept / 900).toBeGreaterThan(0.3);
    expect(kept / 900).toBeLessThan(0.37);
  });

  it('of equals the first goes on; what is not a number never does, but where it is alone', () => {
    expect(ashaDecision(rule, 0.5, [0.5])).toMatchObject({ rank: 2, keep: false });
    expect(ashaDecision(rule, Number.NaN, [0.5, 0.6, 0.7])).toMatchObject({ rank: 4, of: 4, keep: false });
  });

  it('judges a curve by the best up to the rung, as the run itself would', () => {
    const points = [{ at: 1, value: 0.6 }, { at: 2, value: 0.4 }, { at: 3, value: 0.5 }, { at: 4, value: 0.1 }];
    expect(bestUpTo(points, 3, 'lower')).toBe(0.4);
    expect(bestUpTo(points, 3, 'higher')).toBe(0.6);
    expect(bestUpTo([{ at: 1, value: Number.NaN }], 3, 'lower')).toBeNull();
  });
});

test('the Pareto front has what nothing else beats in everything; what lacks a value takes no part', () => {
  expect(paretoFront([[1, 9], [2, 5], [3, 6], [9, 1], [2, 5], [null, 0]])).toEqual([0, 1, 3, 4]);
  expect(paretoFront([])).toEqual([]);
});
