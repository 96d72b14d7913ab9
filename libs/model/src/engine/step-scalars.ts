import { scalarNamesOf, scalarValue } from '../optimizer/optimizer';
import type { StepBatches, TrainingProgram } from './training-engine';

/** Every per-step number of a program: the optimiser's, then the program's own. */
export const scalarNames = (program: TrainingProgram): string[] => [...scalarNamesOf(program.optimizer), ...(program.scalars ?? []).map((n) => n)];

/** @param firstStep steps done before this call @shape each: [steps] */
export function scalarColumns(program: TrainingProgram, batches: StepBatches, firstStep: number): Record<string, Float32Array> {
  const { optimizer } = program;
  const out: Record<string, Float32Array> = {};
  const decay = optimizer.weightDecay ?? 0;
  for (const name of scalarNamesOf(optimizer)) {
    const column = new Float32Array(batches.steps);
    for (let s = 0; s < batches.steps; s++) {
      const weightDecay = typeof decay === 'number' ? decay : batches.scalars![decay.scalar]![s]!;
      column[s] = scalarValue(optimizer, name, firstStep + s + 1, batches.rates[s]!, weightDecay);
    }
    out[name] = column;
  }
  for (const name of program.scalars ?? []) out[name] = batches.scalars![name]!;
  return out;
}
