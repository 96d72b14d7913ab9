import { stockWasmEngine } from '@bellwether/model';
import { batchesFor, ENGINE_CASES } from './engine-cases';

/** A process of its own: the kernels of tfjs-backend-wasm as published, which the lib mends wherever it uses them. */
const measured = ENGINE_CASES.find((c) => c.name === process.argv[2])!;
const engine = await stockWasmEngine();
const program = measured.program();
const session = await engine.open(program, { seed: 1 });
const steps = measured.batchSize > 512 ? 1 : 5;
const batches = batchesFor(program, steps, measured.batchSize);
await session.trainSteps(batches);
let best = Infinity;
for (let round = 0; round < 2; round++) {
  const started = performance.now();
  await session.trainSteps(batches);
  best = Math.min(best, (performance.now() - started) / steps);
}
console.log(JSON.stringify({ ms: best, version: engine.version }));
