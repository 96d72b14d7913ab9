import path from 'node:path';
import type { EntityKind, EventMapping, EventRules, RowMapping } from '@bellwether/contracts';
import { EVENT_COLUMNS } from '@bellwether/contracts';
import { ident, text, type DuckSession } from '../ingest/session';
import type { EventSourceFile } from './event-source';
import { compileRow, REFUSED, type CompiledRow } from './mapping-sql';

export type StageContext = { mapping: EventMapping; rules: EventRules; currency: string; arrival: Date; workDir: string };
/** Rows of one kind in a Parquet file, with the columns of `CompiledRow.select`. `cancel`: negative lines that look for the order line they cancel. */
export type Stage = { kind: EntityKind; role: 'rows' | 'cancel'; file: string; pieces: StagePiece[] };
export type StagePiece = { source: EventSourceFile; row: RowMapping; compiled: CompiledRow; role: 'rows' | 'cancel'; kind: EntityKind };

/**
 * Dictionaries of more entries than this cost more than they save while writing; differences of neighbours (version 2) save what a slower compression would.
 * Measured on 3 M order lines, CPU seconds of writing and MB: 1.4 and 28 with version 1 and the default level, 1.0 and 11 so.
 */
export const PARQUET_OPTIONS = 'FORMAT parquet, PARQUET_VERSION V2, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 2000';

/** What each row of the mapping makes of each file. */
export function stagePieces(sources: EventSourceFile[], ctx: StageContext): StagePiece[] {
  return sources.flatMap((source) =>
    ctx.mapping.rows.filter((row) => source.kind === undefined || row.kind === source.kind).flatMap((row) => {
      const compiled = compileRow(row, { ...ctx, source });
      const piece = (kind: EntityKind, role: StagePiece['role']): StagePiece => ({ source, row, compiled, role, kind });
      const turned = row.kind === 'order_line' && row.negative === 'return' ? [piece('return', 'rows')] : row.kind === 'order_line' && row.negative === 'cancel' ? [piece('order_line', 'cancel')] : [];
      return [piece(row.kind, 'rows'), ...turned];
    }),
  );
}

/** Streams the rows of each kind into a file of its own. @returns null at the first row that a rule refuses: `stageNumbered` then says which they are */
export async function stageClean(session: DuckSession, pieces: StagePiece[], ctx: StageContext): Promise<Stage[] | null> {
  try {
    return await stageEvents(session, pieces, ctx, false);
  } catch (e) {
    if ((e as Error).message.includes(REFUSED)) return null;
    throw e;
  }
}

/** The same in the order of the source, with the refused, and with `__file`, `__rn` and `__raw`: twice the cost, for what has to be put right or shown. */
export const stageNumbered = (session: DuckSession, pieces: StagePiece[], ctx: StageContext): Promise<Stage[]> => stageEvents(session, pieces, ctx, true);

async function stageEvents(session: DuckSession, pieces: StagePiece[], ctx: StageContext, numbered: boolean): Promise<Stage[]> {
  const stages: Stage[] = [];
  await session.run('DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans');
  await session.run(`SET preserve_insertion_order=${numbered}`);
  for (const { kind, role } of distinctTargets(pieces)) {
    const mine = pieces.filter((p) => p.kind === kind && p.role === role);
    const file = path.join(ctx.workDir, `stage-${kind}-${role}.parquet`);
    await session.run(`COPY (${mine.map((p) => pieceSql(p, numbered)).join(' UNION ALL BY NAME ')}) TO ${text(file)} (${PARQUET_OPTIONS})`);
    stages.push({ kind, role, file, pieces: mine });
  }
  await session.run('SET preserve_insertion_order=true');
  return stages;
}

function distinctTargets(pieces: StagePiece[]): Pick<StagePiece, 'kind' | 'role'>[] {
  const seen = new Set<string>();
  return pieces.filter((p) => !seen.has(`${p.kind} ${p.role}`) && seen.add(`${p.kind} ${p.role}`));
}

function pieceSql(piece: StagePiece, numbered: boolean): string {
  const sql = plainPieceSql(piece, numbered);
  return numbered ? `SELECT *, ${text(piece.source.path)} AS __file FROM (${sql})` : sql;
}

function plainPieceSql(piece: StagePiece, numbered: boolean): string {
  const { compiled, source, row } = piece;
  const scan = source.scan(compiled.types);
  const place = source.rowNumber ?? 'row_number() OVER ()';
  const select = compiled.select(numbered || compiled.needsRowNumber ? `(SELECT *, ${place} AS __rn FROM ${scan})` : scan, numbered);
  if (row.kind !== 'order_line' || row.negative === 'keep' || row.negative === 'reject') return select;
  if (piece.role === 'rows' && piece.kind === 'order_line') return `SELECT * FROM (${select}) WHERE NOT coalesce(quantity < 0, false)`;
  if (piece.role === 'cancel') return `SELECT * REPLACE (-quantity AS quantity, 'cancelled' AS state) FROM (${select}) WHERE quantity < 0`;
  return `SELECT ${[...returnColumns(), ...(numbered ? ['__reason', '__flags', '__rn', '__raw'] : compiled.flagged ? ['__flags'] : [])].join(', ')} FROM (${select}) WHERE quantity < 0`;
}

/** A negative order line as a return of as many. */
export function returnColumns(): string[] {
  const made: Record<string, string> = { event_id: `'return:' || event_id`, quantity: '-quantity', amount: '-quantity * unit_price', reason: 'NULL::VARCHAR' };
  return EVENT_COLUMNS.return.map((c) => (made[c.column] ? `${made[c.column]} AS ${ident(c.column)}` : ident(c.column)));
}
