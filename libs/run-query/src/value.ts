import type { DateValue } from './ast';

const DURATION_UNITS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const BYTE_UNITS: Record<string, number> = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, tib: 1024 ** 4 };

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?(%?)$/i;

/** `0.9`, `-1`, `1e-3`, `5%`. @returns null when it is no number */
export function readNumber(text: string): number | null {
  const found = NUMBER.exec(text);
  if (!found) return null;
  const value = Number.parseFloat(text);
  return Number.isFinite(value) ? (found[3] ? value / 100 : value) : null;
}

/** `90s`, `10m`, `1h30m`, `2d`, or a bare number of seconds. @unit seconds */
export function readDuration(text: string): number | null {
  const bare = readNumber(text);
  if (bare !== null) return bare;
  if (!/^(\d+(\.\d+)?(ms|[smhdw]))+$/i.test(text)) return null;
  let seconds = 0;
  for (const part of text.toLowerCase().matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)) seconds += Number(part[1]) * DURATION_UNITS[part[2]!]!;
  return seconds;
}

/** `500MB`, `1.5GiB`, or a bare number of bytes. @unit bytes */
export function readBytes(text: string): number | null {
  const bare = readNumber(text);
  if (bare !== null) return bare;
  const found = /^(\d+(?:\.\d+)?)([kmgt]?i?b)$/i.exec(text);
  const unit = found && BYTE_UNITS[found[2]!.toLowerCase()];
  return unit ? Number(found![1]) * unit : null;
}

/** @returns null when it is no date that exists */
export function readDate(text: string): DateValue | null {
  const word = text.toLowerCase();
  if (word === 'now' || word === 'today' || word === 'yesterday') return { form: 'named', name: word };
  if (word.startsWith('-')) {
    const seconds = /[a-z]$/.test(word) ? readDuration(word.slice(1)) : null;
    return seconds === null ? null : { form: 'ago', seconds };
  }
  const found = /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?)?$/i.exec(text.trim());
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((p) => (p === undefined ? undefined : Number(p)));
  if (month! < 1 || month! > 12) return null;
  if (day === undefined) return { form: 'month', year: year!, month: month! };
  if (new Date(Date.UTC(year!, month! - 1, day)).getUTCDate() !== day || (hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return null;
  if (hour === undefined) return { form: 'day', year: year!, month: month!, day };
  if (found[7]) {
    const ms = Date.parse(text.trim().replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
    return Number.isNaN(ms) ? null : { form: 'instant', ms };
  }
  return { form: 'local', year: year!, month: month!, day, hour, minute: minute!, second: second ?? 0 };
}

/** A clock and the shop's zone: what relative and zoneless dates are read against. */
export type QueryClock = { now: Date; timeZone: string };

/** The stretch of time a date means: `from` included, `to` excluded; an instant is one millisecond long. @unit ms since 1970 */
export function dateRange(value: DateValue, clock: QueryClock): { from: number; to: number } {
  switch (value.form) {
    case 'instant':
      return { from: value.ms, to: value.ms + 1 };
    case 'ago': {
      const from = clock.now.getTime() - value.seconds * 1000;
      return { from, to: from + 1 };
    }
    case 'local': {
      const from = zoned(clock.timeZone, value.year, value.month, value.day, value.hour, value.minute, value.second);
      return { from, to: from + 1000 };
    }
    case 'month':
      return { from: zoned(clock.timeZone, value.year, value.month, 1), to: zoned(clock.timeZone, value.year, value.month + 1, 1) };
    case 'day':
      return { from: zoned(clock.timeZone, value.year, value.month, value.day), to: zoned(clock.timeZone, value.year, value.month, value.day + 1) };
    case 'named': {
      if (value.name === 'now') return { from: clock.now.getTime(), to: clock.now.getTime() + 1 };
      const local = new Date(clock.now.getTime() + offsetMs(clock.timeZone, clock.now.getTime()));
      const shift = value.name === 'yesterday' ? -1 : 0;
      const at = (days: number) => zoned(clock.timeZone, local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate() + shift + days);
      return { from: at(0), to: at(1) };
    }
  }
}

/** The instant at which the clocks of a zone show this; where they never do (spring forward), the one an hour later. */
function zoned(timeZone: string, year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  const guess = wall - offsetMs(timeZone, wall);
  return wall - offsetMs(timeZone, guess);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetMs(timeZone: string, ms: number): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map((p) => [p.type, Number(p.value)])) as Record<string, number>;
  return Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second) - Math.floor(ms / 1000) * 1000;
}
