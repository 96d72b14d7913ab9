const formatters = new Map<string, Intl.DateTimeFormat>();
const DAY_MS = 86_400_000;

/** How far local clocks stand ahead of UTC at an instant. @unit ms */
export function zoneOffset(zone: string, ms: number): number {
  let format = formatters.get(zone);
  if (!format) formatters.set(zone, (format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })));
  const part = Object.fromEntries(format.formatToParts(ms).map((p) => [p.type, Number(p.value)]));
  return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!) - Math.floor(ms / 1000) * 1000;
}

/** The local date of an instant: `2026-01-31`. */
export const localDate = (zone: string, ms: number): string => new Date(ms + zoneOffset(zone, ms)).toISOString().slice(0, 10);

/** The first instant of a local day. Where the clocks skip midnight it is the moment of the change; where they repeat it, the later one. @unit ms */
export function localMidnight(zone: string, date: string): number {
  const utc = Date.parse(`${date}T00:00:00Z`);
  const candidates = [zoneOffset(zone, utc - DAY_MS), zoneOffset(zone, utc + DAY_MS)].map((offset) => utc - offset).sort((a, b) => a - b);
  return candidates.find((c) => localDate(zone, c) === date && localDate(zone, c - 1) < date) ?? candidates[0]!;
}

export const addDays = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

export type ZoneOffset = { /** ms; the first entry holds from ever */ from: number; offset: number };

const known = new Map<string, ZoneOffset[]>();

/** The offsets of a zone between two instants, oldest first: what SQL and TypeScript both read local hours by. @unit ms */
export function zoneOffsets(zone: string, from: number, to: number): ZoneOffset[] {
  const key = `${zone} ${Math.floor(from / DAY_MS)} ${Math.ceil(to / DAY_MS)}`;
  const cached = known.get(key);
  if (cached) return cached;
  const list: ZoneOffset[] = [{ from: Number.NEGATIVE_INFINITY, offset: zoneOffset(zone, from) }];
  // no zone changes twice within five days
  for (let at = from; at < to; at += 5 * DAY_MS) {
    const end = Math.min(to, at + 5 * DAY_MS);
    const offset = zoneOffset(zone, end);
    if (offset === list.at(-1)!.offset) continue;
    list.push({ from: changeBetween(zone, at, end), offset });
  }
  if (known.size > 200) known.clear();
  known.set(key, list);
  return list;
}

function changeBetween(zone: string, low: number, high: number): number {
  const before = zoneOffset(zone, low);
  while (high - low > 1000) {
    const mid = Math.floor((low + high) / 2000) * 1000;
    if (mid <= low) break;
    if (zoneOffset(zone, mid) === before) low = mid;
    else high = mid;
  }
  return Math.ceil(high / 1000) * 1000;
}
