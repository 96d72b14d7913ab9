import { calendarValue } from '@bellwether/features';
import type { ForecastParams } from './params';
import { stepTime, type Panel } from './panel';

/** Public and bank holidays of a step, counted; known for ever ahead. */
export const HOLIDAYS = 'public_holidays';
const DAY_MS = 86_400_000;

/** Names of all that is known ahead: columns of the table, and the holidays of the chosen country. */
export const knownColumns = ({ knownAhead, holidays }: Pick<ForecastParams, 'knownAhead' | 'holidays'>): string[] => [...knownAhead, ...(holidays === '' ? [] : [HOLIDAYS])];

/** @throws AppError PARAMS_INVALID for a country without a calendar */
export function withHolidays(panel: Panel, country: string): Panel {
  if (country === '') return panel;
  const counts = Float64Array.from({ length: panel.length + panel.horizon }, (_, t) => holidaysOf(country, stepTime(panel, t).getTime(), stepTime(panel, t + 1).getTime()));
  return { ...panel, series: panel.series.map((s) => ({ ...s, known: { ...s.known, [HOLIDAYS]: counts } })) };
}

const holidaysOf = (country: string, from: number, to: number): number => calendarValue({ part: 'holidaysAhead', country, region: '', days: Math.round((to - from) / DAY_MS) }, 'UTC', from) ?? 0;
