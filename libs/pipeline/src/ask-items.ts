import type { Deps, Scope } from '@bellwether/lineage';
import { rulesInForce } from '@bellwether/lineage';
import { askModel, type ModelAnswer, type ModelQuestion } from './ask-model';
import { catalogueFacts } from './recommend-catalogue';

/**
 * A question about customers or items, answered with what the shop tells of its items now: names, prices, stock and categories of a catalogue go before those of the training.
 * @throws AppError as `askModel`
 */
export async function askOfItems<T>(deps: Deps, scope: Scope, question: ModelQuestion & { request: Record<string, unknown> }): Promise<ModelAnswer<T>> {
  const { catalogueEpoch } = await rulesInForce(deps.db, scope, { model: question.model, placement: 'for-you' });
  return askModel<T>(deps, scope, { ...question, request: { ...question.request, catalogue: await catalogueFacts(deps, scope, catalogueEpoch) } });
}

/** Items that a model is asked of at once. */
const MOST_KEYS = 1000;

/** What is known of these items, by key; without those that the model never saw. @throws AppError as `askModel` */
export async function itemsByKey<T extends { item: string }>(deps: Deps, scope: Scope, { model, version, keys }: { model: string; version?: number; keys: readonly string[] }): Promise<Map<string, T>> {
  const wanted = [...new Set(keys)];
  const found: T[] = [];
  for (let from = 0; from < wanted.length; from += MOST_KEYS)
    found.push(...(await askOfItems<T[]>(deps, scope, { model, ...(version === undefined ? {} : { version }), ask: 'items', request: { keys: wanted.slice(from, from + MOST_KEYS) } })).answer);
  return new Map(found.map((f) => [f.item, f]));
}
