export type Spread = { mean: number; deviation: number };

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
  const mean = sum / n;
  const deviation = Math.sqrt(Math.max(0, squares / n - mean * mean));
  if (deviation < 1e-12 || weight === 0) return { mean, deviation };
  const scale = weight / deviation;
  const shift = mean * scale;
  for (let i = 0; i < n; i++) into[i]! += scores[i]! * scale - shift;
  return { mean, deviation };
}

/** Positions of the largest values, largest first, equal ones in order; at most `count`, none that is −∞. */
export function largest(values: ArrayLike<number>, count: number): Int32Array {
  // a heap whose root is the worst of the best so far
  const heap: number[] = [];
  const worse = (a: number, b: number): boolean => values[a]! < values[b]! || (values[a] === values[b] && a > b);
  const sink = (at: number): void => {
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < heap.length && worse(heap[child]!, heap[least]!)) least = child;
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  };
  const rise = (at: number): void => {
    while (at > 0 && worse(heap[at]!, heap[(at - 1) >> 1]!)) {
      [heap[at], heap[(at - 1) >> 1]] = [heap[(at - 1) >> 1]!, heap[at]!];
      at = (at - 1) >> 1;
    }
  };
  for (let i = 0; i < values.length; i++) {
    if (!(values[i]! > Number.NEGATIVE_INFINITY)) continue;
    if (heap.length < count) {
      heap.push(i);
      rise(heap.length - 1);
    } else if (count > 0 && values[i]! > values[heap[0]!]!) {
      heap[0] = i;
      sink(0);
    }
  }
  return Int32Array.from(heap.sort((a, b) => values[b]! - values[a]! || a - b));
}
