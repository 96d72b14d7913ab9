import { searchParameterSchema, type SearchParameter } from '@bellwether/contracts';
import fc from 'fast-check';
import { axisOf } from './axis';
import { randomPoint } from './propose';
import { randomOf } from './random';
import { CONDITIONAL_SPACE } from './search-testing';
import { allValues, enumeratePoints, gridValues, isActive, openSpace, pointKey, spaceSize, structureOf } from './space';
import { spaceProblems } from './space-problems';

const number = (kind: 'float' | 'integer', low: number, high: number, more: Partial<{ log: boolean; step: number }> = {}): SearchParameter => searchParameterSchema.parse({ kind, path: 'x', low, high, ...more });

describe('an axis', () => {
  it('keeps every value inside its range, on its step, and finds its way back', () => {
    fc.assert(
      fc.property(fc.constantFrom('float', 'integer'), fc.integer({ min: 1, max: 500 }), fc.integer({ min: 2, max: 900 }), fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }), (kind, low, more, log, unit) => {
        const axis = axisOf(number(kind as 'float', low, low + more, { log }));
        if (axis.kind === 'choice') throw new Error('a number is no choice');
        const value = axis.valueOf(unit);
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(low + more);
        if (kind === 'integer') expect(Number.isInteger(value)).toBe(true);
        expect(axis.valueOf(axis.unitOf(value))).toBeCloseTo(value, 6);
      }),
    );
  });

  it('of whole numbers owns the whole interval, cell by cell', () => {
    for (const axis of [axisOf(number('integer', 1, 7)), axisOf(number('integer', 1, 64, { log: true })), axisOf(number('float', 0, 1, { step: 0.25 }))]) {
      if (axis.kind !== 'cells') throw new Error('expected cells');
      const ends = allValues(axis).map((v) => axis.cellOf(v as number));
      expect(ends[0]![0]).toBe(0);
      expect(ends.at(-1)![1]).toBe(1);
      ends.slice(1).forEach(([from], i) => expect(from).toBeCloseTo(ends[i]![1], 9));
    }
    expect(allValues(axisOf(number('float', 0, 1, { step: 0.25 })))).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  it('in the logarithm gives each decade the same share', () => {
    const axis = axisOf(number('float', 1e-4, 1, { log: true }));
    if (axis.kind !== 'continuous') throw new Error('expected a continuous axis');
    expect([0, 0.25, 0.5, 0.75, 1].map((u) => axis.valueOf(u))).toEqual([0.0001, 0.001, 0.01, 0.1, 1]);
  });

  it('spreads a grid from end to end, and lists a short one whole', () => {
    expect(gridValues(axisOf(number('float', 0, 1)), 3)).toEqual([0, 0.5, 1]);
    expect(gridValues(axisOf(number('float', 0.001, 1, { log: true })), 4)).toEqual([0.001, 0.01, 0.1, 1]);
    expect(gridValues(axisOf(number('integer', 1, 3)), 10)).toEqual([1, 2, 3]);
  });
});

describe('a space with conditions', () => {
  const space = openSpace([...CONDITIONAL_SPACE].reverse());

  it('is walked parents first, whatever the order it was written in', () => {
    const paths = space.parameters.map((p) => p.path);
    for (const p of space.parameters) for (const parent of Object.keys(p.when ?? {})) expect(paths.indexOf(parent)).toBeLessThan(paths.indexOf(p.path));
  });

  it('gives a point exactly the parameters that its structure has', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 300; seed++) {
      const point = randomPoint(space, randomOf(seed));
      expect(Object.keys(point).sort()).toEqual(space.parameters.filter((p) => isActive(p, point)).map((p) => p.path).sort());
      seen.add(`${structureOf(space, point)}: ${Object.keys(point).sort().join(' ')}`);
    }
    expect([...seen].sort()).toEqual(['model=forest: leaves model shrinkage', 'model=line: model rate', 'model=network: dropout model rate units']);
  });

  it('makes no combination twice: what is not active is not multiplied', () => {
    const countable = openSpace([
      { kind: 'choice', path: 'a', values: [1, 2, 3] },
      { kind: 'choice', path: 'b', values: ['x', 'y'], when: { a: [2] } },
      { kind: 'integer', path: 'c', low: 1, high: 4, log: false, when: { b: ['y'] } },
    ]);
    const keys = [...enumeratePoints(countable, allValues)].map(pointKey);
    // a=1, a=3, a=2 with b=x, and a=2 with b=y and four of c
    expect(keys).toHaveLength(7);
    expect(new Set(keys).size).toBe(7);
    expect(spaceSize(countable)).toBe(7);
    expect(spaceSize(space)).toBe(Infinity);
  });
});

describe('what is wrong with a space is said before it is searched', () => {
  const base = { path: 'x', log: false } as const;
  it.each<[string, SearchParameter[], string]>([
    ['an empty range', [{ ...base, kind: 'float', low: 1, high: 1 }], 'expected a range'],
    ['a logarithm of zero', [{ ...base, kind: 'float', low: 0, high: 1, log: true }], 'above 0'],
    ['half numbers', [{ ...base, kind: 'integer', low: 0.5, high: 3 }], 'whole numbers'],
    ['a step longer than the range', [{ ...base, kind: 'float', low: 0, high: 1, step: 2 }], 'longer than the range'],
    ['a value twice', [{ path: 'x', kind: 'choice', values: ['a', 'a'] }], 'some twice'],
    ['a parameter twice', [{ path: 'x', kind: 'choice', values: [1, 2] }, { path: 'x', kind: 'choice', values: [1, 2] }], 'received twice'],
    ['a parameter inside another', [{ path: 'x', kind: 'choice', values: [1, 2] }, { path: 'x.y', kind: 'choice', values: [1, 2] }], 'lies inside'],
    ['an unknown parent', [{ path: 'x', kind: 'choice', values: [1, 2], when: { y: [1] } }], 'depends on y'],
    ['a circle', [{ path: 'x', kind: 'choice', values: [1, 2], when: { y: [1] } }, { path: 'y', kind: 'choice', values: [1, 2], when: { x: [1] } }], 'circle'],
  ])('%s', (_, parameters, words) => expect(spaceProblems(parameters).map((p) => p.message).join()).toContain(words));

  it('a sound space has nothing to say', () => expect(spaceProblems(CONDITIONAL_SPACE)).toEqual([]));
});
