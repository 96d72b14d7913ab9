import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import { AppError } from '@bellwether/contracts';
import { addDays, localDate } from '../time/zone';

export const CALENDAR_PARTS = ['month', 'week', 'dayOfMonth', 'weekday', 'dayOfYear', 'season', 'daysToHoliday', 'daysSinceHoliday', 'holidaysAhead'] as const;
export type CalendarPart = (typeof CALENDAR_PARTS)[number];

/** The calendars of the world are a hundred modules: loaded by whoever asks for a holiday. */
function makeCalendar(country: string, region: string): Holidays {
  const Calendar = createRequire(import.meta.url)('date-holidays') as typeof Holidays;
  return region ? new Calendar(country, region) : new Calendar(country);
}

const DAY_MS = 86_400_000;
const calendars = new Map<string, Holidays>();
const years = new Map<string, string[]>();

/** Local dates of a year's public and bank holidays. @throws AppError PARAMS_INVALID for a country without a calendar */
function holidaysOf(country: string, region: string, year: number): string[] {
  const place = region ? `${country}-${region}` : country;
  const key = `${place} ${year}`;
  const cached = years.get(key);
  if (cached) return cached;
  let calendar = calendars.get(place);
  if (!calendar) {
    calendar = makeCalendar(country, region);
    if (!(country in (calendar.getCountries() ?? {}))) throw new AppError({ code: 'PARAMS_INVALID', message: `Expected a country with a calendar of holidays, received ${JSON.stringify(country)}.`, fix: 'Give an ISO 3166 code such as US, DE, CN or GB.' });
    calendars.set(place, calendar);
  }
  const dates = [...new Set((calendar.getHolidays(year) ?? []).filter((h) => h.type === 'public' || h.type === 'bank').flatMap((h) => daysOf(h)))].sort();
  years.set(key, dates);
  return dates;
}

/** A holiday of several days, such as the Spring Festival, is each of them. */
function daysOf(holiday: { date: string; start: Date; end: Date }): string[] {
  const first = holiday.date.slice(0, 10);
  const length = Math.max(1, Math.round((holiday.end.getTime() - holiday.start.getTime()) / DAY_MS));
  return Array.from({ length }, (_, k) => addDays(first, k));
}

const near = (country: string, region: string, year: number): string[] => [year - 1, year, year + 1].flatMap((y) => holidaysOf(country, region, y));
const between = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/**
 * A fact of a moment by the local calendar. Weekday 1 is Monday; week is ISO 8601; season is the day of the year as a share of it; ahead counts holidays of the next days, today included.
 * @param cutoffMs the moment @throws AppError PARAMS_INVALID
 */
export function calendarValue(spec: { part: CalendarPart; country: string; region: string; days: number }, zone: string, cutoffMs: number): number | null {
  const date = localDate(zone, cutoffMs);
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const dayOfYear = between(`${year}-01-01`, date) + 1;
  switch (spec.part) {
    case 'month': return month;
    case 'dayOfMonth': return day;
    case 'dayOfYear': return dayOfYear;
    case 'weekday': return weekday(date);
    case 'week': return isoWeek(date);
    case 'season': return (dayOfYear - 1) / between(`${year}-01-01`, `${year + 1}-01-01`);
    case 'daysToHoliday': {
      const next = near(spec.country, spec.region, year).find((h) => h >= date);
      return next === undefined ? null : between(date, next);
    }
    case 'daysSinceHoliday': {
      const last = near(spec.country, spec.region, year).findLast((h) => h <= date);
      return last === undefined ? null : between(last, date);
    }
    case 'holidaysAhead': {
      const end = addDays(date, Math.max(0, Math.round(spec.days) - 1));
      return near(spec.country, spec.region, year).filter((h) => h >= date && h <= end).length;
    }
  }
}

const weekday = (date: string): number => ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;

/** The week of the year that holds its Thursday. */
function isoWeek(date: string): number {
  const thursday = addDays(date, 4 - weekday(date));
  return Math.floor(between(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1;
}
