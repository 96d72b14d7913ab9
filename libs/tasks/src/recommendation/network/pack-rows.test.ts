import { packHistories, packTraining } from './pack-rows';

const LENGTH = 5;

/** Customers with 3, 1, 8 and 2 events. */
const sequences = () => {
  const lengths = [3, 1, 8, 2];
  const start = Int32Array.from([0, 3, 4, 12, 14]);
  return { items: 20, start, item: Int32Array.from(lengths.flatMap((n, c) => Array.from({ length: n }, (_, e) => c * 5 + (e % 5)))), time: Float64Array.from(lengths.flatMap((n) => Array.from({ length: n }, (_, e) => e * 1000))) };
};

test('every pair of neighbours is learnt once, in a row where its sequence has a segment of its own', () => {
  const s = sequences();
  const { rows, inputs } = packTraining(s, null, { length: LENGTH, negativesPerRow: 3, seed: 1 });
  const pairs: string[] = [];
  for (let at = 0; at < rows * LENGTH; at++) {
    if (inputs.next[at] === 0) continue;
    pairs.push(`${inputs.seq[at]! - 1}>${inputs.next[at]! - 1}`);
    // what follows in the row belongs to the same sequence, or has another segment
    if (at % LENGTH > 0 && inputs.segment[at] === inputs.segment[at - 1]) expect(inputs.seq[at]).toBe(inputs.next[at - 1]);
  }
  const expected = [0, 2, 3].flatMap((c) => Array.from({ length: s.start[c + 1]! - s.start[c]! - 1 }, (_, k) => `${s.item[s.start[c]! + k]}>${s.item[s.start[c]! + k + 1]}`));
  expect(pairs.sort()).toEqual(expected.sort());
  expect(rows).toBeLessThan(4);
  expect(inputs.negative.every((i) => i >= 1 && i <= 20)).toBe(true);
});

test('an event that is not to be foreseen teaches as context alone', () => {
  const s = sequences();
  const { inputs } = packTraining(s, Uint8Array.from(s.item, (_, e) => (e === 2 ? 1 : 0)), { length: LENGTH, negativesPerRow: 1, seed: 1 });
  expect(inputs.next.filter((n) => n > 0)).toEqual(Int32Array.of(s.item[2]! + 1));
});

test('a history ends in the last position, the newest events of one too long', () => {
  const { inputs } = packHistories([{ items: Int32Array.of(4, 5), times: Float64Array.of(1000, 3000), now: 0 }, { items: Int32Array.from({ length: 9 }, (_, i) => i), times: new Float64Array(9), now: 0 }], LENGTH);
  expect([...inputs.seq]).toEqual([0, 0, 0, 5, 6, 5, 6, 7, 8, 9]);
  expect([...inputs.segment.subarray(0, LENGTH)]).toEqual([0, 0, 0, 1, 1]);
  expect([...inputs.time.subarray(3, 5)]).toEqual([0, 2]);
});
