import type { FieldSource } from '@bellwether/contracts';

type Cell = string | null;
const filled = (cells: readonly Cell[]): string[] => cells.filter((c): c is string => c !== null && c.trim() !== '').map((c) => c.trim());
/** Of a column that nothing but its values speaks for, so many have to be of a kind; of one whose name says it too, so many: the others are bad rows, which the preview counts. */
export const SURE = { byValues: 0.95, byName: 0.6 } as const;
/** The values of a kind, where they are enough of all. */
const most = (values: readonly string[], share: number, test: (v: string) => boolean): string[] | null => {
  const fit = values.filter(test);
  return fit.length > 0 && fit.length >= values.length * share ? fit : null;
};

export type TimeGuess = { format: NonNullable<FieldSource['format']>; dateOnly: boolean; /** day and month could be swapped: nothing in the values decides */ unsure: boolean };

const isEpoch = (v: string, digits: RegExp): boolean => digits.test(v) && Number(v) > 0;
const CLOCK: [test: RegExp, pattern: string][] = [[/^$/, ''], [/^ \d{1,2}:\d{2}$/, ' %H:%M'], [/^ \d{1,2}:\d{2}:\d{2}$/, ' %H:%M:%S'], [/^ \d{1,2}:\d{2}:\d{2}\.\d+$/, ' %H:%M:%S.%g'], [/^ \d{1,2}:\d{2} ?[AP]M$/i, ' %I:%M %p'], [/^ \d{1,2}:\d{2}:\d{2} ?[AP]M$/i, ' %I:%M:%S %p']];

/** How these texts tell a time; null: they are none. */
export function guessTime(cells: readonly Cell[], share: number = SURE.byValues): TimeGuess | null {
  const values = filled(cells);
  if (values.length === 0) return null;
  const iso = most(values, share, (v) => /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|UTC|[+-]\d{2}(:?\d{2})?))?)?$/.test(v));
  if (iso) {
    if (iso.every((v) => / UTC$/.test(v))) return { format: '%Y-%m-%d %H:%M:%S UTC', dateOnly: false, unsure: false };
    return { format: 'iso', dateOnly: iso.every((v) => v.length === 10), unsure: false };
  }
  if (most(values, share, (v) => isEpoch(v, /^1[0-9]{12}$/))) return { format: 'epoch-ms', dateOnly: false, unsure: false };
  if (most(values, share, (v) => isEpoch(v, /^(9\d{8}|1\d{9})(\.\d+)?$/))) return { format: 'epoch-s', dateOnly: false, unsure: false };
  if (most(values, share, (v) => /^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(v))) return { format: '%Y%m%d', dateOnly: true, unsure: false };
  return guessNumbered(values, share);
}

/** 31/12/2026 8:05 and its relatives. */
function guessNumbered(values: string[], share: number): TimeGuess | null {
  const parts = values.map((v) => /^(\d{1,4})([-/. ])(\d{1,2}|[A-Za-z]{3,9})\2(\d{2,4})(.*)$/.exec(v));
  if (parts.filter(Boolean).length < values.length * share) return null;
  const seen = parts.filter((p): p is RegExpExecArray => p !== null);
  const separator = seen[0]![2]!;
  const clock = CLOCK.find(([test]) => seen.filter((p) => test.test(p[5]!)).length >= seen.length * share)?.[1];
  if (clock === undefined) return null;
  const year = (p: RegExpExecArray) => (p[4]!.length === 4 ? '%Y' : '%y');
  if (seen.every((p) => p[1]!.length === 4)) return { format: `%Y${separator}%m${separator}%d${clock}`, dateOnly: clock === '', unsure: false };
  if (seen.every((p) => /[A-Za-z]/.test(p[3]!))) return { format: `%d${separator}${seen[0]![3]!.length > 3 ? '%B' : '%b'}${separator}${year(seen[0]!)}${clock}`, dateOnly: clock === '', unsure: false };
  const dayFirst = seen.some((p) => Number(p[1]) > 12);
  const monthFirst = seen.some((p) => Number(p[3]) > 12);
  if (dayFirst && monthFirst) return null;
  // dots are written by those who put the day first
  const day = dayFirst || (!monthFirst && separator === '.');
  return { format: `${day ? `%d${separator}%m` : `%m${separator}%d`}${separator}${year(seen[0]!)}${clock}`, dateOnly: clock === '', unsure: !dayFirst && !monthFirst };
}

export type NumberGuess = { decimal: 'point' | 'comma'; negatives: boolean; whole: boolean };

/** null: these are no numbers */
export function guessNumber(cells: readonly Cell[], share: number = SURE.byValues): NumberGuess | null {
  const values = filled(cells).map((v) => v.replace(/[\s€$£¥]/g, ''));
  const point = most(values, share, (v) => /^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?(e[+-]?\d+)?$/i.test(v));
  if (point) return { decimal: 'point', negatives: point.some((v) => v.startsWith('-')), whole: point.every((v) => !v.includes('.')) };
  const comma = most(values, share, (v) => /^[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/.test(v));
  return comma && { decimal: 'comma', negatives: comma.some((v) => v.startsWith('-')), whole: comma.every((v) => !v.includes(',')) };
}

/** The distinct values in small letters, or null when there are more than `limit`. */
export function levelsOf(cells: readonly Cell[], limit: number): string[] | null {
  const levels = new Set(filled(cells).map((v) => v.toLowerCase()));
  return levels.size > 0 && levels.size <= limit ? [...levels] : null;
}
