import type { Sampler, SearchParameter } from '@bellwether/contracts';
import type { PastTrial } from './history';
import { parzenOf } from './parzen';
import { gridSize, propose, randomPoint } from './propose';
import { randomOf } from './random';
import { bestLoss, CONDITIONAL_SPACE, conditionalLoss, runSearch } from './search-testing';
import { allValues, enumeratePoints, openSpace, pointKey } from './space';

const TPE = { kind: 'tpe', startup: 10, candidates: 24 } as const;
const space = openSpace(CONDITIONAL_SPACE);

describe('TPE', () => {
  const seeds = Array.from({ length: 30 }, (_, i) => i + 1);
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
  const compare = (parameters: SearchParameter[]) => {
    const best = (sampler: Sampler, seed: number) => bestLoss(runSearch(parameters, conditionalLoss, { sampler, seed, trials: 40 }));
    return seeds.map((seed) => ({ tpe: best(TPE, seed), random: best({ kind: 'random' }, seed) }));
  };

  it('beats random search on a conditional function over seeds, at the same number of trials', () => {
    const pairs = compare(CONDITIONAL_SPACE);
    // between equals 24 of 30 has a chance of 1 in 1,400
    expect(pairs.filter((p) => p.tpe < p.random).length).toBeGreaterThanOrEqual(24);
    expect(median(pairs.map((p) => p.tpe))).toBeLessThan(0.8 * median(pairs.map((p) => p.random)));
  });

  it('comes several times nearer to the best where there is one hill to climb', () => {
    const pairs = compare([{ kind: 'choice', path: 'model', values: ['network'] }, ...CONDITIONAL_SPACE.slice(1, 4)]);
    expect(median(pairs.map((p) => p.tpe))).toBeLessThan(median(pairs.map((p) => p.random)) / 3);
  });

  it('proposes the same for the same history, and something else for another seed', () => {
    const history = runSearch(CONDITIONAL_SPACE, conditionalLoss, { sampler: TPE, seed: 4, trials: 30 });
    const next = (seed: number) => propose({ space, sampler: TPE, seed, number: 31, history });
    expect(next(4)).toEqual(next(4));
    expect(next(4)).not.toEqual(next(5));
    expect(next(4)).toMatchObject({ kind: 'point', by: 'tpe' });
    // the order in which Postgres hands over the rows does not matter
    expect(propose({ space, sampler: TPE, seed: 4, number: 31, history: [...history].reverse() })).toEqual(next(4));
  });

  it('starts at random, and goes on so while nothing is done', () => {
    const history = runSearch(CONDITIONAL_SPACE, conditionalLoss, { sampler: TPE, seed: 1, trials: 12, open: 12 });
    expect(propose({ space, sampler: TPE, seed: 1, number: 13, history })).toMatchObject({ by: 'random' });
  });

  it('keeps away from what still runs: parallel trials are told apart', () => {
    const history = runSearch(CONDITIONAL_SPACE, conditionalLoss, { sampler: TPE, seed: 2, trials: 40, open: 8 });
    const keys = history.map((t) => pointKey(t.point));
    expect(new Set(keys).size).toBe(40);
    expect(history.filter((t) => t.state === 'open')).toHaveLength(8);
  });

  it('keeps away from what fails', () => {
    const line: SearchParameter[] = [{ kind: 'float', path: 'x', low: 0, high: 1, log: false }];
    const done = Array.from({ length: 20 }, (_, i) => ({ number: i + 1, point: { x: 0.5 + i / 40 }, state: 'done' as const, loss: i }));
    const failed = Array.from({ length: 20 }, (_, i) => ({ number: i + 21, point: { x: 0.3 + i / 100 }, state: 'failed' as const, loss: null }));
    const inFault = (history: PastTrial[]) => Array.from({ length: 60 }, (_, seed) => propose({ space: openSpace(line), sampler: TPE, seed, number: 41, history })).filter((p) => p.kind === 'point' && (p.point.x as number) > 0.28 && (p.point.x as number) < 0.5).length;
    expect(inFault([...done, ...failed])).toBeLessThan(inFault(done) / 2);
  });

  it('is an honest density: over all points of a countable space it sums to one', () => {
    const countable = openSpace([
      { kind: 'choice', path: 'a', values: ['p', 'q', 'r'] },
      { kind: 'integer', path: 'b', low: 1, high: 20, log: true, when: { a: ['p', 'q'] } },
      { kind: 'float', path: 'c', low: 0, high: 1, step: 0.1, log: false, when: { a: ['q'] } },
    ]);
    const points = Array.from({ length: 12 }, (_, seed) => randomPoint(countable, randomOf(seed)));
    const density = parzenOf(countable, points);
    const all = [...enumeratePoints(countable, allValues)];
    expect(all.reduce((sum, point) => sum + Math.exp(density.logDensity(point)), 0)).toBeCloseTo(1, 5);
    // and what it draws comes as often as it says
    const random = randomOf(7);
    const drawn = Array.from({ length: 4000 }, () => density.sample(random));
    for (const a of ['p', 'q', 'r']) {
      const said = all.filter((x) => x.a === a).reduce((sum, point) => sum + Math.exp(density.logDensity(point)), 0);
      expect(drawn.filter((x) => x.a === a).length / 4000).toBeCloseTo(said, 1);
    }
  });
});

describe('random search', () => {
  it('is even over what is active, and in the logarithm where asked', () => {
    const points = Array.from({ length: 3000 }, (_, i) => randomPoint(space, randomOf(3, i)));
    const share = (is: (p: { model: string; rate: number }) => boolean, of = points) => of.filter((p) => is(p as never)).length / of.length;
    expect(share((p) => p.model === 'forest')).toBeCloseTo(1 / 3, 1);
    const rates = points.filter((p) => 'rate' in p);
    expect(share((p) => p.rate < 0.00316, rates)).toBeCloseTo(0.5, 1);
  });

  it('never tries a point twice, and says when all have been tried', () => {
    const few: SearchParameter[] = [{ kind: 'choice', path: 'a', values: [1, 2, 3] }, { kind: 'choice', path: 'b', values: [true, false] }];
    for (const sampler of [{ kind: 'random' }, TPE, { kind: 'grid', points: 3 }] as const) {
      const history = runSearch(few, (p) => (p.a as number) + (p.b ? 0 : 0.5), { sampler, seed: 1, trials: 20 });
      expect(new Set(history.map((t) => pointKey(t.point))).size).toBe(6);
      expect(history).toHaveLength(6);
      expect(propose({ space: openSpace(few), sampler, seed: 1, number: 7, history })).toEqual({ kind: 'exhausted' });
    }
  });

  it('leaves out what the family refuses, and says when that is everything', () => {
    const refuse = (p: Record<string, unknown>) => p.model !== 'line';
    for (let number = 1; number < 20; number++) expect(propose({ space, sampler: { kind: 'random' }, seed: 1, number, history: [], refuse })).toMatchObject({ point: { model: 'line' } });
    const few = openSpace([{ kind: 'choice', path: 'a', values: [1, 2] }]);
    expect(propose({ space: few, sampler: { kind: 'random' }, seed: 1, number: 1, history: [], refuse: () => true })).toEqual({ kind: 'none-valid' });
  });
});

test('a grid has every combination once, and a part of it covers the whole', () => {
  const square: SearchParameter[] = [{ kind: 'float', path: 'x', low: 0, high: 1, log: false }, { kind: 'float', path: 'y', low: 0, high: 1, log: false }];
  expect(gridSize(openSpace(square), 5)).toBe(25);
  const part = runSearch(square, () => 0, { sampler: { kind: 'grid', points: 5 }, seed: 9, trials: 12 });
  for (const path of ['x', 'y']) expect(new Set(part.map((t) => t.point[path])).size).toBeGreaterThanOrEqual(4);
  expect(gridSize(space, 3)).toBe(3 ** 3 + 3 ** 2 + 3);
});
