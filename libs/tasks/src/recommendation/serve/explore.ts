import { seededRandom } from '@bellwether/metrics';
import { textHash } from '../cases';
import type { Chosen } from './choose-items';

/**
 * In a share of the lists one place, drawn at random, is given to an item drawn from the next best. At most one item of a list is an experiment, and the
 * probability of every item at every place is known exactly: what replays and off-policy estimates need.
 */
export type ExplorePolicy = { /** in force: 0 where there is nothing to draw from */ share: number; list: readonly number[]; pool: readonly number[] };
export type Drawn = { items: number[]; /** from 0, null: nothing was drawn */ place: number | null };

export const explorePolicy = (chosen: Chosen, explore: { share: number; pool: number }): ExplorePolicy =>
  ({ share: chosen.next.length === 0 || chosen.list.length === 0 ? 0 : explore.share, list: chosen.list, pool: chosen.next.slice(0, explore.pool) });

/** The list of this draw. @param seed the id of the list: the same id draws the same */
export function draw({ share, list, pool }: ExplorePolicy, seed: string): Drawn {
  const random = seededRandom(textHash(seed));
  if (share === 0 || random.unit() >= share) return { items: [...list], place: null };
  const place = random.below(list.length);
  const items = [...list];
  items[place] = pool[random.below(pool.length)]!;
  return { items, place };
}

/** How likely the policy is to show this item at this place (from 0). */
export function choiceProbability({ share, list, pool }: ExplorePolicy, item: number, place: number): number {
  if (place >= list.length) return 0;
  if (list[place] === item) return 1 - share / list.length;
  return pool.includes(item) ? share / list.length / pool.length : 0;
}
