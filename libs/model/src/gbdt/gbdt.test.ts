import { Xoshiro128 } from '../random/xoshiro';
import { decodeGbdtState, encodeGbdtState } from './gbdt-checkpoint';
import { decodeGbdt, encodeGbdt, gbdtMargins, gbdtPredict } from './gbdt-model';
import type { BinLayout } from './bin-mapper';
import { boostingArena } from './boosting-arena';
import type { GbdtSet, GbdtTable } from './gbdt-types';
import { labelsOf, lambdaRank } from './lambda-rank';
import { trainGbdt } from './train-gbdt';
import { treeShap } from './tree-shap';

type Data = { table: GbdtTable; y: Float64Array };

/** Two numbers (one with gaps), a category of nine levels and one of three decide; one number is noise. */
function example(rows: number, seed: number): Data {
  const random = Xoshiro128.fromSeed(seed);
  const a = new Float64Array(rows), b = new Float64Array(rows), noise = new Float64Array(rows), y = new Float64Array(rows);
  const many = new Int32Array(rows), few = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    a[i] = random.normal();
    b[i] = random.uniform() < 0.2 ? Number.NaN : random.normal();
    noise[i] = random.normal();
    many[i] = random.below(9);
    few[i] = random.below(4) - 1;
    const z = Math.sin(2 * a[i]!) * 2 + (Number.isNaN(b[i]!) ? 1.5 : b[i]!) + (many[i]! % 3 === 1 ? 1.2 : -0.6) + (few[i] === 0 ? 1 : 0);
    y[i] = random.uniform() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  }
  return {
    y, table: { rows, columns: [
      { name: 'a', kind: 'numeric', values: a }, { name: 'b', kind: 'numeric', values: b }, { name: 'noise', kind: 'numeric', values: noise },
      { name: 'many', kind: 'category', codes: many, levels: 9 }, { name: 'few', kind: 'category', codes: few, levels: 3 },
    ] },
  };
}

const logLoss = (y: Float64Array, p: Float64Array): number => -y.reduce((sum, v, i) => sum + Math.log(v === 1 ? p[i]! : 1 - p[i]!), 0) / y.length;
const take = (table: GbdtTable, rows: number): GbdtTable => ({ rows, columns: table.columns.map((c) => (c.kind === 'numeric' ? { ...c, values: c.values.slice(0, rows) } : { ...c, codes: c.codes.slice(0, rows) })) });

const train = example(3000, 1);
const held = example(2000, 2);
const SMALL = { trees: 60, learningRate: 0.1, leaves: 15, minDataInLeaf: 10 };

describe('boosted trees', () => {
  test('held-out log-loss comes near the best that the data allow, and far below the base rate', async () => {
    const { model } = await trainGbdt({ train, params: SMALL, seed: 1 });
    const loss = logLoss(held.y, gbdtPredict(model, held.table));
    const rate = train.y.reduce((s, v) => s + v, 0) / train.y.length;
    expect(loss).toBeLessThan(logLoss(held.y, held.y.map(() => rate)) - 0.12);
  });

  test('same seed, same bytes; another seed, other trees', async () => {
    const params = { ...SMALL, trees: 20, subsample: 0.7, featureFraction: 0.6 };
    const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => trainGbdt({ train, params, seed })));
    expect(encodeGbdt(a!.model)).toEqual(encodeGbdt(b!.model));
    expect(encodeGbdt(c!.model)).not.toEqual(encodeGbdt(a!.model));
  });

  test('the training loss it reports is the loss of the model it returns', async () => {
    const losses: number[] = [];
    const { model } = await trainGbdt({ train, params: { ...SMALL, trees: 15, subsample: 0.6 }, seed: 1, onRound: (r) => void losses.push(r.trainLoss()) });
    expect(losses).toHaveLength(15);
    expect(logLoss(train.y, gbdtPredict(model, train.table))).toBeCloseTo(losses.at(-1)!, 9);
  });

  test('early stopping keeps the trees up to the best validation loss, and that loss is the one it names', async () => {
    const { model, bestRound, rounds, validLoss } = await trainGbdt({ train, valid: held, params: { ...SMALL, trees: 2000, learningRate: 0.3, patience: 15 }, seed: 1 });
    expect(rounds).toBe(bestRound + 15);
    expect(model.trees).toHaveLength(bestRound);
    expect(logLoss(held.y, gbdtPredict(model, held.table))).toBeCloseTo(validLoss!, 9);
  });

  test('killed and resumed from its checkpoint, it ends with the same trees', async () => {
    const params = { ...SMALL, trees: 30, subsample: 0.7, featureFraction: 0.8, patience: 0 };
    const saved: Uint8Array[] = [];
    const whole = await trainGbdt({ train, valid: held, params, seed: 3, checkpoint: { every: 10, save: (s) => { saved.push(encodeGbdtState(s)); return Promise.resolve(); } } });
    const resumed = await trainGbdt({ train, valid: held, params, seed: 3, resume: decodeGbdtState(saved[0]!, whole.model.features) });
    expect(encodeGbdt(resumed.model)).toEqual(encodeGbdt(whole.model));
  });

  test('a cancelled training stops and says so', async () => {
    const controller = new AbortController();
    await expect(trainGbdt({ train, params: SMALL, seed: 1, signal: controller.signal, onRound: (r) => { if (r.round === 3) controller.abort(); } })).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
  });

  test('no leaf holds fewer rows than asked for, and leaves and depth stay in their limits', async () => {
    const { model } = await trainGbdt({ train, params: { ...SMALL, trees: 10, leaves: 9, maxDepth: 3, minDataInLeaf: 100, objective: 'squared' }, seed: 1 });
    for (const tree of model.trees) {
      expect(tree.leafValue.length).toBeLessThanOrEqual(8);
      expect(Math.min(...tree.leafCover)).toBeGreaterThanOrEqual(100);
      expect(tree.leafCover.reduce((s, v) => s + v, 0)).toBe(3000);
    }
  });

  test('a monotone input never lowers the prediction as it rises', async () => {
    const { model } = await trainGbdt({ train, params: { ...SMALL, monotone: { a: 1 } }, seed: 1 });
    const steps = 200;
    const line: GbdtTable = { rows: steps, columns: take(held.table, 1).columns.map((c) => (c.kind === 'numeric' ? { ...c, values: Float64Array.from({ length: steps }, (_, i) => (c.name === 'a' ? i / 25 - 4 : 0.2)) } : { ...c, codes: new Int32Array(steps).fill(1) })) };
    const p = gbdtPredict(model, line);
    for (let i = 1; i < steps; i++) expect(p[i]!).toBeGreaterThanOrEqual(p[i - 1]!);
    expect(p[steps - 1]!).toBeGreaterThan(p[0]!);
  });

  test('each objective lowers its own loss and predicts on the scale of its target', async () => {
    const [a] = train.table.columns;
    const y = a?.kind === 'numeric' ? Float64Array.from(a.values, (v) => Math.exp(v)) : train.y;
    for (const params of [{ objective: 'squared' as const }, { objective: 'quantile' as const, quantile: 0.9 }, { objective: 'tweedie' as const }]) {
      const losses: number[] = [];
      const { model } = await trainGbdt({ train: { table: train.table, y }, params: { ...SMALL, ...params }, seed: 1, onRound: (r) => void losses.push(r.trainLoss()) });
      expect(losses.at(-1)!).toBeLessThan(losses[0]! * 0.9);
      const p = gbdtPredict(model, train.table);
      expect(p.reduce((s, v) => s + v, 0) / p.length / (y.reduce((s, v) => s + v, 0) / y.length)).toBeGreaterThan(0.8);
      if (params.objective === 'quantile') expect(Math.abs(p.reduce((s, v, i) => s + (y[i]! <= v ? 1 : 0), 0) / y.length - 0.9)).toBeLessThan(0.03);
    }
  });

  test('one row, a constant input and a target of one value train without a split', async () => {
    const constant: GbdtTable = { rows: 50, columns: [{ name: 'c', kind: 'numeric', values: new Float64Array(50).fill(3) }] };
    const { model } = await trainGbdt({ train: { table: constant, y: Float64Array.from({ length: 50 }, (_, i) => i % 2) }, seed: 1 });
    expect(gbdtPredict(model, constant)[0]).toBeCloseTo(0.5, 9);
    const one = await trainGbdt({ train: { table: { rows: 1, columns: [{ name: 'c', kind: 'numeric', values: new Float64Array(1) }] }, y: new Float64Array(1) }, seed: 1 });
    expect(gbdtPredict(one.model, constant)[0]).toBeLessThan(0.01);
  });

  test('a hundred thousand categories fit in the bins; the rare ones share one', async () => {
    const rows = 5000;
    const table: GbdtTable = { rows, columns: [{ name: 'sku', kind: 'category', codes: Int32Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? 7 : i * 20)), levels: 100_000 }] };
    const { model } = await trainGbdt({ train: { table, y: Float64Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? 1 : 0)) }, params: { trees: 10 }, seed: 1 });
    const p = gbdtPredict(model, take(table, 4));
    expect(p[0]!).toBeGreaterThan(p[1]! + 0.2);
  });
});

describe('on several threads', () => {
  /** Large enough to be shared out: more than a million cells. */
  function wide(): Data {
    const rows = 40_000;
    const random = Xoshiro128.fromSeed(8);
    const columns: GbdtTable['columns'] = Array.from({ length: 27 }, (_, f) => ({ name: `n${f}`, kind: 'numeric' as const, values: Float64Array.from({ length: rows }, () => (random.uniform() < 0.05 ? Number.NaN : random.normal())) }));
    columns.push({ name: 'kind', kind: 'category', codes: Int32Array.from({ length: rows }, () => random.below(30)), levels: 30 });
    const [a, b] = columns as Extract<GbdtTable['columns'][number], { kind: 'numeric' }>[];
    return { table: { rows, columns }, y: Float64Array.from({ length: rows }, (_, i) => ((a!.values[i] || 0) - (b!.values[i] || 1) + random.normal() > 0 ? 1 : 0)) };
  }

  test('the trees are the same on one, two and three', async () => {
    const data = wide();
    const of = (threads: number) => trainGbdt({ train: data, params: { trees: 4, leaves: 15, subsample: 0.8 }, seed: 1, threads });
    const one = await of(1);
    for (const threads of [2, 3]) {
      const several = await of(threads);
      expect(several.threads).toBe(threads);
      expect(encodeGbdt(several.model)).toEqual(encodeGbdt(one.model));
    }
    expect(one.threads).toBe(1);
  });

  test('a cancelled training ends its threads before it says so', async () => {
    const controller = new AbortController();
    await expect(trainGbdt({ train: wide(), params: { trees: 50 }, seed: 1, threads: 2, signal: controller.signal, onRound: ({ round }) => { if (round === 2) controller.abort(); } })).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
  });

  test('small data stay on one thread', async () => {
    expect((await trainGbdt({ train, params: { trees: 1 }, seed: 1, threads: 4 })).threads).toBe(1);
  });
});

describe('ranking', () => {
  /** Lists of twelve rows; the grade follows a hidden score that two inputs make, plus a level of its own for each list. */
  function lists(count: number, seed: number): GbdtSet {
    const random = Xoshiro128.fromSeed(seed);
    const rows = count * 12;
    const [a, b, level] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
    const y = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      a[i] = random.normal();
      b[i] = random.normal();
      level[i] = i % 12 === 0 ? random.normal() : level[i - 1]!;
      const score = Math.sin(1.5 * a[i]!) + 0.5 * b[i]! + 0.4 * random.normal();
      y[i] = score > 1.2 ? 2 : score > 0.5 ? 1 : 0;
    }
    const columns = [['a', a], ['b', b], ['level', level]].map(([name, values]) => ({ name: name as string, kind: 'numeric' as const, values: values as Float64Array }));
    return { table: { rows, columns }, y, lists: Int32Array.from({ length: rows }, (_, i) => Math.floor(i / 12)) };
  }

  const ndcg = (set: GbdtSet, score: Float64Array): number => 1 - lambdaRank({ truncation: 30, ndcgAt: 10 }).loss(labelsOf(set, { objective: 'lambdarank' }), score);

  test('LambdaRank orders unseen lists far better than chance, and about as well as the score that made them', async () => {
    const [seen, held] = [lists(250, 1), lists(100, 2)];
    const losses: number[] = [];
    const { model, validLoss } = await trainGbdt({ train: seen, valid: held, params: { objective: 'lambdarank', trees: 120, learningRate: 0.1, leaves: 7, patience: 30 }, seed: 1, onRound: (r) => void losses.push(r.trainLoss()) });
    const score = gbdtPredict(decodeGbdt(encodeGbdt(model)), held.table);
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
    expect(ndcg(held, score)).toBeCloseTo(1 - validLoss!, 9);
    const [a, b] = held.table.columns.map((c) => (c.kind === 'numeric' ? c.values : c.codes));
    const truth = Float64Array.from(a!, (v, i) => Math.sin(1.5 * v) + 0.5 * b![i]!);
    expect(ndcg(held, score)).toBeGreaterThan(ndcg(held, new Float64Array(held.table.rows)) + 0.2);
    expect(ndcg(held, score)).toBeGreaterThan(ndcg(held, truth) - 0.05);
  });

  test('NDCG is 1 for the right order, and as worked out by hand for another', () => {
    const set: GbdtSet = { table: { rows: 3, columns: [] }, y: Float64Array.of(2, 0, 1), lists: Int32Array.of(0, 0, 0) };
    expect(ndcg(set, Float64Array.of(3, 1, 2))).toBe(1);
    const ideal = 3 + 1 / Math.log2(3);
    expect(ndcg(set, Float64Array.of(1, 3, 2))).toBeCloseTo((1 / Math.log2(3) + 3 / 2) / ideal, 12);
  });

  test('gradients of a list add up to nothing, and lift the better rows', () => {
    const set: GbdtSet = { table: { rows: 5, columns: [] }, y: Float64Array.of(0, 2, 1, 0, 2), lists: Int32Array.of(0, 0, 0, 1, 1) };
    const pairs = new Float32Array(10);
    lambdaRank({ truncation: 30, ndcgAt: 10 }).gradients(labelsOf(set, { objective: 'lambdarank' }), Float64Array.of(0.3, 0.1, 0.2, 0, 0), pairs);
    expect(pairs[0]! + pairs[2]! + pairs[4]!).toBeCloseTo(0, 6);
    expect(pairs[2]).toBeLessThan(0);
    expect(pairs[0]).toBeGreaterThan(0);
    expect(pairs[8]).toBeLessThan(0);
    expect(pairs[9]).toBeGreaterThan(0);
  });

  test.each<[string, Partial<GbdtSet>, RegExp]>([
    ['no lists', { lists: null }, /needs the list/],
    ['a list that comes twice', { lists: Int32Array.of(0, 1, 0) }, /stand together; list 0/],
    ['a grade that is no whole number', { y: Float64Array.of(0, 0.5, 1) }, /row 1 has 0\.5/],
  ])('%s is refused', (_, wrong, message) => {
    const set: GbdtSet = { table: { rows: 3, columns: [] }, y: Float64Array.of(0, 1, 2), lists: Int32Array.of(0, 0, 0), ...wrong };
    expect(() => labelsOf(set, { objective: 'lambdarank' })).toThrow(expect.objectContaining({ code: 'PARAMS_INVALID', message: expect.stringMatching(message) }));
  });
});

test('an L1 penalty shrinks leaves, and at last leaves none to split', async () => {
  const spread = async (lambdaL1: number) => {
    const { model } = await trainGbdt({ train, params: { ...SMALL, trees: 5, objective: 'squared', lambdaL1 }, seed: 1 });
    return Math.max(...model.trees.flatMap((t) => [...t.leafValue].map(Math.abs)));
  };
  const [none, some, all] = [await spread(0), await spread(20), await spread(1e6)];
  expect(some).toBeLessThan(none * 0.9);
  expect(all).toBe(0);
});

test('an L2 penalty is the Newton step over hessian plus lambda: one leaf of squared error is sum over rows plus lambda', async () => {
  const table: GbdtTable = { rows: 40, columns: [{ name: 'side', kind: 'numeric', values: Float64Array.from({ length: 40 }, (_, i) => i % 2) }] };
  const { model } = await trainGbdt({ train: { table, y: Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? -3 : 3)) }, params: { objective: 'squared', trees: 1, learningRate: 1, minDataInLeaf: 1, lambdaL2: 10 }, seed: 1 });
  expect([...model.trees[0]!.leafValue].sort((a, b) => a - b)).toEqual([-60 / 30, 60 / 30]);
});

test('rows that do not fit in one memory are refused with what they need', () => {
  const layout = { features: Array.from({ length: 60 }), offsets: new Int32Array(61), totalBins: 60 * 255 } as unknown as BinLayout;
  expect(() => boostingArena(100_000_000, layout, 31, 1)).toThrow(expect.objectContaining({ code: 'RUN_MEMORY_LIMIT', message: expect.stringMatching(/100000000 rows of 60 inputs needs \d+ MiB/) }));
});

describe('the model as a file', () => {
  test('predictions are the same after pack and unpack', async () => {
    const { model } = await trainGbdt({ train, params: { ...SMALL, trees: 10 }, seed: 1 });
    expect(gbdtPredict(decodeGbdt(encodeGbdt(model)), held.table)).toEqual(gbdtPredict(model, held.table));
  });

  test.each([
    ['a child that points back', (m: Stored) => void (m.trees[0]!.l[0] = 0)],
    ['a child beyond the leaves', (m: Stored) => void (m.trees[0]!.r[0] = -5000)],
    ['an input that is not there', (m: Stored) => void (m.trees[0]!.f[0] = 99)],
    ['lists of uneven length', (m: Stored) => void m.trees[0]!.t.pop()],
    ['a leaf that is not a number', (m: Stored) => void (m.trees[0]!.v[0] = 'x' as never)],
    ['another format', (m: Stored) => void (m.format = 'other')],
  ])('%s is refused', async (_, damage) => {
    const { model } = await trainGbdt({ train, params: { ...SMALL, trees: 2 }, seed: 1 });
    const stored = JSON.parse(new TextDecoder().decode(encodeGbdt(model))) as Stored;
    damage(stored);
    expect(() => decodeGbdt(new TextEncoder().encode(JSON.stringify(stored)))).toThrow(expect.objectContaining({ code: 'MODEL_ARTIFACT_INVALID' }));
  });

  test('inputs in another order are refused by name', async () => {
    const { model } = await trainGbdt({ train, params: { ...SMALL, trees: 2 }, seed: 1 });
    expect(() => gbdtPredict(model, { ...held.table, columns: [...held.table.columns].reverse() })).toThrow(/"a"/);
  });
});

type Stored = { format: string; trees: { f: number[]; t: number[]; l: number[]; r: number[]; v: number[] }[] };

describe('TreeSHAP', () => {
  test('contributions and base add up to the margin to 1e-9', async () => {
    const { model } = await trainGbdt({ train, params: SMALL, seed: 1 });
    const rows = take(held.table, 50);
    const { base, contributions } = treeShap(model, rows);
    gbdtMargins(model, rows).forEach((margin, i) => expect(base + contributions.subarray(i * 5, i * 5 + 5).reduce((s, v) => s + v, 0)).toBeCloseTo(margin, 9));
  });

  test('equals Shapley values by brute force over all coalitions', async () => {
    const { model } = await trainGbdt({ train, params: { ...SMALL, trees: 5 }, seed: 1 });
    const rows = take(held.table, 3);
    const { contributions } = treeShap(model, rows);
    for (let row = 0; row < 3; row++) {
      const value = (coalition: number): number => model.trees.reduce((sum, tree) => {
        const expect1 = (at: number): number => {
          if (at < 0) return tree.leafValue[~at]!;
          const f = tree.feature[at]!;
          const cover = (child: number): number => (child < 0 ? tree.leafCover[~child]! : tree.nodeCover[child]!);
          const [l, r] = [tree.left[at]!, tree.right[at]!];
          if ((coalition >> f) % 2 === 0) return (expect1(l) * cover(l) + expect1(r) * cover(r)) / cover(at);
          const column = rows.columns[f]!;
          const v = column.kind === 'numeric' ? column.values[row]! : column.codes[row]!;
          const codes = tree.categories[at]!;
          const left = codes === null ? (Number.isNaN(v) ? tree.missingLeft[at] === 1 : v <= tree.threshold[at]!) : codes.includes(v);
          return expect1(left ? l : r);
        };
        return sum + expect1(0);
      }, 0);
      const factorial = [1, 1, 2, 6, 24, 120];
      for (let f = 0; f < 5; f++) {
        let phi = 0;
        for (let c = 0; c < 32; c++) {
          if ((c >> f) % 2 === 1) continue;
          const size = [0, 1, 2, 3, 4].filter((k) => (c >> k) % 2 === 1).length;
          phi += ((factorial[size]! * factorial[4 - size]!) / factorial[5]!) * (value(c | (1 << f)) - value(c));
        }
        expect(contributions[row * 5 + f]!).toBeCloseTo(phi, 9);
      }
    }
  });
});
