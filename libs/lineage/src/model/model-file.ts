import { AppError, type ModelVersionId, type RunId } from '@bellwether/contracts';
import { readManifest } from '../artifact/artifact-bundle';
import type { Deps } from '../db/deps';
import type { Scope } from '../scope/scope';
import { getVersion } from './model-queries';
import { runArtifact } from './run-artifact';

/** Where a run's bundle keeps the whole model as one file. */
export const MODEL_FILE = 'model/model.onnx';

export type StoredFile = { /** to save it under */ name: string; /** in the artifact store */ hash: string; bytes: number };

/** A file of a run's bundle. @param file null: the model as one ONNX file @throws AppError NOT_FOUND, CONFLICT while the run goes on */
export async function runFile(deps: Deps, scope: Scope, runId: RunId, file: string | null): Promise<StoredFile> {
  const run = await runArtifact(deps.db, scope, runId);
  return pick(deps, run.artifactHash, file, `run-${run.number}`);
}

/** The same of a model version. @throws AppError NOT_FOUND */
export async function versionFile(deps: Deps, scope: Scope, versionId: ModelVersionId, file: string | null): Promise<StoredFile> {
  const version = await getVersion(deps.db, scope, versionId);
  return pick(deps, version.artifactHash, file, `${version.modelName}-v${version.number}`);
}

async function pick(deps: Deps, artifactHash: string, file: string | null, owner: string): Promise<StoredFile> {
  const { files } = await readManifest(deps.artifacts, artifactHash);
  const wanted = file ?? MODEL_FILE;
  const found = files.find((f) => f.name === wanted);
  if (found) return { name: file === null ? `${owner}.onnx` : `${owner}-${found.name.split('/').at(-1)}`, hash: found.sha256, bytes: found.bytes };
  throw file === null
    ? new AppError({ code: 'NOT_FOUND', message: 'This model was not written as one ONNX file.', fix: 'The log of its run says why; a model trained before there was such a file gets one when it is trained again.' })
    : new AppError({ code: 'NOT_FOUND', message: `No file ${JSON.stringify(file.slice(0, 100))} among those of this run.`, fix: `Choose one of ${files.map((f) => f.name).join(', ')}.` });
}
