import { AppError, promotionPolicySchema, type ModelId, type ModelSignature, type ModelVersionId, type RunId } from '@bellwether/contracts';
import type { Prisma } from '@bellwether/prisma/client';
import { writeAudit } from '../audit/write-audit';
import type { Db, Tx } from '../db/create-db';
import { isUniqueViolation } from '../db/database-error';
import { found, type Scope } from '../scope/scope';

export type NewModelVersion = {
  runId: RunId;
  /** an existing model, or a name: the model is made when there is none of it */
  model: { id: ModelId } | { name: string };
  /** families whose models may have it as a version, beside its own: those that answer the same question in the same way */
  alike?: readonly string[];
  description?: string;
  signature: ModelSignature;
  /** Markdown */
  card: string;
  artifactBytes: number;
  /** the gate's metric of a model that is made now */
  primaryMetric: string;
};

export type RegisteredModelVersion = { modelId: ModelId; versionId: ModelVersionId; number: number; /** false: this run had been registered before */ created: boolean };

/**
 * Makes an immutable version of a finished run. One version per run: a second call returns the first one's.
 * @throws AppError NOT_FOUND (run, model), CONFLICT (run not done, another family)
 */
export async function registerModelVersion(db: Db, scope: Scope, input: NewModelVersion): Promise<RegisteredModelVersion> {
  try {
    return await db.transaction((tx) => register(tx, scope, input));
  } catch (error) {
    // two registrations of one run at once: the loser returns the winner's
    if (!isUniqueViolation(error)) throw error;
    const winner = await existing(db.prisma, scope, input.runId);
    if (!winner) throw error;
    return winner;
  }
}

async function register(tx: Tx, scope: Scope, input: NewModelVersion): Promise<RegisteredModelVersion> {
  const run = found(await tx.run.findFirst({ where: { id: input.runId, projectId: scope.projectId } }), 'run', input.runId);
  const before = await existing(tx, scope, input.runId);
  if (before) return before;
  if (run.state !== 'done' || !run.artifactHash)
    throw new AppError({ code: 'CONFLICT', message: `Expected a finished run with a model, received run ${run.number} in state ${run.state}.`, fix: run.state === 'failed' ? 'Mend what the run page says, and run it again.' : 'Wait until the run is done.' });
  const model = await modelFor(tx, scope, input, run.familyId);
  if (model.familyId !== run.familyId && !input.alike?.includes(model.familyId))
    throw new AppError({ code: 'CONFLICT', message: `Expected a run of the family ${model.familyId} for the model ${model.name}, received one of ${run.familyId}.`, fix: 'Register it under another model name.' });
  // numbers count up without gaps: the model row is the lock
  await tx.$queryRaw`SELECT 1 FROM model WHERE id = ${model.id}::uuid FOR UPDATE`;
  const last = await tx.modelVersion.aggregate({ where: { modelId: model.id }, _max: { number: true } });
  const version = await tx.modelVersion.create({
    data: {
      projectId: scope.projectId, modelId: model.id, number: (last._max.number ?? 0) + 1, runId: run.id, familyId: run.familyId,
      signature: input.signature as unknown as Prisma.InputJsonValue, params: run.params as Prisma.InputJsonValue, metrics: run.metrics as Prisma.InputJsonValue,
      datasetVersionId: run.datasetVersionId, viewHash: run.viewHash, artifactHash: run.artifactHash, artifactBytes: BigInt(input.artifactBytes),
      codeVersion: run.codeVersion, packages: run.packages as Prisma.InputJsonValue, seed: run.seed, card: input.card,
      createdBy: scope.actor.id, createdByName: scope.actor.name,
    },
  });
  await writeAudit(tx, scope, { action: 'model.register', objectType: 'model-version', objectId: version.id, objectName: `${model.name} v${version.number}`, after: { model: model.name, number: version.number, run: run.number, artifact: run.artifactHash } });
  return { modelId: model.id as ModelId, versionId: version.id as ModelVersionId, number: version.number, created: true };
}

async function existing(tx: Pick<Tx, 'modelVersion'>, scope: Scope, runId: RunId): Promise<RegisteredModelVersion | null> {
  const v = await tx.modelVersion.findFirst({ where: { runId, projectId: scope.projectId } });
  return v && { modelId: v.modelId as ModelId, versionId: v.id as ModelVersionId, number: v.number, created: false };
}

async function modelFor(tx: Tx, scope: Scope, input: NewModelVersion, familyId: string) {
  if ('id' in input.model) return found(await tx.model.findFirst({ where: { id: input.model.id, projectId: scope.projectId } }), 'model', input.model.id);
  const { name } = input.model;
  const policy = promotionPolicySchema.parse({ metric: input.primaryMetric });
  // skipDuplicates: a failed insert would end the transaction
  const made = await tx.model.createMany({ data: [{ projectId: scope.projectId, name, familyId, description: input.description ?? '', policy, createdBy: scope.actor.id }], skipDuplicates: true });
  const model = await tx.model.findUniqueOrThrow({ where: { projectId_name: { projectId: scope.projectId, name } } });
  if (made.count === 1) await writeAudit(tx, scope, { action: 'model.create', objectType: 'model', objectId: model.id, objectName: name, after: { familyId, policy } });
  return model;
}
