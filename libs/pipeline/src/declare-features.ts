import { AppError, featureDefinitionSchema, featureSetSchema, type ErrorCode, isAppError, type EventLogId, type FeatureDefinition, type FeatureSetId, type Localized, type TaskEntity } from '@bellwether/contracts';
import { completeDefinition, FEATURE_KINDS, featureSentence, proposeFeatures, runTask, weeklyRecipe, type FeatureCheck, type FeaturePreset, type ProposedFeature } from '@bellwether/features';
import { getEventLog, saveFeatureSet, type Deps, type FeatureSetDetail, type Scope } from '@bellwether/lineage';
import { z } from 'zod';
import { logFacts, newestTables } from './declared-log';

export { FEATURE_PRESETS } from '@bellwether/features';

const INTERACTIVE = { limits: { seconds: 120, memoryMb: 1024 } } as const;

/** Features that the rows of a log can fill, or a ready recipe. @throws AppError NOT_FOUND */
export async function proposeFeatureSet(deps: Deps, scope: Scope, input: { logId: EventLogId; entity: TaskEntity; preset: FeaturePreset }): Promise<ProposedFeature[]> {
  const facts = await logFacts(deps, scope, input.logId);
  if (input.preset === 'proposed') return proposeFeatures(facts, input.entity);
  if (input.entity !== 'customer') throw new AppError({ code: 'INPUT_INVALID', message: `The weekly recipe is one of customers, received ${input.entity}.`, fix: 'Ask for the proposed features instead.' });
  return weeklyRecipe(facts);
}

export type FeaturesToCheck = { logId: EventLogId; entity: TaskEntity; timeZone: string; /** unchecked: what a person or a program wrote */ features: unknown[] };

/** Tries definitions on the newest events: values of a few, what they read, and what is wrong with each. @throws AppError NOT_FOUND, CONFLICT, INPUT_INVALID */
export async function checkDeclaredFeatures(deps: Deps, scope: Scope, input: FeaturesToCheck): Promise<FeatureCheck[]> {
  const { tables } = await newestTables(deps, scope, input.logId);
  return runTask({ kind: 'table-check-features', entity: input.entity, features: definitionsOf(input.features), timeZone: input.timeZone, tables }, INTERACTIVE);
}

function definitionsOf(features: unknown[]): FeatureDefinition[] {
  return features.map((f, i) => {
    const parsed = featureDefinitionSchema.safeParse(f);
    if (parsed.success) return parsed.data;
    const issues = parsed.error.issues.slice(0, 10).map((e) => ({ path: ['features', i, ...e.path].join('.'), message: e.message }));
    throw new AppError({ code: 'INPUT_INVALID', message: issues.map((e) => `${e.path}: ${e.message}`).join('; '), fix: 'Correct these parts of the features.', context: { fields: issues } });
  });
}

export type FeatureSetToDeclare = FeaturesToCheck & { setId: FeatureSetId | null; name: string; description: string };

/** Keeps features that were tried on the log; one that does not work refuses them all, with its reason. @throws AppError the first feature's own; NOT_FOUND, NAME_TAKEN, CONFLICT, INPUT_INVALID */
export async function declareFeatureSet(deps: Deps, scope: Scope, input: FeatureSetToDeclare): Promise<FeatureSetDetail> {
  await getEventLog(deps.db, scope, input.logId);
  const definitions = definitionsOf(input.features).map(completeDefinition);
  const set = featureSetSchema.safeParse({ entity: input.entity, timeZone: input.timeZone, features: definitions });
  if (!set.success) throw new AppError({ code: 'INPUT_INVALID', message: set.error.issues.map((i) => i.message).join('; '), fix: 'Give every feature a name of its own.', context: { fields: set.error.issues.map((i) => ({ path: i.path.join('.'), message: i.message })) } });
  const checks = await checkDeclaredFeatures(deps, scope, { ...input, features: definitions });
  const failed = checks.find((c) => c.error !== null);
  if (failed?.error) throw new AppError({ ...failed.error, code: failed.error.code as ErrorCode });
  return saveFeatureSet(deps.db, scope, { id: input.setId, name: input.name, description: input.description, entity: input.entity, timeZone: input.timeZone, features: definitions.map((definition, i) => ({ definition, lineage: checks[i]!.lineage })) });
}

/** In words; null for what an older version of the product declared and this one no longer reads. */
export function describeFeature(definition: FeatureDefinition): Localized | null {
  try {
    return featureSentence(definition);
  } catch (e) {
    if (!isAppError(e)) throw e;
    return null;
  }
}

export type FeatureKindDescription = { id: string; title: Localized; description: Localized; params: Record<string, unknown>; example: Record<string, unknown> };

/** Every way of computing a feature, as forms need it. */
export const featureKinds = (): FeatureKindDescription[] => FEATURE_KINDS.map((k) => ({ id: k.id, title: k.title, description: k.description, params: z.toJSONSchema(k.params as z.ZodType, { io: 'input' }) as Record<string, unknown>, example: k.example as Record<string, unknown> }));
