import { withBackend } from '../backend';
import type { TrainingEngine, TrainingProgram, TrainingSession } from '../training-engine';
import { CompiledSession } from './compiled-session';
import { loadOnnxRuntime } from './onnx-runtime';
import { RECORD_BACKEND, recordBackend } from './record-backend';

/** Records the step once and runs it as an ONNX graph in ONNX Runtime. */
export class CompiledEngine implements TrainingEngine {
  readonly name = 'compiled';

  private constructor(readonly version: string, readonly device: string, readonly reason: string, private readonly threads: number) {}

  /** @throws when the native library is missing or does not load */
  static async start(threads: number, reason: string): Promise<CompiledEngine> {
    const ort = await loadOnnxRuntime();
    recordBackend();
    await withBackend(RECORD_BACKEND, () => undefined);
    return new CompiledEngine(ort.env.versions.node ?? ort.env.versions.common, `cpu (onnxruntime, ${threads} thread${threads > 1 ? 's' : ''})`, reason, threads);
  }

  async open(program: TrainingProgram, { seed }: { seed: number }): Promise<TrainingSession> {
    return new CompiledSession(await loadOnnxRuntime(), program, seed, this.threads);
  }
}
