import { AppError, DATA_LIMITS, type ColumnRoles, type DatasetChanges, type DatasetVersionId, type RejectedRow } from '@bellwether/contracts';
import { firstRecords, runTask, type RowsPage } from '@bellwether/features';
import { getDatasetVersion, replaceProfile, setColumnRoles, type Deps, type Scope, type VersionDetail } from '@bellwether/lineage';

/** Seconds: these answer a person who waits. */
const INTERACTIVE = { limits: { seconds: 60, memoryMb: 1024 } } as const;

async function readyVersion(deps: Deps, scope: Scope, id: DatasetVersionId): Promise<VersionDetail & { tableHash: string }> {
  const version = await getDatasetVersion(deps.db, scope, id);
  if (version.state !== 'ready' || !version.tableHash)
    throw new AppError({ code: 'CONFLICT', message: `Version ${version.number} of ${version.datasetName} is ${version.state === 'failed' ? 'not readable' : 'still being read'}.`, fix: version.state === 'failed' ? (version.error?.fix ?? 'Upload the file again.') : 'Wait until its profile is there.', retry: version.state === 'parsing' });
  return { ...version, tableHash: version.tableHash };
}

export type RowsQuery = { offset: number; limit: number; search: string; sort: { column: string; descending: boolean } | null };

/** A page of rows: the source row first, then the columns in order. @throws AppError NOT_FOUND, CONFLICT */
export async function datasetRows(deps: Deps, scope: Scope, id: DatasetVersionId, query: RowsQuery): Promise<RowsPage & { columns: string[] }> {
  const version = await readyVersion(deps, scope, id);
  const page = await runTask({ kind: 'rows', table: deps.artifacts.path(version.tableHash), columns: version.columns, ...query }, INTERACTIVE);
  return { ...page, columns: version.columns.map((c) => c.name) };
}

/** Against another version of the project, the one before unless told. @returns null when there is nothing to compare with */
export async function datasetChanges(deps: Deps, scope: Scope, id: DatasetVersionId, against: DatasetVersionId | null): Promise<DatasetChanges | null> {
  const version = await readyVersion(deps, scope, id);
  const baseId = against ?? (version.parentVersionId as DatasetVersionId | null);
  if (!baseId) return null;
  const base = await getDatasetVersion(deps.db, scope, baseId);
  if (!base.tableHash) return null;
  return runTask({ kind: 'changes', base: { versionId: base.id, table: deps.artifacts.path(base.tableHash), columns: base.columns }, next: { table: deps.artifacts.path(version.tableHash), columns: version.columns } }, INTERACTIVE);
}

/** Kept refusals, in the order of the file. @throws AppError NOT_FOUND */
export async function rejectedRows(deps: Deps, scope: Scope, id: DatasetVersionId, page: { offset: number; limit: number }): Promise<{ total: number; kept: number; rows: RejectedRow[] }> {
  const version = await getDatasetVersion(deps.db, scope, id);
  if (!version.rejectedHash) return { total: version.rejectedCount ?? 0, kept: 0, rows: [] };
  const text = Buffer.from(await deps.artifacts.get(version.rejectedHash)).toString('utf8');
  const records = firstRecords(text, ',', DATA_LIMITS.rejectedKept + 1, true).slice(1);
  return { total: version.rejectedCount ?? records.length, kept: records.length, rows: records.slice(page.offset, page.offset + page.limit).map(([row, reason, raw]) => ({ row: Number(row), reason: reason ?? '', raw: raw ?? '' })) };
}

/** Changes roles; the profile is computed again when the target changes, for it shows each column's relation to it. */
export async function changeRoles(deps: Deps, scope: Scope, id: DatasetVersionId, roles: ColumnRoles): Promise<VersionDetail> {
  const { targetChanged } = await setColumnRoles(deps.db, scope, id, roles);
  if (targetChanged) {
    const version = await readyVersion(deps, scope, id);
    const fresh = await runTask({ kind: 'profile', table: deps.artifacts.path(version.tableHash), columns: version.columns, roles: version.roles }, INTERACTIVE);
    const lasting = version.warnings.filter((w) => LASTING.has(w.code));
    await replaceProfile(deps.db, id, fresh.profile, [...lasting, ...fresh.warnings]);
  }
  return getDatasetVersion(deps.db, scope, id);
}

/** Warnings of the reading, which a new profile does not repeat. */
const LASTING = new Set(['column-renamed', 'delimiter-found', 'encoding-converted', 'cells-not-of-type', 'not-finite', 'date-order-assumed', 'date-forms-mixed']);
