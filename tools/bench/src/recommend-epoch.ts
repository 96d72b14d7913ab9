import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chooseEngine, nextItemProgram } from '@bellwether/model';
import { packTraining } from '@bellwether/tasks/testing';
import type { BenchRow, SuiteOptions } from './bench-row';
import { publicFile } from './public-data';
import { pythonPeer } from './python-peer';
import { beautyEvents } from './recommend-events';
import { least, timed, type Elapsed } from './stopwatch';

const LENGTH = 50;
const BATCH = 16;
const NEGATIVES = 256;
const WIDTH = 64;
const ROUNDS = 2;
/** Steps of one call: the whole epoch at once would hold its inputs twice. */
const STEPS = 40;

type Peer = { packed: Elapsed; padded: Elapsed; version: string };

/** Everybody's events but the last two, numbered from 0. */
function sequences(file: string) {
  const number = new Map<string, number>();
  const start = [0];
  const item: number[] = [];
  let before = '';
  const lists: number[][] = [];
  for (const e of beautyEvents(file)) {
    if (e.customer !== before) lists.push([]);
    before = e.customer;
    if (!number.has(e.item)) number.set(e.item, number.size);
    lists.at(-1)!.push(number.get(e.item)!);
  }
  for (const list of lists) {
    item.push(...list.slice(0, -2));
    start.push(item.length);
  }
  return { items: number.size, start: Int32Array.from(start), item: Int32Array.from(item), time: new Float64Array(item.length) };
}

/** One epoch of SASRec on one thread, against the same rows and network in PyTorch in the same run, and against one padded row a customer, as it is usually done. */
export async function epochRows(options: SuiteOptions): Promise<BenchRow[]> {
  const file = publicFile(options, 'amazon_beauty_5core_sequences.txt.gz');
  if (file === null) return [];
  const data = sequences(file);
  const { rows, inputs } = packTraining(data, null, { length: LENGTH, negativesPerRow: NEGATIVES / BATCH, seed: 1 });
  const { train } = nextItemProgram({ items: data.items, length: LENGTH, width: WIDTH, heads: 1, blocks: 1, block: 'sasrec', dropout: 0.2, negativesPerRow: NEGATIVES / BATCH, content: null, seed: 1, optimizer: { kind: 'adam' } });
  const { engine } = await chooseEngine('compiled', { threads: 1 });
  const session = await engine.open(train, { seed: 1 });
  const steps = Math.floor(rows / BATCH);
  const cut = (from: number, count: number) => Object.fromEntries(train.inputs.map(({ name, shape }) => {
    const width = shape.reduce((a, b) => a * b, 1) * BATCH;
    return [name, inputs[name as 'seq'].subarray(from * width, (from + count) * width)];
  }));
  const epoch = async (): Promise<void> => {
    for (let from = 0; from < steps; from += STEPS) {
      const count = Math.min(STEPS, steps - from);
      await session.trainSteps({ steps: count, batchSize: BATCH, inputs: cut(from, count), rates: new Float32Array(count).fill(1e-3), scalars: {} });
    }
  };
  await session.trainSteps({ steps: 1, batchSize: BATCH, inputs: cut(0, 1), rates: new Float32Array(1).fill(1e-3), scalars: {} });
  let ours: Elapsed = await timed(epoch);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bellwether-epoch-'));
  try {
    for (const name of ['seq', 'place', 'segment', 'next', 'negative'] as const) writeFileSync(path.join(folder, name), inputs[name]);
    writeFileSync(path.join(folder, 'start'), data.start);
    writeFileSync(path.join(folder, 'item'), data.item);
    const torch = await pythonPeer<Peer>('sasrec.py', [folder, String(data.items), String(rows), String(ROUNDS)], options.log);
    for (let k = 1; k < ROUNDS; k++) ours = least(ours, await timed(epoch));
    const common = { suite: 'recommend', case: `Beauty epoch, d ${WIDTH}, length ${LENGTH}, ${NEGATIVES} negatives, 1 thread`, unit: 's' };
    const out: BenchRow[] = [{ ...common, subject: 'compiled', metric: 'processor', value: ours.cpuMs / 1000 }];
    if (torch === null) return out;
    const peer = `PyTorch ${torch.version}`;
    return [
      ...out, { ...common, subject: `${peer}, the same rows`, metric: 'processor', value: torch.packed.cpuMs / 1000 }, { ...common, subject: `${peer}, a padded row a customer`, metric: 'processor', value: torch.padded.cpuMs / 1000 },
      { ...common, subject: 'compiled', metric: 'speed, the same rows', value: torch.packed.cpuMs / ours.cpuMs, unit: 'x', peer, ratio: torch.packed.cpuMs / ours.cpuMs, bar: { at: 1, must: 'reach' } },
      { ...common, subject: 'compiled', metric: 'speed, a padded row a customer', value: torch.padded.cpuMs / ours.cpuMs, unit: 'x', peer, ratio: torch.padded.cpuMs / ours.cpuMs },
    ];
  } finally {
    session.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
