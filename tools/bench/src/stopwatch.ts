/** Time of the wall, and of the processors that the process used. On one thread the second is what an idle machine would take, also while others work on it. */
export type Elapsed = { wallMs: number; cpuMs: number };

export async function timed<T>(work: () => Promise<T>): Promise<Elapsed & { result: T }> {
  const wall = performance.now();
  const cpu = process.cpuUsage();
  const result = await work();
  const used = process.cpuUsage(cpu);
  return { result, wallMs: performance.now() - wall, cpuMs: (used.user + used.system) / 1000 };
}

/** The least disturbed of several rounds. */
export const least = (a: Elapsed, b: Elapsed): Elapsed => ({ wallMs: Math.min(a.wallMs, b.wallMs), cpuMs: Math.min(a.cpuMs, b.cpuMs) });
