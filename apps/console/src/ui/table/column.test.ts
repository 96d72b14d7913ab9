import { compareValues, EMPTY_LAYOUT, fitWidths, moveColumn, orderColumns, rangeOf } from './column';

const columns = [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd', pinned: true }];
const ids = (list: { id: string }[]) => list.map((c) => c.id);

test('pinned columns come first, and a saved order keeps columns it has never seen beside their neighbour', () => {
  expect(ids(orderColumns(columns, EMPTY_LAYOUT))).toEqual(['d', 'a', 'b', 'c']);
  expect(ids(orderColumns(columns, { ...EMPTY_LAYOUT, order: ['c', 'a', 'd'] }))).toEqual(['d', 'c', 'a', 'b']);
  expect(ids(orderColumns(columns, { ...EMPTY_LAYOUT, pinned: { d: false, b: true } }))).toEqual(['b', 'a', 'c', 'd']);
});

test('a column moves to a place inside the list', () => {
  expect(moveColumn(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c']);
  expect(moveColumn(['a', 'b', 'c'], 'c', -1)).toEqual(['c', 'a', 'b']);
});

test('missing values sort last in both directions', () => {
  const sorted = (desc: boolean) => [3, null, 1, Number.NaN, 2].sort((a, b) => compareValues(a, b, desc, 'en'));
  expect(sorted(false)).toEqual([1, 2, 3, null, Number.NaN]);
  expect(sorted(true)).toEqual([3, 2, 1, null, Number.NaN]);
  expect(['run 10', 'run 9'].sort((a, b) => compareValues(a, b, false, 'en'))).toEqual(['run 9', 'run 10']);
});

test('a shift-click selects everything between, in either direction', () => {
  expect(rangeOf(['a', 'b', 'c', 'd'], 'b', 'd')).toEqual(['b', 'c', 'd']);
  expect(rangeOf(['a', 'b', 'c', 'd'], 'd', 'b')).toEqual(['b', 'c', 'd']);
  expect(rangeOf(['a', 'b'], null, 'b')).toEqual(['b']);
  expect(rangeOf(['a', 'b'], 'gone', 'b')).toEqual(['b']);
});

test('columns give way to the room there is, numbers first, but never cut a header or what the reader has set', () => {
  const wide = [{ id: 'name', title: 'Name', width: 300, fixed: true }, { id: 'text', title: 'Sentence', width: 500 }, { id: 'n', title: 'Versions', width: 90, align: 'right' as const }, { id: 'rows', title: 'Rows', width: 130, align: 'right' as const }].map((c) => ({ ...c, cell: () => null }));
  const sum = (widths: number[]) => widths.reduce((a, b) => a + b, 0);
  const free = fitWidths(wide, {}, 2000);
  expect([free[0], free[1], free[3]]).toEqual([300, 500, 130]);
  expect(free[2]).toBeGreaterThan(100);
  // thirty too many come from the one number that can spare them
  expect(fitWidths(wide, {}, sum(free) - 30)).toEqual([300, 500, free[2], 100]);
  const rows = fitWidths(wide, {}, 1)[3]!;
  expect(rows).toBeGreaterThan(80);
  expect(rows).toBeLessThan(100);
  const tight = fitWidths(wide, {}, 800);
  expect(sum(tight)).toBeLessThanOrEqual(800);
  expect(sum(tight)).toBeGreaterThan(790);
  expect(tight.slice(2)).toEqual([free[2], rows]);
  expect(fitWidths(wide, { text: 640 }, 700)[1]).toBe(640);
  expect(fitWidths(wide, {}, 200)).toEqual([210, 250, free[2], rows]);
  // with room to see others too, the name of a row is hardly cut
  expect(fitWidths(wide, {}, 700)[0]).toBe(270);
});
