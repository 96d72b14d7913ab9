import type { LeakFinding } from '@bellwether/contracts';
import type { ColumnTable, TableColumn } from '../table';
import { count, outcome, skipped, words, type CheckOutcome } from './leak-input';
import { chanceSpread, rankAuc } from './rank-auc';

/** Rows of the table for the control: the whole protocol runs on them again. */
export const CONTROL_ROWS = 20_000;

/** Fewest standard deviations from chance that are an alarm, and the least distance. */
const ALARM_SPREADS = 4;
const ALARM_DISTANCE = 0.03;

/**
 * The same table, its target dealt out anew among the rows that have one: nothing can be learned from it.
 * A large table is thinned evenly, so that the whole protocol can run again at little cost.
 */
export function shuffledTable(table: ColumnTable, targetColumn: string, seed: number, most = CONTROL_ROWS): ColumnTable {
  const step = Math.max(1, table.rows / most);
  const rows = Int32Array.from({ length: Math.min(table.rows, most) }, (_, i) => Math.floor(i * step));
  const columns = table.columns.map((c): TableColumn => (c.type === 'string' ? { ...c, values: Array.from(rows, (i) => c.values[i] ?? null) } : { ...c, values: Float64Array.from(rows, (i) => c.values[i]!) }));
  const at = columns.findIndex((c) => c.name === targetColumn);
  if (at >= 0) columns[at] = shuffled(columns[at]!, seed);
  return { rows: rows.length, rowIndex: Int32Array.from(rows, (i) => table.rowIndex[i]!), columns };
}

function shuffled(column: TableColumn, seed: number): TableColumn {
  const present: number[] = [];
  const missing = (i: number): boolean => (column.type === 'string' ? column.values[i] === null || column.values[i]!.trim() === '' : Number.isNaN(column.values[i]!));
  for (let i = 0; i < column.values.length; i++) if (!missing(i)) present.push(i);
  const values = column.type === 'string' ? [...column.values] : Float64Array.from(column.values);
  const to = [...present];
  let z = seed | 0;
  for (let i = to.length - 1; i > 0; i--) {
    z = (z + 0x9e3779b9) | 0;
    let t = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
    const j = Math.floor((((t ^ (t >>> 15)) >>> 0) / 0x100000000) * (i + 1));
    [to[i], to[j]] = [to[j]!, to[i]!];
  }
  present.forEach((from, k) => ((values as (string | null | number)[])[to[k]!] = column.values[from] as never));
  return { ...column, values } as TableColumn;
}

/** What the protocol made of labels that mean nothing. @param measured null: the family offers no control */
export function shuffledLabel(measured: { y: Float64Array; score: Float64Array } | null): CheckOutcome {
  if (!measured) return skipped('shuffled-label', words('The model family offers no control for this target.', '该模型类型未提供此目标的对照检验。'));
  const auc = rankAuc(measured.score, measured.y);
  const positives = measured.y.reduce((s, v) => s + v, 0);
  if (auc === null) return skipped('shuffled-label', words('The shuffled test rows have one class only.', '打乱后的测试行只有一类。'));
  const spread = chanceSpread(positives, measured.y.length - positives);
  const far = Math.abs(auc - 0.5) > Math.max(ALARM_DISTANCE, ALARM_SPREADS * spread);
  const finding: LeakFinding = {
    key: 'shuffled-label:*', check: 'shuffled-label', severity: 'severe', column: null,
    message: words(`With shuffled labels the same protocol still reaches an AUC of ${auc.toFixed(3)}; chance is 0.5 ± ${(2 * spread).toFixed(3)}.`, `标签打乱后，同样的流程仍达到 AUC ${auc.toFixed(3)}；随机水平为 0.5 ± ${(2 * spread).toFixed(3)}。`),
    why: words('Nothing can be learned from labels that mean nothing: test rows have a say in training somewhere.', '无意义的标签不可能被学到：说明测试行在某处参与了训练。'),
    fix: words('Look for encodings fitted on all rows, a threshold or epoch chosen on the test part, and copies of rows.', '请检查在全部行上拟合的编码、在测试集上选择的阈值或轮次，以及重复行。'), evidence: { auc: Number(auc.toFixed(4)), spread: Number(spread.toFixed(4)) },
  };
  return outcome('shuffled-label', far ? [finding] : [], { rows: measured.y.length, columns: 0 }, words(`Trained again on shuffled labels by the same protocol: AUC ${auc.toFixed(3)} on ${count(measured.y.length)} test rows (chance 0.5 ± ${(2 * spread).toFixed(3)}).`, `以同样流程在打乱的标签上重新训练：${count(measured.y.length)} 行测试数据的 AUC 为 ${auc.toFixed(3)}（随机水平 0.5 ± ${(2 * spread).toFixed(3)}）。`));
}
