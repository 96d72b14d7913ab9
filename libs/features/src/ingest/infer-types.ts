import type { ColumnSchema, ColumnType, DataWarning } from '@bellwether/contracts';
import { ident, text, type DuckSession } from './session';

/** Written for "nothing here" by spreadsheets, R, pandas and SQL tools. */
const MISSING = ['', 'NA', 'N/A', '#N/A', 'NULL', 'null', 'None', 'NaN', 'nan', 'NAN', '-nan'];
const ISO_FORMATS = ['%Y-%m-%d', '%Y/%m/%d', '%Y.%m.%d', '%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%dT%H:%M:%SZ', '%Y-%m-%dT%H:%M:%S.%gZ', '%Y-%m-%d %H:%M:%S.%g', '%Y/%m/%d %H:%M:%S'];
const DAY_FIRST = ['%d/%m/%Y', '%d.%m.%Y', '%d-%m-%Y', '%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M', '%d.%m.%Y %H:%M:%S', '%d.%m.%Y %H:%M'];
const MONTH_FIRST = ['%m/%d/%Y', '%m-%d-%Y', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M'];
const NAMED = ['%d %b %Y', '%d %B %Y', '%b %d, %Y', '%B %d, %Y', '%d-%b-%Y', '%d-%b-%y'];
/** A type is believed when this share of the values fit it; the others become missing cells, counted and shown. */
const TOLERANCE = 0.98;
const CHUNK = 40;

type Evidence = Record<'filled' | 'booleans' | 'integers' | 'numbers' | 'nonfinite' | 'padded' | 'datelike' | 'iso' | 'dayfirst' | 'monthfirst' | 'timed', number>;
export type TypedColumn = { schema: ColumnSchema; expression: string };

const cleaned = (column: string): string => `CASE WHEN trim(${column}) IN (${MISSING.map(text).join(',')}) THEN NULL ELSE trim(${column}) END`;
const list = (formats: string[]): string => `[${formats.map(text).join(',')}]`;
const BOOLEAN = `('true','false','yes','no','t','f','y','n')`;
const whole = (v: string): string => `regexp_full_match(${v}, '[+-]?\\d{1,18}')`;

/** Reads every column of text and says what it holds. @param columns name in the table and name to give */
export async function inferTypes(session: DuckSession, table: string, columns: { source: string; schema: Omit<ColumnSchema, 'type'> }[]): Promise<{ columns: TypedColumn[]; warnings: DataWarning[] }> {
  const warnings: DataWarning[] = [];
  const typed: TypedColumn[] = [];
  for (let at = 0; at < columns.length; at += CHUNK) {
    const part = columns.slice(at, at + CHUNK);
    const evidence = part.map(() => ({ ...EMPTY }));
    const read = async (chosen: number[], sqlOf: (source: string, i: number) => string): Promise<void> => {
      if (chosen.length === 0) return;
      const row = await session.one<Record<string, number>>(`SELECT ${chosen.map((i) => sqlOf(part[i]!.source, i)).join(',')} FROM ${table}`);
      for (const [name, value] of Object.entries(row)) {
        const [, key, i] = /^(\w+)_(\d+)$/.exec(name)!;
        evidence[Number(i)]![key as keyof Evidence] = Number(value ?? 0);
      }
    };
    await read(part.map((_, i) => i), plainSql);
    // reading dates in a dozen forms costs a hundred times more than the rest: only where the values look like some
    await read(evidence.flatMap((e, i) => (e.filled > 0 && e.datelike >= e.filled * TOLERANCE ? [i] : [])), datesSql);
    part.forEach(({ source, schema }, i) => {
      const decided = decide(ident(source), evidence[i]!, schema.name);
      warnings.push(...decided.warnings);
      typed.push({ schema: { ...schema, type: decided.type }, expression: decided.expression });
    });
  }
  return { columns: typed, warnings };
}

const EMPTY: Evidence = { filled: 0, booleans: 0, integers: 0, numbers: 0, nonfinite: 0, padded: 0, datelike: 0, iso: 0, dayfirst: 0, monthfirst: 0, timed: 0 };

function plainSql(source: string, i: number): string {
  const v = cleaned(ident(source));
  return [
    `count(${v}) AS filled_${i}`,
    `count(*) FILTER (lower(${v}) IN ${BOOLEAN}) AS booleans_${i}`,
    `count(*) FILTER (${whole(v)}) AS integers_${i}`,
    `count(TRY_CAST(${v} AS DOUBLE)) AS numbers_${i}`,
    `count(*) FILTER (isinf(TRY_CAST(${v} AS DOUBLE))) AS nonfinite_${i}`,
    // leading zeros mean a code, not a number
    `count(*) FILTER (regexp_full_match(${v}, '0\\d+')) AS padded_${i}`,
    `count(*) FILTER (regexp_matches(${v}, '^(\\d{1,4}[-/. ]|[A-Za-z]{3,9} \\d)') AND length(${v}) BETWEEN 6 AND 40 AND TRY_CAST(${v} AS DOUBLE) IS NULL) AS datelike_${i}`,
  ].join(',');
}

function datesSql(source: string, i: number): string {
  const v = cleaned(ident(source));
  return [
    `count(try_strptime(${v}, ${list(ISO_FORMATS)})) AS iso_${i}`,
    `count(try_strptime(${v}, ${list([...ISO_FORMATS, ...DAY_FIRST, ...NAMED])})) AS dayfirst_${i}`,
    `count(try_strptime(${v}, ${list([...ISO_FORMATS, ...MONTH_FIRST, ...NAMED])})) AS monthfirst_${i}`,
    `count(*) FILTER (${v} LIKE '%:%') AS timed_${i}`,
  ].join(',');
}

function decide(column: string, e: Evidence, name: string): { type: ColumnType; expression: string; warnings: DataWarning[] } {
  const v = cleaned(column);
  const fits = (n: number): boolean => e.filled > 0 && n >= e.filled * TOLERANCE;
  const warnings: DataWarning[] = [];
  const misfits = (fitted: number, what: string): void => {
    if (fitted < e.filled) warnings.push({ code: 'cells-not-of-type', severity: 'warning', column: name, message: `${e.filled - fitted} of ${e.filled} values of "${name}" are not ${what}; their cells were left empty`, fix: 'mend them in the source, or accept the missing cells', context: { cells: e.filled - fitted, expected: what } });
  };
  if (fits(e.booleans)) {
    misfits(e.booleans, 'true or false');
    return { type: 'boolean', expression: `CASE WHEN lower(${v}) IN ('true','yes','t','y') THEN true WHEN lower(${v}) IN ('false','no','f','n') THEN false END`, warnings };
  }
  if (fits(e.numbers) && e.padded < e.filled * 0.5) {
    misfits(e.numbers, 'numbers');
    if (e.nonfinite > 0) warnings.push({ code: 'not-finite', severity: 'warning', column: name, message: `${e.nonfinite} values of "${name}" are infinite; they count as missing`, fix: 'cap or remove them in the source', context: { cells: e.nonfinite } });
    if (e.integers === e.numbers) return { type: 'integer', expression: `TRY_CAST(${v} AS BIGINT)`, warnings };
    return { type: 'number', expression: `CASE WHEN isfinite(TRY_CAST(${v} AS DOUBLE)) THEN TRY_CAST(${v} AS DOUBLE) END`, warnings };
  }
  const dates = Math.max(e.dayfirst, e.monthfirst, e.iso);
  if (fits(dates)) return dateColumn(v, e, name, dates, misfits, warnings);
  return { type: 'string', expression: v, warnings };
}

function dateColumn(v: string, e: Evidence, name: string, dates: number, misfits: (n: number, what: string) => void, warnings: DataWarning[]): ReturnType<typeof decide> {
  const dayFirst = e.dayfirst >= e.monthfirst;
  misfits(dates, 'dates');
  if (e.iso < dates && e.dayfirst === e.monthfirst)
    warnings.push({ code: 'date-order-assumed', severity: 'warning', column: name, message: `dates of "${name}" can be read with the day or the month first; day first was assumed`, fix: 'write dates as YYYY-MM-DD to be sure' });
  if (e.iso > 0 && e.iso < dates) warnings.push({ code: 'date-forms-mixed', severity: 'info', column: name, message: `"${name}" holds dates of several forms; all were read`, fix: 'write dates as YYYY-MM-DD', context: { iso: e.iso, other: dates - e.iso } });
  const parsed = `try_strptime(${v}, ${list([...ISO_FORMATS, ...(dayFirst ? DAY_FIRST : MONTH_FIRST), ...NAMED])})`;
  return e.timed > 0 ? { type: 'timestamp', expression: parsed, warnings } : { type: 'date', expression: `CAST(${parsed} AS DATE)`, warnings };
}
