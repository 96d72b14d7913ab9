import type { FigureOf } from '@bellwether/contracts';
import { cheapestThreshold, columnDecimals, csvOf, describe as describeFigure, nearestThreshold, readThreshold, tableOf, type PrepareContext } from './prepare';

const c: PrepareContext = { of: (x) => x.en, t: (key, values) => `${key}${values ? ` ${JSON.stringify(values)}` : ''}`, number: (v) => String(v), percent: (v) => `${v * 100}%`, day: (ms) => new Date(ms).toISOString() };
const both = (s: string) => ({ en: s, zh: s });

const threshold: FigureOf<'threshold'> = { key: 'threshold', mark: 'threshold', title: both('Threshold'), thresholds: [0.1, 0.5, 0.9], truePositive: [10, 6, 0], falsePositive: [30, 4, 0], trueNegative: [60, 86, 90], falseNegative: [0, 4, 10], best: 0.5 };

test('a threshold reads as counts and rates, and a rate over nothing is null', () => {
  expect(readThreshold(threshold, 1)).toMatchObject({ precision: 0.6, recall: 0.6, f1: 0.6, accuracy: 0.92, flagged: 0.1 });
  expect(readThreshold(threshold, 2).precision).toBeNull();
  expect(nearestThreshold(threshold.thresholds, 0.56)).toBe(1);
});

test('the cheapest threshold follows the costs', () => {
  expect(cheapestThreshold(threshold, 1, 1)).toBe(1);
  expect(cheapestThreshold(threshold, 1, 100)).toBe(0);
  expect(cheapestThreshold(threshold, 100, 1)).toBe(2);
});

test('every point of every series is in the table, with its band and its count', () => {
  const table = tableOf({ key: 'k', mark: 'line', title: both('Reliability'), x: { label: both('predicted') }, y: { label: both('observed') }, series: [{ name: both('a'), x: [0, 1], y: [0.1, null], lo: [0, null], hi: [0.2, null], count: [5, 0] }] }, c);
  expect(table.rows).toEqual([['a', 0, 0.1, 0, 0.2, 5], ['a', 1, null, null, null, 0]]);
  expect(table.columns).toHaveLength(6);
});

test('days are days in the table and in the file, not milliseconds; a cell in two languages is read in one', () => {
  const axis = { label: both('x'), time: true };
  expect(tableOf({ key: 'k', mark: 'line', title: both('Sales'), x: axis, y: { label: both('Units') }, series: [{ name: both('a'), x: [Date.UTC(2017, 0, 2), Date.UTC(2017, 0, 2, 6)], y: [1, 2] }] }, c).rows.map((r) => r[1])).toEqual(['2017-01-02', '2017-01-02T06:00:00.000Z']);
  expect(tableOf({ key: 'k', mark: 'table', title: both('Kinds'), columns: [both('a')], rows: [[{ en: 'Smooth', zh: '平稳' }, null, 3]] }, c).rows).toEqual([['Smooth', null, 3]]);
});

test('an exported text that a spreadsheet would run is defused; a negative number is not touched', () => {
  expect(csvOf({ columns: ['a', 'b'], rows: [['=HYPERLINK("x")', -1.5], ['plain, with comma', null]] })).toBe('\uFEFFa,b\r\n"\'=HYPERLINK(""x"")",-1.5\r\n"plain, with comma",\r\n');
});

test('each mark has words', () => {
  expect(describeFigure({ key: 'k', mark: 'bar', title: both('Importance'), x: { label: both('x') }, y: { label: both('y') }, categories: ['low', 'high'], series: [{ name: both('s'), y: [1, 2] }] }, c)).toContain('high 2, low 1');
  expect(describeFigure(threshold, c)).toContain('"precision":"60%"');
  expect(describeFigure({ key: 'k', mark: 'line', title: both('Empty'), x: { label: both('x') }, y: { label: both('y') }, series: [{ name: both('s'), x: [], y: [] }] }, c)).toContain('Empty');
});

test('a column of fractions has as many decimals in every row; whole numbers and sizes far apart have none of their own', () => {
  expect(columnDecimals([0.6297, -0.04336, null, 0.003817])).toBe(4);
  expect(columnDecimals([3.385, 0.4443])).toBe(3);
  expect(columnDecimals([12, 5323, 0])).toBeNull();
  expect(columnDecimals([120.5, 1e-6])).toBeNull();
  expect(columnDecimals(['Smooth', null])).toBeNull();
});
