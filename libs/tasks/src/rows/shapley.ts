import type { InputRow } from '@bellwether/contracts';
import type { ColumnTable, FittedView, RowReader } from '@bellwether/features';
import { seededRandom } from '@bellwether/metrics';
import type { Scorer } from './scorer';

/** Pairs of orders, each with its reverse: the error of the estimate falls much faster than with single orders. */
const ORDER_PAIRS = 24;
/** Rows of one explanation at most. */
const MOST_ROWS = 20_000;

export type Contribution = { feature: string; value: string; contribution: number };

/** What stands for "not known": the training median of a number, the most frequent level of a category. */
export function baselineRow(view: FittedView): InputRow {
  return Object.fromEntries(view.inputs.map((input) => [input.name, input.kind === 'numeric' ? plain(input.type, input.median) : level(input.type, input.levels[0]!)]));
}

const plain = (type: string, value: number): number | boolean | string => (type === 'boolean' ? value >= 0.5 : type === 'date' || type === 'timestamp' ? new Date(value).toISOString() : type === 'string' ? String(value) : value);
const level = (type: string, text: string): string | number | boolean => (type === 'boolean' ? text === 'true' : type === 'integer' || type === 'number' ? Number(text) : text);

/** Each row takes a column from the first row of `two` where `chosen` says so, else from the second. @shape chosen: [rows, columns] */
function mixtures(two: ColumnTable, chosen: Uint8Array, rows: number): ColumnTable {
  const width = two.columns.length;
  return {
    rows, rowIndex: new Int32Array(rows),
    columns: two.columns.map((c, k) => {
      const from = (r: number): number => (chosen[r * width + k] === 1 ? 0 : 1);
      return c.type === 'string' ? { ...c, values: Array.from({ length: rows }, (_, r) => c.values[from(r)]!) } : { ...c, values: Float64Array.from({ length: rows }, (_, r) => c.values[from(r)]!) };
    }),
  };
}

/**
 * Shapley values of the columns on a scale of the scores (log-odds, logarithm) against the training medians, by sampled orders with their reverses.
 * They add up to the margin of the row less that of the medians. Association, not cause.
 * @param margin a score on that scale
 * @throws AppError SIGNATURE_MISMATCH
 * @source Castro et al., "Polynomial calculation of the Shapley value based on sampling", 2009; Mitchell et al., 2022, for reversed pairs
 */
export async function shapleyByOrders(scorer: Scorer, reader: RowReader, row: InputRow, baseline: InputRow, margin: (score: number) => number): Promise<Contribution[]> {
  const { table: two } = reader.read([row, baseline]);
  const width = two.columns.length;
  const pairs = Math.max(1, Math.min(ORDER_PAIRS, Math.floor(MOST_ROWS / (2 * (width + 1)))));
  const random = seededRandom(1);
  const orders: number[][] = [];
  for (let p = 0; p < pairs; p++) {
    const order = Array.from({ length: width }, (_, k) => k);
    for (let i = width - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    orders.push(order, [...order].reverse());
  }
  const rows = orders.length * (width + 1);
  const chosen = new Uint8Array(rows * width);
  orders.forEach((order, o) => {
    for (let step = 1; step <= width; step++) {
      const at = (o * (width + 1) + step) * width;
      chosen.copyWithin(at, at - width, at);
      chosen[at + order[step - 1]!] = 1;
    }
  });
  const margins = (await scorer.score(mixtures(two, chosen, rows))).map(margin);
  const total = new Float64Array(width);
  orders.forEach((order, o) => order.forEach((column, step) => (total[column]! += margins[o * (width + 1) + step + 1]! - margins[o * (width + 1) + step]!)));
  return two.columns.map(({ name }, k) => ({ feature: name, value: shown(row[name]), contribution: total[k]! / orders.length }));
}

export const shown = (value: InputRow[string] | undefined): string => (value === undefined || value === null ? '' : String(value));
