import type { Panel } from '../panel';

/** Below this many products a sum says nothing that its parts do not. */
const MIN_GROUP = 3;

/** Products that share a value of a static column; null: all of them. Small groups are left out. */
export function groupsOf(panel: Panel, column: string | null): number[][] {
  const groups = new Map<string, number[]>();
  panel.series.forEach((s, i) => {
    const key = column === null ? '' : (s.statics[column] ?? '');
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  });
  return [...groups.values()].filter((members) => members.length >= MIN_GROUP);
}

/** Sales of a group, from the first step that any of it sold: what does not exist yet adds nothing. */
export function totalOf(panel: Panel, members: readonly number[]): Float64Array {
  const total = new Float64Array(panel.length);
  let first = panel.length;
  for (const i of members) panel.series[i]!.y.forEach((v, t) => {
    if (Number.isNaN(v)) return;
    total[t]! += v;
    first = Math.min(first, t);
  });
  return total.slice(first);
}
