import { AppError } from '@bellwether/contracts';
import { BoostingTeam } from './boosting-team';
import type { BinLayout } from './bin-mapper';

/** What a training keeps in one WebAssembly memory, as views: bins row by row and input by input, (gradient, hessian) pairs, row numbers, histograms. */
export type BoostingArena = {
  /** @shape [rows, features] */
  cells: Uint8Array;
  /** @shape [features][rows] */
  columns: Uint8Array[];
  /** @shape [rows, 2] */
  pairs: Float32Array;
  order: Int32Array;
  /** @shape [histograms][2 * totalBins] */
  histograms: Float64Array[];
  accumulate(histogram: Float64Array, begin: number, rows: number): void;
  /** Rearranges a leaf: first the rows whose bin is 1 in `sides`, then the others, each side in its old order. @returns rows of the first */
  partition(begin: number, rows: number, feature: number, sides: Uint8Array): number;
  team: BoostingTeam;
};

/** WebAssembly memories end here. */
const MOST_BYTES = 65535 * 65536;
const BINS = 256;
const align = (n: number): number => Math.ceil(n / 16) * 16;

/** @throws AppError RUN_MEMORY_LIMIT when the rows do not fit */
export function boostingArena(rows: number, { features, offsets, totalBins }: BinLayout, histograms: number, threads: number): BoostingArena {
  const width = features.length;
  const columnsAt = align(rows * width);
  const pairsAt = align(columnsAt + rows * width);
  const orderAt = align(pairsAt + rows * 8);
  const movedAt = align(orderAt + rows * 4);
  const sidesAt = align(movedAt + rows * 4);
  const histogramsAt = sidesAt + BINS;
  const team = allocate({ features: width, offsets, threads, bytes: histogramsAt + histograms * totalBins * 16 }, rows);
  const { buffer } = team.memory;
  const order = new Int32Array(buffer, orderAt, rows);
  const moved = new Int32Array(buffer, movedAt, rows);
  const sideTable = new Uint8Array(buffer, sidesAt, BINS);
  return {
    team, order,
    cells: new Uint8Array(buffer, 0, rows * width),
    columns: Array.from({ length: width }, (_, f) => new Uint8Array(buffer, columnsAt + f * rows, rows)),
    pairs: new Float32Array(buffer, pairsAt, rows * 2),
    histograms: Array.from({ length: histograms }, (_, i) => new Float64Array(buffer, histogramsAt + i * totalBins * 16, totalBins * 2)),
    accumulate: (histogram, begin, count) => team.accumulate(orderAt + begin * 4, count, 0, pairsAt, histogram.byteOffset),
    partition: (begin, count, feature, sides) => {
      sideTable.set(sides);
      const parts = team.partition(orderAt + begin * 4, count, columnsAt + feature * rows, sidesAt, movedAt + begin * 4);
      let to = begin;
      for (const part of parts) {
        if (to !== begin + part.from) order.copyWithin(to, begin + part.from, begin + part.from + part.kept);
        to += part.kept;
      }
      const kept = to - begin;
      for (const part of parts) {
        order.set(moved.subarray(begin + part.from, begin + part.from + part.rows - part.kept), to);
        to += part.rows - part.kept;
      }
      return kept;
    },
  };
}

function allocate(shape: { features: number; offsets: Int32Array; threads: number; bytes: number }, rows: number): BoostingTeam {
  const refuse = (cause?: unknown): never => {
    throw new AppError({ code: 'RUN_MEMORY_LIMIT', message: `Boosting ${rows} rows of ${shape.features} inputs needs ${Math.ceil(shape.bytes / 1024 ** 2)} MiB in one piece, which cannot be had.`, fix: 'Train on fewer rows or inputs.', cause });
  };
  if (shape.bytes > MOST_BYTES) refuse();
  try {
    return new BoostingTeam(shape);
  } catch (cause) {
    return refuse(cause);
  }
}
