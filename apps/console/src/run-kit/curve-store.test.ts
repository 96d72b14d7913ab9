import { addPoints, betterOf, readCurve } from './curve-store';

const point = (key: string, step: number, value: number | null, seq = step) => ({ key, step, value, wallMs: 1000 + step, seq });

describe('points from a stream', () => {
  it('are appended, and the same points may come twice', () => {
    const batch = [point('loss', 1, 0.5), point('loss', 2, 0.4), point('auc', 1, 0.7)];
    const once = addPoints([], batch);
    const twice = addPoints(once, batch);
    expect(twice).toEqual(once);
    expect(once.find((c) => c.key === 'loss')).toEqual({ key: 'loss', steps: [1, 2], values: [0.5, 0.4], wallMs: [1001, 1002] });
  });
  it('a resumed run writes a step again: the newer value stands, in its place', () => {
    const curves = addPoints(addPoints([], [point('loss', 1, 0.5), point('loss', 3, 0.3)]), [point('loss', 2, 0.4), point('loss', 3, 0.31)]);
    expect(curves[0]).toMatchObject({ steps: [1, 2, 3], values: [0.5, 0.4, 0.31] });
  });
  it('a curve without news keeps its identity', () => {
    const curves = addPoints([], [point('a', 1, 1), point('b', 1, 1)]);
    const next = addPoints(curves, [point('b', 2, 2)]);
    expect(next[0]).toBe(curves[0]);
    expect(next[1]).not.toBe(curves[1]);
  });
});

it('a curve is read at its end, its best or a step', () => {
  const curve = { steps: [1, 2, 3, 4], values: [0.5, 0.2, 0.3, null] };
  expect(readCurve(curve, { kind: 'last' })).toEqual({ step: 3, value: 0.3 });
  expect(readCurve(curve, { kind: 'best', better: 'lower' })).toEqual({ step: 2, value: 0.2 });
  expect(readCurve(curve, { kind: 'best', better: 'higher' })).toEqual({ step: 1, value: 0.5 });
  expect(readCurve(curve, { kind: 'step', step: 2 })).toEqual({ step: 2, value: 0.2 });
  expect(readCurve(curve, { kind: 'step', step: 0 })).toBeNull();
  expect([betterOf('valid/loss'), betterOf('valid/auc')]).toEqual(['lower', 'higher']);
});
