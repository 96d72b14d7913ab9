import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { trainGbdt, Xoshiro128, type GbdtSet } from '@bellwether/model';
import type { BenchRow, Suite } from './bench-row';

const execute = promisify(execFile);
/** LightGBM is a peer, not a dependency: any Python that has it will do. */
const PYTHON = process.env.BELLWETHER_BENCH_PYTHON ?? 'python3';
const ROWS = 200_000;
const FEATURES = 28;
const ROUNDS = 2;

/** Numbers that ten of the 28 inputs decide; the peer draws its own from the same recipe. */
function invented(): GbdtSet {
  const random = Xoshiro128.fromSeed(1);
  const columns = Array.from({ length: FEATURES }, (_, f) => ({ name: `f${f}`, kind: 'numeric' as const, values: Float64Array.from({ length: ROWS }, () => random.uniform() + random.uniform() + random.uniform()) }));
  const y = Float64Array.from({ length: ROWS }, (_, i) => {
    const z = columns.slice(0, 10).reduce((sum, c, f) => sum + Math.sin(c.values[i]! * (f + 1)), 0);
    return random.uniform() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  });
  return { table: { rows: ROWS, columns }, y };
}

/** Training time of boosted trees, one thread, with LightGBM beside it where Python has it. */
export const run: Suite = async ({ log }) => {
  const train = invented();
  let seconds = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    await trainGbdt({ train, params: { trees: 200, learningRate: 0.1, leaves: 31 }, seed: 1 });
    seconds = Math.min(seconds, (performance.now() - started) / 1000);
    log(`gbdt: 200k x 28, 200 trees of 31 leaves: ${seconds.toFixed(1)} s`);
  }
  const common = { suite: 'gbdt', case: '200k x 28, 200 trees of 31 leaves' };
  const rows: BenchRow[] = [{ ...common, subject: 'ours, 1 thread', metric: 'train', value: seconds, unit: 's' }];
  try {
    const { stdout } = await execute(PYTHON, [fileURLToPath(new URL('../peers/gbdt.py', import.meta.url)), 'speed', '1'], { timeout: 300_000 });
    const peer = JSON.parse(stdout.trim().split('\n').at(-1)!) as { seconds: number; version: string };
    rows.push({ ...common, subject: `LightGBM ${peer.version}, 1 thread`, metric: 'train', value: peer.seconds, unit: 's' });
    rows.push({ ...common, subject: 'ours, 1 thread', metric: 'time against peer', value: seconds / peer.seconds, unit: 'x', peer: `LightGBM ${peer.version}`, ratio: seconds / peer.seconds, bar: { at: 2, must: 'stay-below' } });
  } catch (e) {
    log(`gbdt: no LightGBM here (${(e instanceof Error ? e.message : String(e)).split('\n')[0]})`);
  }
  return rows;
};
