import { isAppError } from '@bellwether/contracts';
import type { Deps, Scope } from '@bellwether/lineage';
import { itemsByKey } from '@bellwether/pipeline';
import { z } from 'zod';

export const itemFactsSchema = z.object({
  item: z.string(), name: z.string().nullable(), categories: z.array(z.string()), price: z.number().nullable(), count: z.number().describe('Events in what was learnt from'),
  stock: z.number().nullable().describe('As the shop told it; null: it has not'), promoted: z.boolean(), active: z.boolean().describe('false: withdrawn'),
});
export type ItemFacts = z.infer<typeof itemFactsSchema>;

export const modelShape = { model: z.string().min(1).max(200).describe('Name of the model') };

/** Names of items for lists that stand on record: their model may have no live version any more, and a key alone is an answer then. */
export async function namesOf(deps: Deps, scope: Scope, model: string, keys: readonly string[]): Promise<(key: string) => string | null> {
  if (keys.length === 0) return () => null;
  try {
    const found = await itemsByKey<ItemFacts>(deps, scope, { model, keys });
    return (key) => found.get(key)?.name ?? null;
  } catch (e) {
    if (isAppError(e) && ['NO_CHAMPION', 'NOT_FOUND', 'MODEL_ARTIFACT_INVALID'].includes(e.code)) return () => null;
    throw e;
  }
}
