import path from 'node:path';
import { EVENT_COLUMNS, type EntityKind, type EventRules } from '@bellwether/contracts';
import { ident, text, type DuckSession } from '../ingest/session';
import { naturalIdSql, storedSql } from './event-views';
import { PARQUET_OPTIONS } from './stage-events';

/** Rows of one kind, on disk: those that came (`stage`), and those that the log has. */
export type SettleInput = { kind: EntityKind; stage: string[]; existing: readonly string[]; rules: EventRules; outDir: string };
export type StageFacts = { rows: number; refused: number; flags: Record<number, number> };
/** `repeated`: an id came twice; `touchesLog`: the log has one of them. */
export type CleanFacts = StageFacts & { repeated: boolean; touchesLog: boolean };
export type Settled = { files: string[]; accepted: number; duplicates: number; corrections: number; conflicts: number; conflictsRejected: number };

const list = (files: readonly string[]): string => `[${files.map(text).join(', ')}]`;

/** The columns that files hold. */
export async function columnsIn(session: DuckSession, files: readonly string[]): Promise<Set<string>> {
  if (files.length === 0) return new Set();
  return new Set((await session.rows<{ column_name: string }>(`DESCRIBE SELECT * FROM read_parquet(${list(files)}, union_by_name=true)`)).map((c) => c.column_name));
}

/** The event id of a row: its own, or the one of its natural keys. */
export const idSql = (kind: EntityKind, stored: ReadonlySet<string>): string => (stored.has('event_id') ? `coalesce(event_id, ${naturalIdSql(kind, (c) => storedSql(kind, c, stored))})` : naturalIdSql(kind, (c) => storedSql(kind, c, stored)));

/** All that a row says, but its id and when it became known: the same again is a duplicate. */
const contentSql = (kind: EntityKind, stored: ReadonlySet<string>): string =>
  `md5(concat_ws(chr(31), ${EVENT_COLUMNS[kind].filter((c) => c.column !== 'event_id' && c.column !== 'known_time').map((c) => `coalesce(${storedSql(kind, c.column, stored)}::VARCHAR, '')`).join(', ')}))`;

/** Of the rows that a stage has; a stage that was written without a refused row has no column for reasons. */
const acceptedSql = (stored: ReadonlySet<string>): string => (stored.has('__reason') ? '__reason IS NULL' : 'true');

/** What there is to count in a stage. */
export async function stageFacts(session: DuckSession, stage: string[]): Promise<StageFacts> {
  const stored = await columnsIn(session, stage);
  const source = `read_parquet(${list(stage)}, union_by_name=true)`;
  const { rows, refused } = await session.one<{ rows: number; refused: number }>(`SELECT count(*) AS rows, ${stored.has('__reason') ? 'count(__reason)' : '0'} AS refused FROM ${source}`);
  const flags = stored.has('__flags') ? await session.rows<{ f: number; n: number }>(`SELECT __flags AS f, count(*) AS n FROM ${source} WHERE ${acceptedSql(stored)} AND __flags > 0 GROUP BY 1`) : [];
  return { rows, refused, flags: Object.fromEntries(flags.map((r) => [r.f, r.n])) };
}

/** The same of a stage without refused rows, and whether anything has to be put right: an id twice, an id that the log has. */
export async function cleanFacts(session: DuckSession, { kind, stage, existing }: Pick<SettleInput, 'kind' | 'stage' | 'existing'>): Promise<CleanFacts> {
  const stored = await columnsIn(session, stage);
  const natural = EVENT_COLUMNS[kind];
  // hashing the keys themselves is several times faster than hashing the text made of them
  const key = stored.has('event_id') ? `hash(${idSql(kind, stored)})` : `hash(${keyColumns(kind, natural, stored).join(', ')})`;
  // of sorted hashes equal ones are neighbours: half the cost of grouping by them
  const { twice } = await session.one<{ twice: number }>(`SELECT count(*) AS twice FROM (SELECT h, lag(h) OVER () AS before FROM (SELECT ${key} AS h FROM read_parquet(${list(stage)}, union_by_name=true) ORDER BY h)) WHERE h = before`);
  return { ...(await stageFacts(session, stage)), repeated: twice > 0, touchesLog: existing.length > 0 && (await overlaps(session, kind, stage, stored, existing)) };
}

const keyColumns = (kind: EntityKind, columns: (typeof EVENT_COLUMNS)[EntityKind], stored: ReadonlySet<string>): string[] => {
  const used = new Set(naturalIdSql(kind, (c) => `«${c}»`).match(/«\w+»/g)?.map((m) => m.slice(1, -1)));
  return columns.filter((c) => used.has(c.column)).map((c) => storedSql(kind, c.column, stored));
};

async function overlaps(session: DuckSession, kind: EntityKind, stage: string[], stored: ReadonlySet<string>, existing: readonly string[]): Promise<boolean> {
  const old = await columnsIn(session, existing);
  const { n } = await session.one<{ n: number }>(`SELECT count(*) AS n FROM (SELECT 1 FROM (SELECT hash(${idSql(kind, old)}) AS h FROM read_parquet(${list(existing)}, union_by_name=true)) e SEMI JOIN (SELECT hash(${idSql(kind, stored)}) AS h FROM read_parquet(${list(stage)}, union_by_name=true) WHERE ${acceptedSql(stored)}) s ON e.h = s.h LIMIT 1)`);
  return n > 0;
}

/**
 * Puts right what came twice. Touched are the ids that came more than once or that the log has; of these, in the order in which rows became known and came:
 * a row that says what an earlier one said is a duplicate and is dropped; another one is a correction and is kept, a microsecond after a row of the same moment
 * (or refused, if the rules say so). `superseded` and `touched` gain what `supersededSql` needs.
 */
export async function settleKind(session: DuckSession, input: SettleInput): Promise<Settled> {
  const { kind, stage, rules } = input;
  const stored = await columnsIn(session, stage);
  await touchedRows(session, input, stored);
  await session.run(`CREATE OR REPLACE TEMP TABLE verdict AS
    WITH copies AS (SELECT *, row_number() OVER (PARTITION BY id, content ORDER BY age, known_time, place) AS copy FROM touched_rows),
    kept AS (SELECT *, row_number() OVER (PARTITION BY id, known_time ORDER BY age, place) AS same, row_number() OVER (PARTITION BY id, date_trunc('millisecond', known_time) ORDER BY age, known_time, place) - 1 AS tick FROM copies WHERE copy = 1 OR age = 0)
    SELECT id, age, place, known_time, age = 1 AND same > 1 AS conflict, CASE WHEN age = 1 AND same > 1 THEN date_trunc('millisecond', known_time) + to_microseconds(tick) ELSE known_time END AS known FROM kept`);
  const conflictsRejected = rules.conflict === 'reject' ? (await session.one<{ n: number }>('SELECT count(*) AS n FROM verdict WHERE conflict')).n : 0;
  if (conflictsRejected) {
    await session.run(`INSERT INTO conflict_rows SELECT ${text(kind)}, place FROM verdict WHERE conflict`);
    await session.run('DELETE FROM verdict WHERE conflict');
  }
  const counts = await session.one<{ added: number; touched: number; conflicts: number; corrections: number }>(
    `SELECT count(*) FILTER (WHERE age = 1) AS added, count(*) FILTER (WHERE conflict) AS conflicts, count(*) FILTER (WHERE age = 1 AND nth > 1) AS corrections, (SELECT count(*) FROM touched_rows WHERE age = 1) AS touched FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY known) AS nth FROM verdict)`,
  );
  const { accepted } = await writeSettled(session, input, stored);
  await session.run(`INSERT INTO superseded SELECT ${text(kind)}, id, known, lead(known) OVER (PARTITION BY id ORDER BY known) AS next FROM verdict QUALIFY next IS NOT NULL`);
  await session.run(`INSERT INTO touched SELECT DISTINCT ${text(kind)}, id FROM verdict`);
  return { files: accepted > 0 ? [settledFile(input)] : [], accepted, duplicates: counts.touched - counts.added - conflictsRejected, corrections: counts.corrections, conflicts: counts.conflicts, conflictsRejected };
}

const settledFile = ({ kind, outDir }: SettleInput): string => path.join(outDir, `settled-${kind}.parquet`);
/** A row of a stage: unique, and in the order of the source. */
const PLACE = `filename || ' ' || lpad(file_row_number::VARCHAR, 12, '0')`;

async function touchedRows(session: DuckSession, { kind, stage, existing }: SettleInput, stored: ReadonlySet<string>): Promise<void> {
  const old = await columnsIn(session, existing);
  const came = `(SELECT *, ${idSql(kind, stored)} AS id, ${PLACE} AS place FROM read_parquet(${list(stage)}, union_by_name=true, filename=true, file_row_number=true) WHERE ${acceptedSql(stored)})`;
  const had = existing.length ? `(SELECT *, ${idSql(kind, old)} AS id FROM read_parquet(${list(existing)}, union_by_name=true))` : null;
  await session.run(`CREATE OR REPLACE TEMP TABLE touched_ids AS SELECT id FROM (SELECT id FROM ${came} GROUP BY id HAVING count(*) > 1${had ? ` UNION SELECT DISTINCT e.id FROM ${had} e SEMI JOIN ${came} s ON e.id = s.id` : ''})`);
  // the content is hashed after the join: of the touched rows alone
  const rows = (from: string, columns: ReadonlySet<string>, place: string, age: number) => `SELECT id, ${place} AS place, known_time, ${contentSql(kind, columns)} AS content, ${age} AS age FROM (SELECT * FROM ${from} SEMI JOIN touched_ids USING (id))`;
  await session.run(`CREATE OR REPLACE TEMP TABLE touched_rows AS ${rows(came, stored, 'place', 1)}${had ? ` UNION ALL ${rows(had, old, `''`, 0)}` : ''}`);
}

async function writeSettled(session: DuckSession, input: SettleInput, stored: ReadonlySet<string>): Promise<{ accepted: number }> {
  const own = [...stored].filter((c) => !c.startsWith('__'));
  const columns = own.map((c) => (c === 'known_time' ? 'coalesce(v.known, s.known_time) AS known_time' : `s.${ident(c)}`));
  const staged = `SELECT *, ${PLACE} AS place FROM read_parquet(${list(input.stage)}, union_by_name=true, filename=true, file_row_number=true) WHERE ${acceptedSql(stored)}`;
  await session.run(`COPY (SELECT ${columns.join(', ')} FROM (${staged}) s LEFT JOIN (SELECT place, known FROM verdict WHERE age = 1) v ON v.place = s.place
    WHERE v.place IS NOT NULL OR NOT EXISTS (SELECT 1 FROM touched_rows t WHERE t.age = 1 AND t.place = s.place)) TO ${text(settledFile(input))} (${PARQUET_OPTIONS})`);
  return session.one<{ accepted: number }>(`SELECT count(*) AS accepted FROM read_parquet(${text(settledFile(input))})`);
}

/** Begins the tables that settling fills. */
export async function beginSettling(session: DuckSession): Promise<void> {
  await session.run('CREATE OR REPLACE TEMP TABLE superseded (kind VARCHAR, event_id VARCHAR, known_time TIMESTAMP, superseded_time TIMESTAMP)');
  await session.run('CREATE OR REPLACE TEMP TABLE touched (kind VARCHAR, event_id VARCHAR)');
  await session.run('CREATE OR REPLACE TEMP TABLE conflict_rows (kind VARCHAR, place VARCHAR)');
}

/** Writes what the log says of corrected rows after this batch. @returns null when nothing was ever corrected */
export async function writeSuperseded(session: DuckSession, before: string | null, file: string): Promise<string | null> {
  const { n } = await session.one<{ n: number }>('SELECT count(*) AS n FROM touched');
  if (n === 0) return before;
  const kept = before ? `SELECT * FROM read_parquet(${text(before)}) b ANTI JOIN touched t ON t.kind = b.kind AND t.event_id = b.event_id UNION ALL ` : '';
  await session.run(`COPY (SELECT * FROM (${kept}SELECT * FROM superseded) ORDER BY kind, event_id, known_time) TO ${text(file)} (FORMAT parquet, COMPRESSION zstd)`);
  const { rows } = await session.one<{ rows: number }>(`SELECT count(*) AS rows FROM read_parquet(${text(file)})`);
  return rows > 0 ? file : null;
}
