import type { Sequences } from './sequences';

const DAY_MS = 86_400_000;

/**
 * How far the last days lie above what the time before would lead one to expect, in standard deviations of a Poisson count.
 * @param days length of the window @shape [items]
 */
export function trendOf(s: Sequences, days: number): Float32Array {
  const last = s.time.reduce((m, t) => Math.max(m, t), Number.NEGATIVE_INFINITY);
  const first = s.time.reduce((m, t) => Math.min(m, t), Number.POSITIVE_INFINITY);
  const from = last - days * DAY_MS;
  // four windows before make the expectation, or what there is
  const back = Math.max(first, from - 4 * days * DAY_MS);
  const now = new Float64Array(s.items);
  const before = new Float64Array(s.items);
  s.item.forEach((item, e) => {
    const t = s.time[e]!;
    if (t > from) now[item]! += 1;
    else if (t > back) before[item]! += 1;
  });
  const total = { now: now.reduce((a, b) => a + b, 0), before: before.reduce((a, b) => a + b, 0) };
  // growth of the whole shop is no trend of an item
  const scale = total.before === 0 ? 0 : total.now / total.before;
  return Float32Array.from(now, (n, i) => (n - before[i]! * scale) / Math.sqrt(before[i]! * scale + 1));
}
