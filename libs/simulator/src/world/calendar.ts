import { COUNTRIES } from './catalogue-words';
import { DAY_MS } from '../shop-spec';

/** First day of the Chinese new year. @source Hong Kong Observatory's conversion tables */
const NEW_YEAR: Record<number, string> = { 2020: '01-25', 2021: '02-12', 2022: '02-01', 2023: '01-22', 2024: '02-10', 2025: '01-29', 2026: '02-17', 2027: '02-06', 2028: '01-26', 2029: '02-13', 2030: '02-03' };

/** Traffic by weekday, Sunday first. */
const WEEKDAY = [1.18, 1.06, 0.96, 0.94, 0.95, 0.9, 1.01];

/** Visits by hour of the customer's own day: a lunch hill and an evening one. */
export const HOUR_WEIGHTS = [6, 3, 2, 1, 1, 2, 6, 14, 26, 34, 40, 44, 50, 46, 40, 38, 38, 42, 50, 62, 72, 70, 48, 20];

/**
 * Traffic of each day and country against an ordinary day, and its running sum: a rhythm counted in that sum quickens in season.
 * @shape traffic [countries][days], passed [countries][days + 1]
 */
export type ShopCalendar = { startMs: number; days: number; dayOfYear: Int32Array; weekday: Int32Array; traffic: Float64Array[]; passed: Float64Array[] };

export function makeCalendar(start: string, days: number): ShopCalendar {
  const startMs = Date.parse(`${start}T00:00:00Z`);
  const dayOfYear = new Int32Array(days);
  const weekday = new Int32Array(days);
  for (let d = 0; d < days; d++) {
    const date = new Date(startMs + d * DAY_MS);
    weekday[d] = date.getUTCDay();
    dayOfYear[d] = Math.floor((startMs + d * DAY_MS - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS);
  }
  const traffic = COUNTRIES.map(({ code }) => Float64Array.from({ length: days }, (_, d) => WEEKDAY[weekday[d]!]! * (code === 'CN' ? chineseFactor : westernFactor)(new Date(startMs + d * DAY_MS))));
  const passed = traffic.map((list) => {
    const sums = new Float64Array(days + 1);
    for (let d = 0; d < days; d++) sums[d + 1] = sums[d]! + list[d]!;
    return sums;
  });
  return { startMs, days, dayOfYear, weekday, traffic, passed };
}

/** Black Friday week, the weeks before Christmas, quiet feast days, the January sale. */
function westernFactor(date: Date): number {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const first = new Date(Date.UTC(year, 10, 1)).getUTCDay();
  const blackFriday = Date.UTC(year, 10, 1 + ((4 - first + 7) % 7) + 22);
  const since = Math.round((date.getTime() - blackFriday) / DAY_MS);
  if (since >= -4 && since <= 3) return since === 0 ? 2.4 : 1.7;
  if (month === 12) return day <= 20 ? 1.45 : day >= 24 && day <= 26 ? 0.4 : 0.9;
  if (month === 1 && day <= 14) return 1.15;
  return month === 7 || month === 8 ? 0.88 : 1;
}

/** Singles' Day, the 618 sale, the still fortnight around the new year and the shopping before it. */
function chineseFactor(date: Date): number {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  if (month === 11 && day >= 8 && day <= 12) return day === 11 ? 3 : 1.6;
  if (month === 6 && day >= 16 && day <= 19) return day === 18 ? 2.2 : 1.4;
  const newYear = NEW_YEAR[year];
  if (newYear) {
    const since = Math.round((date.getTime() - Date.parse(`${year}-${newYear}T00:00:00Z`)) / DAY_MS);
    if (since >= -21 && since < -5) return 1.35;
    if (since >= -2 && since <= 7) return 0.45;
  }
  return 1;
}

/** The day on which `amount` ordinary days of traffic have passed since the start of day `from`. @returns days when it lies beyond the end */
export function dayAfter(calendar: ShopCalendar, country: number, from: number, amount: number): number {
  const passed = calendar.passed[country]!;
  const at = passed[from]! + amount;
  if (at >= passed[calendar.days]!) return calendar.days;
  let lo = from;
  let hi = calendar.days - 1;
  while (lo < hi) {
    const mid = (lo + hi) >>> 1;
    if (passed[mid + 1]! > at) hi = mid;
    else lo = mid + 1;
  }
  return lo;
}

/** Yearly swing of a category around 1. */
export const seasonOf = (peak: number, strength: number, dayOfYear: number): number => 1 + strength * Math.cos((2 * Math.PI * (dayOfYear - peak)) / 365.25);
