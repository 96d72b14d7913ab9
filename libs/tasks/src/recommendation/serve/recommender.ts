import { disposeMembers, openMembers } from '../fitted-members';
import type { ItemMatrix } from '../members/item-matrix';
import type { Member } from '../members/member';
import type { ModelState } from '../model-state';
import { standingOf, type Standing } from './blend-scores';
import { alignCatalogue, type AlignedCatalogue, type CatalogueFacts } from './catalogue';

/** A loaded model with what serving looks up. @owns dispose of it */
export type Recommender = {
  state: ModelState;
  /** those that weigh something */
  members: readonly Member[];
  /** of those that look at no history */
  standing: Standing;
  itemOf: ReadonlyMap<string, number>;
  customerOf: ReadonlyMap<string, number>;
  /** which items go with an item, for the placements beside one and for variety */
  similar: ItemMatrix;
  catalogue(facts: CatalogueFacts | null): AlignedCatalogue;
  dispose(): void;
};

export async function openRecommender(state: ModelState): Promise<Recommender> {
  const all = await openMembers(state, state.itemKeys.length);
  const members = all.filter((m) => (state.weights[m.id] ?? 0) > 0);
  disposeMembers(all.filter((m) => !members.includes(m)));
  const knn = state.simple.get('item-knn');
  // the same facts come with every request until the shop changes them
  const aligned = new WeakMap<CatalogueFacts, AlignedCatalogue>();
  const bare = alignCatalogue(state.itemKeys, state.attributes, null);
  return {
    state, members, standing: await standingOf(state, members), itemOf: new Map(state.itemKeys.map((key, i) => [key, i])), customerOf: new Map(state.customerKeys.map((key, c) => [key, c])),
    similar: knn?.kind === 'matrix' ? knn : state.together,
    catalogue(facts) {
      if (facts === null) return bare;
      const known = aligned.get(facts);
      if (known) return known;
      const made = alignCatalogue(state.itemKeys, state.attributes, facts);
      aligned.set(facts, made);
      return made;
    },
    dispose: () => disposeMembers(members),
  };
}
