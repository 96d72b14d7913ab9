import { fileURLToPath } from 'node:url';
import { chooseEngine, exportOnnx, Predictor, Xoshiro128, type TrainingSession } from '@bellwether/model';
import type { BenchRow, Suite, SuiteOptions } from './bench-row';
import { batchesFor, ENGINE_CASES, type EngineCase } from './engine-cases';
import { peer, pythonPeer } from './python-peer';
import { least, timed, type Elapsed } from './stopwatch';

const SUITE = 'engine';
const THREADS = [1, 2];

type Peer = Elapsed & { version: string };

const stockWasm = (name: string, log: (line: string) => void): Promise<Peer | null> =>
  peer(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./engine-peer-wasm.ts', import.meta.url)), name], log);

/** Best of several rounds, per step: on a shared machine the least disturbed round is the engine's own time. */
async function timeSteps(session: TrainingSession, c: EngineCase): Promise<Elapsed> {
  const batches = batchesFor(c.program(), c.steps, c.batchSize);
  await session.trainSteps(batches);
  let best: Elapsed = { wallMs: Infinity, cpuMs: Infinity };
  for (let round = 0; round < c.rounds; round++) best = least(best, await timed(() => session.trainSteps(batches)));
  return { wallMs: best.wallMs / c.steps, cpuMs: best.cpuMs / c.steps };
}

async function compiledSession(c: EngineCase, threads: number): Promise<{ session: TrainingSession; first: Elapsed }> {
  const { engine } = await chooseEngine('compiled', { threads });
  const program = c.program();
  const one = batchesFor(program, 1, c.batchSize);
  const session = await engine.open(program, { seed: 1 });
  return { session, first: await timed(() => session.trainSteps(one)) };
}

/**
 * One case on so many threads, with PyTorch between two measurements of our own: what slows the machine down for a while then slows both.
 * On one thread processor time is compared, on several the time of the wall.
 */
async function stepRows(c: EngineCase, threads: number, log: (line: string) => void): Promise<BenchRow[]> {
  const words = `${threads} thread${threads > 1 ? 's' : ''}`;
  log(`${c.name}, ${words}`);
  const subject = `compiled, ${words}`;
  const rows: BenchRow[] = [];
  const row = (r: Omit<BenchRow, 'suite' | 'case'>) => rows.push({ suite: SUITE, case: c.name, ...r });
  const of = (e: Elapsed): number => (threads === 1 ? e.cpuMs : e.wallMs);
  const metric = threads === 1 ? 'step, processor' : 'step, wall';
  const { session, first } = await compiledSession(c, threads);
  const before = await timeSteps(session, c);
  const torch = await pythonPeer<Peer>('engine.py', [c.name, String(threads)], log);
  const ours = least(before, await timeSteps(session, c));
  if (session.warnings.length > 0) throw new Error(session.warnings.join('; '));
  session.dispose();
  row({ subject, metric, value: of(ours), unit: 'ms' });
  // the first call is the compilation and one step
  if (threads === 1) row({ subject, metric: 'compile, processor', value: Math.max(0, first.cpuMs - ours.cpuMs), unit: 'ms', bar: { at: 1000, must: 'stay-below' } });
  const against = (other: Peer, name: string, bar: number): void => {
    row({ subject: `${name}, ${words}`, metric, value: of(other), unit: 'ms' });
    row({ subject, metric: 'speed', value: of(other) / of(ours), unit: 'x', peer: name, ratio: of(other) / of(ours), bar: { at: bar, must: 'reach' } });
  };
  if (torch) against(torch, `PyTorch ${torch.version}`, c.bar);
  if (threads === 1 && c.wasmBar) {
    const wasm = await stockWasm(c.name, log);
    if (wasm) against(wasm, `tfjs-backend-wasm ${wasm.version}`, c.wasmBar);
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
export const engineSuite: Suite = async ({ log, only }: SuiteOptions) => {
  const rows: BenchRow[] = [];
  for (const c of ENGINE_CASES.filter((e) => only === null || e.name.includes(only))) for (const threads of THREADS) rows.push(...(await stepRows(c, threads, log)));
  if (only === null) rows.push(...(await servingRows()));
  return rows;
};

export { engineSuite as run };
