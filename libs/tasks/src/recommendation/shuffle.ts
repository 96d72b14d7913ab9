import { seededRandom } from '@bellwether/metrics';
import { customersOf, type Sequences } from './sequences';

/** Each customer's events in random order: what is lost by it was in the order. Times stay where they were. */
export function shuffled(s: Sequences, seed: number): Sequences {
  const random = seededRandom(seed);
  const item = s.item.slice();
  for (let c = 0; c < customersOf(s); c++) {
    for (let e = s.start[c + 1]! - 1; e > s.start[c]!; e--) {
      const other = s.start[c]! + random.below(e - s.start[c]! + 1);
      [item[e], item[other]] = [item[other]!, item[e]!];
    }
  }
  return { ...s, item };
}
