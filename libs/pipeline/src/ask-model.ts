import { AppError, CHAMPION } from '@bellwether/contracts';
import { servingVersion, type Deps, type Scope, type ServedVersion } from '@bellwether/lineage';
import { familyRegistry } from '@bellwether/tasks';
import { withPredictor } from './predict-cache';

export type ModelQuestion = { model: string; alias?: string; version?: number; /** a name that the model's family lists under `asks` */ ask: string; request: unknown };
export type ModelAnswer<T> = { served: ServedVersion; answer: T; /** @unit ms */ latencyMs: number };

/**
 * Puts a question beyond rows of features to the model of this name and alias. Nothing is written: who asks keeps what came.
 * @throws AppError NOT_FOUND, NO_CHAMPION, INPUT_INVALID (the model answers no such question, or not this request), MODEL_ARTIFACT_INVALID
 */
export async function askModel<T>(deps: Deps, scope: Scope, question: ModelQuestion): Promise<ModelAnswer<T>> {
  const { model, alias = CHAMPION, version } = question;
  return askVersion<T>(deps, await servingVersion(deps.db, scope, { model, alias, ...(version === undefined ? {} : { version }) }), question);
}

/** The same where the version is known already. @throws AppError INPUT_INVALID, MODEL_ARTIFACT_INVALID */
export async function askVersion<T>(deps: Deps, served: ServedVersion, question: Pick<ModelQuestion, 'ask' | 'request'>): Promise<ModelAnswer<T>> {
  const family = familyRegistry.get(served.familyId);
  const ask = family.asks?.[question.ask];
  if (!ask) throw new AppError({ code: 'INPUT_INVALID', message: `Expected a model that can be asked ${question.ask}; ${served.modelName} answers ${Object.keys(family.asks ?? {}).join(', ') || 'rows of features only'}.`, fix: 'Name another model.' });
  const request = ask.input.safeParse(question.request);
  if (!request.success) throw new AppError({ code: 'INPUT_INVALID', message: request.error.issues.map((i) => `${i.path.join('.') || 'request'}: ${i.message}`).join('; '), fix: 'Correct the named fields.' });
  return withPredictor(deps, served, async (predictor) => {
    if (!predictor.ask) throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `${served.modelName} v${served.number} cannot be asked ${question.ask}.`, fix: 'Train it again with this build.' });
    const start = performance.now();
    const answer = (await predictor.ask(question.ask, request.data)) as T;
    return { served, answer, latencyMs: performance.now() - start };
  });
}

/** Families that answer a question, by id. */
export const familiesThatAnswer = (ask: string): string[] => familyRegistry.list().filter((f) => f.asks?.[ask] !== undefined).map((f) => f.id);
