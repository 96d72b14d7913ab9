import { AppError, CHAMPION, isAppError, promotionPolicySchema, type GateResult, type ModelId, type ModelVersionId, type PromotionEvidence, type PromotionPolicy, type PromotionResult } from '@bellwether/contracts';
import { aliasHistory, getModel, getVersion, moveAlias, recordRefusal, rollbackTarget, runLeaks, type Deps, type Scope, type VersionFacts } from '@bellwether/lineage';
import { familyRegistry } from '@bellwether/tasks';
import { judgeGates } from './promote-model-gates';
import { gatherEvidence } from './promote-model-evidence';
import { readEvidence, readModelFiles, type RunEvidence } from './train-run-evidence';

export type GateCheck = {
  modelId: ModelId;
  candidate: { id: ModelVersionId; number: number };
  champion: { id: ModelVersionId; number: number } | null;
  policy: PromotionPolicy;
  /** of the model when this was gathered; a promotion on it is refused when an alias has moved since */
  epoch: number;
  gates: GateResult[];
  evidence: PromotionEvidence | null;
  passed: boolean;
};

/** What a promotion would be decided on, without deciding. @throws AppError NOT_FOUND */
export async function checkGates(deps: Deps, scope: Scope, versionId: ModelVersionId): Promise<GateCheck> {
  const candidate = await getVersion(deps.db, scope, versionId);
  const model = await getModel(deps.db, scope, candidate.modelId);
  const policy = promotionPolicySchema.parse(model.policy);
  const live = model.aliases.find((a) => a.alias === CHAMPION);
  const champion = live && live.versionId !== versionId ? await getVersion(deps.db, scope, live.versionId) : null;
  const [own, leaks] = await Promise.all([readOwn(deps, candidate), runLeaks(deps.db, scope, candidate.runId)]);
  const gathered = champion && own.evidence ? await gatherEvidence(deps, candidate, champion, own.evidence, policy.metric) : null;
  const gates = judgeGates({
    policy, specs: familyRegistry.get(candidate.familyId).metrics, metrics: candidate.metrics, testRows: own.evidence?.evaluation.rowIndex.length ?? 0, runState: candidate.runState, artifactProblem: own.problem,
    leaks: leaks.report && { report: leaks.report, acceptedKeys: leaks.acceptances.map((a) => a.findingKey) },
    champion: champion && { number: champion.number, difference: gathered?.evidence?.differences.find((d) => d.metric === policy.metric) ?? null, problem: gathered?.problem ?? own.problem },
    proposer: { id: candidate.createdBy, name: candidate.createdByName }, approver: { id: scope.actor.id, name: scope.actor.name },
  });
  return {
    modelId: model.id, candidate: { id: candidate.id, number: candidate.number }, champion: champion && { id: champion.id, number: champion.number }, policy, epoch: model.epoch,
    gates, evidence: gathered?.evidence ?? null, passed: gates.every((g) => g.passed),
  };
}

async function readOwn(deps: Deps, candidate: VersionFacts): Promise<{ evidence: RunEvidence | null; problem: string | null }> {
  try {
    await readModelFiles(deps.artifacts, candidate.artifactHash);
    return { evidence: await readEvidence(deps.artifacts, candidate.artifactHash), problem: null };
  } catch (error) {
    if (isAppError(error)) return { evidence: null, problem: error.message };
    throw error;
  }
}

export type PromoteInput = { versionId: ModelVersionId; /** promote although a gate refuses: needs the permission model.override and a reason */ override?: boolean; reason?: string };

/**
 * Makes a version the champion when every gate of the model's policy lets it. A refusal is an answer with its reasons, kept like a promotion.
 * @throws AppError NOT_FOUND, PROMOTION_RACE (the champion moved while it was compared), PERMISSION_DENIED, INPUT_INVALID (override without a reason), CONFLICT (is champion already)
 */
export async function promoteModel(deps: Deps, scope: Scope, input: PromoteInput): Promise<PromotionResult> {
  const check = await checkGates(deps, scope, input.versionId);
  const reason = input.reason?.trim() ?? '';
  const dossier = { championVersionId: check.champion?.id ?? null, gates: check.gates, evidence: check.evidence, policy: check.policy };
  if (!check.passed && input.override) refuseOverride(scope, reason);
  if (!check.passed && !input.override) {
    const promotionId = await recordRefusal(deps.db, scope, { modelId: check.modelId, versionId: input.versionId, alias: CHAMPION, reason, dossier });
    return { decision: 'refused', promotionId, gates: check.gates, evidence: check.evidence };
  }
  const decision = check.passed ? 'promoted' : 'overridden';
  const moved = await moveAlias(deps.db, scope, { modelId: check.modelId, alias: CHAMPION, toVersionId: input.versionId, kind: decision, reason, expectedEpoch: check.epoch, dossier });
  return { decision, promotionId: moved.promotionId!, gates: check.gates, evidence: check.evidence };
}

function refuseOverride(scope: Scope, reason: string): void {
  if (!scope.actor.permissions.includes('model.override')) throw new AppError({ code: 'PERMISSION_DENIED', message: `Expected the permission model.override, which the role ${scope.actor.role} does not have.`, fix: 'Ask an admin to override, with a reason.' });
  if (reason.length < 3) throw new AppError({ code: 'INPUT_INVALID', message: 'Expected a reason for overriding the gates, received none.', fix: 'Say why this version must go live all the same; it is kept in the history.' });
}

export type RollbackResult = { toVersionId: ModelVersionId; number: number; epoch: number };

/**
 * Back to the version that was live before, or to another that has been. Gates are not asked: it passed them, or was overridden, when it went live.
 * @throws AppError NOT_FOUND, CONFLICT (nothing was live before)
 */
export async function rollbackModel(deps: Deps, scope: Scope, input: { modelId: ModelId; toVersionId?: ModelVersionId; reason?: string }): Promise<RollbackResult> {
  const model = await getModel(deps.db, scope, input.modelId);
  const target = input.toVersionId ? await formerChampion(deps, scope, model.id, input.toVersionId) : await rollbackTarget(deps.db, scope, { modelId: model.id, alias: CHAMPION });
  if (!target) throw new AppError({ code: 'CONFLICT', message: `Expected a version of ${model.name} that was live before the present one, found none.`, fix: 'Promote another version instead.' });
  const live = model.aliases.find((a) => a.alias === CHAMPION);
  const moved = await moveAlias(deps.db, scope, {
    modelId: model.id, alias: CHAMPION, toVersionId: target.versionId, kind: 'rolled-back', reason: input.reason?.trim() ?? '', expectedEpoch: model.epoch,
    dossier: { championVersionId: live?.versionId ?? null, gates: [], evidence: null, policy: model.policy },
  });
  return { toVersionId: target.versionId, number: target.number, epoch: moved.epoch };
}

async function formerChampion(deps: Deps, scope: Scope, modelId: ModelId, versionId: ModelVersionId): Promise<{ versionId: ModelVersionId; number: number } | null> {
  const event = (await aliasHistory(deps.db, scope, { modelId, alias: CHAMPION, limit: 100_000 })).find((e) => e.to?.versionId === versionId);
  return event?.to ?? null;
}
