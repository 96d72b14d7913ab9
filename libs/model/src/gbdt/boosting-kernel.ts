/**
 * The inner loops of boosting as a WebAssembly module that is written out byte by byte: it needs no build step and no file.
 * `histogram<g>` adds, for every row of a leaf, the row's (gradient, hessian) pair to the entry of each of its cells, over the inputs of group g:
 * the loop over inputs is unrolled, so that offsets are part of the instructions. `partition` deals the rows of a leaf to its two sides.
 * Inputs are cut into groups so that threads can share them out: each entry is then summed by one thread, in the order of the rows,
 * and the trees are the same on any number of threads.
 */
export type KernelShape = { features: number; /** first global bin of each input, and the number of all @shape [features + 1] */ offsets: Int32Array; groups: number; pages: number; shared: boolean };

const I32 = 0x7f;
const V128 = 0x7b;
const GET = 0x20;
const SET = 0x21;
const TEE = 0x22;
const CONST = 0x41;
const ADD = 0x6a;
const SUB = 0x6b;
const MUL = 0x6c;
const SHL = 0x74;
const SHR = 0x76;
const LT_U = 0x49;
const IF = 0x04;
const LOOP = 0x03;
const BR_IF = 0x0d;
const END = 0x0b;
const VOID = 0x40;

const unsigned = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)]);
const signed = (n: number): number[] => (n < 64 ? [n] : [(n & 127) | 128, ...signed(n >> 7)]);
const text = (s: string): number[] => [s.length, ...Buffer.from(s)];
const section = (id: number, content: number[]): number[] => [id, ...unsigned(content.length), ...content];
const load = (offset = 0): number[] => [0x28, 2, ...unsigned(offset)];
const loadByte = (offset = 0): number[] => [0x2d, 0, ...unsigned(offset)];
const store = [0x36, 2, 0];
const loadLane = (offset: number): number[] => [0xfd, 0x00, 4, ...unsigned(offset)];
const storeLane = (offset: number): number[] => [0xfd, 0x0b, 4, ...unsigned(offset)];
/** Two float32 become two float64. */
const loadPair = [0xfd, 0x5d, 3, 0, 0xfd, 0x5f];
const addPair = [0xfd, 0xf0, 0x01];

/** Runs `body` for every entry between the pointer in `from` and the end in `last`; `body` leaves `from` alone. */
const overRows = (from: number, last: number, body: number[]): number[] => [
  GET, from, GET, last, LT_U, IF, VOID,
  LOOP, VOID, ...body, GET, from, CONST, 4, ADD, TEE, from, GET, last, LT_U, BR_IF, 0, END,
  END,
];

/** Rows whose cells are fetched together. */
const BLOCK_ROWS = 32;

/**
 * (order, rows, cells, pairs, histogram), all addresses but `rows`. Rows of a small leaf lie far apart in memory: each block of them is touched first,
 * so that their cache misses overlap, and then added. The sum of what was touched is returned, since a value that nobody uses might not be fetched.
 */
function histogramBody({ features, offsets }: KernelShape, from: number, to: number): number[] {
  const [ORDER, ROWS, CELLS, PAIRS, HISTOGRAM, LAST, ROW, CELL, ENTRY, BLOCK, AHEAD, TOUCHED, PAIR] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;
  const each = Array.from({ length: to - from }, (_, k) => {
    const at = 16 * offsets[from + k]!;
    return [GET, HISTOGRAM, GET, CELL, ...loadByte(from + k), CONST, 4, SHL, ADD, TEE, ENTRY, GET, ENTRY, ...loadLane(at), GET, PAIR, ...addPair, ...storeLane(at)];
  }).flat();
  const cellsOf = [GET, CELLS, GET, ROW, CONST, ...signed(features), MUL, ADD, SET, CELL];
  const pairOf = [GET, PAIRS, GET, ROW, CONST, 3, SHL, ADD];
  const touch = [
    GET, AHEAD, ...load(), SET, ROW, ...cellsOf,
    GET, CELL, ...loadByte(from), GET, CELL, ...loadByte(to - 1), ADD, ...pairOf, ...load(), ADD, GET, TOUCHED, ADD, SET, TOUCHED,
  ];
  const add = [GET, ORDER, ...load(), SET, ROW, ...pairOf, ...loadPair, SET, PAIR, ...cellsOf, ...each];
  const block = [
    GET, ORDER, TEE, AHEAD, CONST, ...signed(4 * BLOCK_ROWS), ADD, SET, BLOCK,
    GET, LAST, GET, BLOCK, LT_U, IF, VOID, GET, LAST, SET, BLOCK, END,
    ...overRows(AHEAD, BLOCK, touch), ...overRows(ORDER, BLOCK, add),
  ];
  // the pointer has moved on to the next block by itself
  const blocks = [GET, ORDER, GET, LAST, LT_U, IF, VOID, LOOP, VOID, ...block, GET, ORDER, GET, LAST, LT_U, BR_IF, 0, END, END];
  return [2, 7, I32, 1, V128, GET, ORDER, GET, ROWS, CONST, 2, SHL, ADD, SET, LAST, ...blocks, GET, TOUCHED, END];
}

/** (order, rows, column, sides, moved) → how many stay; those that leave are written to `moved`. Both sides keep their order. */
function partitionBody(): number[] {
  const [ORDER, ROWS, COLUMN, SIDES, MOVED, FROM, LAST, KEPT, ROW, LEFT] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
  const row = [
    GET, FROM, ...load(), SET, ROW,
    GET, SIDES, GET, COLUMN, GET, ROW, ADD, ...loadByte(), ADD, ...loadByte(), CONST, 2, SHL, SET, LEFT,
    // to both places, and only the pointer of the right one moves on: no branch to guess
    GET, KEPT, GET, ROW, ...store, GET, MOVED, GET, ROW, ...store,
    GET, KEPT, GET, LEFT, ADD, SET, KEPT,
    GET, MOVED, CONST, 4, ADD, GET, LEFT, SUB, SET, MOVED,
  ];
  return [1, 5, I32, GET, ORDER, TEE, FROM, TEE, KEPT, GET, ROWS, CONST, 2, SHL, ADD, SET, LAST, ...overRows(FROM, LAST, row), GET, KEPT, GET, ORDER, SUB, CONST, 2, SHR, END];
}

/** First input of each group, and the number of all. */
export const groupBounds = (features: number, groups: number): number[] => Array.from({ length: groups + 1 }, (_, g) => Math.floor((g * features) / groups));

/** The module, to be compiled; its memory comes from outside as `env.memory`. */
export function boostingKernel(shape: KernelShape): Uint8Array<ArrayBuffer> {
  const bounds = groupBounds(shape.features, shape.groups);
  const bodies = [partitionBody(), ...Array.from({ length: shape.groups }, (_, g) => histogramBody(shape, bounds[g]!, bounds[g + 1]!))];
  const names = ['partition', ...Array.from({ length: shape.groups }, (_, g) => `histogram${g}`)];
  const five = [I32, I32, I32, I32, I32];
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, 5, ...five, 1, I32]),
    ...section(2, [1, ...text('env'), ...text('memory'), 2, shape.shared ? 3 : 1, ...unsigned(shape.pages), ...unsigned(shape.pages)]),
    ...section(3, [...unsigned(bodies.length), ...bodies.map(() => 0)]),
    ...section(7, [...unsigned(names.length), ...names.flatMap((name, i) => [...text(name), 0, ...unsigned(i)])]),
    ...section(10, [...unsigned(bodies.length), ...bodies.flatMap((code) => [...unsigned(code.length), ...code])]),
  ]);
}
