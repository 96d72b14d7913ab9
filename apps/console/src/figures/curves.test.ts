import { alignCurves, COLUMNS_PER_CURVE, readAt, smooth } from './curves';

test('smoothing removes the bias of its start, keeps gaps, and at 0 changes nothing', () => {
  expect(smooth([2, 2, 2], 0.9)).toEqual([2, 2, 2].map((v) => expect.closeTo(v, 10)));
  expect(smooth([1, null, 3], 0.5)).toEqual([1, null, expect.closeTo((0.25 + 1.5) / 0.75, 10)]);
  expect(smooth([1, 5, 3], 0)).toEqual([1, 5, 3]);
});

const curves = [
  { id: 'a', name: 'a', x: [0, 10, 20], y: [1, 0.5, 0], seconds: [0, 1, 2] },
  { id: 'b', name: 'b', x: [5, 20], y: [2, 1], seconds: [0.5, 4] },
];

test('curves with different steps share one axis, with gaps where a curve has no point', () => {
  const { x, columns } = alignCurves(curves, { smoothing: 0, time: false, log: false });
  expect(x).toEqual([0, 5, 10, 20]);
  expect(columns[0]).toEqual([1, null, 0.5, 0]);
  expect(columns[COLUMNS_PER_CURVE]).toEqual([null, 2, null, 1]);
  expect(alignCurves(curves, { smoothing: 0, time: true, log: false }).x).toEqual([0, 0.5, 1, 2, 4]);
});

test('a log axis leaves out what it cannot show', () => {
  expect(alignCurves(curves, { smoothing: 0, time: false, log: true }).columns[0]).toEqual([1, null, 0.5, null]);
});

test('the raw line stands behind only when the drawn one is smoothed', () => {
  expect(alignCurves(curves, { smoothing: 0, time: false, log: false }).columns[1]!.every((v) => v === null)).toBe(true);
  expect(alignCurves(curves, { smoothing: 0.6, time: false, log: false }).columns[1]).toEqual([1, null, 0.5, 0]);
});

test('reading at a position takes each curve at its last point before it', () => {
  const aligned = alignCurves(curves, { smoothing: 0, time: false, log: false });
  expect(readAt(aligned, 2, 2)).toEqual([0.5, 2]);
  expect(readAt(aligned, 2, 0)).toEqual([1, null]);
});
