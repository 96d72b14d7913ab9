import { stockWasmEngine } from '@bellwether/model';
import { batchesFor, ENGINE_CASES } from './engine-cases';
import { least, timed, type Elapsed } from './stopwatch';

/** A process of its own: the kernels of tfjs-backend-wasm as published, which the lib mends wherever it uses them. */
const measured = ENGINE_CASES.find((c) => c.name === process.argv[2])!;
const engine = await stockWasmEngine();
const program = measured.program();
const session = await engine.open(program, { seed: 1 });
const steps = measured.batchSize > 512 ? 1 : 5;
const batches = batchesFor(program, steps, measured.batchSize);
await session.trainSteps(batches);
let best: Elapsed = { wallMs: Infinity, cpuMs: Infinity };
for (let round = 0; round < 2; round++) best = least(best, await timed(() => session.trainSteps(batches)));
console.log(JSON.stringify({ wallMs: best.wallMs / steps, cpuMs: best.cpuMs / steps, version: engine.version }));
