import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, type DatasetVersionId, type ModelUploadId } from '@bellwether/contracts';
import { addModelUpload, diskError, getModelUpload, type CreatedRuns, type Deps, type ModelUploadRow, type Scope } from '@bellwether/lineage';
import { familyRegistry, type AnyTaskFamily, type ImportedFile } from '@bellwether/tasks';
import { startRun } from './start-run';

/** The family whose models come as files. @throws AppError NOT_FOUND in a build that has none */
function importing(): AnyTaskFamily & { imports: NonNullable<AnyTaskFamily['imports']> } {
  const family = familyRegistry.list().find((f) => f.imports);
  if (!family?.imports) throw new AppError({ code: 'NOT_FOUND', message: 'Expected a family whose models come as files, this build has none.', fix: 'Train a model here instead.' });
  return family as ReturnType<typeof importing>;
}

/**
 * Takes in a model file: streamed to disk, looked through in a limited process of its own, then stored.
 * @param sha256 what the sender says it is
 * @throws AppError DATA_TOO_LARGE, MODEL_ARTIFACT_INVALID; nothing that was refused is kept
 */
export async function uploadModelFile(deps: Deps, scope: Scope, source: Readable, input: { fileName: string; sha256?: string }): Promise<ModelUploadRow<ImportedFile>> {
  const { imports } = importing();
  const temporary = await deps.artifacts.temporaryFile();
  try {
    await pipeline(source, atMost(imports.mostBytes), createWriteStream(temporary, { flags: 'wx', mode: 0o640 })).catch((e: unknown) => Promise.reject(diskError(e, deps.artifacts.root)));
    const described = await imports.check(temporary, input.sha256);
    const { hash, bytes } = await deps.artifacts.putFile(temporary);
    return await addModelUpload(deps.db, scope, { sha256: hash, fileName: input.fileName, bytes, described });
  } finally {
    await rm(temporary, { force: true });
  }
}

function atMost(limit: number): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      total += chunk.length;
      if (total > limit) done(new AppError({ code: 'DATA_TOO_LARGE', message: `Expected a model of at most ${limit} bytes, received more.`, fix: 'Export a smaller model.' }));
      else done(null, chunk);
    },
  });
}

export type ImportModelInput = { uploadId: ModelUploadId; datasetVersionId: DatasetVersionId; /** the declared signature, in the parameters of the family */ signature: Record<string, unknown>; experimentName?: string };

/**
 * Starts the run that opens the file in a process of its own and measures it on every labelled row. A run that is done is registered
 * and promoted like any other.
 * @throws AppError NOT_FOUND, PARAMS_INVALID where the signature is not that of the file, and those of startRun
 */
export async function importModel(deps: Deps, scope: Scope, input: ImportModelInput): Promise<CreatedRuns> {
  const family = importing();
  const upload = await getModelUpload(deps.db, scope, input.uploadId);
  const params = family.imports.withFile(upload.sha256, upload.fileName, input.signature);
  const parsed = family.params.safeParse(params);
  const [issue] = parsed.success ? family.imports.issues(upload.described as ImportedFile, parsed.data) : [];
  if (issue) throw new AppError({ code: 'PARAMS_INVALID', message: issue.message, fix: issue.fix });
  const name = upload.fileName.replace(/\.onnx$/i, '');
  return startRun(deps, scope, { familyId: family.id, datasetVersionId: input.datasetVersionId, experimentName: input.experimentName ?? name, name, params });
}
