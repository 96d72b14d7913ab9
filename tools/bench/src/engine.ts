import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chooseEngine, exportOnnx, Predictor, Xoshiro128, type TrainingSession } from '@bellwether/model';
import type { BenchRow, Suite, SuiteOptions } from './bench-row';
import { batchesFor, ENGINE_CASES, type EngineCase } from './engine-cases';

const execute = promisify(execFile);
const SUITE = 'engine';
/** PyTorch is a peer, not a dependency: any Python that has it will do. */
const PYTHON = process.env.BELLWETHER_BENCH_PYTHON ?? 'python3';
const THREADS = [1, 2];

type Peer = { ms: number; version: string };

async function peer(command: string, args: string[], log: (line: string) => void): Promise<Peer | null> {
  try {
    const { stdout } = await execute(command, args, { timeout: 300_000 });
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Peer;
  } catch (e) {
    log(`no peer from ${command} ${args[0]?.split('/').at(-1)}: ${(e instanceof Error ? e.message : String(e)).split('\n').slice(0, 2).join(' ').slice(0, 200)}`);
    return null;
  }
}

const torch = (name: string, threads: number, log: (line: string) => void): Promise<Peer | null> =>
  peer(PYTHON, [fileURLToPath(new URL('../peers/engine.py', import.meta.url)), name, String(threads)], log);

const stockWasm = (name: string, log: (line: string) => void): Promise<Peer | null> =>
  peer(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./engine-peer-wasm.ts', import.meta.url)), name], log);

/** Best of several rounds after one to warm up: on a shared machine the least disturbed round is the engine's own time. */
async function timeSteps(session: TrainingSession, c: EngineCase): Promise<number> {
  const batches = batchesFor(c.program(), c.steps, c.batchSize);
  await session.trainSteps(batches);
  let best = Infinity;
  for (let round = 0; round < c.rounds; round++) {
    const started = performance.now();
    await session.trainSteps(batches);
    best = Math.min(best, (performance.now() - started) / c.steps);
  }
  return best;
}

async function compiledStep(c: EngineCase, threads: number): Promise<{ ms: number; compileMs: number }> {
  const { engine } = await chooseEngine('compiled', { threads });
  const program = c.program();
  const session = await engine.open(program, { seed: 1 });
  const one = batchesFor(program, 1, c.batchSize);
  const started = performance.now();
  await session.trainSteps(one);
  const first = performance.now() - started;
  const ms = await timeSteps(session, c);
  if (session.warnings.length > 0) throw new Error(session.warnings.join('; '));
  session.dispose();
  // The first call is the compilation and one step.
  return { ms, compileMs: Math.max(0, first - ms) };
}

async function stepRows(c: EngineCase, log: (line: string) => void): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const row = (r: Omit<BenchRow, 'suite' | 'case'>) => rows.push({ suite: SUITE, case: c.name, ...r });
  for (const threads of THREADS) {
    log(`${c.name}, ${threads} thread${threads > 1 ? 's' : ''}`);
    const subject = `compiled, ${threads} thread${threads > 1 ? 's' : ''}`;
    const { ms, compileMs } = await compiledStep(c, threads);
    row({ subject, metric: 'step', value: ms, unit: 'ms' });
    if (threads === 1) row({ subject, metric: 'compile', value: compileMs, unit: 'ms', bar: { at: 1000, must: 'stay-below' } });
    const other = await torch(c.name, threads, log);
    if (other) {
      row({ subject: `PyTorch ${other.version}, ${threads} thread${threads > 1 ? 's' : ''}`, metric: 'step', value: other.ms, unit: 'ms' });
      row({ subject, metric: 'speed', value: other.ms / ms, unit: 'x', peer: `PyTorch ${other.version}`, ratio: other.ms / ms, bar: { at: c.bar, must: 'reach' } });
    }
    if (threads === 1 && c.wasmBar) {
      const wasm = await stockWasm(c.name, log);
      if (wasm) row({ subject, metric: 'speed', value: wasm.ms / ms, unit: 'x', peer: `tfjs-backend-wasm ${wasm.version}`, ratio: wasm.ms / ms, bar: { at: c.wasmBar, must: 'reach' } });
    }
  }
  return rows;
}

/** One row at a time, and many: the MLP as it is served. */
async function servingRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const c of ENGINE_CASES.slice(0, 2)) {
    const program = c.program();
    const predictor = await Predictor.load(await exportOnnx(program, Object.fromEntries(program.variables.map((v) => [v.name, v.init]))));
    const random = Xoshiro128.fromSeed(3);
    const count = 100_000;
    const x = Float32Array.from({ length: count * 28 }, () => random.normal());
    const one = x.subarray(0, 28);
    for (let i = 0; i < 500; i++) await predictor.predict({ x: one }, 1);
    const times: number[] = [];
    for (let i = 0; i < 3000; i++) {
      const started = performance.now();
      await predictor.predict({ x: x.subarray(i * 28, i * 28 + 28) }, 1);
      times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    rows.push({ suite: SUITE, case: c.name.split(' ')[0]!, subject: 'predictor', metric: 'one row, p50', value: times[1500]! * 1000, unit: 'µs', bar: { at: 100, must: 'stay-below' } });
    let best = 0;
    for (let round = 0; round < 4; round++) {
      const started = performance.now();
      await predictor.predict({ x }, count);
      best = Math.max(best, count / ((performance.now() - started) / 1000));
    }
    rows.push({ suite: SUITE, case: c.name.split(' ')[0]!, subject: 'predictor', metric: 'batch', value: best, unit: 'rows/s', bar: { at: 300_000, must: 'reach' } });
    await predictor.release();
  }
  return rows;
}

/** The figures of the training engine: step times against PyTorch and stock tfjs-backend-wasm, compile times, serving. */
export const engineSuite: Suite = async ({ log }: SuiteOptions) => {
  const rows: BenchRow[] = [];
  for (const c of ENGINE_CASES) rows.push(...(await stepRows(c, log)));
  rows.push(...(await servingRows()));
  return rows;
};

export { engineSuite as run };
