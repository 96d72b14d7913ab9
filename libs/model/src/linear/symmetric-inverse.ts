import { openMatrixProduct } from './matrix-product';
import { smallInverse } from './small-inverse';

/** Columns that one pivot takes: its own inverse is cubic in this and runs in plain code, all else is matrix products. */
const BLOCK = 256;

export type SymmetricMatrix = {
  readonly size: number;
  /** copies row i @shape [size] */
  row(i: number, into: Float32Array): void;
};

export type InverseOptions = {
  /** writes the entries of row i up to its diagonal; what it does not write is zero @shape into: [i + 1] */
  lowerRow(i: number, into: Float32Array): void;
  threads?: number;
  signal?: AbortSignal;
  /** after each of `total` pivots */
  progress?(done: number, total: number): void;
};

/**
 * Inverse of a symmetric positive definite matrix in float32 by blocked sweeps: n³ multiplications, half of the memory of the full matrix.
 * Accuracy falls with the condition number: meant for Gram matrices with a penalty on the diagonal.
 * @throws AppError INPUT_INVALID when it is not positive definite; what `signal` was aborted with
 * @source Beaton 1964 (sweep operator)
 */
export async function symmetricInverse(size: number, options: InverseOptions): Promise<SymmetricMatrix> {
  const blocks = Math.ceil(size / BLOCK);
  const panels = readPanels(size, blocks, options);
  const product = await openMatrixProduct(options.threads);
  try {
    const column = new Float32Array(blocks * BLOCK * BLOCK);
    const swept = new Float32Array(column.length);
    for (let k = 0; k < blocks; k++) {
      options.signal?.throwIfAborted();
      const inverse = Float32Array.from(smallInverse(blockOf(panels, k, k), BLOCK));
      gatherColumn(panels, k, blocks, column);
      swept.set(await product.timesTransposed(column, inverse, blocks * BLOCK, BLOCK, BLOCK));
      for (let i = 0; i < blocks; i++) {
        const width = (i + 1) * BLOCK;
        const change = await product.timesTransposed(swept.subarray(i * BLOCK * BLOCK, (i + 1) * BLOCK * BLOCK), column, BLOCK, width, BLOCK);
        const panel = panels[i]!;
        for (let at = 0; at < panel.length; at++) panel[at]! -= change[at]!;
      }
      placeColumn(panels, k, blocks, swept, inverse);
      options.progress?.(k + 1, blocks);
    }
  } finally {
    await product.dispose();
  }
  return reader(size, panels);
}

/** Panel i holds the rows of block i up to their diagonal block; beyond `size` lies the identity. @shape [BLOCK, (i + 1) * BLOCK] */
function readPanels(size: number, blocks: number, { lowerRow }: InverseOptions): Float32Array[] {
  return Array.from({ length: blocks }, (_, i) => {
    const width = (i + 1) * BLOCK;
    const panel = new Float32Array(BLOCK * width);
    for (let r = 0; r < BLOCK; r++) {
      const row = i * BLOCK + r;
      const into = panel.subarray(r * width, r * width + row + 1);
      if (row < size) lowerRow(row, into);
      else into[row] = 1;
    }
    // the upper half of the diagonal block is read too
    for (let r = 0; r < BLOCK; r++) for (let c = 0; c < r; c++) panel[c * width + i * BLOCK + r] = panel[r * width + i * BLOCK + c]!;
    return panel;
  });
}

/** A copy of block (i, k), k <= i. @shape [BLOCK, BLOCK] */
function blockOf(panels: Float32Array[], i: number, k: number): Float32Array {
  const width = (i + 1) * BLOCK;
  const out = new Float32Array(BLOCK * BLOCK);
  for (let r = 0; r < BLOCK; r++) out.set(panels[i]!.subarray(r * width + k * BLOCK, r * width + (k + 1) * BLOCK), r * BLOCK);
  return out;
}

/** Column k of the full matrix, its own block left zero so that the update passes over it. @shape [blocks * BLOCK, BLOCK] */
function gatherColumn(panels: Float32Array[], k: number, blocks: number, into: Float32Array): void {
  const size = BLOCK * BLOCK;
  for (let i = 0; i < blocks; i++) {
    const part = into.subarray(i * size, (i + 1) * size);
    if (i === k) part.fill(0);
    else if (i > k) part.set(blockOf(panels, i, k));
    else transposeInto(blockOf(panels, k, i), part);
  }
}

function transposeInto(block: Float32Array, into: Float32Array): void {
  for (let r = 0; r < BLOCK; r++) for (let c = 0; c < BLOCK; c++) into[c * BLOCK + r] = block[r * BLOCK + c]!;
}

function placeColumn(panels: Float32Array[], k: number, blocks: number, swept: Float32Array, inverse: Float32Array): void {
  const size = BLOCK * BLOCK;
  const put = (i: number, j: number, block: Float32Array): void => {
    const width = (i + 1) * BLOCK;
    for (let r = 0; r < BLOCK; r++) panels[i]!.set(block.subarray(r * BLOCK, (r + 1) * BLOCK), r * width + j * BLOCK);
  };
  const turned = new Float32Array(size);
  for (let i = 0; i < blocks; i++) {
    const block = swept.subarray(i * size, (i + 1) * size);
    if (i === k) put(k, k, inverse.map((v) => -v));
    else if (i > k) put(i, k, block);
    else {
      transposeInto(block, turned);
      put(k, i, turned);
    }
  }
}

/** After all sweeps the panels hold the negative of the inverse. */
function reader(size: number, panels: Float32Array[]): SymmetricMatrix {
  return {
    size,
    row(i, into) {
      const block = Math.floor(i / BLOCK);
      const width = (block + 1) * BLOCK;
      const own = panels[block]!.subarray((i % BLOCK) * width, (i % BLOCK) * width + width);
      for (let j = 0; j < Math.min(size, width); j++) into[j] = -own[j]!;
      for (let b = block + 1; b < panels.length; b++) {
        const w = (b + 1) * BLOCK;
        for (let r = 0; r < BLOCK && b * BLOCK + r < size; r++) into[b * BLOCK + r] = -panels[b]![r * w + i]!;
      }
    },
  };
}
