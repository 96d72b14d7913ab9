import { judgeEvents, Unreadable, walColumns, type JudgeOptions } from './judge-events';

const arrival = new Date('2026-06-01T12:00:00Z');
const judge = (events: unknown[], options: Partial<JudgeOptions> = {}) => judgeEvents(events, { arrival, trustKnownTime: false, ...options });
const view = { entity: 'session_event', eventId: 'e1', eventTime: '2026-06-01T11:59:00Z', sessionId: 's1', kind: 'view', productId: 'p1' };
const cells = (line: string) => Object.fromEntries(line.trimEnd().split(',').map((cell, i) => [walColumns('session_event')[i]!, cell]).filter(([, cell]) => cell !== ''));

test('an event that fits becomes a line with times in UTC and the time of arrival, whatever the sender says of that', () => {
  const { lines, refused } = judge([view, { ...view, eventTime: '2026-06-01T13:59:00.5+02:00', knownTime: '2020-01-01T00:00:00Z' }, { ...view, eventTime: Date.UTC(2026, 5, 1, 11) }]);
  expect(refused).toEqual([]);
  expect(lines.get('session_event')!.map(cells)).toMatchObject([
    { eventId: 'e1', eventTime: '2026-06-01 11:59:00', knownTime: '2026-06-01 12:00:00.000', sessionId: 's1', kind: 'view', productId: 'p1' },
    { eventTime: '2026-06-01 11:59:00.500', knownTime: '2026-06-01 12:00:00.000' },
    { eventTime: '2026-06-01 11:00:00.000' },
  ]);
});

test('a trusted sender says when it became known, but not that it will', () => {
  const { lines, refused } = judge([{ ...view, knownTime: '2026-06-01T11:59:30Z' }, { ...view, knownTime: '2026-07-01T00:00:00Z' }], { trustKnownTime: true });
  expect(cells(lines.get('session_event')![0]!).knownTime).toBe('2026-06-01 11:59:30');
  expect(refused).toMatchObject([{ index: 1, reason: 'knownTime: in the future' }]);
});

test('each refusal names its place and its reason, and keeps what was sent', () => {
  const { lines, refused } = judge([
    new Unreadable('{"entity": '), 7, { entity: 'basket' }, { ...view, kind: 'stare' }, { ...view, eventTime: '2026-06-01 11:59' }, { ...view, eventTime: '2026-13-01T00:00:00Z' }, { ...view, sessionId: '' }, { ...view, productId: 'a\0b' }, view,
  ]);
  expect(lines.get('session_event')).toHaveLength(1);
  expect(refused.map((r) => r.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(refused.map((r) => r.reason.split(':')[0])).toEqual(['not JSON', 'not a JSON object', 'entity', 'kind', 'eventTime', 'eventTime', 'sessionId', 'productId']);
  expect(refused[0]!.raw).toBe('{"entity": ');
});

test('texts with commas, quotes and line ends stay one cell; unknown fields are left out and counted', () => {
  const { lines, ignored } = judge([{ ...view, query: 'a "b", c\nd', utm: 'x' }, { ...view, utm: 'y' }]);
  expect(lines.get('session_event')![0]).toContain('"a ""b"", c\nd"');
  expect(ignored).toEqual({ utm: 2 });
});

test('a public sender sends the kinds that it may, with its clock put right', () => {
  const { lines, refused } = judge([view, { entity: 'order_line', eventTime: 0, orderId: 'o', productId: 'p', quantity: 1 }], { only: ['session_event'], shiftMs: 60_000 });
  expect(cells(lines.get('session_event')![0]!).eventTime).toBe('2026-06-01 12:00:00.000');
  expect(refused).toMatchObject([{ index: 1, reason: 'entity: this source takes session_event alone' }]);
});
