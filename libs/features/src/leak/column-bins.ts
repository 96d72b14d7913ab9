import type { TableColumn } from '../table';
import { levelOf, numberOf } from '../view/cell';

/** A column cut into few pieces: values that are frequent by themselves, quantiles of the rest, the frequent levels of a category. */
export type ColumnBins = { column: string; kind: 'numeric' | 'category'; /** bin of each sampled row @shape [rows] */ codes: Int32Array; labels: string[] };

/** A value that so many rows share stands alone: zero of a spiked column must not hide among small numbers. */
const SPIKE_SHARE = 0.02;
const QUANTILES = 10;
const LEVELS = 20;

const short = (v: number): string => String(Number(v.toPrecision(6)));

/** @param rows positions in the column's table */
export function binColumn(column: TableColumn, rows: Int32Array, asCategory: boolean): ColumnBins {
  return asCategory || column.type === 'string' || column.type === 'boolean' ? binLevels(column, rows) : binNumbers(column, rows);
}

function binNumbers(column: TableColumn, rows: Int32Array): ColumnBins {
  const values = Float64Array.from(rows, (i) => numberOf(column, i));
  const counts = new Map<number, number>();
  for (const v of values) if (!Number.isNaN(v)) counts.set(v, (counts.get(v) ?? 0) + 1);
  const spikes = [...counts].filter(([, n]) => n >= SPIKE_SHARE * rows.length).sort((a, b) => b[1] - a[1]).slice(0, QUANTILES).map(([v]) => v);
  const own = new Map(spikes.map((v, k) => [v, k]));
  const rest = values.filter((v) => !Number.isNaN(v) && !own.has(v)).sort();
  const edges = [...new Set(Array.from({ length: QUANTILES - 1 }, (_, k) => rest[Math.floor(((k + 1) * rest.length) / QUANTILES)]!))].filter((v) => v !== undefined);
  const labels = spikes.map((v) => `= ${short(v)}`);
  const missing = labels.push('missing') - 1;
  for (let k = 0; k <= edges.length; k++) labels.push(k === 0 ? `< ${short(edges[0] ?? Infinity)}` : k === edges.length ? `≥ ${short(edges[k - 1]!)}` : `${short(edges[k - 1]!)} to ${short(edges[k]!)}`);
  const codes = Int32Array.from(values, (v) => {
    if (Number.isNaN(v)) return missing;
    const spike = own.get(v);
    if (spike !== undefined) return spike;
    let k = 0;
    while (k < edges.length && v >= edges[k]!) k++;
    return missing + 1 + k;
  });
  return { column: column.name, kind: 'numeric', codes, labels };
}

function binLevels(column: TableColumn, rows: Int32Array): ColumnBins {
  const levels = Array.from(rows, (i) => levelOf(column, i));
  const counts = new Map<string, number>();
  for (const level of levels) if (level !== null) counts.set(level, (counts.get(level) ?? 0) + 1);
  const kept = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, LEVELS).map(([level]) => level);
  const own = new Map(kept.map((level, k) => [level, k]));
  const labels = [...kept.map((level) => `= ${level}`), 'missing', 'another'];
  return { column: column.name, kind: 'category', codes: Int32Array.from(levels, (level) => (level === null ? kept.length : (own.get(level) ?? kept.length + 1))), labels };
}
