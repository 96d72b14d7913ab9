import { decimalsFor, formatBytes, formatChange, formatDay, formatDuration, formatMonth, formatEstimate, formatNumber, formatPercent, formatRange, formatRelative } from './format';

const en = 'en-GB';

test('an estimate shows the digits that its interval allows, and no more', () => {
  expect(formatEstimate({ value: 0.93412, lo: 0.9282, hi: 0.9399 }, en)).toBe('0.934 ± 0.006');
  expect(formatEstimate({ value: 0.93412, lo: 0.9215, hi: 0.9455 }, en)).toBe('0.934 ± 0.013');
  expect(formatEstimate({ value: 1234.56, lo: 1190, hi: 1280 }, en)).toBe('1,235 ± 45');
  expect(formatEstimate({ value: 0.5, lo: null, hi: null }, en)).toBe('0.5');
  expect(formatEstimate(null, en)).toBe('–');
});

test('decimals follow the first significant digit of the half-width, two of them when it is a 1', () => {
  expect([0.006, 0.013, 0.3, 4, 12, 0].map(decimalsFor)).toEqual([3, 3, 1, 0, 0, 4]);
});

test('very small, very large and impossible numbers stay readable', () => {
  expect(formatNumber(0.0000001, en)).toBe('1 × 10⁻⁷');
  expect(formatNumber(1e12, en)).toBe('1 × 10¹²');
  expect(formatNumber(123456789, en)).toBe('123,456,789');
  expect(formatNumber(-0.25, en)).toBe('−0.25');
  expect(formatNumber(-0, en)).toBe('0');
  expect(formatNumber(Number.NaN, en)).toBe('–');
  expect(formatNumber(Infinity, en)).toBe('∞');
});

test('durations are human at every scale', () => {
  expect([0.042, 0.9999, 3.24, 59.7, 192, 3600, 7500, 273_600].map((s) => formatDuration(s, en))).toEqual(['42 ms', '1 s', '3.2 s', '1 m', '3 m 12 s', '1 h', '2 h 5 m', '3 d 4 h']);
  expect(formatDuration(192, 'zh-CN')).toBe('3 分 12 秒');
});

test('percent, bytes, ranges and relative times read in both languages', () => {
  expect(formatPercent(0.15474, en)).toBe('15.5 %');
  expect(formatPercent(0.15474, 'zh-CN')).toBe('15.5%');
  expect(formatBytes(2_516_582, en)).toBe('2.4 MiB');
  expect(formatRange(0.001, 0.007, en)).toBe('0.001 to 0.007');
  const now = new Date('2026-01-01T12:00:00Z');
  expect(formatRelative(new Date('2026-01-01T11:57:00Z'), now, en)).toBe('3 min ago');
  expect(formatRelative(new Date('2025-12-31T11:57:00Z'), now, 'zh-CN')).toBe('昨天');
});

test('a day of a calendar is the same day in every zone; what is no day stays as it is', () => {
  expect([formatDay('2018-01-01', 'en-GB'), formatDay(Date.UTC(2018, 0, 1), 'en-GB'), formatDay('2018-01-01', 'zh-CN'), formatDay('2018-W01', 'en-GB'), formatDay(null, 'en-GB')]).toEqual(['1 Jan 2018', '1 Jan 2018', '2018年1月1日', '2018-W01', '–']);
  expect([formatMonth('2018-01-31', 'en-GB'), formatMonth('2018-01-31', 'zh-CN'), formatMonth('week 1', 'en-GB')]).toEqual(['Jan 2018', '2018年1月', 'week 1']);
});

test('a change has its sign, and what rounds to nothing has none', () => {
  expect(formatChange(0.124, en)).toBe('+12 %');
  expect(formatChange(-0.124, en)).toBe('−12 %');
  expect([formatChange(0.004, en), formatChange(-0.004, en), formatChange(0, en)]).toEqual(['0 %', '0 %', '0 %']);
  expect(formatChange(null, en)).toBe('–');
});
