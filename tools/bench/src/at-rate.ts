import { setTimeout as wait } from 'node:timers/promises';

/**
 * Starts work when it is due, whether or not earlier work has ended.
 * @param start of the n-th piece, with the moment when it was due, by `performance.now()`
 * @returns how late each was started, in order of size @unit ms
 */
export async function atRate(rate: number, seconds: number, start: (n: number, due: number) => void): Promise<number[]> {
  const late: number[] = [];
  const began = performance.now();
  for (let n = 0; n < rate * seconds; n++) {
    const due = began + (n * 1000) / rate;
    // asleep between pieces: a loop that watches the clock would take a processor from what is measured
    while (performance.now() < due) await wait(1);
    late.push(performance.now() - due);
    start(n, due);
  }
  return late.sort((a, b) => a - b);
}

export const percentile = (sorted: readonly number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
