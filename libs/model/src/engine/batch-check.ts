import { AppError } from '@bellwether/contracts';
import { sizeOf } from './parameter-layout';
import type { BatchArray, InputSpec, StepBatches, TrainingProgram } from './training-engine';

function refuse(message: string, fix: string): never {
  throw new AppError({ code: 'INPUT_INVALID', message, fix });
}

function checkArray(spec: InputSpec, array: BatchArray | undefined, rows: number): void {
  if (!array) refuse(`Input "${spec.name}" must be given; it is missing.`, `Pass an array for "${spec.name}".`);
  const wanted = rows * sizeOf(spec.shape);
  if (array.length !== wanted) refuse(`Input "${spec.name}" needs ${rows} rows × ${sizeOf(spec.shape)} = ${wanted} values; ${array.length} came.`, 'Pass whole rows of the declared shape.');
  const right = spec.dtype === 'int32' ? array instanceof Int32Array : array instanceof Float32Array;
  if (!right) refuse(`Input "${spec.name}" is declared ${spec.dtype}; a ${array.constructor.name} came.`, `Pass ${spec.dtype === 'int32' ? 'an Int32Array' : 'a Float32Array'}.`);
}

/** @throws INPUT_INVALID, naming the input, what was expected and what came */
export function checkBatches(program: TrainingProgram, batches: StepBatches): void {
  const { steps, batchSize, inputs, rates } = batches;
  if (!Number.isInteger(steps) || steps < 1) refuse(`steps must be a whole number above 0; ${steps} came.`, 'Ask for at least one step.');
  if (!Number.isInteger(batchSize) || batchSize < 1) refuse(`batchSize must be a whole number above 0; ${batchSize} came.`, 'Use at least one row.');
  for (const spec of program.inputs) checkArray(spec, inputs[spec.name], steps * batchSize);
  if (rates.length !== steps) refuse(`One rate a step is needed: ${steps}; ${rates.length} came.`, 'Take them from the schedule.');
  for (const name of program.scalars ?? []) {
    if (batches.scalars?.[name]?.length !== steps) refuse(`The per-step number "${name}" needs ${steps} values; ${batches.scalars?.[name]?.length ?? 0} came.`, 'Pass one value a step in `scalars`.');
  }
}

/** Checks those inputs that were given; a prediction needs no targets. */
export function checkRows(program: TrainingProgram, inputs: Record<string, BatchArray>, rows: number, all: boolean): void {
  if (!Number.isInteger(rows) || rows < 0) refuse(`rows must be a whole number; ${rows} came.`, 'Pass the number of rows.');
  for (const spec of program.inputs) if (all || inputs[spec.name]) checkArray(spec, inputs[spec.name], rows);
}
