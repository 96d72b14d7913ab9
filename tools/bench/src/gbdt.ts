import { trainGbdt, Xoshiro128, type GbdtSet } from '@bellwether/model';
import type { BenchRow, Suite } from './bench-row';
import { pythonPeer } from './python-peer';
import { least, timed, type Elapsed } from './stopwatch';

const ROWS = 200_000;
const FEATURES = 28;
const THREADS = [1, 2];

type Peer = Elapsed & { version: string };

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

const train = (set: GbdtSet, threads: number): Promise<Elapsed> => timed(() => trainGbdt({ train: set, params: { trees: 200, learningRate: 0.1, leaves: 31 }, seed: 1, threads }));

/** Training time of boosted trees with LightGBM between two of our own trainings: processor time on one thread, time of the wall on several. */
export const run: Suite = async ({ log }) => {
  const set = invented();
  const rows: BenchRow[] = [];
  for (const threads of THREADS) {
    const words = `${threads} thread${threads > 1 ? 's' : ''}`;
    log(`gbdt: 200k x 28, 200 trees of 31 leaves, ${words}`);
    const before = await train(set, threads);
    const other = await pythonPeer<Peer>('gbdt.py', ['speed', String(threads)], log);
    const ours = other ? least(before, await train(set, threads)) : before;
    const seconds = (e: Elapsed): number => (threads === 1 ? e.cpuMs : e.wallMs) / 1000;
    const common = { suite: 'gbdt', case: '200k x 28, 200 trees of 31 leaves' };
    const metric = threads === 1 ? 'train, processor' : 'train, wall';
    rows.push({ ...common, subject: `ours, ${words}`, metric, value: seconds(ours), unit: 's' });
    if (!other) continue;
    const ratio = seconds(ours) / seconds(other);
    rows.push({ ...common, subject: `LightGBM ${other.version}, ${words}`, metric, value: seconds(other), unit: 's' });
    rows.push({ ...common, subject: `ours, ${words}`, metric: 'time against peer', value: ratio, unit: 'x', peer: `LightGBM ${other.version}`, ratio, bar: { at: 2, must: 'stay-below' } });
  }
  return rows;
};
