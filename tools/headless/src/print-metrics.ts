import type { MetricEstimate, MetricSpec } from '@bellwether/contracts';

/** A line a metric: value and interval. */
export function printMetrics(metrics: Record<string, MetricEstimate>, specs: readonly MetricSpec[]): void {
  const shown = (v: number | null): string => (v === null ? '–' : v.toPrecision(4));
  for (const spec of specs) {
    const m = metrics[spec.key];
    if (m) process.stdout.write(`${spec.title.en.padEnd(34)} ${shown(m.value).padStart(9)}${m.lo === null ? '' : `   ${shown(m.lo)} to ${shown(m.hi)}`}\n`);
  }
}
