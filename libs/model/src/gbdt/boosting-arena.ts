import { AppError } from '@bellwether/contracts';
import { histogramKernel, type HistogramKernel } from './histogram-kernel';

/** What a training keeps in one WebAssembly memory, as views: rows of cells, (gradient, hessian) pairs, row numbers and histograms. */
export type BoostingArena = {
  cells: Uint16Array | Uint32Array;
  /** @shape [rows, 2] */
  pairs: Float64Array;
  order: Int32Array;
  /** @shape [histograms][2 * totalBins] */
  histograms: Float64Array[];
  accumulate: (histogram: Float64Array, begin: number, rows: number) => void;
};

/** WebAssembly memories end here. */
const MOST_BYTES = 65535 * 65536;
const align = (n: number): number => Math.ceil(n / 16) * 16;

/** @throws AppError RUN_MEMORY_LIMIT when the rows do not fit */
export function boostingArena(rows: number, features: number, totalBins: number, histograms: number): BoostingArena {
  const cellBytes = totalBins <= 65536 ? 2 : 4;
  const pairsAt = align(rows * features * cellBytes);
  const orderAt = pairsAt + rows * 16;
  const histogramsAt = align(orderAt + rows * 4);
  const bytes = histogramsAt + histograms * totalBins * 16;
  const kernel = allocate(bytes, cellBytes, rows, features);
  const { buffer } = kernel.memory;
  const list = Array.from({ length: histograms }, (_, i) => new Float64Array(buffer, histogramsAt + i * totalBins * 16, totalBins * 2));
  return {
    cells: cellBytes === 2 ? new Uint16Array(buffer, 0, rows * features) : new Uint32Array(buffer, 0, rows * features),
    pairs: new Float64Array(buffer, pairsAt, rows * 2), order: new Int32Array(buffer, orderAt, rows), histograms: list,
    accumulate: (histogram, begin, count) => kernel.accumulate(orderAt + begin * 4, count, 0, features * cellBytes, pairsAt, histogram.byteOffset),
  };
}

function allocate(bytes: number, cellBytes: 2 | 4, rows: number, features: number): HistogramKernel {
  const refuse = (cause?: unknown): never => {
    throw new AppError({ code: 'RUN_MEMORY_LIMIT', message: `boosting ${rows} rows of ${features} inputs needs ${Math.ceil(bytes / 1024 ** 2)} MiB in one piece, which cannot be had`, fix: 'train on fewer rows or inputs', cause });
  };
  if (bytes > MOST_BYTES) refuse();
  try {
    return histogramKernel(bytes, cellBytes);
  } catch (cause) {
    return refuse(cause);
  }
}
