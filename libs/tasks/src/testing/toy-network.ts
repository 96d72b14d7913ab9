import { AppError, type ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable, TableColumn } from '@bellwether/features';

/** Logistic regression over standardised numbers, in plain doubles: the same on every machine. */
export type ToyWeights = { features: string[]; mean: number[]; scale: number[]; w: number[]; bias: number; step: number };

const numberColumns = (table: ColumnTable, roles: ColumnRoles): Exclude<TableColumn, { type: 'string' }>[] =>
  table.columns.filter((c): c is Exclude<TableColumn, { type: 'string' }> => c.type !== 'string' && (roles[c.name] ?? 'numeric') === 'numeric');

const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));

/** Missing is the training mean. */
function standardised(value: number, mean: number, scale: number): number {
  return Number.isNaN(value) ? 0 : (value - mean) / scale;
}

/** @throws AppError NO_FEATURES when no numeric column is left */
export function startWeights(table: ColumnTable, roles: ColumnRoles, rows: Int32Array, seed: number): ToyWeights {
  const columns = numberColumns(table, roles);
  if (columns.length === 0) throw new AppError({ code: 'NO_FEATURES', message: 'expected at least one numeric column, received none', fix: 'give a column the role numeric' });
  const mean = columns.map((c) => average(rows, (i) => c.values[i]!));
  const scale = columns.map((c, k) => Math.sqrt(average(rows, (i) => (c.values[i]! - mean[k]!) ** 2)) || 1);
  // the seed shows in the start, so that two seeds give two curves
  return { features: columns.map((c) => c.name), mean, scale, w: columns.map((_, k) => Math.sin(seed * 12.9898 + k * 78.233) * 0.1), bias: 0, step: 0 };
}

function average(rows: Int32Array, value: (row: number) => number): number {
  let sum = 0;
  let n = 0;
  for (const i of rows) {
    const v = value(i);
    if (Number.isNaN(v)) continue;
    sum += v;
    n++;
  }
  return n === 0 ? 0 : sum / n;
}

/** Standardised features of some rows. @shape [rows.length, features] */
export function toyInputs(weights: ToyWeights, table: ColumnTable, rows: Int32Array): Float64Array {
  const width = weights.features.length;
  const x = new Float64Array(rows.length * width);
  weights.features.forEach((name, k) => {
    const column = table.columns.find((c) => c.name === name);
    if (column === undefined || column.type === 'string') throw new AppError({ code: 'SIGNATURE_MISMATCH', message: `expected the numeric column ${JSON.stringify(name)}, received none`, fix: 'send every input of the signature' });
    for (let r = 0; r < rows.length; r++) x[r * width + k] = standardised(column.values[rows[r]!]!, weights.mean[k]!, weights.scale[k]!);
  });
  return x;
}

export function toyScores(weights: ToyWeights, x: Float64Array): Float64Array {
  const width = weights.w.length;
  return Float64Array.from({ length: x.length / width }, (_, r) => {
    let z = weights.bias;
    for (let k = 0; k < width; k++) z += x[r * width + k]! * weights.w[k]!;
    return sigmoid(z);
  });
}

/** One full-batch step in place. @returns the mean log-loss before it */
export function toyStep(weights: ToyWeights, x: Float64Array, y: Float64Array, rate: number): number {
  const width = weights.w.length;
  const p = toyScores(weights, x);
  const gradient = new Float64Array(width);
  let bias = 0;
  let loss = 0;
  for (let r = 0; r < y.length; r++) {
    const error = p[r]! - y[r]!;
    bias += error;
    for (let k = 0; k < width; k++) gradient[k]! += error * x[r * width + k]!;
    loss -= Math.log(Math.max(1e-12, y[r] === 1 ? p[r]! : 1 - p[r]!));
  }
  weights.bias -= (rate * bias) / y.length;
  for (let k = 0; k < width; k++) weights.w[k]! -= (rate * gradient[k]!) / y.length;
  weights.step++;
  return loss / y.length;
}
