import { calendarValue } from '@bellwether/features';
import type { ForecastParams } from './params';
import { stepTime, type Panel } from './panel';

/** Public and bank holidays of a step, counted; known for ever ahead. */
export const HOLIDAYS = 'public_holidays';
/** How people read what is no column of theirs. */
export const KNOWN_TITLES = { [HOLIDAYS]: { en: 'Public holidays', zh: '公共节假日' } };
const DAY_MS = 86_400_000;

/** Names of all that is known ahead: columns of the table, and the holidays of the chosen country. */
export const knownColumns = ({ knownAhead, holidays }: Pick<ForecastParams, 'knownAhead' | 'holidays'>): string[] => [...knownAhead, ...(holidays === '' ? [] : [HOLIDAYS])];

/** @throws AppError PARAMS_INVALID for a country without a calendar */
export function withHolidays(panel: Panel, country: string): Panel {
  if (country === '') return panel;
  const counts = Float64Array.from({ length: panel.length + panel.horizon }, (_, t) => holidaysOf(country, stepTime(panel, t).getTime(), stepTime(panel, t + 1).getTime()));
  return { ...panel, series: panel.series.map((s) => ({ ...s, known: { ...s.known, [HOLIDAYS]: counts } })) };
}

/** Steps ahead of which a column tells nothing, for so many products: a calendar that ends before the horizon, or none. */
export type Untold = { column: string; from: string; steps: number; products: number };

/** @param series of the panel, those that are asked about */
export function untoldAhead(panel: Panel, series: readonly number[]): Untold[] {
  const columns = [...new Set(panel.series.flatMap((s) => Object.keys(s.known)))];
  return columns.flatMap((column): Untold[] => {
    let [first, products] = [panel.horizon, 0];
    for (const i of series) {
      const ahead = panel.series[i]!.known[column]!.subarray(panel.length, panel.length + panel.horizon);
      // a value in the midst of others is told by the one before it: only an end leaves steps untold
      const told = ahead.findLastIndex((v) => !Number.isNaN(v)) + 1;
      if (told < panel.horizon) [first, products] = [Math.min(first, told), products + 1];
    }
    return products === 0 ? [] : [{ column, from: stepTime(panel, panel.length + first).toISOString().slice(0, 10), steps: panel.horizon - first, products }];
  });
}

const holidaysOf = (country: string, from: number, to: number): number => calendarValue({ part: 'holidaysAhead', country, region: '', days: Math.round((to - from) / DAY_MS) }, 'UTC', from) ?? 0;
