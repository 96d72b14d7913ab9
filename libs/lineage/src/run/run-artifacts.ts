import type { RunId } from '@bellwether/contracts';
import { readManifest, type ArtifactManifest } from '../artifact/artifact-bundle';
import type { Deps } from '../db/deps';
import { found, type Scope } from '../scope/scope';

export type RunArtifacts = { /** sha256 of the manifest: names the whole */ hash: string; bytes: number; files: ArtifactManifest['files'] };

/** Files that a run left behind, by content; null while it has none. @throws AppError NOT_FOUND */
export async function runArtifacts(deps: Deps, scope: Scope, runId: RunId): Promise<RunArtifacts | null> {
  const run = found(await deps.db.prisma.run.findFirst({ where: { id: runId, projectId: scope.projectId }, select: { artifactHash: true } }), 'run', runId);
  if (!run.artifactHash) return null;
  const { files } = await readManifest(deps.artifacts, run.artifactHash);
  return { hash: run.artifactHash, bytes: files.reduce((sum, f) => sum + f.bytes, 0), files };
}
