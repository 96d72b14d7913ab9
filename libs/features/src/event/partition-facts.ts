import { EVENT_COLUMNS, type EntityKind, type PartitionStats } from '@bellwether/contracts';
import { ident, text, type DuckSession } from '../ingest/session';
import { columnsIn } from './settle-events';

/** A new partition: its file and what is known of it without opening it again. Instants are ISO 8601. */
export type MadePartition = { kind: EntityKind; path: string; rows: number; eventFrom: string; eventTo: string; knownFrom: string; knownTo: string; stats: PartitionStats };

const instant = (column: string, of: 'min' | 'max'): string => `strftime(${of}(${column}), '%Y-%m-%dT%H:%M:%S.%fZ')`;

/** Reads a partition's own facts: days, empty cells and columns of one value (from the file's footer), currencies. @param sourceId whom the days are counted for */
export async function partitionFacts(session: DuckSession, kind: EntityKind, file: string, sourceId: string, late: number): Promise<MadePartition> {
  const stored = await columnsIn(session, [file]);
  const from = `read_parquet(${text(file)})`;
  const times = await session.one<{ rows: number; ef: string; et: string; kf: string; kt: string }>(
    `SELECT count(*) AS rows, ${instant('event_time', 'min')} AS ef, ${instant('event_time', 'max')} AS et, ${instant('known_time', 'min')} AS kf, ${instant('known_time', 'max')} AS kt FROM ${from}`,
  );
  const days = await session.rows<{ d: string; n: number }>(`SELECT d::VARCHAR AS d, n FROM (SELECT event_time::DATE AS d, count(*) AS n FROM ${from} GROUP BY 1) ORDER BY 1`);
  const cells = await footerCells(session, file);
  const empty = Object.fromEntries(EVENT_COLUMNS[kind].map((c) => [c.column, stored.has(c.column) ? (cells.find((n) => n.c === c.column)?.n ?? 0) : times.rows]));
  const currencies = stored.has('currency') ? await session.rows<{ c: string | null; n: number }>(`SELECT ${ident('currency')} AS c, count(*) AS n FROM ${from} GROUP BY 1`) : [];
  return {
    kind, path: file, rows: times.rows, eventFrom: times.ef, eventTo: times.et, knownFrom: times.kf, knownTo: times.kt,
    stats: { days: { [sourceId]: Object.fromEntries(days.map((d) => [d.d, d.n])) }, empty, constant: constantOf(cells), currencies: Object.fromEntries(currencies.filter((c) => c.c !== null).map((c) => [c.c!, c.n])), late },
  };
}

type FooterCell = { c: string; /** rows without a value */ n: number | null; /** the only value */ v: string | null };

/** What the footer of a file says of its columns. A bound that the writer shortened or left out says nothing: such a column is not called constant. */
const footerCells = (session: DuckSession, file: string): Promise<FooterCell[]> =>
  session.rows(`SELECT path_in_schema AS c, sum(stats_null_count)::BIGINT AS n, CASE WHEN bool_and(min_is_exact AND max_is_exact) AND count(stats_min_value) = count(*) AND count(stats_max_value) = count(*) AND min(stats_min_value) = max(stats_max_value) AND min(stats_max_value) = max(stats_min_value) THEN min(stats_min_value) END AS v FROM parquet_metadata(${text(file)}) GROUP BY 1`);

const constantOf = (cells: readonly FooterCell[]): Record<string, string> => Object.fromEntries(cells.flatMap(({ c, n, v }) => (v !== null && n === 0 && !c.startsWith('__') ? [[c, v]] : [])));

/** The columns of partitions that hold one value in every row, and which, from their footers: no row is read. */
export async function partitionConstants(session: DuckSession, files: readonly string[]): Promise<Record<string, string>[]> {
  const found: Record<string, string>[] = [];
  for (const file of files) found.push(constantOf(await footerCells(session, file)));
  return found;
}
