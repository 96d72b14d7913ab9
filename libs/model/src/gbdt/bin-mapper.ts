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

/**
 * Rows as bins, twice: row by row with the offset of the feature added, ready to index a histogram,
 * and input by input, so that splitting a leaf reads one narrow column.
 */
export type BinnedRows = { rows: number; /** @shape [rows, features] */ cells: Uint16Array | Uint32Array; /** @shape [features][rows] */ columns: Uint8Array[] };

export type BinLayout = { features: FeatureBins[]; offsets: Int32Array; totalBins: number };

/** Fewer rows than this do not make a bin (LightGBM's min_data_in_bin). */
const MIN_ROWS_IN_BIN = 3;

/** Bins come from the training rows alone. */
export function fitBins(table: GbdtTable, maxBins: number): BinLayout {
  const features = table.columns.map((c) => (c.kind === 'numeric' ? numericBins(c.values, maxBins) : categoryBins(c, maxBins)));
  const offsets = new Int32Array(features.length + 1);
  features.forEach((f, i) => (offsets[i + 1] = offsets[i]! + f.bins));
  return { features, offsets, totalBins: offsets[features.length]! };
}

function numericBins(values: Float64Array | Float32Array, maxBins: number): FeatureBins {
  const sorted = Float64Array.from(values.filter((v) => !Number.isNaN(v))).sort();
  const distinct: number[] = [];
  const counts: number[] = [];
  for (const v of sorted) {
    if (distinct.length > 0 && distinct[distinct.length - 1] === v) counts[counts.length - 1]! += 1;
    else {
      distinct.push(v);
      counts.push(1);
    }
  }
  const edges = Float64Array.from([...cutPoints(distinct, counts, sorted.length, maxBins - 1), Number.POSITIVE_INFINITY]);
  return { kind: 'numeric', bins: edges.length + 1, edges, binOfCode: new Uint8Array(0), hasMissing: sorted.length < values.length };
}

/** Equal mass, but a value that alone outweighs a bin has its own (zero-inflated inputs keep their shape). */
function cutPoints(distinct: readonly number[], counts: readonly number[], total: number, most: number): number[] {
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

/** @param into where to write the cells; made when absent */
export function binRows(table: GbdtTable, layout: BinLayout, into?: Uint16Array | Uint32Array): BinnedRows {
  const width = table.columns.length;
  const cells = into ?? (layout.totalBins <= 65536 ? new Uint16Array(table.rows * width) : new Uint32Array(table.rows * width));
  const columns = table.columns.map((column, f) => {
    const bins = binColumn(column, layout.features[f]!, table.rows);
    const offset = layout.offsets[f]!;
    for (let row = 0; row < table.rows; row++) cells[row * width + f] = offset + bins[row]!;
    return bins;
  });
  return { rows: table.rows, cells, columns };
}

function binColumn(column: GbdtColumn, { edges, binOfCode }: FeatureBins, rows: number): Uint8Array {
  const bins = new Uint8Array(rows);
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
