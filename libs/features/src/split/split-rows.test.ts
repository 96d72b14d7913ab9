import fc from 'fast-check';
import { hashFold, splitRows, type SplitRowsInput } from './split-rows';
import { splitSpecSchema, type SplitSpec } from './split-spec';

const spec = (over: Partial<SplitSpec> = {}): SplitSpec => ({ ...splitSpecSchema.parse({}), ...over });
const rowsOf = (n: number, over: Partial<SplitRowsInput> = {}): SplitRowsInput => ({
  rowIndex: Int32Array.from({ length: n }, (_, i) => i + 1), y: Float64Array.from({ length: n }, (_, i) => (i % 5 === 0 ? 1 : 0)), time: null, group: null, ...over,
});
const sources = (input: SplitRowsInput, part: Int32Array) => [...part].map((i) => input.rowIndex[i]!);

describe('splitRows', () => {
  it('puts every labelled row into exactly one part, whatever the method', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 400 }), fc.constantFrom('stratified', 'time', 'group', 'hash-fold' as const), fc.integer({ min: 0, max: 99 }), (n, method, seed) => {
        const input = rowsOf(n, { time: Float64Array.from({ length: n }, (_, i) => (i * 37) % 101), group: Array.from({ length: n }, (_, i) => `c${i % 40}`) });
        const { train, valid, test } = splitRows(spec({ method: method as SplitSpec['method'], seed }), input);
        const all = [...train, ...valid, ...test].sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same source rows to each part when the table is shuffled', () => {
    const input = rowsOf(300);
    const order = Array.from({ length: 300 }, (_, i) => (i * 7) % 300);
    const shuffled: SplitRowsInput = { ...input, rowIndex: Int32Array.from(order, (i) => input.rowIndex[i]!), y: Float64Array.from(order, (i) => input.y![i]!) };
    for (const method of ['stratified', 'hash-fold'] as const) {
      const a = splitRows(spec({ method }), input);
      const b = splitRows(spec({ method }), shuffled);
      for (const part of ['train', 'valid', 'test'] as const) expect(sources(shuffled, b[part])).toEqual(sources(input, a[part]));
    }
  });

  it('follows a declaration to the row, and leaves out what it purged', () => {
    const input = rowsOf(8, { declared: ['train', 'train', 'purged', 'tune', 'tune', 'test', null, 'test'] });
    const split = splitRows(spec({ method: 'declared' }), input);
    expect([[...split.train], [...split.valid], [...split.test]]).toEqual([[0, 1], [3, 4], [5, 7]]);
    expect(() => splitRows(spec({ method: 'declared' }), rowsOf(8))).toThrow(/expects a split column/);
    expect(() => splitRows(spec({ method: 'declared' }), rowsOf(3, { declared: ['train', 'train', 'test'] }))).toThrow(/valid part/);
  });

  it('keeps base rates equal when stratified', () => {
    const input = rowsOf(1000);
    const split = splitRows(spec(), input);
    for (const part of [split.train, split.valid, split.test]) expect([...part].filter((i) => input.y![i] === 1).length / part.length).toBeCloseTo(0.2, 2);
  });

  it('by time, nothing in training is newer than anything tested, and one moment is never divided', () => {
    const time = Float64Array.from({ length: 100 }, (_, i) => Math.floor(((i * 37) % 100) / 10));
    const { train, valid, test } = splitRows(spec({ method: 'time' }), rowsOf(100, { time }));
    const at = (rows: Int32Array) => [...rows].map((i) => time[i]!);
    expect(Math.max(...at(train))).toBeLessThan(Math.min(...at(valid)));
    expect(Math.max(...at(valid))).toBeLessThan(Math.min(...at(test)));
  });

  it('by group, no customer is on both sides', () => {
    const group = Array.from({ length: 500 }, (_, i) => `customer-${i % 90}`);
    const split = splitRows(spec({ method: 'group' }), rowsOf(500, { group }));
    const of = (rows: Int32Array) => new Set([...rows].map((i) => group[i]!));
    for (const customer of of(split.train)) expect(of(split.test).has(customer) || of(split.valid).has(customer)).toBe(false);
  });

  it('makes the published fold sizes of the hash split on 12,330 rows', () => {
    const sizes = [0, 0, 0];
    for (let i = 0; i < 12_330; i++) sizes[hashFold(i, 3)]!++;
    expect(sizes).toEqual([4112, 4109, 4109]);
  });

  it('leaves rows without a label out', () => {
    const y = Float64Array.from({ length: 100 }, (_, i) => (i < 10 ? Number.NaN : i % 2));
    const { train, valid, test } = splitRows(spec(), rowsOf(100, { y }));
    expect(train.length + valid.length + test.length).toBe(90);
  });

  it('names the empty part and what to do', () => {
    expect(() => splitRows(spec(), rowsOf(2))).toThrow(expect.objectContaining({ code: 'SPLIT_EMPTY', message: expect.stringContaining('part of the split') }));
    expect(() => splitRows(spec({ method: 'time' }), rowsOf(50))).toThrow(expect.objectContaining({ code: 'COLUMN_NOT_FOUND' }));
  });

  it('refuses shares that do not add up', () => {
    expect(splitSpecSchema.safeParse({ train: 0.9, valid: 0.2, test: 0.2 }).success).toBe(false);
  });
});
