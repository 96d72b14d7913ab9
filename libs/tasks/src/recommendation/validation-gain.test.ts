import type { Cases } from './cases';
import { validationGains } from './validation-gain';

// two customers with a history of two and one event; what comes next is the last event of each
const log = { items: 30, start: Int32Array.of(0, 3, 5), item: Int32Array.of(0, 1, 2, 4, 5), time: new Float64Array(5) };
const valid: Cases = { customer: Int32Array.of(0, 1), end: Int32Array.of(2, 4), now: new Float64Array(2), targetStart: Int32Array.of(0, 1, 2), event: Int32Array.of(2, 4) };
const options = { log, valid, removeHistory: true, most: 10 };

test('a first and a third place earn 1 and a half; places of the history are free where it is removed, and arrays are clean for the next list', () => {
  const third = (history: { items: Int32Array }, into: Float32Array): void => {
    for (const i of history.items) into[i] = 9;
    into.set([3, 2], 10);
    into[2] = 1;
  };
  expect(validationGains(options, [(_, into) => into.fill(1, 2, 3), third])).toEqual([1, 0.5]);
  expect(validationGains({ ...options, removeHistory: false }, [third])[0]).toBeCloseTo(1 / Math.log2(1 + 5), 12);
});

test('what a setting says nothing of earns nothing, however few the others are; beyond the tenth place neither', () => {
  const eleventh = (_: unknown, into: Float32Array): void => void into.fill(1, 10, 20).fill(0.5, 2, 3);
  expect(validationGains(options, [() => {}, (_, into) => into.fill(-1), eleventh])).toEqual([0, 0, 0]);
  expect(validationGains({ ...options, valid: { ...valid, customer: new Int32Array(0) } }, [(_, into) => into.fill(1, 2, 3)])).toEqual([0]);
});
