import { withBackend } from './backend';
import { EagerSession } from './eager-session';
import type { EngineName, TrainingEngine, TrainingProgram, TrainingSession } from './training-engine';

/** An engine that runs TensorFlow.js operation by operation on one of its backends. */
export class EagerEngine implements TrainingEngine {
  constructor(
    readonly name: EngineName,
    readonly version: string,
    readonly device: string,
    readonly reason: string,
    private readonly backend: string,
  ) {}

  open(program: TrainingProgram, { seed }: { seed: number }): Promise<TrainingSession> {
    return withBackend(this.backend, () => new EagerSession(this.name, this.backend, program, seed));
  }
}
