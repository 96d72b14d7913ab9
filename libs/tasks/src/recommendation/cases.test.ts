import { historyOf, splitEvents, type Cases } from './cases';
import { readEvents } from './events';

const DAY = 86_400_000;
/** Visitors with their first day and what they look at, a minute apart. */
const VISITS: [first: number, items: string][] = [[0, 'abc'], [1, 'ab'], [8, 'bcd'], [9, 'ca'], [14.9999, 'abcd'], [16, 'bad'], [20, 'c'], [22, 'dab']];

function logOf(visits: typeof VISITS) {
  const events = visits.flatMap(([first, items], c) => [...items].map((item, e) => ({ customer: `c${c}`, item, at: first * DAY + e * 60_000 })));
  return readEvents({
    rows: events.length, rowIndex: Int32Array.from(events, (_, i) => i + 1),
    columns: [{ name: 'who', type: 'string', values: events.map((e) => e.customer) }, { name: 'what', type: 'string', values: events.map((e) => e.item) }, { name: 'at', type: 'timestamp', values: Float64Array.from(events, (e) => e.at) }],
  }, { who: 'id', what: 'item', at: 'time' }, { foresee: [], ignore: [] });
}

const PARAMS = { protocol: 'sessions', windowDays: 7, fit: 'with-validation', removeHistory: false, mostLists: 100 } as const;

test('sessions: each next event of those who begin in the window, the window before it validates, and nobody learns from either', () => {
  const log = logOf(VISITS);
  const split = splitEvents(log, PARAMS);
  const told = (cases: Cases) => Array.from(cases.customer, (_, l) => `${Array.from(historyOf(log, cases, l).items, (i) => log.itemKeys[i]).join('')}>${log.itemKeys[log.item[cases.event[l]!]!]}`);
  // the log ends two minutes into day 22, the windows begin two minutes into days 8 and 15
  expect(told(split.test)).toEqual(['b>a', 'ba>d', 'd>a', 'da>b']);
  // c4 begins in the window before and goes on in the last: its fourth item belongs to neither
  expect(told(split.valid)).toEqual(['c>a', 'a>b', 'ab>c']);
  const lengths = (s: typeof split.fit) => Array.from({ length: 8 }, (_, c) => s.start[c + 1]! - s.start[c]!);
  expect(lengths(split.tune)).toEqual([3, 2, 3, 0, 0, 0, 0, 0]);
  expect(lengths(split.fit)).toEqual([3, 2, 3, 2, 3, 0, 0, 0]);
  expect(split.protocol).toContain('sessions of the last 7 days');
});

test('lists are bounded by leaving out whole sessions, the same ones whatever else is in the data', () => {
  const few = splitEvents(logOf(VISITS), { ...PARAMS, mostLists: 3 });
  expect(few.test.customer.length).toBeLessThanOrEqual(3);
  expect(new Set(few.test.customer).size).toBe(1);
});

test('sessions of one event each leave nothing to foresee', () => {
  expect(() => splitEvents(logOf(VISITS.map(([first, items]) => [first, items[0]!])), PARAMS)).toThrow(expect.objectContaining({ code: 'SPLIT_EMPTY' }));
});
