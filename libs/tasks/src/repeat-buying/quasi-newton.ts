/** Steps of the numerical gradient, relative to the size of the argument. */
const EPS = 1e-5;

/**
 * BFGS with a backtracking line search and central differences: for smooth functions of a few arguments.
 * @returns the argument and value at the minimum; `converged` false when the rounds ran out
 * @source Nocedal & Wright, Numerical Optimization, 2006, algorithm 6.1
 */
export function minimiseSmooth(f: (x: readonly number[]) => number, start: readonly number[], rounds = 200): { x: number[]; value: number; converged: boolean } {
  const n = start.length;
  let x = [...start];
  let value = f(x);
  let gradient = slope(f, x);
  let inverse = identity(n);
  for (let round = 0; round < rounds; round++) {
    if (Math.max(...gradient.map(Math.abs)) < 1e-5 * Math.max(1, Math.abs(value))) return { x, value, converged: true };
    let direction = inverse.map((row) => -dot(row, gradient));
    if (dot(direction, gradient) >= 0) {
      inverse = identity(n);
      direction = gradient.map((g) => -g);
    }
    const moved = search(f, x, value, direction, dot(direction, gradient));
    if (!moved) return { x, value, converged: Math.max(...gradient.map(Math.abs)) < 1e-3 * Math.max(1, Math.abs(value)) };
    const next = slope(f, moved.x);
    inverse = update(inverse, moved.x.map((v, i) => v - x[i]!), next.map((g, i) => g - gradient[i]!));
    ({ x, value } = moved);
    gradient = next;
  }
  return { x, value, converged: false };
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((s, v, i) => s + v * b[i]!, 0);
const identity = (n: number): number[][] => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, k) => (i === k ? 1 : 0)));

function slope(f: (x: readonly number[]) => number, x: readonly number[]): number[] {
  return x.map((v, i) => {
    const h = EPS * Math.max(1, Math.abs(v));
    const at = (by: number): number => f(x.map((w, k) => (k === i ? w + by : w)));
    return (at(h) - at(-h)) / (2 * h);
  });
}

/** Halves the step until the function falls enough (Armijo). @returns null when no step helps */
function search(f: (x: readonly number[]) => number, x: readonly number[], value: number, direction: readonly number[], fall: number): { x: number[]; value: number } | null {
  for (let step = Math.min(1, 2 / Math.max(...direction.map(Math.abs), 1e-12)), tries = 0; tries < 40; tries++, step /= 2) {
    const at = x.map((v, i) => v + step * direction[i]!);
    const there = f(at);
    if (Number.isFinite(there) && there <= value + 1e-4 * step * fall) return { x: at, value: there };
  }
  return null;
}

function update(inverse: number[][], s: readonly number[], y: readonly number[]): number[][] {
  const sy = dot(s, y);
  if (sy <= 1e-12) return inverse;
  const iy = inverse.map((row) => dot(row, y));
  const scale = (sy + dot(y, iy)) / sy ** 2;
  return inverse.map((row, i) => row.map((v, k) => v + scale * s[i]! * s[k]! - (iy[i]! * s[k]! + s[i]! * iy[k]!) / sy));
}
