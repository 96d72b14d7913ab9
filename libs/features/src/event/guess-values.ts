import type { FieldSource } from '@bellwether/contracts';

type Cell = string | null;
const filled = (cells: readonly Cell[]): string[] => cells.filter((c): c is string => c !== null && c.trim() !== '').map((c) => c.trim());
const most = (values: readonly string[], test: (v: string) => boolean): boolean => values.length > 0 && values.filter(test).length >= values.length * 0.95;

export type TimeGuess = { format: NonNullable<FieldSource['format']>; dateOnly: boolean; /** day and month could be swapped: nothing in the values decides */ unsure: boolean };

const isEpoch = (v: string, digits: RegExp): boolean => digits.test(v) && Number(v) > 0;
const CLOCK: [test: RegExp, pattern: string][] = [[/^$/, ''], [/^ \d{1,2}:\d{2}$/, ' %H:%M'], [/^ \d{1,2}:\d{2}:\d{2}$/, ' %H:%M:%S'], [/^ \d{1,2}:\d{2}:\d{2}\.\d+$/, ' %H:%M:%S.%g'], [/^ \d{1,2}:\d{2} ?[AP]M$/i, ' %I:%M %p'], [/^ \d{1,2}:\d{2}:\d{2} ?[AP]M$/i, ' %I:%M:%S %p']];

/** How these texts tell a time; null: they are none. */
export function guessTime(cells: readonly Cell[]): TimeGuess | null {
  const values = filled(cells);
  if (values.length === 0) return null;
  if (most(values, (v) => /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|UTC|[+-]\d{2}(:?\d{2})?))?)?$/.test(v))) {
    if (values.every((v) => / UTC$/.test(v))) return { format: '%Y-%m-%d %H:%M:%S UTC', dateOnly: false, unsure: false };
    return { format: 'iso', dateOnly: values.every((v) => v.length === 10), unsure: false };
  }
  if (most(values, (v) => isEpoch(v, /^1[0-9]{12}$/))) return { format: 'epoch-ms', dateOnly: false, unsure: false };
  if (most(values, (v) => isEpoch(v, /^(9\d{8}|1\d{9})(\.\d+)?$/))) return { format: 'epoch-s', dateOnly: false, unsure: false };
  if (most(values, (v) => /^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(v))) return { format: '%Y%m%d', dateOnly: true, unsure: false };
  return guessNumbered(values);
}

/** 31/12/2026 8:05 and its relatives. */
function guessNumbered(values: string[]): TimeGuess | null {
  const parts = values.map((v) => /^(\d{1,4})([-/. ])(\d{1,2}|[A-Za-z]{3,9})\2(\d{2,4})(.*)$/.exec(v));
  if (parts.filter(Boolean).length < values.length * 0.95) return null;
  const seen = parts.filter((p): p is RegExpExecArray => p !== null);
  const separator = seen[0]![2]!;
  const clock = CLOCK.find(([test]) => seen.filter((p) => test.test(p[5]!)).length >= seen.length * 0.95)?.[1];
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
export function guessNumber(cells: readonly Cell[]): NumberGuess | null {
  const values = filled(cells).map((v) => v.replace(/[\s€$£¥]/g, ''));
  if (most(values, (v) => /^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?(e[+-]?\d+)?$/i.test(v))) return { decimal: 'point', negatives: values.some((v) => v.startsWith('-')), whole: values.every((v) => !v.includes('.')) };
  if (most(values, (v) => /^[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/.test(v))) return { decimal: 'comma', negatives: values.some((v) => v.startsWith('-')), whole: values.every((v) => !v.includes(',')) };
  return null;
}

/** The distinct values in small letters, or null when there are more than `limit`. */
export function levelsOf(cells: readonly Cell[], limit: number): string[] | null {
  const levels = new Set(filled(cells).map((v) => v.toLowerCase()));
  return levels.size > 0 && levels.size <= limit ? [...levels] : null;
}
