import { chooseEngine } from '../engine/choose-engine';
import { fitNetwork } from '../fit/fit-network';
import type { FitData } from '../fit/fit-options';
import { exportNetwork } from '../serving/export-network';
import { Predictor } from '../serving/predictor';
import { Xoshiro128 } from '../random/xoshiro';
import { nextItemProgram, SEQUENCE_BLOCKS, type NextItemOptions } from './next-item-program';

const ITEMS = 40;
const LENGTH = 8;

/** Two sequences share a row; each item is followed by its successor. The last row of a customer is to be foreseen. */
function successors(rows: number, seed: number): FitData {
  const random = Xoshiro128.fromSeed(seed);
  const ints = (width: number) => new Int32Array(rows * width);
  const data = { seq: ints(LENGTH), place: ints(LENGTH), segment: ints(LENGTH), next: ints(LENGTH), negative: ints(2), target: ints(1), removed: ints(LENGTH) };
  const time = new Float32Array(rows * LENGTH);
  for (let r = 0; r < rows; r++) {
    for (let s = 0; s < 2; s++) {
      const start = random.below(ITEMS);
      for (let p = 0; p < 4; p++) {
        const at = r * LENGTH + s * 4 + p;
        data.seq[at] = 1 + ((start + p) % ITEMS);
        data.next[at] = 1 + ((start + p + 1) % ITEMS);
        data.place[at] = p;
        data.segment[at] = s + 1;
        time[at] = p * 3600;
        if (s === 1) data.removed[r * LENGTH + p] = data.seq[at]!;
      }
    }
    data.target[r] = data.next[(r + 1) * LENGTH - 1]!;
    for (let k = 0; k < 2; k++) data.negative[r * 2 + k] = 1 + random.below(ITEMS);
  }
  return { rows, inputs: { ...data, time } };
}

const OPTIONS: NextItemOptions = { items: ITEMS, length: LENGTH, width: 16, heads: 2, blocks: 1, block: 'sasrec', dropout: 0, negativesPerRow: null, content: null, seed: 1 };

async function fit(options: NextItemOptions, epochs = 12, rows = successors) {
  const { engine } = await chooseEngine('compiled');
  const programs = nextItemProgram(options);
  const only = (d: FitData): FitData => ({ rows: d.rows, inputs: Object.fromEntries(programs.train.inputs.map((i) => [i.name, d.inputs[i.name]!])) });
  const share = (ranks: Float32Array) => ({ first: ranks.filter((r) => r === 1).length / ranks.length });
  const fitted = await fitNetwork({ program: programs.train, engine, train: only(rows(256, 1)), valid: { ...only(rows(64, 2)), score: share }, epochs, batchSize: 32, schedule: { kind: 'constant', rate: 0.01 }, seed: 1, earlyStopping: { monitor: 'first', mode: 'max', patience: 50 } });
  return { engine, programs, fitted };
}

test.each(SEQUENCE_BLOCKS)('%s learns what comes next, over the whole catalogue, and a sequence never sees the other in its row', async (block) => {
  const { fitted } = await fit({ ...OPTIONS, block });
  expect(fitted.warnings).toEqual([]);
  expect(fitted.history[fitted.bestEpoch - 1]!.metrics['first']).toBeGreaterThan(0.9);
});

test.each([null, 2])('cosines of vectors of length one teach the same, with %s negatives a row, and are served from rows of length one', async (negativesPerRow) => {
  const { fitted, engine, programs } = await fit({ ...OPTIONS, similarity: 'cosine', negativesPerRow }, 25);
  expect(fitted.history[fitted.bestEpoch - 1]!.metrics['first']).toBeGreaterThan(0.9);
  const table = fitted.weights['items/table']!.slice();
  for (let i = 0; i <= ITEMS; i++) {
    const row = table.subarray(i * 16, (i + 1) * 16);
    const length = Math.hypot(...row);
    row.forEach((v, d) => (row[d] = v / length));
  }
  const probe = successors(16, 3).inputs;
  const serve = { ...programs.serve, inputs: programs.serve.inputs };
  const inputs = Object.fromEntries(serve.inputs.map((i) => [i.name, probe[i.name]!]));
  const { bytes } = await exportNetwork(engine, serve, { ...fitted.weights, 'items/table': table }, { rows: 16, inputs }, { inputs: serve.inputs.map((i) => i.name) });
  const predictor = await Predictor.load(bytes);
  const scores = await predictor.predict(inputs, 16);
  const right = Array.from({ length: 16 }, (_, r) => {
    const own = Array.from(scores.subarray(r * (ITEMS + 1) + 1, (r + 1) * (ITEMS + 1)));
    expect(Math.max(...own.map(Math.abs))).toBeLessThanOrEqual(16.001);
    return own.indexOf(Math.max(...own)) + 1 === (probe['target'] as Int32Array)[r];
  });
  expect(right.filter(Boolean).length).toBeGreaterThan(13);
  await predictor.release();
});

/** After each item comes the one that its sequence began with. */
function beginnings(rows: number, seed: number): FitData {
  const data = successors(rows, seed);
  const { seq, place, next, target } = data.inputs as Record<string, Int32Array>;
  for (let at = 0; at < rows * LENGTH; at++) next![at] = seq![at - place![at]!]!;
  for (let r = 0; r < rows; r++) target![r] = next![(r + 1) * LENGTH - 1]!;
  return data;
}

test('a mixture learns which of the items counts, answers with nothing but them, and those of the other sequence have no part', async () => {
  const mixture = { ...OPTIONS, similarity: 'cosine', answer: 'mixture' } as const;
  const { fitted, engine, programs } = await fit(mixture, 12, beginnings);
  expect(fitted.history[fitted.bestEpoch - 1]!.metrics['first']).toBeGreaterThan(0.9);
  const table = fitted.weights['items/table']!.map((v, at, all) => v / Math.hypot(...all.subarray(at - (at % 16), at - (at % 16) + 16)));
  const served = await exportNetwork(engine, programs.serve, { ...fitted.weights, 'items/table': table }, probe(8), { inputs: ['seq', 'place', 'segment'] });
  const predictor = await Predictor.load(served.bytes);
  // seven items of somebody else, then one alone: its cosine with itself is 1
  const scores = await predictor.predict({ seq: Int32Array.of(1, 2, 3, 4, 5, 6, 7, 30), place: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 0), segment: Int32Array.of(1, 1, 1, 1, 1, 1, 1, 2) }, 1);
  expect(scores[30]).toBeCloseTo(16, 3);
  await predictor.release();
});

test('sampled negatives teach the same', async () => {
  const { fitted } = await fit({ ...OPTIONS, negativesPerRow: 2 }, 25);
  expect(fitted.history[fitted.bestEpoch - 1]!.metrics['first']).toBeGreaterThan(0.9);
});

test('an item that was never taken is ranked by its content', async () => {
  // odd and even successors: content says which of them an item is, and item 40 was never seen
  const features = Int32Array.from({ length: ITEMS + 1 }, (_, i) => (i === 0 ? 0 : 1 + (i % 2)));
  const { engine, programs, fitted } = await fit({ ...OPTIONS, content: { features, perItem: 1, vocabulary: 2, contentOnly: 0.3 } }, 6);
  expect(fitted.warnings).toEqual([]);
  const rows = fitted.weights['items-content/table']!;
  const apart = Array.from({ length: 16 }, (_, d) => rows[16 + d]! - rows[32 + d]!);
  expect(Math.hypot(...apart)).toBeGreaterThan(0.1);
  const served = await exportNetwork(engine, programs.serve, fitted.weights, probe(8), { inputs: ['seq', 'place', 'segment'] });
  expect(served.largestDifference).toBeLessThan(1e-4);
});

const probe = (rows: number): FitData => {
  const { inputs } = successors(rows, 3);
  return { rows, inputs: { seq: inputs['seq']!, place: inputs['place']!, segment: inputs['segment']! } };
};

test('the served network puts the next item first, among all of them', async () => {
  const { engine, programs, fitted } = await fit(OPTIONS);
  const { bytes } = await exportNetwork(engine, programs.serve, fitted.weights, probe(8), { inputs: ['seq', 'place', 'segment'] });
  const predictor = await Predictor.load(bytes);
  const data = successors(20, 9);
  const answers = await predictor.predict({ seq: data.inputs['seq']!, place: data.inputs['place']!, segment: data.inputs['segment']! }, 20);
  let right = 0;
  for (let r = 0; r < 20; r++) {
    const scores = answers.subarray(r * (ITEMS + 1) + 1, (r + 1) * (ITEMS + 1));
    if (scores.indexOf(Math.max(...scores)) + 1 === data.inputs['target']![r]) right++;
  }
  expect(right).toBeGreaterThan(17);
  await predictor.release();
});

test('sizes that make no network are refused by name', () => {
  expect(() => nextItemProgram({ ...OPTIONS, width: 15 })).toThrow(/multiple of the heads/);
  expect(() => nextItemProgram({ ...OPTIONS, blocks: 0 })).toThrow(/blocks/);
});
