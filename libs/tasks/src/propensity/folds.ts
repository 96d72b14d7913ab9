import { levelOf, type ColumnTable } from '@bellwether/features';
import { seededRandom } from '@bellwether/metrics';
import { columnOf } from '../binary/binary-target';
import { splitColumn } from '../rows/row-split';
import type { PropensityParams } from './params';

/** FNV-1a: a group's fold depends on its name alone. */
function hash(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return (h ^ (h >>> 15)) >>> 0;
}

/**
 * Fold of each row: stratified at random, or by group where the split keeps groups together or was declared.
 * @param rows positions in the table, ascending by source row, so that the order of the table does not matter
 * @shape [rows.length]
 */
export function foldOfRows(table: ColumnTable, rows: Int32Array, y: Float64Array, folds: number, params: PropensityParams, roles: Record<string, string>): Uint8Array {
  // one customer at several snapshots is one customer: the folds of a declared split keep entities together
  const name = params.split.method === 'group' ? splitColumn(params.split, roles as never) : params.split.method === 'declared' ? Object.keys(roles).find((c) => roles[c] === 'id') : undefined;
  const group = name === undefined ? undefined : columnOf(table, name);
  if (group !== undefined) return Uint8Array.from(rows, (i) => hash(levelOf(group, i) ?? `row:${table.rowIndex[i]}`) % folds);
  const random = seededRandom(params.split.seed + folds);
  const out = new Uint8Array(rows.length);
  for (const label of [0, 1]) {
    const members = Int32Array.from(rows.keys()).filter((r) => y[r] === label);
    for (let i = members.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [members[i], members[j]] = [members[j]!, members[i]!];
    }
    members.forEach((r, k) => (out[r] = k % folds));
  }
  return out;
}
