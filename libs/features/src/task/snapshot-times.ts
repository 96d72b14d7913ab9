import type { TaskCadence } from '@bellwether/contracts';
import { addDays, localDate, localMidnight } from '../time/zone';

/** One moment at which is asked; of sessions, one day in which each is asked at its own moment. @unit ms */
export type SnapshotTime = { name: string; /** the earliest and the latest cutoff of its rows */ opens: number; cutoff: number };

export const MOST_SNAPSHOTS = 2000;

const firstOf = (every: 'day' | 'week' | 'month', date: string): string => {
  if (every === 'day') return date;
  if (every === 'month') return `${date.slice(0, 8)}01`;
  // Monday
  return addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7));
};

const nextOf = (every: 'day' | 'week' | 'month', first: string): string => (every === 'day' ? addDays(first, 1) : every === 'week' ? addDays(first, 7) : firstOf('month', addDays(first, 31)));

/**
 * The moments of a cadence between two instants, oldest first. Midnights are those of the zone, so that a day may have 23 or 25 hours.
 * `end` of a period and `start` of the next are the same instant; the name says which day was meant.
 * @param range the first cutoff lies at or after `from`, the last at or before `to`; dates of the cadence narrow it further @unit ms
 */
export function snapshotTimes(cadence: TaskCadence, zone: string, range: { from: number; to: number }): SnapshotTime[] {
  const every = cadence.every === 'session' ? 'day' : cadence.every;
  const end = cadence.every === 'session' || cadence.at === 'end';
  const list: SnapshotTime[] = [];
  const start = cadence.from !== null && Date.parse(cadence.from) > range.from ? cadence.from : localDate(zone, range.from);
  for (let first = firstOf(every, start); list.length < MOST_SNAPSHOTS; first = nextOf(every, first)) {
    const next = nextOf(every, first);
    const name = end ? addDays(next, -1) : first;
    const opened = localMidnight(zone, first);
    const cutoff = end ? localMidnight(zone, next) : opened;
    if (cutoff > range.to || (cadence.to !== null && name > cadence.to)) break;
    if (cutoff < range.from || (cadence.from !== null && name < cadence.from)) continue;
    list.push({ name, opens: cadence.every === 'session' ? opened : cutoff, cutoff });
  }
  return list;
}
