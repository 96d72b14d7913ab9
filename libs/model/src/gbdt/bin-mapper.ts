import type { GbdtColumn, GbdtTable } from './gbdt-types';

/** Bins of one input. Bin 0 holds missing values, and categories too rare for a bin of their own. */
export type FeatureBins = {
  kind: 'numeric' | 'category';
  /** with the missing bin */
  bins: number;
  /** upper edge of bin b at [b - 1], the last one infinite; empty for categories */
  edges: Float64Array;
  /** bin of each code; empty for numbers */
  binOfCode: Uint8Array;
  hasMissing: boolean;
};

/** Rows as bins, input by input. */
export type BinnedRows = { rows: number; /** @shape [features][rows] */ columns: Uint8Array[] };

export type BinLayout = { features: FeatureBins[]; offsets: Int32Array; totalBins: number };

/** Fewer rows than this do not make a bin (LightGBM's min_data_in_bin). */
const MIN_ROWS_IN_BIN = 3;
/** Rows that decide the edges at most (LightGBM's bin_construct_sample_cnt). */
const SAMPLE_ROWS = 200_000;

/** Bins come from the training rows alone. */
export function fitBins(table: GbdtTable, maxBins: number): BinLayout {
  const features = table.columns.map((c) => (c.kind === 'numeric' ? numericBins(c.values, maxBins) : categoryBins(c, maxBins)));
  const offsets = new Int32Array(features.length + 1);
  features.forEach((f, i) => (offsets[i + 1] = offsets[i]! + f.bins));
  return { features, offsets, totalBins: offsets[features.length]! };
}

function numericBins(values: Float64Array | Float32Array, maxBins: number): FeatureBins {
  const { sorted, hasMissing } = sortedSample(values);
  const distinct = new Float64Array(sorted.length);
  const counts = new Int32Array(sorted.length);
  let n = 0;
  for (let i = 0; i < sorted.length; i++) {
    const v = sorted[i]!;
    if (n > 0 && distinct[n - 1] === v) counts[n - 1]!++;
    else {
      distinct[n] = v;
      counts[n++] = 1;
    }
  }
  const edges = Float64Array.from([...cutPoints(distinct.subarray(0, n), counts.subarray(0, n), sorted.length, maxBins - 1), Number.POSITIVE_INFINITY]);
  return { kind: 'numeric', bins: edges.length + 1, edges, binOfCode: new Uint8Array(0), hasMissing };
}

/** The values that decide the edges, without the missing ones. Of very many rows an evenly spaced sample says the same. */
function sortedSample(values: Float64Array | Float32Array): { sorted: Float64Array; hasMissing: boolean } {
  const kept = new Float64Array(Math.min(values.length, SAMPLE_ROWS));
  const stride = Math.max(1, values.length / SAMPLE_ROWS);
  let n = 0;
  for (let i = 0; i < kept.length; i++) {
    const v = values[Math.floor(i * stride)]!;
    // v === v is false for NaN alone
    if (v === v) kept[n++] = v;
  }
  let hasMissing = n < kept.length;
  for (let i = 0; stride > 1 && !hasMissing && i < values.length; i++) hasMissing = Number.isNaN(values[i]!);
  return { sorted: kept.subarray(0, n).sort(), hasMissing };
}

/** Equal mass, but a value that alone outweighs a bin has its own (zero-inflated inputs keep their shape). */
function cutPoints(distinct: Float64Array, counts: Int32Array, total: number, most: number): number[] {
  const cuts: number[] = [];
  const between = (i: number): number => {
    const middle = distinct[i]! / 2 + distinct[i + 1]! / 2;
    // halfway may round up to the larger neighbour
    return middle < distinct[i + 1]! ? middle : distinct[i]!;
  };
  let left = most;
  let rows = total;
  let inBin = 0;
  const heavy = total / most;
  const heavyRows = counts.reduce((sum, c) => sum + (c >= heavy ? c : 0), 0);
  let lightLeft = left - counts.filter((c) => c >= heavy).length;
  let lightRows = rows - heavyRows;
  let target = lightLeft > 0 ? lightRows / lightLeft : Number.POSITIVE_INFINITY;
  for (let i = 0; i < distinct.length - 1 && left > 1; i++) {
    inBin += counts[i]!;
    const own = counts[i]! >= heavy;
    if (!own) lightRows -= counts[i]!;
    const next = counts[i + 1]! >= heavy;
    const full = distinct.length <= most ? inBin >= MIN_ROWS_IN_BIN : own || inBin >= target || (next && inBin >= Math.max(1, target / 2));
    if (!full) continue;
    cuts.push(between(i));
    left--;
    rows -= inBin;
    inBin = 0;
    if (!own) {
      lightLeft--;
      target = lightLeft > 0 ? lightRows / lightLeft : Number.POSITIVE_INFINITY;
    }
  }
  return cuts;
}

function categoryBins(column: Extract<GbdtColumn, { kind: 'category' }>, maxBins: number): FeatureBins {
  const counts = new Float64Array(column.levels);
  let missing = 0;
  for (const code of column.codes) {
    if (code >= 0 && code < column.levels) counts[code]! += 1;
    else missing++;
  }
  const common = Array.from(counts, (_, code) => code).filter((code) => counts[code]! > 0).sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, maxBins - 1);
  const binOfCode = new Uint8Array(column.levels);
  common.forEach((code, i) => (binOfCode[code] = i + 1));
  return { kind: 'category', bins: common.length + 1, edges: new Float64Array(0), binOfCode, hasMissing: missing > 0 };
}

/** First edge that the value does not exceed. */
export function binOfValue(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}

/** @param into where to write the columns; made when absent */
export function binRows(table: GbdtTable, layout: BinLayout, into?: Uint8Array[]): BinnedRows {
  return { rows: table.rows, columns: table.columns.map((column, f) => binColumn(column, layout.features[f]!, into?.[f] ?? new Uint8Array(table.rows))) };
}

/** The same bins row by row. @shape cells: [rows, features] */
export function binCells({ rows, columns }: BinnedRows, cells: Uint8Array): void {
  const width = columns.length;
  columns.forEach((bins, f) => {
    for (let row = 0, at = f; row < rows; row++, at += width) cells[at] = bins[row]!;
  });
}

function binColumn(column: GbdtColumn, { edges, binOfCode }: FeatureBins, bins: Uint8Array): Uint8Array {
  const rows = bins.length;
  if (column.kind === 'numeric') {
    const { values } = column;
    for (let row = 0; row < rows; row++) {
      const v = values[row]!;
      // v === v is false for NaN alone; the global isNaN costs a lookup for every cell
      bins[row] = v === v ? binOfValue(edges, v) : 0;
    }
  } else {
    for (let row = 0; row < rows; row++) bins[row] = column.codes[row]! >= 0 ? (binOfCode[column.codes[row]!] ?? 0) : 0;
  }
  return bins;
}
