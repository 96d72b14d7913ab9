import { AppError, type RunSummaryData } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import { seededRandom } from '@bellwether/metrics';
import type { Scorer } from './scorer';

/** Rows scored in all, so that wide tables and slow models stay quick. */
const ROW_BUDGET = 400_000;
const LEAST_ROWS = 200;
/** Student's t, 97.5%, by degrees of freedom 1 to 10; about 2 beyond. */
const T_975 = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23];

type Importance = RunSummaryData['importance'];

/** Rows of the table with one column's cells dealt anew. */
function withShuffled(table: ColumnTable, name: string, rows: Int32Array, order: Int32Array): ColumnTable {
  return {
    rows: rows.length, rowIndex: Int32Array.from(rows, (i) => table.rowIndex[i]!),
    columns: table.columns.map((c) => {
      const from = (r: number): number => (c.name === name ? rows[order[r]!]! : rows[r]!);
      return c.type === 'string' ? { ...c, values: Array.from(rows, (_, r) => c.values[from(r)]!) } : { ...c, values: Float64Array.from(rows, (_, r) => c.values[from(r)]!) };
    }),
  };
}

function interval(drops: number[]): { value: number; lo: number | null; hi: number | null } {
  const value = drops.reduce((s, d) => s + d, 0) / drops.length;
  if (drops.length < 2) return { value, lo: null, hi: null };
  const sd = Math.sqrt(drops.reduce((s, d) => s + (d - value) ** 2, 0) / (drops.length - 1));
  const half = ((T_975[drops.length - 2] ?? 2) * sd) / Math.sqrt(drops.length);
  return { value, lo: value - half, hi: value + half };
}

/** What the importance of columns is measured on. */
export type ImportanceOf = { table: ColumnTable; /** columns the model sees */ inputs: readonly string[]; /** held-out rows, positions in the table */ rows: Int32Array; y: Float64Array; /** of these rows; higher is better, null where it cannot be told */ quality: (y: Float64Array, score: Float64Array) => number | null };

/**
 * Quality lost on held-out rows when one column is shuffled, with a t interval over the repeats; most important first.
 * Columns, not encoded inputs: all inputs of one column are shuffled together.
 * @throws AppError RUN_CANCELLED
 */
export async function permutationImportance(scorer: Scorer, of: ImportanceOf, options: { repeats: number; seed: number; signal: AbortSignal; /** models behind one score */ models: number }): Promise<Importance> {
  const { table, inputs, quality } = of;
  const { repeats, seed, signal, models } = options;
  const most = Math.max(LEAST_ROWS, Math.floor(ROW_BUDGET / Math.max(1, models * repeats * inputs.length)));
  const rows = of.rows.subarray(0, most);
  const labels = of.y.subarray(0, most);
  if (repeats === 0) return [];
  const random = seededRandom(seed);
  const whole = quality(labels, await scorer.score(table, rows));
  if (whole === null) return [];
  const found: Importance = [];
  for (const name of inputs) {
    if (signal.aborted) throw new AppError({ code: 'RUN_CANCELLED', message: 'the run was cancelled while it was measured', fix: 'start it again when you want it' });
    const drops: number[] = [];
    for (let k = 0; k < repeats; k++) {
      const order = Int32Array.from(rows.keys());
      for (let i = order.length - 1; i > 0; i--) {
        const j = random.below(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      drops.push(whole - quality(labels, await scorer.score(withShuffled(table, name, rows, order)))!);
    }
    found.push({ feature: name, ...interval(drops) });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return found.sort((a, b) => b.value - a.value || (a.feature < b.feature ? -1 : 1));
}
