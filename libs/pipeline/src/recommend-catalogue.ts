import type { CatalogueItem, ProjectId } from '@bellwether/contracts';
import { readCatalogue, type Deps, type Scope } from '@bellwether/lineage';

type Facts = { items: readonly CatalogueItem[] };
type Known = { epoch: number; facts: Promise<Facts> };

/** One object for each state of a shop's catalogue: models align it with their items once. */
const known = new WeakMap<Deps['db'], Map<ProjectId, Known>>();

/** What the shop knows of its items now; null when it has told nothing. @param epoch as the database has it at this moment */
export async function catalogueFacts(deps: Deps, scope: Scope, epoch: number): Promise<Facts | null> {
  if (epoch === 0) return null;
  const shops = known.get(deps.db) ?? new Map<ProjectId, Known>();
  known.set(deps.db, shops);
  const before = shops.get(scope.projectId);
  if (before && before.epoch >= epoch) return before.facts;
  const facts = readCatalogue(deps.db, scope).then(({ items }) => ({ items }));
  shops.set(scope.projectId, { epoch, facts });
  // what failed is tried again by the next request
  facts.catch(() => shops.delete(scope.projectId));
  return facts;
}
