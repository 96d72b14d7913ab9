import { sessionIndex, sessionsOf, type SessionSettings } from './session-knn';

const DAY = 86_400_000;
const sequencesOf = (lists: number[][], items: number, at: (c: number, e: number) => number) => ({
  items, start: Int32Array.from([0, ...lists.map((_, c) => lists.slice(0, c + 1).reduce((n, l) => n + l.length, 0))]), item: Int32Array.from(lists.flat()), time: Float64Array.from(lists.flatMap((l, c) => l.map((_, e) => at(c, e)))),
});
const historyOf = (items: number[], now: number) => ({ items: Int32Array.from(items), times: new Float64Array(items.length).fill(now), now });
const PLAIN: SessionSettings = { gapDays: 0, itemDecay: 1e9, ageDays: 0, stepDecay: 1e9, backward: 1, again: true };

const scored = (lists: number[][], history: number[], settings: Partial<SessionSettings>, now = 0, at: (c: number, e: number) => number = () => 0) => {
  const into = new Float32Array(8);
  sessionIndex(sessionsOf(sequencesOf(lists, 8, at), 0), 8).score(historyOf(history, now), { ...PLAIN, ...settings }, into);
  return into;
};

test('weights by hand: rarity of the shared item, length of the session, distance from it, and what came before', () => {
  const lists = [[0, 1, 2, 3], [4, 0]];
  const rarity = Math.log(1 + 2 / (1 + 2));
  const s = scored(lists, [0], { stepDecay: 2, backward: 0.5 });
  expect(s[1]).toBeCloseTo(rarity / 2, 5);
  expect(s[3]).toBeCloseTo((rarity / 2) * Math.exp(-1), 5);
  expect(s[4]).toBeCloseTo((0.5 * rarity) / Math.SQRT2, 5);
  expect(s[0]).toBeCloseTo(rarity / 2 + rarity / Math.SQRT2, 5);
  expect(s[7]).toBe(0);
});

test('later items of the history count more, and so do newer sessions', () => {
  const late = scored([[0, 2], [1, 3]], [0, 1], { itemDecay: 1 });
  expect(late[2]! / late[3]!).toBeCloseTo(Math.exp(-1), 5);
  const aged = scored([[0, 2], [0, 3]], [0], { ageDays: 10 }, 20 * DAY, (c) => c * 10 * DAY);
  expect(aged[2]! / aged[3]!).toBeCloseTo(Math.exp(-1), 5);
  const stale = scored([[0, 2], [0, 3]], [0], { ageDays: 10 }, 20_000 * DAY, (c) => c * 10 * DAY);
  expect([stale[2], stale[3]]).toEqual([aged[2], aged[3]]);
});

test('items of the history are left alone where nobody looks again, and what events add up to is the score', () => {
  const lists = [[0, 1, 2], [1, 2, 3, 0], [5, 1, 3]];
  const index = sessionIndex(sessionsOf(sequencesOf(lists, 8, () => 0), 0), 8);
  const settings = { ...PLAIN, itemDecay: 1, stepDecay: 1, backward: 0.3, again: false };
  const history = historyOf([5, 0, 1], 0);
  const into = new Float32Array(8);
  index.score(history, settings, into);
  expect([into[0], into[1], into[5]]).toEqual([0, 0, 0]);
  const [none, ...told] = index.explain(history, settings, [0, 3, 2]);
  expect(told.map((events) => events.reduce((a, b) => a + b, 0))).toEqual([expect.closeTo(into[3]!, 5), expect.closeTo(into[2]!, 5)]);
  expect([...none!]).toEqual([0, 0, 0]);
});

test('a pause begins a session, one of a single event is none, long ones are cut, and all lie in order of time', () => {
  const { start, item } = sessionsOf(sequencesOf([[0, 1, 2, 3], [4, 5], [6]], 8, (c, e) => (c === 0 ? (e < 2 ? 30 : 50) : 40) * DAY), 1);
  expect([...start]).toEqual([0, 2, 4, 6]);
  expect([...item]).toEqual([0, 1, 4, 5, 2, 3]);
  expect(sessionsOf(sequencesOf([Array.from({ length: 120 }, (_, e) => e % 8)], 8, () => 0), 0).start).toEqual(Int32Array.of(0, 50, 100, 120));
});

test('what lies thousands of events back, no session at all and items nobody took are no trouble', () => {
  const long = scored([[0, 2], [1, 3]], [0, ...Array.from({ length: 5000 }, () => 1)], { itemDecay: 0.7 });
  expect([long[2]! > 0, long[3]! > 0]).toEqual([false, true]);
  expect([...scored([[0], [1]], [0, 7], {})].every((v) => v === 0)).toBe(true);
});

test('of an item of many sessions the newest are asked', () => {
  // only the newest 500 are asked, and those end in 2
  const s = scored([...Array.from({ length: 3000 }, () => [0, 1]), ...Array.from({ length: 500 }, () => [0, 2])], [0], {});
  expect(s[1]).toBe(0);
  expect(s[2]).toBeGreaterThan(0);
});
