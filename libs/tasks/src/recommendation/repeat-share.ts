import { customersOf, type Sequences } from './sequences';

/** Share of customers' last events whose item they had taken before. */
export function repeatShare(s: Sequences): number {
  let repeats = 0;
  let lists = 0;
  for (let c = 0; c < customersOf(s); c++) {
    const last = s.start[c + 1]! - 1;
    if (last <= s.start[c]!) continue;
    lists++;
    if (s.item.subarray(s.start[c]!, last).includes(s.item[last]!)) repeats++;
  }
  return lists === 0 ? 0 : repeats / lists;
}
