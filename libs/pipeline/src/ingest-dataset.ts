import { rm } from 'node:fs/promises';
import { AppError, isAppError, type ColumnRoles, type DatasetVersionId, type ProjectId } from '@bellwether/contracts';
import { runTask } from '@bellwether/features';
import { completeVersion, failVersion, reportParsing, versionToParse, type Deps } from '@bellwether/lineage';

/**
 * Parses and profiles a registered file, in a child process. A file that cannot be read ends the version with its reason and
 * how to mend it; that is a result, not a failure of the job.
 */
export async function ingestDataset(deps: Deps, payload: { projectId: ProjectId; datasetVersionId: DatasetVersionId }, context: { signal: AbortSignal }): Promise<void> {
  const version = await versionToParse(deps.db, payload.projectId, payload.datasetVersionId);
  if (!version) return;
  const outDir = await deps.artifacts.temporaryFile();
  try {
    let last = 0;
    const result = await runTask(
      { kind: 'ingest', file: deps.artifacts.path(version.rawHash), fileName: version.fileName, outDir, delimiter: version.delimiter },
      {
        signal: context.signal,
        onProgress: (phase, fraction) => {
          if (Date.now() - last < 500) return;
          last = Date.now();
          reportParsing(deps.db, version.id, phase, fraction).catch((e) => deps.log.warn({ err: e, datasetVersionId: version.id }, 'progress of parsing could not be written'));
        },
      },
    );
    const table = await deps.artifacts.putFile(result.tablePath);
    const rejected = result.rejectedPath ? await deps.artifacts.putFile(result.rejectedPath) : null;
    const { roles, proposed } = carriedRoles(result.roles, version.previousRoles);
    await completeVersion(deps.db, version.id, { ...result, roles, rolesProposed: proposed, tableHash: table.hash, rejectedHash: rejected?.hash ?? null });
    deps.log.info({ datasetVersionId: version.id, rows: result.rowCount, rejected: result.rejectedCount }, 'dataset version ready');
  } catch (e) {
    // an orderly stop of the worker is no verdict on the file: the job is tried again
    if (context.signal.aborted || !isAppError(e) || e.retry) throw e;
    await failVersion(deps.db, version.id, e.toRecord());
    deps.log.warn({ datasetVersionId: version.id, code: e.code }, e.message);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

/** What people said of the last version's columns holds for the same columns of the next. */
function carriedRoles(proposed: ColumnRoles, previous: ColumnRoles | null): { roles: ColumnRoles; proposed: boolean } {
  if (!previous) return { roles: proposed, proposed: true };
  const carried = Object.fromEntries(Object.entries(proposed).map(([name, role]) => [name, previous[name] ?? role]));
  const hadTarget = Object.entries(previous).some(([name, role]) => role === 'target' && name in proposed);
  // a new guess at the target must not stand beside the one that was chosen
  for (const name of Object.keys(carried)) if (hadTarget && carried[name] === 'target' && previous[name] !== 'target') carried[name] = 'ignored';
  return { roles: carried, proposed: false };
}

/** The last attempt failed for a reason that is not the file's: the version says so rather than wait for ever. */
export async function giveUpIngest(deps: Deps, datasetVersionId: DatasetVersionId, cause: unknown): Promise<void> {
  const error = isAppError(cause) ? cause : new AppError({ code: 'INTERNAL', message: `Parsing failed: ${(cause as Error)?.message ?? String(cause)}`, fix: 'Upload the file again; if it happens again, report this message.' });
  await failVersion(deps.db, datasetVersionId, error.toRecord());
}
