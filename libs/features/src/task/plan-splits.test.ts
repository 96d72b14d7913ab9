import { snapshotTimes } from './snapshot-times';
import { planSplits } from './plan-splits';
import { localMidnight, zoneOffsets } from '../time/zone';

const ms = (text: string) => Date.parse(text);
const cadence = (every: 'day' | 'week' | 'month', at: 'start' | 'end', from: string | null = null, to: string | null = null) => ({ every, at, from, to }) as const;

describe('snapshot times', () => {
  const range = { from: ms('2025-01-10T00:00:00Z'), to: ms('2025-04-15T00:00:00Z') };

  it('a month end is the instant at which the month ends, named by its last day', () => {
    expect(snapshotTimes(cadence('month', 'end'), 'UTC', range).map((t) => [t.name, new Date(t.cutoff).toISOString()])).toEqual([['2025-01-31', '2025-02-01T00:00:00.000Z'], ['2025-02-28', '2025-03-01T00:00:00.000Z'], ['2025-03-31', '2025-04-01T00:00:00.000Z']]);
    expect(snapshotTimes(cadence('month', 'start'), 'UTC', range).map((t) => t.name)).toEqual(['2025-02-01', '2025-03-01', '2025-04-01']);
  });

  it('weeks begin on Monday; named dates narrow the range', () => {
    expect(snapshotTimes(cadence('week', 'start', '2025-02-01', '2025-02-20'), 'UTC', range).map((t) => t.name)).toEqual(['2025-02-03', '2025-02-10', '2025-02-17']);
  });

  it('days of a zone with daylight saving have 23 and 25 hours', () => {
    const hours = (from: string, to: string) => {
      const days = snapshotTimes(cadence('day', 'start'), 'Europe/Berlin', { from: ms(from), to: ms(to) });
      return days.slice(1).map((d, i) => (d.cutoff - days[i]!.cutoff) / 3_600_000);
    };
    expect(hours('2025-03-28T12:00:00Z', '2025-04-02T00:00:00Z')).toEqual([24, 23, 24, 24]);
    expect(hours('2025-10-24T12:00:00Z', '2025-10-28T00:00:00Z')).toEqual([24, 25, 24]);
  });

  it('where clocks skip midnight the day begins at the change', () => {
    // Beirut went from 00:00 to 01:00 on 31 March 2024
    expect(new Date(localMidnight('Asia/Beirut', '2024-03-31')).toISOString()).toBe('2024-03-30T22:00:00.000Z');
    expect(new Date(localMidnight('America/Havana', '2024-11-03')).toISOString()).toBe('2024-11-03T04:00:00.000Z');
    expect(zoneOffsets('Europe/Berlin', ms('2025-01-01T00:00:00Z'), ms('2025-12-31T00:00:00Z')).map((o) => [Number.isFinite(o.from) ? new Date(o.from).toISOString() : null, o.offset / 3_600_000])).toEqual([[null, 1], ['2025-03-30T01:00:00.000Z', 2], ['2025-10-26T01:00:00.000Z', 1]]);
  });
});

describe('splits', () => {
  const times = snapshotTimes(cadence('month', 'end'), 'UTC', { from: ms('2024-12-01T00:00:00Z'), to: ms('2026-01-01T00:00:00Z') });
  const parts = (more: object) => planSplits({ horizonDays: 30, labelDelayDays: 0, split: { tuneSnapshots: 1, testSnapshots: 1 }, ...more }, times, ms('2026-01-01T00:00:00Z'));

  it('no training or tuning label is known later than the first cutoff it must not reach', () => {
    for (const more of [{}, { horizonDays: 45 }, { horizonDays: 90, labelDelayDays: 14 }, { horizonDays: 7, split: { tuneSnapshots: 2, testSnapshots: 3 } }]) {
      const list = parts(more);
      const first = (part: string) => list.find((s) => s.part === part)!.cutoffMs;
      for (const s of list.filter((x) => x.part === 'tune')) expect(s.matureMs).toBeLessThanOrEqual(first('test'));
      for (const s of list.filter((x) => x.part === 'train')) expect(s.matureMs).toBeLessThanOrEqual(first('tune'));
    }
  });

  it('purges what reaches into the next part and says so, and holds back what is not known yet', () => {
    expect(parts({}).slice(-5).map((s) => `${s.name} ${s.part}`)).toEqual(['2025-08-31 train', '2025-09-30 train', '2025-10-31 tune', '2025-11-30 test', '2025-12-31 immature']);
    // 31 days from the end of a month of 30 reach past the next month end: every second snapshot goes
    expect(parts({ horizonDays: 31 }).filter((s) => s.part !== 'train').map((s) => `${s.name} ${s.part}`)).toEqual(['2025-08-31 purged', '2025-09-30 tune', '2025-10-31 purged', '2025-11-30 test', '2025-12-31 immature']);
  });
});
