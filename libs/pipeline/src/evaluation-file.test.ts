import { decodeEvaluation, encodeEvaluation, takeEvaluation } from './evaluation-file';

const ROWS = { rowIndex: Int32Array.from([3, 9, 4]), y: Float64Array.from([1, 0, Number.NaN]), score: Float64Array.from([0.5, 0.25, 1e-12]) };
const EXTRA = { rank: Float64Array.from([1, 7.5, 300]), 'quantile 0.1': Float64Array.from([0, -1, 2]) };

test('evaluation rows come back as they were, with and without columns of the family\'s own, and when there are none', () => {
  expect(decodeEvaluation(encodeEvaluation(ROWS))).toEqual(ROWS);
  expect(decodeEvaluation(encodeEvaluation({ ...ROWS, extra: EXTRA }))).toEqual({ ...ROWS, extra: EXTRA });
  const none = { rowIndex: new Int32Array(0), y: new Float64Array(0), score: new Float64Array(0) };
  expect(decodeEvaluation(encodeEvaluation(none))).toEqual(none);
});

test('bytes that are no evaluation are refused', () => {
  const whole = encodeEvaluation({ ...ROWS, extra: EXTRA });
  for (const bytes of [whole.slice(0, -4), whole.slice(0, 20), Uint8Array.from([1, 2, 3]), new Uint8Array(0)]) expect(() => decodeEvaluation(bytes)).toThrow(/evaluation rows/);
});

test('rows are taken by source row with all their columns, or not at all', () => {
  expect(takeEvaluation({ ...ROWS, extra: EXTRA }, Int32Array.from([4, 3]))).toMatchObject({ score: Float64Array.from([1e-12, 0.5]), extra: { rank: Float64Array.from([300, 1]) } });
  expect(takeEvaluation(ROWS, Int32Array.from([4, 5]))).toBeNull();
});
