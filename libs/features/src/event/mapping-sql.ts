import { AppError, EVENT_COLUMNS, type EventColumn, type EventMapping, type EventRules, type FieldSource, type KnownTimeRule, type RowCondition, type RowMapping } from '@bellwether/contracts';
import { ident, text } from '../ingest/session';
import { FLAGS } from './event-flags';
import type { EventSourceFile, ReadType } from './event-source';
import { timeSql, zonedSql, type TimeSql } from './time-sql';

/** What is planned may happen after it is known. */
const PLANNED = new Set<string>(['promotion']);

export type CompileContext = { mapping: EventMapping; rules: EventRules; currency: string; arrival: Date; source: EventSourceFile };
export type CompiledRow = {
  kind: RowMapping['kind'];
  /** how the scan reads columns from which numbers or times alone are taken */
  types: Map<string, ReadType>;
  /** rows of the source that this row of the mapping is about; SQL over the scan */
  where: string;
  /**
   * SELECT of the stored columns; `from` is the scan, with `__rn` where `needsRowNumber` says so. It has `__flags` where `flagged`, and fails with REFUSED at the first row that breaks a rule.
   * `numbered` fails at none: it always has `__flags`, `__reason` (null: accepted), `__rn`, and `__raw` of the rows that are refused.
   */
  select: (from: string, numbered?: boolean) => string;
  /** whether a row that is kept may have something to count */
  flagged: boolean;
  needsRowNumber: boolean;
};

/** What a statement fails with that met a row to refuse: a column of reasons that is empty nearly always costs a tenth of the time to write. */
export const REFUSED = 'bellwether: a row is refused';

const INFINITE = 'isfinite';
const NUMERIC = new Set(['DOUBLE', 'BIGINT']);
const NATIVE_NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/;

/** Columns that a source names. */
export const columnsOf = (s: FieldSource): string[] => [s.column, ...(s.columns ?? []), ...(s.sum ?? []), ...(s.numberedWithin ?? []), s.per].filter((c): c is string => c !== undefined);

/** The SQL that turns rows of a source into rows of a kind. @throws AppError COLUMN_NOT_FOUND */
export function compileRow(row: RowMapping, ctx: CompileContext): CompiledRow {
  checkColumns(row, ctx.source);
  const types = readTypes(row, ctx);
  // what is not mapped is not written: the views give it its default
  const columns = EVENT_COLUMNS[row.kind].filter((c) => c.field !== 'knownTime' && (c.field in row.fields || needed(row, c.field)));
  const fields = columns.map((c) => ({ column: c, ...fieldSql(c, row.fields[c.field], ctx, types) }));
  const known = knownSql(row.knownTime, ctx, types);
  const where = row.when.length ? row.when.map((c) => conditionSql(c, types, ctx)).join(' AND ') : 'true';
  const inner = [...fields.map((f) => `${f.sql} AS ${ident(f.column.column)}`), ...fields.filter((f) => f.time).map((f) => `${f.time!.flags} AS ${ident(`${f.column.column}__dst`)}`), `${known.sql} AS known_time`, ...fields.filter((f) => f.bad).map((f) => `${f.bad} AS ${ident(`${f.column.column}__bad`)}`)];
  const needsRowNumber = Object.values(row.fields).some((s) => s.row !== undefined || s.numberedWithin !== undefined);
  return { kind: row.kind, types, where, needsRowNumber, flagged: flagsOf(row, ctx.rules, fields).some, select: (from, numbered) => outerSql(row, ctx, fields, `SELECT ${[...inner, ...(numbered ? ['__rn', `${rawSql(ctx.source, types)} AS __raw`] : [])].join(', ')} FROM ${from} WHERE ${where}`, numbered ?? false) };
}

function checkColumns(row: RowMapping, source: EventSourceFile): void {
  const known = new Set(source.columns.map((c) => c.name));
  const asked = [...Object.values(row.fields).flatMap(columnsOf), ...row.when.map((w) => w.column), ...(row.knownTime.from === 'column' ? [row.knownTime.column] : [])];
  const missing = [...new Set(asked.filter((c) => !known.has(c)))];
  if (missing.length) throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `Expected the columns ${missing.slice(0, 10).map((m) => JSON.stringify(m)).join(', ')} in ${source.fileName}, which has ${source.columns.slice(0, 30).map((c) => c.name).join(', ')}.`, fix: 'Choose other columns in the mapping, or send the file that it was made for.', context: { missing, file: source.fileName } });
}

/** A column from which numbers alone are taken, and whose sample is numbers, is read as such by the scanner: several times faster, and a misfit names itself. */
function readTypes(row: RowMapping, { mapping, source }: CompileContext): Map<string, ReadType> {
  const uses = new Map<string, Set<ReadType>>();
  const use = (column: string | undefined, type: ReadType) => column !== undefined && uses.set(column, (uses.get(column) ?? new Set()).add(type));
  for (const c of EVENT_COLUMNS[row.kind]) {
    const s = row.fields[c.field];
    if (!s) continue;
    const plainNumber = NUMERIC.has(c.type) && !s.values && !s.path && s.decimal !== 'comma';
    const plainTime = c.type === 'TIMESTAMP' && (s.format ?? 'iso') === 'iso' && !s.path;
    use(s.column, plainNumber ? 'DOUBLE' : plainTime ? 'TIMESTAMP' : 'VARCHAR');
    for (const name of s.sum ?? []) use(name, s.decimal === 'comma' ? 'VARCHAR' : 'DOUBLE');
    for (const name of [...(s.columns ?? []), ...(s.numberedWithin ?? [])]) use(name, 'VARCHAR');
    use(s.per, s.decimal === 'comma' ? 'VARCHAR' : 'DOUBLE');
  }
  if (row.knownTime.from === 'column') use(row.knownTime.column, (row.knownTime.format ?? 'iso') === 'iso' ? 'TIMESTAMP' : 'VARCHAR');
  for (const w of row.when) use(w.column, ['positive', 'not-positive', 'negative'].includes(w.is) ? 'DOUBLE' : w.is === 'filled' || w.is === 'empty' ? ([...(uses.get(w.column) ?? ['VARCHAR'])][0] as ReadType) : 'VARCHAR');
  const types = new Map<string, ReadType>();
  for (const [column, asked] of uses) {
    const [type] = asked;
    if (asked.size !== 1 || type === 'VARCHAR' || mapping.badCell === 'empty' || !source.nullsRead) continue;
    const seen = source.sample.map((r) => r[column]).filter((v): v is string => v !== null && v !== undefined);
    if (type === 'DOUBLE' ? seen.every((v) => v.trim() !== '' && Number.isFinite(Number(v))) : seen.every(plainIso)) types.set(column, type!);
  }
  return types;
}

/** A local time or one in UTC of four-digit year first; an offset has to be looked at row by row. */
const plainIso = (v: string): boolean => /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$/.test(v.trim());

const reference = (column: string, ctx: CompileContext, types: ReadonlyMap<string, ReadType>): { sql: string; type: string } => {
  const native = ctx.source.columns.find((c) => c.name === column)?.native ?? 'VARCHAR';
  return { sql: ident(column), type: types.get(column) ?? native };
};

/** A text without what means nothing. */
function textSql(column: string, s: Pick<FieldSource, 'path'>, ctx: CompileContext, types: ReadonlyMap<string, ReadType>): string {
  const ref = reference(column, ctx, types);
  const raw = s.path ? `json_extract_string(${ref.type === 'JSON' ? ref.sql : `try_cast(${ref.sql}::VARCHAR AS JSON)`}, ${text(s.path)})` : ref.type === 'VARCHAR' ? ref.sql : `${ref.sql}::VARCHAR`;
  if (ref.type !== 'VARCHAR' && !s.path) return raw;
  // the scanner of text files has taken out what means nothing; to look for blanks around every text would cost a third more
  if (ctx.source.nullsRead && !s.path && !ctx.mapping.trim) return raw;
  return `CASE WHEN trim(${raw}) IN (${[...new Set(['', ...ctx.mapping.missing])].map(text).join(',')}) THEN NULL ELSE trim(${raw}) END`;
}

/** Thousands and currency signs are no part of a number. */
function numberSql(column: string, s: Pick<FieldSource, 'path' | 'decimal'>, ctx: CompileContext, types: ReadonlyMap<string, ReadType>): { sql: string; raw: string } {
  const ref = reference(column, ctx, types);
  if (!s.path && (ref.type === 'DOUBLE' || NATIVE_NUMBER.test(ref.type))) return { sql: `${ref.sql}::DOUBLE`, raw: ref.sql };
  if (ref.type === 'BOOLEAN') return { sql: `${ref.sql}::INT::DOUBLE`, raw: ref.sql };
  const raw = textSql(column, s, ctx, types);
  const cleaned = s.decimal === 'comma' ? `replace(replace(regexp_replace(${raw}, '[\\s€$£¥]', '', 'g'), '.', ''), ',', '.')` : `regexp_replace(${raw}, '[\\s,€$£¥]', '', 'g')`;
  return { sql: `try_cast(${cleaned} AS DOUBLE)`, raw };
}

/** Columns that later steps ask for by name. */
const needed = (row: RowMapping, field: string): boolean => row.kind === 'order_line' && row.negative !== 'keep' && ['orderId', 'customerId', 'unitPrice', 'currency', 'state', 'eventId'].includes(field);

type FieldSql = { sql: string; /** true where something was there that could not be read */ bad: string | null; time: TimeSql | null };

function fieldSql(c: EventColumn, s: FieldSource | undefined, ctx: CompileContext, types: Map<string, ReadType>): FieldSql {
  const fallback = DEFAULTS[c.field];
  if (!s) return { sql: fallback !== undefined ? `${literal(fallback)}::${c.type}` : `NULL::${c.type}`, bad: null, time: null };
  if (s.constant !== undefined) return { sql: c.type === 'TIMESTAMP' ? `${text(String(s.constant))}::TIMESTAMPTZ::TIMESTAMP` : `${literal(s.constant)}::${c.type}`, bad: null, time: null };
  if (s.numberedWithin) return { sql: `row_number() OVER (PARTITION BY ${s.numberedWithin.map(ident).join(', ')} ORDER BY __rn)::BIGINT`, bad: null, time: null };
  if (s.row) return { sql: `${text(`${ctx.source.fileName}:`)} || __rn`, bad: null, time: null };
  if (c.type === 'TIMESTAMP') return timeField(s, ctx, types);
  if (c.type === 'JSON') return { sql: s.columns ? `to_json({${s.columns.map((n) => `${text(n)}: ${ident(n)}`).join(', ')}})` : `try_cast(${textSql(s.column!, s, ctx, types)} AS JSON)`, bad: null, time: null };
  if (NUMERIC.has(c.type) && !s.values) return numericField(c, s, ctx, types);
  const raw = s.columns ? joined(s, ctx, types) : textSql(s.column!, s, ctx, types);
  if (c.type === 'BOOLEAN') return booleanField(s, raw, fallback);
  return valuesField(c, s, raw, fallback);
}

const DEFAULTS: Record<string, string | number | boolean> = { line: 1, state: 'placed', treated: true };
const literal = (v: string | number | boolean): string => (typeof v === 'string' ? text(v) : String(v));

/** Null unless every part is there. */
const joined = (s: FieldSource, ctx: CompileContext, types: ReadonlyMap<string, ReadType>): string => `(${s.columns!.map((n) => textSql(n, {}, ctx, types)).join(` || ${text(s.separator ?? '/')} || `)})`;

function timeField(s: FieldSource, ctx: CompileContext, types: ReadonlyMap<string, ReadType>): FieldSql {
  const ref = s.column !== undefined ? reference(s.column, ctx, types) : null;
  if (ref && !s.path && (ref.type === 'TIMESTAMP' || ref.type === 'DATE' || ref.type.startsWith('TIMESTAMP_') || ref.type === 'TIMESTAMP WITH TIME ZONE')) {
    const local = ref.type === 'TIMESTAMP WITH TIME ZONE' ? null : `${ref.sql}::TIMESTAMP`;
    const time = local === null ? { sql: `${ref.sql}::TIMESTAMP`, flags: '0', rejected: 'false' } : zonedSql(local, ctx.mapping);
    return { sql: time.sql, bad: time.rejected === 'false' ? null : time.rejected, time };
  }
  const raw = s.columns ? joined({ ...s, separator: s.separator ?? ' ' }, ctx, types) : s.format?.startsWith('epoch') || s.format === 'days' ? `${textSql(s.column!, s, ctx, types)}` : textSql(s.column!, s, ctx, types);
  const time = timeSql(raw, s, ctx.mapping);
  return { sql: time.sql, bad: `(${raw} IS NOT NULL AND ${time.sql} IS NULL)${time.rejected === 'false' ? '' : ` OR ${time.rejected}`}`, time };
}

function numericField(c: EventColumn, s: FieldSource, ctx: CompileContext, types: ReadonlyMap<string, ReadType>): FieldSql {
  const parts = (s.sum ?? [s.column!]).map((name) => numberSql(name, s, ctx, types));
  const total = s.sum ? `(${parts.map((p) => `coalesce(${p.sql}, 0)`).join(' + ')})` : parts[0]!.sql;
  const scaled = [total, ...(s.factor !== undefined ? [`* ${s.factor}::DOUBLE`] : []), ...(s.per !== undefined ? [`/ nullif(${numberSql(s.per, s, ctx, types).sql}, 0)`] : [])].join(' ');
  const read = parts.map((p) => (p.raw === p.sql.replace(/::DOUBLE$/, '') ? `NOT ${INFINITE}(${p.sql})` : `(${p.raw} IS NOT NULL AND (${p.sql} IS NULL OR NOT ${INFINITE}(${p.sql})))`)).join(' OR ');
  // a row with a number that is none is refused anyway, unless it may be left empty
  const finite = ctx.mapping.badCell === 'reject' ? scaled : `CASE WHEN ${INFINITE}(${scaled}) THEN ${scaled} END`;
  if (c.type === 'BIGINT') return { sql: `CASE WHEN ${scaled} = floor(${scaled}) AND abs(${scaled}) < 9e15 THEN (${scaled})::BIGINT END`, bad: `${read} OR ${scaled} <> floor(${scaled})`, time: null };
  return { sql: finite, bad: read, time: null };
}

function booleanField(s: FieldSource, raw: string, fallback: string | number | boolean | undefined): FieldSql {
  const named = Object.entries(s.values ?? {}).map(([k, v]) => `WHEN lower(${raw}) = ${text(k.toLowerCase())} THEN ${v === true || v === 'true' || v === 1}`);
  const sql = `CASE ${named.join(' ')} WHEN lower(${raw}) IN ('true','yes','t','y','1') THEN true WHEN lower(${raw}) IN ('false','no','f','n','0') THEN false END`;
  return { sql: fallback === undefined ? sql : `coalesce(${sql}, CASE WHEN ${raw} IS NULL THEN ${literal(fallback)} END)`, bad: `(${raw} IS NOT NULL AND ${sql} IS NULL)`, time: null };
}

function valuesField(c: EventColumn, s: FieldSource, raw: string, fallback: string | number | boolean | undefined): FieldSql {
  const cast = NUMERIC.has(c.type) ? (v: string) => `try_cast(${v} AS ${c.type})` : (v: string) => v;
  if (!s.values) return { sql: fallback === undefined ? raw : `coalesce(${raw}, ${literal(fallback)})`, bad: null, time: null };
  const branches = Object.entries(s.values).map(([k, v]) => `WHEN ${text(k.toLowerCase())} THEN ${text(String(v))}`).join(' ');
  const otherwise = s.otherwise === 'keep' || s.otherwise === undefined ? raw : 'NULL';
  const sql = cast(`CASE lower(${raw}) ${branches} ELSE ${otherwise} END`);
  return { sql: fallback === undefined ? sql : `coalesce(${sql}, ${literal(fallback)})`, bad: s.otherwise === 'reject' ? `(${raw} IS NOT NULL AND CASE lower(${raw}) ${branches} END IS NULL)` : null, time: null };
}

function knownSql(rule: KnownTimeRule, ctx: CompileContext, types: Map<string, ReadType>): { sql: string } {
  const arrival = `TIMESTAMP ${text(ctx.arrival.toISOString().replace('T', ' ').replace('Z', ''))}`;
  if (rule.from === 'arrival') return { sql: arrival };
  if (rule.from === 'event') return { sql: `NULL::TIMESTAMP` };
  return { sql: timeField({ column: rule.column, format: rule.format }, ctx, types).sql };
}

function conditionSql(w: RowCondition, types: Map<string, ReadType>, ctx: CompileContext): string {
  const number = () => numberSql(w.column, {}, ctx, types).sql;
  const value = () => `lower(${textSql(w.column, {}, ctx, types)})`;
  const list = (w.values ?? []).map((v) => text(v.toLowerCase())).join(', ') || `''`;
  switch (w.is) {
    case 'one-of': return `coalesce(${value()} IN (${list}), false)`;
    case 'not-one-of': return `coalesce(${value()} NOT IN (${list}), true)`;
    case 'starts-with': return `coalesce(${(w.values ?? []).map((v) => `starts_with(${value()}, ${text(v.toLowerCase())})`).join(' OR ') || 'false'}, false)`;
    case 'filled': return `${textSql(w.column, {}, ctx, types)} IS NOT NULL`;
    case 'empty': return `${textSql(w.column, {}, ctx, types)} IS NULL`;
    case 'positive': return `coalesce(${number()} > 0, false)`;
    case 'not-positive': return `coalesce(${number()} <= 0, false)`;
    case 'negative': return `coalesce(${number()} < 0, false)`;
  }
}

/** The row as it stood, or nearly: what a person needs to find it again. */
function rawSql(source: EventSourceFile, types: ReadonlyMap<string, ReadType>): string {
  const cell = (name: string): string => {
    const read = types.get(name);
    const value = `${ident(name)}::VARCHAR`;
    return `coalesce(${read === 'DOUBLE' ? `regexp_replace(${value}, '\\.0$', '')` : read === 'TIMESTAMP' ? `regexp_replace(${value}, ' 00:00:00$', '')` : value}, '')`;
  };
  return `left(concat_ws(',', ${source.columns.map((c) => cell(c.name)).join(', ')}), 2000)`;
}

type CompiledField = FieldSql & { column: EventColumn };

/** Times are brought into order, then every rule is asked; the first that is broken is the reason. @see CompiledRow.select */
function outerSql(row: RowMapping, ctx: CompileContext, fields: CompiledField[], inner: string, numbered: boolean): string {
  const { rules } = ctx;
  const arrival = `TIMESTAMP ${text(ctx.arrival.toISOString().replace('T', ' ').replace('Z', ''))}`;
  const tolerance = `INTERVAL ${Math.round(rules.future.toleranceMinutes * 60)} SECOND`;
  const delay = row.knownTime.from === 'event' ? Math.round(row.knownTime.delayMinutes * 60) : null;
  const known = delay !== null ? (delay === 0 ? 'event_time' : `event_time + INTERVAL ${delay} SECOND`) : row.knownTime.from === 'column' ? `coalesce(known_time, ${arrival})` : 'known_time';
  const stored = fields.map((f) => `t.${ident(f.column.column)}`);
  // what becomes known in the future is known when it arrives, if the clock can explain it
  const explained = row.knownTime.from === 'arrival' ? '' : `WHEN t.k > ${arrival} AND t.k <= ${arrival} + ${tolerance} THEN ${arrival} `;
  const broken = brokenRules(row, ctx, fields, { arrival, tolerance, planned: PLANNED.has(row.kind) });
  const flags = flagsOf(row, rules, fields);
  const from = `FROM (SELECT *, ${known} AS k FROM (${inner})) t`;
  const caseOf = (branches: string, otherwise: string): string => (branches === '' ? otherwise : `CASE ${branches} ELSE ${otherwise} END`);
  if (!numbered) {
    // in a column, not in WHERE: there it might be asked of rows that this row of the mapping is not about
    const guard = broken.length ? `WHEN ${broken.map((b) => `(${b.test})`).join(' OR ')} THEN error(${text(REFUSED)})::TIMESTAMP ` : '';
    return `SELECT ${[...stored, `${caseOf(guard + explained, 't.k')} AS known_time`, ...(flags.some ? [`${flags.sql} AS __flags`] : [])].join(', ')} ${from}`;
  }
  const reason = caseOf(broken.map((b) => `WHEN ${b.test} THEN ${text(b.reason)}`).join(' '), 'NULL::VARCHAR');
  return `SELECT * REPLACE (CASE WHEN __reason IS NOT NULL THEN __raw END AS __raw) FROM (SELECT ${[...stored, `${caseOf(explained, 't.k')} AS known_time`].join(', ')}, ${reason} AS __reason, ${flags.sql} AS __flags, t.__rn, t.__raw ${from})`;
}

/** Bits of FLAGS over `t`, where `k` is the known time; `some` is false where no row can have any. */
function flagsOf(row: RowMapping, rules: EventRules, fields: CompiledField[]): { sql: string; some: boolean } {
  const parts: string[] = [];
  const delay = row.knownTime.from === 'event' ? Math.round(row.knownTime.delayMinutes * 60) : null;
  // known by a delay after the event: never before it
  if (!PLANNED.has(row.kind) && delay === null) parts.push(`(t.event_time > t.k)::INT * ${FLAGS.skewed}`);
  if (delay === null) parts.push(`(epoch_us(t.k) - epoch_us(t.event_time) > ${Math.round(rules.lateAfterHours * 3.6e9)})::INT * ${FLAGS.late}`);
  else if (delay > rules.lateAfterHours * 3600) parts.push(String(FLAGS.late));
  const time = fields.find((f) => f.time && f.column.field === 'eventTime');
  if (time && time.time!.flags !== '0') parts.push(`t.${ident(`${time.column.column}__dst`)}`);
  return { sql: `(${parts.join(' + ') || '0'})::UTINYINT`, some: parts.length > 0 };
}

/** What each rule refuses a row for, in the order in which they are asked. */
function brokenRules(row: RowMapping, ctx: CompileContext, fields: CompiledField[], at: { arrival: string; tolerance: string; planned: boolean }): { test: string; reason: string }[] {
  const { rules, mapping } = ctx;
  const broken: { test: string; reason: string }[] = [];
  const say = (test: string, reason: string) => broken.push({ test, reason });
  for (const f of fields) {
    const name = `t.${ident(f.column.column)}`;
    if (f.bad && (mapping.badCell === 'reject' || f.column.required)) say(`t.${ident(`${f.column.column}__bad`)}`, f.time ? `${f.column.field}: not a time, or one that the zone does not have` : NUMERIC.has(f.column.type) ? `${f.column.field}: not a number` : `${f.column.field}: not one of the values that the mapping names`);
    if (f.column.required && row.fields[f.column.field]?.constant === undefined) say(`${name} IS NULL`, `${f.column.field}: empty`);
    if (f.column.options && row.fields[f.column.field]?.constant === undefined && row.fields[f.column.field]) say(`${name} NOT IN (${f.column.options.map(text).join(', ')})`, `${f.column.field}: expected one of ${f.column.options.join(', ')}`);
    if (f.column.maxLength !== null && row.fields[f.column.field]?.column !== undefined) say(`strlen(${name}) > ${f.column.maxLength} AND length(${name}) > ${f.column.maxLength}`, `${f.column.field}: longer than ${f.column.maxLength} characters`);
    if (f.column.min !== null && row.fields[f.column.field]) say(`${name} < ${f.column.min}`, `${f.column.field}: below ${f.column.min}`);
    if (f.column.max !== null && row.fields[f.column.field]) say(`${name} > ${f.column.max}`, `${f.column.field}: above ${f.column.max}`);
  }
  say(`t.event_time < ${text(rules.earliest)}::TIMESTAMPTZ::TIMESTAMP`, `eventTime: before ${rules.earliest.slice(0, 10)}, the earliest that the log takes`);
  if (rules.future.beyond === 'reject' && !at.planned) say(`t.event_time > least(t.k, ${at.arrival}) + ${at.tolerance}`, 'eventTime: in the future');
  if (rules.future.beyond === 'reject' && row.knownTime.from !== 'arrival') say(`t.k > ${at.arrival} + ${at.tolerance}`, 'knownTime: in the future');
  if (row.negative === 'reject' && fields.some((f) => f.column.field === 'quantity')) say('t.quantity < 0', 'quantity: negative');
  if (rules.currency.mode === 'reject' && row.fields.currency) say(`t.currency <> ${text(ctx.currency)}`, `currency: another than ${ctx.currency}`);
  return broken;
}
