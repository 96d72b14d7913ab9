export type Spread = { mean: number; deviation: number };

const spreadOf = (sum: number, squares: number, n: number): Spread => ({ mean: sum / n, deviation: Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2)) });

/** Scores that are all the same tell nobody apart. */
const saysNothing = ({ deviation }: Spread, weight: number): boolean => deviation < 1e-12 || weight === 0;

/** Adds weight · (score − mean) / deviation over the catalogue; nothing where all scores are equal. @returns mean and deviation of the scores @shape scores, into: [items] */
export function addStandardised(scores: Float32Array, weight: number, into: Float32Array): Spread {
  const n = scores.length;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const s = scores[i]!;
    sum += s;
    squares += s * s;
  }
  const spread = spreadOf(sum, squares, n);
  if (saysNothing(spread, weight)) return spread;
  const scale = weight / spread.deviation;
  const shift = spread.mean * scale;
  for (let i = 0; i < n; i++) into[i]! += scores[i]! * scale - shift;
  return spread;
}

/**
 * The same of scores that are 0 but in a few places, without the shift that all items share: the caller takes mean · weight / deviation off once.
 * @param count of `touched` that are meant
 */
export function addFewStandardised(scores: Float32Array, touched: Int32Array, count: number, weight: number, into: Float32Array): Spread {
  const n = scores.length;
  let sum = 0;
  let squares = 0;
  for (let t = 0; t < count; t++) {
    const s = scores[touched[t]!]!;
    sum += s;
    squares += s * s;
  }
  const spread = spreadOf(sum, squares, n);
  if (saysNothing(spread, weight)) return spread;
  const scale = weight / spread.deviation;
  for (let t = 0; t < count; t++) into[touched[t]!]! += scores[touched[t]!]! * scale;
  return spread;
}

/** Positions of the largest values, largest first, equal ones in order; at most `count`, none that is −∞. */
export function largest(values: ArrayLike<number>, count: number): Int32Array {
  const most = Math.min(count, values.length);
  if (most <= 0) return new Int32Array(0);
  // a heap whose root is the worst of the best so far; what does not beat the root is passed over by one comparison
  const heap = new Int32Array(most);
  let size = 0;
  let bar = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value > bar)) continue;
    if (size < most) {
      heap[size++] = i;
      rise(values, heap, size - 1);
      if (size === most) bar = values[heap[0]!]!;
    } else {
      heap[0] = i;
      sink(values, heap);
      bar = values[heap[0]!]!;
    }
  }
  return heap.subarray(0, size).sort((a, b) => values[b]! - values[a]! || a - b);
}

const worse = (values: ArrayLike<number>, a: number, b: number): boolean => values[a]! < values[b]! || (values[a] === values[b] && a > b);

function sink(values: ArrayLike<number>, heap: Int32Array): void {
  const own = heap[0]!;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && worse(values, heap[child + 1]!, heap[child]!)) child++;
    if (!worse(values, heap[child]!, own)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = own;
}

function rise(values: ArrayLike<number>, heap: Int32Array, from: number): void {
  const own = heap[from]!;
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!worse(values, own, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = own;
}
