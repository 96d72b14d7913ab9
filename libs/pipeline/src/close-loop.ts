import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { AppError, CHAMPION, type DatasetId, type DatasetVersionId, type ModelId, type ModelVersionId } from '@bellwether/contracts';
import { readTable, readTableBatches } from '@bellwether/features';
import { getModel, getVersion, launchFacts, outcomeBase, registerDatasetVersion, streamRealised, writeAudit, type Deps, type LaunchFacts, type RealisedRow, type Scope, type VersionFacts } from '@bellwether/lineage';
import { cellValue } from './score-batch-rows';

export type CloseLoopInput = { modelId: ModelId; /** without the rows of the version that the model was trained on */ onlyRealised?: boolean };
export type ClosedLoop = { datasetId: DatasetId; versionId: DatasetVersionId; number: number; datasetName: string; /** rows in the file */ rows: number; /** of them, predictions whose outcome is known */ realised: number; /** the same rows were a version already */ existing: boolean };

type Cell = string | number | boolean | null;

/**
 * Makes the next version of the data that a model was trained on: those rows, and every prediction whose outcome is known, with its
 * inputs and the outcome as the target. The new version is read and profiled like any upload.
 * @throws AppError NOT_FOUND, CONFLICT (no outcome is known, or no version is registered)
 */
export async function closeLoop(deps: Deps, scope: Scope, input: CloseLoopInput): Promise<ClosedLoop> {
  const version = await sourceVersion(deps, scope, input.modelId);
  const baseId = await outcomeBase(deps.db, scope, version.datasetVersionId as DatasetVersionId);
  const base = await launchFacts(deps.db, scope, baseId);
  const temporary = await deps.artifacts.temporaryFile();
  try {
    const counts = await writeRows(deps, scope, temporary, { version, base, baseId, onlyRealised: input.onlyRealised ?? false });
    if (counts.realised === 0) throw new AppError({ code: 'CONFLICT', message: `Expected predictions of ${version.modelName} whose outcome is known, found none that are not in the data already.`, fix: 'Report outcomes first, by prediction id or by key.' });
    const blob = await deps.artifacts.putFile(temporary);
    const made = await registerDatasetVersion(deps.db, scope, {
      dataset: { id: base.datasetId as DatasetId }, fileName: `outcomes of ${version.modelName}.csv`, format: 'csv', contentHash: blob.hash, bytes: blob.bytes, origin: 'outcomes', delimiter: ',',
    });
    const name = `${base.datasetName} v${made.number}`;
    await deps.db.transaction((tx) => writeAudit(tx, scope, { action: 'outcome.close-loop', objectType: 'dataset-version', objectId: made.versionId, objectName: name, after: { modelId: input.modelId, model: version.modelName, rows: counts.rows, realised: counts.realised } }));
    return { datasetId: made.datasetId, versionId: made.versionId, number: made.number, datasetName: base.datasetName, ...counts, existing: made.existing };
  } finally {
    await rm(temporary, { force: true });
  }
}

/** The champion, or the newest version where nothing is live yet. */
async function sourceVersion(deps: Deps, scope: Scope, modelId: ModelId): Promise<VersionFacts> {
  const model = await getModel(deps.db, scope, modelId);
  const id: ModelVersionId | undefined = model.aliases.find((a) => a.alias === CHAMPION)?.versionId ?? model.versions[0]?.id;
  if (!id) throw new AppError({ code: 'CONFLICT', message: `${model.name} has no version yet.`, fix: 'Register a run first.' });
  return getVersion(deps.db, scope, id);
}

type Sources = { version: VersionFacts; base: LaunchFacts; baseId: DatasetVersionId; onlyRealised: boolean };

async function writeRows(deps: Deps, scope: Scope, file: string, { version, base, baseId, onlyRealised }: Sources): Promise<{ rows: number; realised: number }> {
  const columns = base.columns.map((c) => c.name);
  const out = createWriteStream(file, { mode: 0o640 });
  const done = finished(out);
  done.catch(() => undefined);
  const write = async (rows: Cell[][]) => {
    if (rows.length > 0 && !out.write(rows.map(csvRow).join(''))) await drained(out, done);
  };
  await write([columns]);
  let rows = 0;
  if (!onlyRealised)
    for await (const table of readTableBatches(deps.artifacts.path(base.tableHash), columns, 4096)) {
      await write(Array.from({ length: table.rows }, (_, i) => table.columns.map((c) => cellValue(c, i))));
      rows += table.rows;
    }
  let realised = 0;
  const toRow = realisedRow(base, await targetWriter(deps, version, base));
  for await (const chunk of streamRealised(deps.db, scope, { modelId: version.modelId, ...(onlyRealised ? {} : { notOf: baseId }) })) {
    await write(chunk.map(toRow));
    realised += chunk.length;
  }
  out.end();
  await done;
  return { rows: rows + realised, realised };
}

const drained = (out: WriteStream, done: Promise<void>): Promise<unknown> => Promise.race([once(out, 'drain'), done]);

/** Columns that are no input of the model: the time is when it was predicted, the id is the caller's key, the rest is missing. */
function realisedRow(base: LaunchFacts, target: (value: number) => Cell): (row: RealisedRow) => Cell[] {
  return (row) =>
    base.columns.map(({ name, type }) => {
      const role = base.roles[name];
      if (role === 'target') return target(row.value);
      const given = row.input[name];
      if (given !== undefined) return given;
      if (role === 'time') return type === 'date' ? row.predictedAt.toISOString().slice(0, 10) : row.predictedAt.toISOString();
      return role === 'id' ? row.entityKey : null;
    });
}

/** Writes an outcome as the data write their target: `TRUE`, `1`, `yes`, or the number itself. */
async function targetWriter(deps: Deps, version: VersionFacts, base: LaunchFacts): Promise<(value: number) => Cell> {
  const { kind, positiveValue } = version.signature.output;
  const name = base.columns.find((c) => base.roles[c.name] === 'target')?.name;
  if (name === undefined) throw new AppError({ code: 'TARGET_MISSING', message: `Expected a column with the role target in ${base.datasetName} v${base.versionNumber}, found none.`, fix: 'Give the role target to the column that says what happened.' });
  if (kind !== 'probability' || positiveValue === null) return (value) => value;
  const [column] = (await readTable(deps.artifacts.path(base.tableHash), [name])).columns;
  const values = column!.type === 'string' ? new Set(column!.values) : new Set(Array.from(column!.values, (_, i) => cellValue(column!, i)));
  const negative = [...values].find((v) => v !== null && String(v) !== positiveValue) ?? null;
  return (value) => (value >= 0.5 ? positiveValue : negative);
}

/** RFC 4180. Not for spreadsheets but for our own reader: text stays as it was. A missing value is an empty cell. */
function csvRow(cells: readonly Cell[]): string {
  return `${cells.map((c) => (c === null ? '' : /[",\r\n]|^\s|\s$/.test(String(c)) || c === '' ? `"${String(c).replaceAll('"', '""')}"` : String(c))).join(',')}\r\n`;
}
