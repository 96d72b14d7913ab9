// For tests only: the toy family trained for real on invented sessions, from stored rows to a finished run.
import { rm, writeFile } from 'node:fs/promises';
import { AppError, type ColumnRoles, type ColumnSchema, type DatasetVersionId, type RunId } from '@bellwether/contracts';
import { csvToParquet, type ColumnTable } from '@bellwether/features';
import { claimRun, completeRun, writeMetricPoints, type Deps, type PointInput, type Scope } from '@bellwether/lineage';
import { testDatasetVersion, testRuns } from '@bellwether/lineage/testing';
import { familyRegistry } from '@bellwether/tasks';
import { exampleEvents, exampleSessions, toyFamily } from '@bellwether/tasks/testing';
import { cellValue } from './score-batch-rows';
import { trainRun } from './train-run';

export type TestData = { versionId: DatasetVersionId; roleSetId: string; tableHash: string; table: ColumnTable; roles: ColumnRoles };

/** Sessions of an invented shop as a ready dataset version, with an id column. */
export async function testSessions(deps: Deps, scope: Scope, options: { rows?: number; seed?: number; /** adds the column "refunded", which is written after the outcome */ leak?: boolean } = {}): Promise<TestData> {
  const { table, roles } = exampleSessions(options);
  const withId: ColumnTable = { ...table, columns: [...table.columns, { name: 'visitor', type: 'string', values: Array.from(table.rowIndex, (row) => `v${options.seed ?? 1}-${row}`) }] };
  if (options.leak) {
    const bought = table.columns.find((c) => c.name === 'bought')!.values as Float64Array;
    withId.columns.splice(3, 0, { name: 'refunded', type: 'number', values: bought.map((v, i) => (i % 7 === 0 ? 0 : v)) });
  }
  const columns: ColumnSchema[] = withId.columns.map(({ name, type }) => ({ name, type }));
  const tableHash = await storeTable(deps, withId, columns);
  const allRoles: ColumnRoles = { ...roles, ...(options.leak ? { refunded: 'numeric' as const } : {}), visitor: 'id' };
  return { ...(await testDatasetVersion(deps.db, scope.projectId, { tableHash, columns, roles: allRoles, rows: table.rows })), tableHash, table: withId, roles: allRoles };
}

/** Who did what when in an invented shop, as a ready dataset version. */
export async function testEvents(deps: Deps, scope: Scope, options: { customers?: number; items?: number; /** days */ length?: number; /** adds how many were taken: one, or two of every third */ units?: boolean } = {}): Promise<TestData> {
  const example = exampleEvents(options);
  const table: ColumnTable = options.units ? { ...example.table, columns: [...example.table.columns, { name: 'units', type: 'integer', values: Float64Array.from(example.table.rowIndex, (row) => (row % 3 === 0 ? 2 : 1)) }] } : example.table;
  const roles: ColumnRoles = options.units ? { ...example.roles, units: 'quantity' } : example.roles;
  const columns: ColumnSchema[] = table.columns.map(({ name, type }) => ({ name, type }));
  const tableHash = await storeTable(deps, table, columns);
  return { ...(await testDatasetVersion(deps.db, scope.projectId, { tableHash, columns, roles, rows: table.rows })), tableHash, table, roles };
}

async function storeTable(deps: Deps, table: ColumnTable, columns: ColumnSchema[]): Promise<string> {
  const [csv, parquet] = [await deps.artifacts.temporaryFile(), await deps.artifacts.temporaryFile()];
  const line = (cells: unknown[]) => `${cells.map((c) => (c === null ? '' : `"${String(c)}"`)).join(',')}\r\n`;
  const rows = Array.from({ length: table.rows }, (_, i) => line([table.rowIndex[i], ...table.columns.map((c) => cellValue(c, i))]));
  await writeFile(csv, line(['__row', ...columns.map((c) => c.name)]) + rows.join(''));
  await csvToParquet(csv, parquet, [{ name: '__row', type: 'integer' }, ...columns]);
  const { hash } = await deps.artifacts.putFile(parquet);
  await Promise.all([rm(csv), rm(parquet)]);
  return hash;
}

/** A run, of the toy family unless told, trained and ended in this process. */
export async function testTrainedRun(deps: Deps, scope: Scope, data: TestData, params: Record<string, unknown> = {}, familyId: string = toyFamily.id): Promise<RunId> {
  if (!familyRegistry.list().some((f) => f.id === toyFamily.id)) familyRegistry.register(toyFamily);
  const [runId] = await testRuns(deps.db, scope, { data, familyId, params });
  const claim = await claimRun(deps.db, { runId: runId!, owner: 'test' });
  if (claim.kind !== 'claimed') throw new AppError({ code: 'INTERNAL', message: `expected a claim, received ${claim.kind}`, fix: 'none' });
  const order = { runId: runId!, fence: claim.run.fence, familyId, params, roles: data.roles, seed: 1, checkpoint: null, tableHash: data.tableHash, artifactRoot: deps.artifacts.root, engine: null, threads: 1, taskAttacks: null, provenance: { run_id: runId! } };
  const points: PointInput[] = [];
  const result = await trainRun(order, { progress: () => undefined, point: (p) => void points.push(p), log: () => undefined, checkpoint: async () => undefined }, new AbortController().signal);
  await writeMetricPoints(deps.db, claim.run, points);
  await completeRun(deps.db, claim.run, result, { wallSeconds: 1, cpuSeconds: 1, peakRssBytes: 1 });
  return runId!;
}
