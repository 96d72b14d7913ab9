import { AppError, type RunId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';

export type RunArtifact = { artifactHash: string; familyId: string; number: number };

/** Where the model of a finished run lies. @throws AppError NOT_FOUND, CONFLICT when there is none yet */
export async function runArtifact(db: Db, scope: Scope, runId: RunId): Promise<RunArtifact> {
  const run = found(await db.prisma.run.findFirst({ where: { id: runId, projectId: scope.projectId }, select: { artifactHash: true, familyId: true, number: true, state: true } }), 'run', runId);
  if (run.state !== 'done' || !run.artifactHash)
    throw new AppError({ code: 'CONFLICT', message: `Expected a finished run with a model, received run ${run.number} in state ${run.state}.`, fix: run.state === 'failed' ? 'Mend what the run page says, and run it again.' : 'Wait until the run is done.' });
  return { artifactHash: run.artifactHash, familyId: run.familyId, number: run.number };
}
