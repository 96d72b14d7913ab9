import { mlpProgram, sequenceProgram, tabmProgram, Xoshiro128, type BatchArray, type StepBatches, type TrainingProgram } from '@bellwether/model';

/** One training step to be timed; the peers do the same in `peers/engine.py`. */
export type EngineCase = { name: string; program(): TrainingProgram; batchSize: number; steps: number; rounds: number; /** least speed against PyTorch */ bar: number; /** also against stock tfjs-backend-wasm */ wasmBar?: number };

const mlp = (hidden: number[]) => (): TrainingProgram => mlpProgram({ inputSize: 28, hidden, optimizer: { kind: 'adam' }, seed: 1 });

const ITEMS = 3417;

/** k 16, two blocks of 256, piecewise linear embedding of 24 bins in 8 dimensions (version B), 17 columns. */
function tabmLite(): TrainingProgram {
  const edges = Array.from({ length: 17 }, () => Array.from({ length: 25 }, (_, i) => -3 + i / 4));
  return tabmProgram({ edges, plainColumns: 0, members: 16, blocks: 2, units: 256, embeddingWidth: 8, dropout: 0, optimizer: { kind: 'adamw', weightDecay: 3e-4 }, seed: 1 });
}

/** d 64, two blocks, two heads, length 50; the negatives come as two a row, 256 a batch of 128. */
const transformer = (): TrainingProgram => sequenceProgram({ items: ITEMS, length: 50, negativesPerRow: 2, seed: 1 });

export const ENGINE_CASES: EngineCase[] = [
  { name: '28-50-1 @256', program: mlp([50]), batchSize: 256, steps: 40, rounds: 40, bar: 4, wasmBar: 25 },
  { name: '28-256-256-1 @256', program: mlp([256, 256]), batchSize: 256, steps: 40, rounds: 8, bar: 1, wasmBar: 25 },
  { name: '28-512-512-512-1 @1024', program: mlp([512, 512, 512]), batchSize: 1024, steps: 6, rounds: 5, bar: 0.95, wasmBar: 25 },
  { name: 'TabM-lite @256', program: tabmLite, batchSize: 256, steps: 6, rounds: 5, bar: 1 },
  { name: 'causal transformer @128', program: transformer, batchSize: 128, steps: 4, rounds: 4, bar: 1 },
];

export function batchesFor(program: TrainingProgram, steps: number, batchSize: number): StepBatches {
  const random = Xoshiro128.fromSeed(7);
  const inputs: Record<string, BatchArray> = Object.fromEntries(program.inputs.map((i) => {
    const size = steps * batchSize * i.shape.reduce((a, b) => a * b, 1);
    if (i.dtype === 'int32') return [i.name, Int32Array.from({ length: size }, () => random.below(ITEMS))];
    return [i.name, Float32Array.from({ length: size }, () => (i.name === 'y' ? random.below(2) : random.normal()))];
  }));
  return { steps, batchSize, inputs, rates: new Float32Array(steps).fill(1e-3) };
}
