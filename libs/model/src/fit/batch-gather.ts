import { AppError } from '@bellwether/contracts';
import { sizeOf } from '../engine/parameter-layout';
import type { BatchArray, TrainingProgram } from '../engine/training-engine';
import type { FitData } from './fit-options';

/** Copies the rows `order[from .. from+count)` of one array, back to back. */
function gather(source: BatchArray, width: number, order: Int32Array, from: number, count: number, out: BatchArray): void {
  if (width === 1) {
    for (let i = 0; i < count; i++) out[i] = source[order[from + i]!]!;
    return;
  }
  for (let i = 0, at = 0; i < count; i++) {
    let row = order[from + i]! * width;
    for (const end = at + width; at < end; ) out[at++] = source[row++]!;
  }
}

/** Fills batches from shuffled rows, into buffers that are used again. */
export class BatchGatherer {
  private readonly buffers = new Map<string, BatchArray>();

  constructor(private readonly program: TrainingProgram, private readonly data: FitData) {}

  /** @owns the gatherer: the arrays are valid until the next call */
  rows(order: Int32Array, from: number, count: number): Record<string, BatchArray> {
    const out: Record<string, BatchArray> = {};
    for (const spec of this.program.inputs) {
      const width = sizeOf(spec.shape);
      let buffer = this.buffers.get(spec.name);
      if (!buffer || buffer.length < count * width) {
        buffer = spec.dtype === 'int32' ? new Int32Array(count * width) : new Float32Array(count * width);
        this.buffers.set(spec.name, buffer);
      }
      const view = buffer.subarray(0, count * width);
      gather(this.data.inputs[spec.name]!, width, order, from, count, view);
      out[spec.name] = view;
    }
    return out;
  }
}

/** @throws INPUT_INVALID at the first value that is NaN or infinite: training on it would fail later, with a cause harder to see */
export function checkFinite(program: TrainingProgram, data: FitData, part: string): void {
  for (const spec of program.inputs) {
    const array = data.inputs[spec.name];
    if (!(array instanceof Float32Array)) continue;
    const at = array.findIndex((v) => !Number.isFinite(v));
    if (at < 0) continue;
    const width = sizeOf(spec.shape);
    throw new AppError({
      code: 'INPUT_INVALID',
      message: `Every value of the ${part} input "${spec.name}" must be finite; row ${Math.floor(at / width)}, column ${at % width} is ${array[at]}.`,
      fix: 'Impute missing values and drop or clip infinite ones before training.',
      context: { input: spec.name, row: Math.floor(at / width), column: at % width },
    });
  }
}
