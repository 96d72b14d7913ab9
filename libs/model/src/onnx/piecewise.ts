/** Cubics between breaks: on (breaks[i - 1], breaks[i]] the value is c0 + d·(c1 + d·(c2 + d·c3)) with d = x − origin. */
export type Piecewise = { breaks: number[]; origin: number[]; c: [number[], number[], number[], number[]] };

/** A piece is cut at most so often: a corner between two neighbouring doubles cannot be cut away. */
const DEEPEST = 52;
/** A piece this narrow is a point: its cube would not fit into a double. */
const NARROWEST = 1e-90;
/** Chebyshev's points of a cubic on [0, 1], and points between them where its error is largest. */
const NODES = [1, 3, 5, 7].map((k) => 0.5 - 0.5 * Math.cos((k * Math.PI) / 8));
const BETWEEN = [0.001, 0.09, 0.2, 0.35, 0.5, 0.65, 0.8, 0.91, 0.999];

/** Coefficients in u of the cubic through four points (Newton's form, multiplied out). */
function through(u: readonly number[], y: readonly number[]): [number, number, number, number] {
  const d = [...y];
  for (let order = 1; order < 4; order++) for (let i = 3; i >= order; i--) d[i] = (d[i]! - d[i - 1]!) / (u[i]! - u[i - order]!);
  let c = [d[3]!];
  for (let i = 2; i >= 0; i--) c = [d[i]! - u[i]! * c[0]!, ...c.map((v, k) => v - u[i]! * (c[k + 1] ?? 0))];
  return c as [number, number, number, number];
}

/**
 * A function of one number as cubics, each cut in halves until it keeps to the function.
 * @param breaks ascending; f must be smooth inside each of the pieces between them, and constant before the first and after the last
 */
export function piecewiseCubic(f: (x: number) => number, breaks: readonly number[], tolerance: number): Piecewise {
  const out: Piecewise = { breaks: [], origin: [], c: [[], [], [], []] };
  const push = (upTo: number, origin: number, c: readonly number[]): void => {
    out.breaks.push(upTo);
    out.origin.push(origin);
    out.c.forEach((list, k) => list.push(c[k] ?? 0));
  };
  const fit = (low: number, high: number, depth: number): void => {
    const h = high - low;
    const middle = low + h / 2;
    if (!(h > NARROWEST) || middle <= low || middle >= high) return push(high, low, [f(high)]);
    // far from zero the doubles lie apart: what counts is where a point came to lie, not where it was meant to
    const points = (at: readonly number[]): number[] => [...new Set(at.map((u) => low + u * h))];
    const nodes = points(NODES);
    const c = nodes.length < 4 ? null : through(nodes.map((x) => (x - low) / h), nodes.map(f));
    const at = (x: number): number => {
      const u = (x - low) / h;
      return c![0] + u * (c![1] + u * (c![2] + u * c![3]));
    };
    if (c === null || (depth < DEEPEST && points(BETWEEN).some((x) => !(Math.abs(at(x) - f(x)) <= tolerance)))) {
      fit(low, middle, depth + 1);
      fit(middle, high, depth + 1);
    } else push(high, low, c.map((v, k) => v / h ** k));
  };
  push(breaks[0]!, breaks[0]!, [f(breaks[0]!)]);
  for (let i = 1; i < breaks.length; i++) fit(breaks[i - 1]!, breaks[i]!, 0);
  const last = breaks.at(-1)!;
  const beyond = last + Math.max(1, Math.abs(last));
  push(Number.POSITIVE_INFINITY, last, [f(beyond)]);
  return out;
}

/** The double just below. */
export function nextBelow(x: number): number {
  const bits = new BigInt64Array(1);
  const value = new Float64Array(bits.buffer);
  value[0] = x === 0 ? -0 : x;
  // of a positive number one less is smaller, of a negative one one more
  bits[0] = x > 0 ? bits[0]! - 1n : bits[0]! + 1n;
  return value[0]!;
}
