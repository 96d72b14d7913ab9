import { AppError, isAppError, type EventSourceId, type EventUploadId, type KnownTimeRule, type PostgresSourceConfig, type ProjectId } from '@bellwether/contracts';
import {
  acceptEventMapping, addEventUpload, auditSourceTest, checkCursor, decryptSecret, eventSourceSecret, foreignColumns, foreignPage, getEventPreview, getEventSource, OwnFailure, queuePull, recordPullFailure, registerEventBatchIn, saveCursor, settledBound, SYSTEM_ACTOR, withForeign,
  type Deps, type EventSourceRow, type ForeignColumn, type ForeignCursor, type ForeignPage, type ForeignTable, type Scope,
} from '@bellwether/lineage';

const SAMPLE_ROWS = 2000;
const SHOWN_ROWS = 8;

/** One thing that has to be so before rows can be pulled. */
export type SourceCheck = { check: 'reach' | 'table' | 'cursor' | 'read'; passed: boolean; detail: string; fix: string | null };
export type SourceTest = { passed: boolean; checks: SourceCheck[]; columns: ForeignColumn[]; /** the first rows, as texts */ rows: (string | null)[][] };
export type TestSourceInput = { config: PostgresSourceConfig; password?: string; /** whose kept password is used where none is given */ sourceId?: EventSourceId };

/** Tries the connection and says in lines what is well and what is not; nothing is kept. @throws AppError NOT_FOUND */
export async function testEventSource(deps: Deps, scope: Scope, input: TestSourceInput): Promise<SourceTest> {
  await auditSourceTest(deps.db, scope, input.config);
  const table: ForeignTable = { config: input.config, password: input.password ?? (input.sourceId ? await keptPassword(deps, scope, input.sourceId, input.config) : fromEnvironment(deps, input.config)) };
  const test: SourceTest = { passed: false, checks: [], columns: [], rows: [] };
  const note = (check: SourceCheck['check'], detail: string) => void test.checks.push({ check, passed: true, detail, fix: null });
  let at: SourceCheck['check'] = 'reach';
  try {
    await withForeign(table, async (client) => {
      const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
      note('reach', `Postgres ${rows[0]!.server_version}`);
      at = 'table';
      test.columns = await foreignColumns(client, input.config);
      note('table', test.columns.map((c) => c.name).join(', '));
      at = 'cursor';
      const { cursor, tie } = checkCursor(test.columns, input.config);
      note('cursor', `${cursor.name} ${cursor.type}${tie ? `, ${tie.name} ${tie.type}` : ''}`);
      at = 'read';
      const page = await foreignPage(client, input.config, test.columns, null, null, SHOWN_ROWS);
      test.rows = page.rows;
      note('read', String(page.rows.length));
      test.passed = true;
    });
  } catch (e) {
    if (!isAppError(e)) throw e;
    test.checks.push({ check: at, passed: false, detail: e.message, fix: e.fix });
  }
  return test;
}

export type SourceSample = { uploadId: EventUploadId; rows: number; /** when a row became known: its own time of change, where the table has it; null: nothing better than the proposal */ knownTime: KnownTimeRule | null; /** the primary key names a row for ever: what is counted within a page does not */ eventIdColumn: string | null };

/** The first rows as a file, to propose and preview a mapping on. @throws AppError NOT_FOUND, CONFLICT, SOURCE_* */
export async function sampleEventSource(deps: Deps, scope: Scope, sourceId: EventSourceId): Promise<SourceSample> {
  const source = await getEventSource(deps.db, scope, sourceId);
  const config = pulled(source);
  const { page, byTime } = await withForeign({ config, password: await keptPassword(deps, scope, sourceId, config) }, async (client) => {
    const columns = await foreignColumns(client, config);
    return { page: await foreignPage(client, config, columns, null, null, SAMPLE_ROWS), byTime: checkCursor(columns, config).byTime };
  });
  if (page.rows.length === 0) throw new AppError({ code: 'DATA_EMPTY', message: `Expected rows in ${config.table}, it has none with a ${config.cursorColumn}.`, fix: 'Come back when there are rows.' });
  const { hash, bytes } = await deps.artifacts.put(csvOf(page));
  const { id } = await addEventUpload(deps.db, scope, { hash, bytes, fileName: `${config.table}.csv` });
  return { uploadId: id, rows: page.rows.length, knownTime: byTime ? { from: 'column', column: config.cursorColumn } : null, eventIdColumn: config.tieColumn ?? null };
}

/** The mapping that was shown on the table's rows is in force, and the first pull begins. @throws AppError NOT_FOUND, CONFLICT */
export async function acceptPulledMapping(deps: Deps, scope: Scope, input: { sourceId: EventSourceId; previewId: Parameters<typeof getEventPreview>[2] }): Promise<{ mappingNumber: number }> {
  const source = await getEventSource(deps.db, scope, input.sourceId);
  pulled(source);
  const shown = await getEventPreview(deps.db, scope, input.previewId, source.logId);
  const { number } = await acceptEventMapping(deps.db, scope, source.id, shown.mapping, shown.result);
  await deps.db.transaction((tx) => queuePull(tx, scope.projectId, source.id));
  return { mappingNumber: number };
}

/** Pulls as soon as a worker is free. @throws AppError NOT_FOUND, CONFLICT */
export async function pullEventsNow(deps: Deps, scope: Scope, sourceId: EventSourceId): Promise<void> {
  const source = await getEventSource(deps.db, scope, sourceId);
  pulled(source);
  if (!source.mapping) throw new AppError({ code: 'CONFLICT', message: `The source ${source.name} has no mapping yet.`, fix: 'Map its columns first.' });
  await deps.db.transaction((tx) => queuePull(tx, scope.projectId, source.id));
}

/**
 * Pulls what is new: page by page, each a batch, its end kept in the same transaction. After a kill the next pull goes on behind the last page that was
 * kept; a page that is pulled twice is the same batch. What stands in the way (unreachable, no right, a changed table) is kept with the source, and
 * the next pull tries again.
 */
export async function pullEvents(deps: Deps, payload: { projectId: ProjectId; sourceId: EventSourceId }, context: { signal: AbortSignal }): Promise<void> {
  const scope: Scope = { projectId: payload.projectId, actor: SYSTEM_ACTOR };
  const source = await getEventSource(deps.db, scope, payload.sourceId);
  if (source.config.kind !== 'postgres' || !source.mapping || source.paused || source.archivedAt) return;
  const config = source.config;
  try {
    const table = { config, password: await keptPassword(deps, scope, source.id, config) };
    const rows = await withForeign(table, async (client) => {
      const columns = await foreignColumns(client, config);
      const { byTime } = checkCursor(columns, config);
      checkMapped(source, columns);
      const bound = await settledBound(client, config, byTime);
      let after = (source.cursor as Partial<ForeignCursor> | null)?.value === undefined ? null : (source.cursor as ForeignCursor);
      let pulledRows = 0;
      for (let end = bound === null; !end; ) {
        if (context.signal.aborted) throw new OwnFailure(context.signal.reason);
        const page = await foreignPage(client, config, columns, after, bound, config.batchRows);
        await keepPage(deps, scope, source, page).catch((e) => Promise.reject(new OwnFailure(e)));
        pulledRows += page.rows.length;
        after = page.last ?? after;
        end = page.end;
      }
      if (bound === null) await deps.db.transaction((tx) => saveCursor(tx, source.id, null)).catch((e) => Promise.reject(new OwnFailure(e)));
      return pulledRows;
    });
    deps.log.info({ sourceId: source.id, rows }, 'events pulled');
  } catch (e) {
    if (context.signal.aborted || !isAppError(e) || !STANDS_IN_THE_WAY.has(e.code)) throw e;
    await recordPullFailure(deps.db, source.id, e.toRecord());
    deps.log.warn({ sourceId: source.id, code: e.code }, e.message);
  }
}

const STANDS_IN_THE_WAY = new Set<string>(['SOURCE_UNREACHABLE', 'SOURCE_REFUSED', 'SOURCE_CHANGED', 'CONFIG_INVALID', 'PERMISSION_DENIED']);

/** The page as a batch, and where it ended: together or not at all. */
async function keepPage(deps: Deps, scope: Scope, source: EventSourceRow, page: ForeignPage): Promise<void> {
  const file = page.rows.length ? await deps.artifacts.put(csvOf(page)) : null;
  await deps.db.transaction(async (tx) => {
    if (file) await registerEventBatchIn(tx, scope, { sourceId: source.id, files: [{ hash: file.hash, bytes: file.bytes, fileName: `${(source.config as PostgresSourceConfig).table}.csv` }], origin: 'postgres' });
    await saveCursor(tx, source.id, page.last);
  });
}

function checkMapped(source: EventSourceRow, columns: readonly ForeignColumn[]): void {
  const there = new Set(columns.map((c) => c.name));
  const used = new Set(source.mapping!.mapping.rows.flatMap((row) => [...Object.values(row.fields).flatMap((f) => [f.column, ...(f.columns ?? []), ...(f.sum ?? []), ...(f.numberedWithin ?? []), f.per]), ...row.when.map((w) => w.column), row.knownTime.from === 'column' ? row.knownTime.column : undefined]));
  const gone = [...used].filter((c): c is string => c !== undefined && !there.has(c));
  const { table } = source.config as PostgresSourceConfig;
  if (gone.length) throw new AppError({ code: 'SOURCE_CHANGED', message: `The table ${table} no longer has ${gone.join(', ')}, which the mapping reads.`, fix: 'Map the columns of the source again, or bring them back.', context: { missing: gone } });
}

/** @throws AppError CONFLICT */
function pulled(source: EventSourceRow): PostgresSourceConfig {
  if (source.config.kind !== 'postgres') throw new AppError({ code: 'CONFLICT', message: `Expected a source that is pulled from Postgres, ${source.name} is fed by ${source.kind}.`, fix: 'Choose another source.' });
  return source.config;
}

/** The password goes only where it was kept for: with another host or account it has to be typed again. */
async function keptPassword(deps: Deps, scope: Scope, id: EventSourceId, config: PostgresSourceConfig): Promise<string | null> {
  const source = await getEventSource(deps.db, scope, id);
  const own = pulled(source);
  if (own.host !== config.host || own.port !== config.port || own.user !== config.user) return null;
  const sealed = await eventSourceSecret(deps.db, scope, id);
  return sealed ? decryptSecret(deps, sealed) : fromEnvironment(deps, config);
}

function fromEnvironment(deps: Deps, config: PostgresSourceConfig): string | null {
  if (!config.passwordEnv) return null;
  const password = deps.sourcePasswords?.[config.passwordEnv];
  if (password === undefined) throw new AppError({ code: 'CONFIG_INVALID', message: `Expected the environment variable ${config.passwordEnv} on the server.`, fix: 'Set it and start again, or enter the password.' });
  // where the operator of the server says so, it goes to one host alone
  const host = deps.sourcePasswords?.[`${config.passwordEnv}_HOST`];
  if (host !== undefined && host.toLowerCase() !== config.host.toLowerCase()) throw new AppError({ code: 'PERMISSION_DENIED', message: `The password ${config.passwordEnv} is not for ${config.host}.`, fix: `Use it for the host that ${config.passwordEnv}_HOST names.` });
  return password;
}

const csvOf = (page: Pick<ForeignPage, 'columns' | 'rows'>): Buffer => Buffer.from([page.columns, ...page.rows].map((cells) => `${cells.map(plainCell).join(',')}\n`).join(''));
/** As it stands: nobody opens this file in a spreadsheet. */
const plainCell = (cell: string | null): string => (cell === null ? '' : /[",\r\n]/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell);
